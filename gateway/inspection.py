"""Recomputes the whole log: entries, chain, tree, checkpoints, releases, register.

Names the first bad entry and what was done to it: 内容被改动, 次序被调换, 缺失 (a cut tail) or
历史被改写. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway import departures, log_keys
from gateway.chain import (
    EMPTY,
    Head,
    Promise,
    Receipt,
    Row,
    answer_digest,
    broken,
    checked,
    recomputed,
)
from gateway.checkpoint import Checkpoint
from gateway.crypto import Digest, Profile
from gateway.errors import Conflict, LedgerBroken, UsageError
from gateway.life.publications import PLACE, Publication, everything, moved
from gateway.life.states import PAIRED, RESTS_ON
from gateway.merkle import Frontier
from gateway.note import Note, PublicKey
from gateway.register import look_of
from gateway.storage import tables
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
    inside = log_keys.known(tx)
    walk = _Walk(tx, inside[0].profile if inside else log_keys.profile_of(tx), promised)
    signers = tuple(keys) or inside
    for size, note in _kept(tx):
        walk.expect(size, _signed(size, note, signers))
    for outside in notes:
        said = Checkpoint.of(outside)
        if signers:
            outside.require(signers)
        walk.expect(said.size, said)
    walk.run()
    if _check_releases(tx) != walk.owed:
        raise LedgerBroken("日志中准予发布、撤下或标注的条目，有的没有发布记录：发布记录曾被删除")
    _check_register(tx, walk.looks)
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
        note = Note.parse(text)
        said = Checkpoint.of(note)
        note.require(signers)
    except (LedgerBroken, UsageError):
        raise LedgerBroken(f"第 {size} 条处留存的检查点：没有本日志的有效签名，或被改动") from None
    if said.size != size:
        raise LedgerBroken(f"第 {size} 条处留存的检查点：说的是另一处")
    return said


class _Walk:
    """One pass over all rows, with everything that is expected on the way."""

    def __init__(self, tx: Connection, profile: Profile, promise: Promise | None) -> None:
        self._tx = tx
        self._digest = profile.digest
        self._promise = promise
        self._expected: dict[int, list[Checkpoint]] = {}
        self._stored = _stored_nodes(tx)
        self._frontier = Frontier(profile.digest)
        self.last: Head = EMPTY
        self.owed = 0  # entries that each have their release
        self.looks: dict[int, str | None] = {}
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
            self.last = checked(self.last, row, self._digest)
        except LedgerBroken as fault:
            raise _named(self._tx, self.last.seq + 1, row, self._digest, fault) from None
        body = _object(row.body)
        self.owed += body.get("outcome") in RELEASABLE | PAIRED
        if row.event == "revealed":
            self.looks[row.seq] = body.get("look")
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


def _check_releases(tx: Connection) -> int:
    """Every release rests on an entry about the same record, channel, digest and answer.

    What holds now is what they amount to. Gives the number of releases that an entry owes:
    what a blocked answer took down is not counted.
    """
    owed = 0
    for release in _all_releases(tx):
        body = _object(release.body)
        rests_on = (release.entry_record, release.entry_channel, body.get("digest"))
        if (
            rests_on != (release.record, release.channel, release.digest)
            or body.get("answer") != _digest_of(release.answer)
            or body.get("outcome") not in RESTS_ON[release.event]
        ):
            raise LedgerBroken(f"发布记录第 {release.seq} 号：日志中没有与之相符的条目")
        owed += body.get("outcome") != "blocked"
    _check_publications(tx)
    return owed


def _check_publications(tx: Connection) -> None:
    """The table of what is public now says what the releases say."""
    for held, folded in zip_longest(everything(tx), _folded(tx)):
        if held != folded:
            raise LedgerBroken("现在公示的一览与发布记录不符，曾被改动")


def _folded(tx: Connection) -> Iterator[Publication]:
    """What the releases of each place amount to, place by place."""
    table = tables.releases
    query = select(table).order_by(*(table.c[name] for name in PLACE), table.c.seq)
    rows = tx.execution_options(yield_per=_PAGE).execute(query)
    for _, group in groupby(rows, key=lambda row: (row.record, row.owner, row.channel)):
        place: Publication | None = None
        for row in group:
            try:
                place = moved(place, row._asdict(), orjson.loads(row.answer))
            except Conflict:
                raise LedgerBroken(f"发布记录第 {row.seq} 号：不能接在前一个状态之后") from None
        if place is not None:
            yield place


def _check_register(tx: Connection, looks: dict[int, str | None]) -> None:
    """Each look in the log has its line in the register, and the other way round."""
    plain = sum(digest is None for digest in looks.values())  # of older programs
    vouched = {seq: digest for seq, digest in looks.items() if digest is not None}
    table = tables.access_register
    for row in tx.execute(select(table).order_by(table.c.id)):
        if row.seq is None:
            plain -= 1
        elif vouched.pop(row.seq, None) != _look_digest(row):
            raise LedgerBroken(f"查看登记第 {row.id} 号：与日志所记的不符，登记被改动")
    if vouched:
        raise broken(min(vouched), "所记的查看没有登记，登记曾被删除")
    if plain:
        raise LedgerBroken("查看登记的条数与日志不符，登记曾被删除或添加")


def _look_digest(row: Any) -> str | None:  # noqa: ANN401 - a row of the register
    try:
        return look_of(row).digest
    except (orjson.JSONDecodeError, TypeError):
        return None


def _all_releases(tx: Connection) -> Iterator[Any]:
    released, entry = tables.releases, tables.ledger
    query = (
        select(
            released.c.seq,
            released.c.record,
            released.c.owner,
            released.c.channel,
            released.c.event,
            released.c.at,
            released.c.digest,
            released.c.answer,
            entry.c.record.label("entry_record"),
            entry.c.channel.label("entry_channel"),
            entry.c.body,
        )
        .select_from(released.outerjoin(entry, released.c.seq == entry.c.seq))
        .order_by(released.c.seq)
        .limit(_PAGE)
    )
    found = tx.execute(query).all()
    while found:
        yield from found
        found = tx.execute(query.where(released.c.seq > found[-1].seq)).all()


def _digest_of(answer: str) -> str | None:
    try:
        return answer_digest(orjson.loads(answer))
    except (orjson.JSONDecodeError, AttributeError):
        return None  # somebody wrote there what is no answer


def _object(body: str | None) -> dict[str, Any]:
    # The chain was checked before: what stands in it is an object.
    found: dict[str, Any] = {} if body is None else orjson.loads(body)
    return found
