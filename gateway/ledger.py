"""The redaction log (脱敏日志): append-only, chained, checked by recomputing all of it.

It holds what was decided and by which rule, never an original value; callers put keyed digests
into the body. Nothing here is ever changed or removed. How it is chained: `gateway.chain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, insert, select

from gateway.chain import (
    EMPTY,
    Entry,
    Head,
    Logged,
    Promise,
    Receipt,
    Row,
    answer_digest,
    broken,
    checked,
    linked,
    logged,
)
from gateway.errors import LedgerBroken, NotFound
from gateway.storage import tables
from gateway.storage.database import Database, is_writing, undecoded

__all__ = ["Entry", "Head", "Ledger", "Logged", "Receipt", "Verification"]

_PAGE = 500

#: Outcomes of an entry that allow a release, and the one that takes it back.
RELEASABLE = frozenset({"released", "approved"})
WITHDRAWING = frozenset({"blocked"})
_COLUMNS = tuple(tables.ledger.columns.keys())


@dataclass(frozen=True, slots=True)
class Verification:
    """The whole log was recomputed and holds: its number of entries and its last head."""

    entries: int
    head: str


class Ledger:
    """The log in one database. ``clock`` gives the present moment with its time zone."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def append(self, tx: Connection, entries: Sequence[Entry]) -> list[Receipt]:
        """Log entries in order; they are durable once ``tx`` (of `Database.writing`) is left.

        If the clock was set back, entries carry the last time that was logged. Raises
        `TypeError` for a body that has no canonical form, and nothing is logged.
        """
        if not is_writing(tx):
            raise TypeError("the ledger is appended to inside Database.writing")
        if not entries:
            return []
        rows = _rows_for(_head(tx), _stamp(self._clock()), entries)
        tx.execute(insert(tables.ledger), [_values(row) for row in rows])
        return [row.receipt for row in rows]

    def head(self) -> Head:
        """The last link; number 0 and zeros while the log is empty."""
        with self._database.reading() as tx:
            return _head(tx)

    def entry(self, seq: int) -> Logged:
        """One entry by its number; raises `NotFound`."""
        found = self.entries(after=seq - 1, limit=1)
        if not found or found[0].seq != seq:
            raise NotFound(f"日志中没有第 {seq} 条")
        return found[0]

    def entries(self, after: int = 0, limit: int = 100, record: str | None = None) -> list[Logged]:
        """Up to ``limit`` entries behind number ``after``, of all records or of one."""
        query = _page(after, limit)
        if record is not None:
            query = query.where(tables.ledger.c.record == record)
        with self._database.reading() as tx:
            return [logged(Row(*row)) for row in tx.execute(query)]

    def verify(self, against: Receipt | str | None = None) -> Verification:
        """Recompute every entry in one unchanging view, in constant memory.

        ``against`` is a receipt or a checkpoint that was kept outside: without one, a log whose
        end was cut off, or that was rewritten as a whole, looks sound. Raises `LedgerBroken`
        naming the first bad entry and its fault, `UsageError` for a malformed checkpoint.
        """
        promise = None if against is None else Promise.of(against)
        with self._database.reading() as tx, undecoded(tx):
            last, releasable = _check_chain(tx, promise)
            if _check_releases(tx) != releasable:
                raise LedgerBroken("日志中准予发布的条目，有的没有发布记录：发布记录曾被删除")
        return Verification(last.seq, last.head)


def _rows_for(last: Head, now: str, entries: Sequence[Entry]) -> list[Row]:
    at = max(last.at, now)
    rows: list[Row] = []
    for entry in entries:
        rows.append(linked(last, at, entry))
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


def _page(after: int | None, limit: int) -> Select[Any]:
    query = select(tables.ledger).order_by(tables.ledger.c.seq).limit(limit)
    return query if after is None else query.where(tables.ledger.c.seq > after)


def _check_chain(tx: Connection, promise: Promise | None) -> tuple[Head, int]:
    """The last head, and how many entries allowed a release."""
    last, releasable = EMPTY, 0
    if promise and promise.seq == 0 and promise.head != EMPTY.head:
        raise broken(0, "与检查点不符")
    for row in _all_rows(tx):
        last = checked(last, row)
        releasable += _object(row.body).get("outcome") in RELEASABLE
        if promise and promise.seq == row.seq and not promise.kept(row):
            raise broken(row.seq, "与留存的回执或检查点不符，日志曾被改写")
    if promise and promise.seq > last.seq:
        raise broken(last.seq + 1, f"缺失，留存的回执或检查点表明日志曾有 {promise.seq} 条")
    return last, releasable


def _all_rows(tx: Connection) -> Iterator[Row]:
    after: int | None = None
    while page := tx.execute(_page(after, _PAGE)).all():
        yield from (Row(*row) for row in page)
        after = page[-1].seq


def _check_releases(tx: Connection) -> int:
    """Every release rests on an entry about the same record, channel, digest and answer.

    Gives the number of releases, withdrawals not counted.
    """
    released = 0
    for release in _all_releases(tx):
        body = _object(release.body)
        rests_on = (release.entry_record, release.entry_channel, body.get("digest"))
        outcomes = WITHDRAWING if release.event == "withdrawn" else RELEASABLE
        if (
            rests_on != (release.record, release.channel, release.digest)
            or body.get("answer") != _digest_of(release.answer)
            or body.get("outcome") not in outcomes
        ):
            raise LedgerBroken(f"发布记录第 {release.seq} 号：日志中没有与之相符的条目")
        released += release.event != "withdrawn"
    return released


def _all_releases(tx: Connection) -> Iterator[Any]:
    released, entry = tables.releases, tables.ledger
    query = (
        select(
            released.c.seq,
            released.c.record,
            released.c.channel,
            released.c.event,
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
    page = tx.execute(query).all()
    while page:
        yield from page
        page = tx.execute(query.where(released.c.seq > page[-1].seq)).all()


def _digest_of(answer: str) -> str | None:
    try:
        return answer_digest(orjson.loads(answer))
    except (orjson.JSONDecodeError, AttributeError):
        return None  # somebody wrote there what is no answer


def _object(body: str | None) -> dict[str, Any]:
    # The chain was checked before: what stands in it is an object.
    found: dict[str, Any] = {} if body is None else orjson.loads(body)
    return found
