"""The redaction log (脱敏日志): append-only, chained, a Merkle tree, signed.

It holds what was decided and by which rule, never an original value; callers put keyed digests
into the body. Nothing here is ever changed or removed. How it is chained: `gateway.chain`; what
its receipts prove: `gateway.proof`; how all of it is recomputed: `gateway.inspection`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from gateway import log_keys, merkle, proof, succession
from gateway.chain import EMPTY, Entry, Head, Logged, Receipt, Row, linked, logged
from gateway.checkpoint import Checkpoint
from gateway.crypto import Profile
from gateway.errors import NotFound, UsageError
from gateway.inspection import RELEASABLE, Verification, inspect
from gateway.log_signer import LogSigner
from gateway.note import Note, NoteSigner, PublicKey
from gateway.storage import tables
from gateway.storage.database import Database, is_writing, undecoded
from gateway.tree import Edge, StoredNodes, grow

__all__ = [
    "RELEASABLE", "Entry", "Head", "Ledger", "Logged", "Receipt", "Verification",
]  # fmt: skip

#: A checkpoint is kept when the last kept one is this old, or this many entries behind.
INTERVAL = timedelta(hours=1)
INTERVAL_ENTRIES = 4096
_COLUMNS = tuple(tables.ledger.columns.keys())


class Ledger:
    """The log in one database. ``clock`` gives the present moment with its time zone.

    With a ``signer`` receipts carry proofs and checkpoints are signed, by the key that the log
    names as its newest. Without one the log can be read and verified, and appended to as long as
    nobody ever signed it.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        signer: LogSigner | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._signer = signer
        self._edge = Edge()

    def append(self, tx: Connection, entries: Sequence[Entry]) -> list[Receipt]:
        """Log entries in order; they are durable once ``tx`` (of `Database.writing`) is left.

        If the clock was set back, entries carry the last time that was logged. Raises
        `TypeError` for a body that has no canonical form, and nothing is logged.
        """
        if not is_writing(tx):
            raise TypeError("the ledger is appended to inside Database.writing")
        if not entries:
            return []
        last, now = _head(tx), _stamp(self._clock())
        signer = self._signs(tx)
        signing = None if signer is None else signer.public
        profile = log_keys.bind(tx, signing, last, now)
        rows = _rows_for(last, now, entries, profile)
        tx.execute(insert(tables.ledger), [_values(row) for row in rows])
        receipts = [row.receipt for row in rows]
        if signer is None:
            return receipts
        known = self._edge.take(last)
        known.update({(0, row.seq - 1): bytes.fromhex(row.leaf) for row in rows})
        nodes = grow(tx, profile.digest, rows[-1].seq, known)
        proven = _proven(tx, signer, rows, nodes, receipts, [e.body for e in entries])
        self._edge.keep(rows[-1].reached, known)
        return proven

    def hand_over(self, by: str) -> PublicKey:
        """Sign with a new key from now on: the old one signs it, in an entry of the log.

        Raises `UsageError` without a signer, or where keys are kept outside and none is new.
        """
        with self._database.writing() as tx:
            last, now = _head(tx), _stamp(self._clock())
            old = self._must_sign(tx)
            log_keys.bind(tx, old.public, last, now)
            new = self._signing.successor(old.public)
            note = str(succession.hand_over(old, new, last.seq + 1, last.head))
            said = {"by": by, "handover": note}
            receipt = self.append(tx, [Entry(succession.KEY_CHANGED, "", None, said)])[0]
            _keep(tx, _head(tx), str((receipt.proof or {})["tree"]))
            log_keys.add(tx, new.public, now, note)
        return new.public

    def retire_signing(self, by: str) -> int:
        """Destroy the signing keys before the newest, written down before and after; how many."""
        with self._database.writing() as tx:
            newest = self._must_sign(tx).public
            self.append(tx, [Entry("signing-keys-retiring", "", None, {"by": by})])
        count = self._signing.retire(newest)
        with self._database.writing() as tx:
            said = {"by": by, "keys": count}
            self.append(tx, [Entry("signing-keys-destroyed", "", None, said)])
        return count

    def _signs(self, tx: Connection) -> NoteSigner | None:
        return None if self._signer is None else self._signer.of(log_keys.newest(tx))

    def _must_sign(self, tx: Connection) -> NoteSigner:
        return self._signing.of(log_keys.newest(tx))

    @property
    def profile(self) -> Profile:
        """The algorithms of the log."""
        with self._database.reading() as tx:
            return log_keys.profile_of(tx)

    @property
    def _signing(self) -> LogSigner:
        if self._signer is None:
            raise UsageError("没有签名密钥，不能签发检查点")
        return self._signer

    def reading(self) -> AbstractContextManager[Connection]:
        """One unchanging view of the log, for who reads more than entries."""
        return self._database.reading()

    def head(self) -> Head:
        """The last link; number 0 and zeros while the log is empty."""
        with self._database.reading() as tx:
            return _head(tx)

    def key_file(self) -> str:
        """What others check receipts with: the first public key, and each handover since."""
        with self._database.reading() as tx:
            keys = log_keys.known(tx) or (self._must_sign(tx).public,)
            return succession.key_file(keys, log_keys.handovers(tx))

    def entry(self, seq: int) -> Logged:
        """One entry by its number; raises `NotFound`."""
        found = self.entries(after=seq - 1, limit=1)
        if not found or found[0].seq != seq:
            raise NotFound(f"日志中没有第 {seq} 条")
        return found[0]

    def entries(self, after: int = 0, limit: int = 100, record: str | None = None) -> list[Logged]:
        """Up to ``limit`` entries behind number ``after``, of all records or of one."""
        query = page(after, limit)
        if record is not None:
            query = query.where(tables.ledger.c.record == record)
        with self._database.reading() as tx:
            return [logged(Row(*row)) for row in tx.execute(query)]

    def signed_head(self) -> tuple[Head, str | None]:
        """The head and its signed checkpoint with the witnesses it has, both of one moment.

        ``None`` in an unsigned log.
        """
        with self._database.reading() as tx:
            signer = self._signs(tx)
            return _head(tx), None if signer is None else _signed_now(tx, signer)

    def note(self) -> str | None:
        """The signed checkpoint of now, as in `signed_head`."""
        return self.signed_head()[1]

    def checkpoint(self) -> str:
        """Sign and keep the checkpoint of now, on demand; raises `UsageError` without a signer."""
        with self._database.writing() as tx:
            signer, last = self._must_sign(tx), _head(tx)
            profile = log_keys.bind(tx, signer.public, last, _stamp(self._clock()))
            grow(tx, profile.digest, last.seq)
            note = _signed_now(tx, signer)
            _keep(tx, last, note)
            return note

    def kept(self, tx: Connection, span: range) -> list[str]:
        """The kept checkpoints over the entries of a span, with their witnesses, in order."""
        size = tables.checkpoints.c.size
        query = select(size).where(size >= span.start, size < span.stop).order_by(size)
        return [note for each in tx.scalars(query).all() if (note := kept_note(tx, each))]

    def keys(self) -> tuple[PublicKey, ...]:
        """Every key that signed the log, the first one first; none while nobody signed it."""
        with self._database.reading() as tx:
            return tuple(log_keys.known(tx))

    def some(self, seqs: Sequence[int]) -> dict[int, Logged]:
        """Entries by their numbers."""
        query = select(tables.ledger).where(tables.ledger.c.seq.in_(seqs))
        with self._database.reading() as tx:
            return {row.seq: logged(Row(*row)) for row in tx.execute(query)}

    def vouched(self, entries: Sequence[Logged]) -> list[Receipt]:
        """What proves some entries, as they read here, under one checkpoint of now.

        `gateway.proof.check` says whether it does. Raises `UsageError` without a signer.
        """
        with self._database.reading() as tx:
            signer = self._must_sign(tx)
            note, digest = _signed_now(tx, signer), signer.profile.digest
            said, handovers = Checkpoint.of(Note.parse(note)), log_keys.handovers(tx)
            nodes = StoredNodes(tx, digest)
            paths = [merkle.inclusion(digest, nodes, e.seq - 1, said.size) for e in entries]
        return [
            Receipt(
                entry.seq,
                linked(Head(entry.seq - 1, "", EMPTY.head), entry.at, entry.entry, digest).leaf,
                said.reached.checkpoint,
                proof.with_keys(
                    {"tree": note, "path": [step.hex() for step in path], "answer": []}, handovers
                ),
            )
            for entry, path in zip(entries, paths, strict=True)
        ]

    def proof(self, seq: int) -> dict[str, Any]:
        """One entry with what proves it under the checkpoint of now; raises `NotFound`.

        A receipt of that checkpoint; the entry beside it is for who may read the log.
        """
        entry = self.entry(seq)
        with self._database.reading() as tx:
            signer = self._must_sign(tx)
            note = _signed_now(tx, signer)
            said, digest = Checkpoint.of(Note.parse(note)), signer.profile.digest
            path = merkle.inclusion(digest, StoredNodes(tx, digest), seq - 1, said.size)
            handovers = log_keys.handovers(tx)
        steps = {"tree": note, "path": [step.hex() for step in path], "answer": []}
        steps = proof.with_keys(steps, handovers)
        receipt = Receipt(seq, entry.leaf, said.reached.checkpoint, steps).shown()
        return {"entry": asdict(entry), "receipt": receipt}

    def verify(
        self,
        against: Receipt | Note | str | None = None,
        keys: Sequence[PublicKey] = (),
    ) -> Verification:
        """Recompute everything in one unchanging view, in constant memory.

        ``against`` is a receipt or a checkpoint that was kept outside: without one, a log that
        was rewritten as a whole by who holds its key looks sound. ``keys`` are public keys from
        outside; without them those that the log names count. Raises `LedgerBroken` naming the
        first bad entry and its fault, `UsageError` for a malformed checkpoint.
        """
        with self._database.reading() as tx, undecoded(tx):
            return inspect(tx, against, keys)


def _proven(
    tx: Connection,
    signer: NoteSigner,
    rows: Sequence[Row],
    nodes: StoredNodes,
    receipts: Sequence[Receipt],
    bodies: Sequence[Any],
) -> list[Receipt]:
    """The receipts of one append with their proofs, under one signature."""
    digest, last = signer.profile.digest, rows[-1].reached
    said = [
        proof.answer_leaf(digest, row.seq, body.get("answer"))
        for row, body in zip(rows, bodies, strict=True)
    ]
    over = len(said), merkle.root(digest, proof.small(digest, said), len(said))
    note = signer.note(_said(signer, nodes, last, over).text)
    if _is_due(tx, last):
        _keep(tx, last, note)
    found = proof.proofs(digest, nodes, last.seq, said, note, log_keys.handovers(tx))
    return [
        replace(receipt, checkpoint=last.checkpoint, proof=each)
        for receipt, each in zip(receipts, found, strict=True)
    ]


def _said(
    signer: NoteSigner, nodes: StoredNodes, last: Head, over: tuple[int, bytes] | None = None
) -> Checkpoint:
    root = merkle.root(signer.profile.digest, nodes, last.seq)
    return Checkpoint(signer.name, last.seq, root, last.head, last.at, over)


def _signed_now(tx: Connection, signer: NoteSigner) -> str:
    last = _head(tx)
    kept = kept_note(tx, last.seq)
    if kept is not None:
        return kept
    nodes = StoredNodes(tx, signer.profile.digest)
    return signer.note(_said(signer, nodes, last).text)


def kept_note(tx: Connection, size: int) -> str | None:
    """The kept checkpoint of a size with its witnesses' lines, or ``None``."""
    note = tx.scalar(select(tables.checkpoints.c.note).where(tables.checkpoints.c.size == size))
    if note is None:
        return None
    table = tables.cosignatures
    lines = tx.scalars(select(table.c.line).where(table.c.size == size).order_by(table.c.name))
    return str(note) + "".join(lines)


def _is_due(tx: Connection, last: Head) -> bool:
    table = tables.checkpoints
    query = select(table.c.size, table.c.at).order_by(table.c.size.desc()).limit(1)
    before = tx.execute(query).one_or_none()
    if before is None or not before.at:
        return True
    age = datetime.fromisoformat(last.at) - datetime.fromisoformat(before.at)
    return age >= INTERVAL or last.seq - before.size >= INTERVAL_ENTRIES


def _keep(tx: Connection, last: Head, note: str) -> None:
    if kept_note(tx, last.seq) is None:
        tx.execute(insert(tables.checkpoints).values(size=last.seq, at=last.at, note=note))


def _rows_for(last: Head, now: str, entries: Sequence[Entry], profile: Profile) -> list[Row]:
    at = max(last.at, now)
    rows: list[Row] = []
    for entry in entries:
        rows.append(linked(last, at, entry, profile.digest))
        last = rows[-1].reached
    return rows


def _values(row: Row) -> dict[str, Any]:
    return {column: getattr(row, column) for column in _COLUMNS}


def _head(tx: Connection) -> Head:
    table = tables.ledger
    query = select(table.c.seq, table.c.at, table.c.head).order_by(table.c.seq.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return EMPTY if row is None else Head(row.seq, row.at, row.head)


def _stamp(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError("the ledger's clock must know its time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def page(after: int, limit: int) -> Select[Any]:
    """Rows of the log behind a number, in order."""
    table = tables.ledger
    return select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
