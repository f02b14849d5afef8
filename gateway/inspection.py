"""Recomputes the whole log: entries, chain, tree, checkpoints, releases, register.

Names the first bad entry and what was done to it: 内容被改动, 次序被调换, 缺失 (a cut tail) or
历史被改写. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway import counterparts, departures, log_keys
from gateway.chain import EMPTY, Head, Promise, Receipt, Row, broken, checked, recomputed
from gateway.checkpoint import Checkpoint
from gateway.crypto import Digest, Profile
from gateway.errors import LedgerBroken, UsageError
from gateway.life.states import PAIRED, RESTS_ON
from gateway.merkle import Frontier
from gateway.note import Note, PublicKey
from gateway.storage import tables
from gateway.succession import KEY_CHANGED, Handover, extended, signer_of
from gateway.tree import HEIGHT

#: Outcomes of an entry that allow a release.
RELEASABLE = RESTS_ON["published"]
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Verification:
    """The whole log was recomputed and holds: its number of entries, its last head, its root.

    ``checkpoints`` counts the signed ones that were checked, ``unfinished`` the runs of which it is
    not written down that their files left.
    """

    entries: int
    head: str
    root: str = field(default="", compare=False)
    checkpoints: int = field(default=0, compare=False)
    unfinished: int = field(default=0, compare=False)


def inspect(
    tx: Connection, against: Receipt | Note | str | None, keys: Sequence[PublicKey]
) -> Verification:
    """Check everything; raises `LedgerBroken` naming what is wrong first."""
    promised, notes = _promised(against)
    handovers = log_keys.handovers(tx)
    walk = _Walk(tx, log_keys.profile_of(tx), promised)
    signers = extended(keys, handovers) if keys else log_keys.trusted(tx)
    for size, note in _kept(tx):
        walk.expect(size, _signed(size, note, signers))
    for outside in notes:
        said = signer_of(outside, signers)[1] if signers else Checkpoint.of(outside)
        walk.expect(said.size, said)
    walk.run()
    _check_keys(tx, walk.handovers, handovers)
    counterparts.check_releases(tx, walk.owed, walk.digest)
    counterparts.check_register(tx, walk.looks, walk.digest)
    return Verification(
        walk.last.seq, walk.last.head, walk.root, walk.matched, departures.unfinished(tx)
    )


def _promised(against: Receipt | Note | str | None) -> tuple[Promise | None, list[Note]]:
    if isinstance(against, Note):
        return Promise.of(Checkpoint.of(against).reached.checkpoint), [against]
    return None if against is None else Promise.of(against), []


def _kept(tx: Connection) -> list[tuple[int, str]]:
    table = tables.checkpoints
    return [tuple(row) for row in tx.execute(select(table.c.size, table.c.note))]


def _signed(size: int, text: str, signers: Sequence[PublicKey]) -> Checkpoint:
    try:
        _, said = signer_of(Note.parse(text), signers)
    except (LedgerBroken, UsageError):
        raise LedgerBroken(f"第 {size} 条处留存的检查点：没有本日志的有效签名，或被改动") from None
    if said.size != size:
        raise LedgerBroken(f"第 {size} 条处留存的检查点：说的是另一处")
    return said


def _check_keys(tx: Connection, logged: Sequence[str], kept: Sequence[str]) -> None:
    """Keys, their handovers and the entries that tell of them are the same, in order."""
    if tuple(logged) != tuple(kept) or log_keys.known(tx) != log_keys.trusted(tx):
        raise LedgerBroken("日志的签名密钥与所记的交接不符，密钥曾被添加、删除或改动")


class _Walk:
    """One pass over all rows, with everything that is expected on the way."""

    def __init__(self, tx: Connection, profile: Profile, promise: Promise | None) -> None:
        self._tx = tx
        self.digest = profile.digest
        self._promise = promise
        self._expected: dict[int, list[Checkpoint]] = {}
        self._stored = _stored_nodes(tx)
        self._frontier = Frontier(profile.digest)
        self.last: Head = EMPTY
        self.owed = 0  # entries that each have their release
        self.looks: dict[int, str | None] = {}
        self.handovers: list[str] = []
        self.matched = 0

    @property
    def root(self) -> str:
        """The root over the rows that were passed."""
        return self._frontier.root().hex()

    def expect(self, size: int, said: Checkpoint) -> None:
        """A checkpoint that must hold when the walk comes by."""
        self._expected.setdefault(size, []).append(said)

    def run(self) -> None:
        """Pass all rows; raises `LedgerBroken`."""
        promise = self._promise
        if promise and promise.seq == 0 and promise.head != EMPTY.head:
            raise broken(0, "与检查点不符")
        self._match()
        for row in _all_rows(self._tx):
            self._pass(row)
        longest = max(self._expected, default=0)
        if promise and promise.seq >= longest:
            longest, witness = promise.seq, "留存的回执或检查点"
        else:
            witness = "签名的检查点"
        if longest > self.last.seq:
            raise broken(
                self.last.seq + 1, f"缺失，日志尾部被截断：{witness}表明日志曾有 {longest} 条"
            )
        if self._stored:
            raise LedgerBroken("日志的树中存有多余的节点，或节点不在其位")

    def _pass(self, row: Row) -> None:
        try:
            self.last = checked(self.last, row, self.digest)
        except LedgerBroken as fault:
            raise _named(self._tx, self.last.seq + 1, row, self.digest, fault) from None
        body = orjson.loads(row.body)  # an object: that was checked just now
        self.owed += body.get("outcome") in RELEASABLE | PAIRED
        if row.event == "revealed":
            self.looks[row.seq] = body.get("look")
        if row.event == KEY_CHANGED:
            self.handovers.append(_handover(self.last.seq, body))
        if self._promise and not self._promise.kept(row):
            raise broken(row.seq, "与留存的回执或检查点不符，日志曾被改写")
        for level, index, found in self._frontier.add(bytes.fromhex(row.leaf)):
            if level % HEIGHT == 0 and self._stored.pop((level, index), found) != found:
                raise broken(row.seq, f"树的节点（第 {level} 层第 {index} 个）与条目不符")
        self._match()

    def _match(self) -> None:
        for said in self._expected.pop(self.last.seq, ()):
            if (said.head, said.root) != (self.last.head, self._frontier.root()):
                raise broken(self.last.seq, "与签名的检查点不符，历史曾被改写")
            self.matched += 1


def _named(tx: Connection, due: int, row: Row, digest: Digest, fault: LedgerBroken) -> LedgerBroken:
    """The fault, or a better name for it: an entry that belongs elsewhere was moved here."""
    if row.seq != due or row.leaf == recomputed(row, digest):
        return fault
    last = tx.scalar(select(tables.ledger.c.seq).order_by(tables.ledger.c.seq.desc()).limit(1))
    for seq in range(1, (last or 0) + 1):
        if recomputed(row, digest, seq) == row.leaf:
            return broken(due, f"内容原是第 {seq} 条的，次序被调换")
    return fault


def _handover(seq: int, body: Mapping[str, Any]) -> str:
    text = str(body.get("handover"))
    try:
        after = Handover.of(Note.parse(text)).after
    except UsageError:
        after = 0
    if after != seq:
        raise broken(seq, "所记的签名密钥交接不可读，或说的是另一处")
    return text


def _stored_nodes(tx: Connection) -> dict[tuple[int, int], bytes]:
    table = tables.tree_nodes
    rows = tx.execute(select(table.c.level, table.c.idx, table.c.hash))
    return {(level, index): _bytes(found) for level, index, found in rows}


def _bytes(text: object) -> bytes:
    try:
        return bytes.fromhex(str(text))
    except ValueError:
        return b""


def _all_rows(tx: Connection) -> Iterator[Row]:
    table = tables.ledger
    query = select(table).order_by(table.c.seq).limit(_PAGE)
    found = tx.execute(query).all()
    while found:
        yield from (Row(*row) for row in found)
        found = tx.execute(query.where(table.c.seq > found[-1].seq)).all()
