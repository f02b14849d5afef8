"""The redaction log made searchable: who decided what about which unit, by rule, type and time.

Read from the ledger in slices, as far as it got; the ledger stays the evidence and all of this can
be read anew. Holds what the ledger holds, and the unit as far as it would be published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select

from gateway.queue import unit_of
from gateway.storage import tables
from gateway.storage.database import Database, upsert

_DECISIONS, _DAYS = tables.log_decisions, tables.log_days
_LEDGER, _REACHED = tables.ledger, tables.log_reached
_NAME = "redactions"
_EVENTS = ("decided", "reviewed")
_CHINA = ZoneInfo("Asia/Shanghai")
_SLICE = 1000
#: The rule of what a reviewer covered: the rest of a review was counted when it was decided.
_REVIEWER = "REVIEWER"


@dataclass(frozen=True, slots=True)
class Search:
    """What an auditor looks for; empty words look for everything. Days are ISO 8601, Beijing."""

    records: tuple[str, ...] = ()
    unit: str = ""
    rule: str = ""
    detector: str = ""
    entity_type: str = ""
    reviewer: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry that decided about a record on a channel."""

    seq: int
    day: str
    event: str
    record: str
    channel: str
    kind: str
    outcome: str
    unit: str
    reviewer: str


def catch_up(database: Database, slices: int = 2) -> tuple[int, int]:
    """Read on in the ledger, at most so many slices: how far it is read, and how long it is."""
    for _ in range(slices):
        with database.reading() as tx:
            done, last = reached(tx), tx.scalar(select(func.max(_LEDGER.c.seq))) or 0
        if done >= last:
            break
        with database.writing() as tx:
            _read_on(tx, reached(tx))
    with database.reading() as tx:
        return reached(tx), tx.scalar(select(func.max(_LEDGER.c.seq))) or 0


def reached(tx: Connection) -> int:
    """The number of the last entry that was read."""
    return tx.scalar(select(_REACHED.c.seq).where(_REACHED.c.name == _NAME)) or 0


def _read_on(tx: Connection, after: int) -> None:
    upto = after + _SLICE
    here = (_LEDGER.c.seq > after) & (_LEDGER.c.seq <= upto)
    rows = tx.execute(select(_LEDGER).where(here).order_by(_LEDGER.c.seq)).all()
    bodies = [(row, orjson.loads(row.body)) for row in rows if row.event in _EVENTS]
    units = _units(tx, after, upto, [body.get("case", "") for _, body in bodies])
    if bodies:
        tx.execute(insert(_DECISIONS), [_decision(row, body, units) for row, body in bodies])
    _count(tx, bodies)
    if rows:
        upsert(tx, _REACHED, [{"name": _NAME, "seq": rows[-1].seq}])


def _units(tx: Connection, after: int, upto: int, cases: Sequence[str]) -> Mapping[int | str, str]:
    """The unit by the number of a decision, and by the id of a case that was reviewed."""
    table = tables.outcomes
    mine = (table.c.seq > after) & (table.c.seq <= upto)
    found: dict[int | str, str] = {
        row.seq: unit_of(orjson.loads(row.answer))
        for row in tx.execute(select(table.c.seq, table.c.answer).where(mine))
    }
    held = tables.cases
    wanted = {case for case in cases if case}
    rows = tx.execute(select(held.c.id, held.c.unit).where(held.c.id.in_(wanted)))
    return found | {row.id: row.unit for row in rows}


def _decision(
    row: Row[Any], body: Mapping[str, Any], units: Mapping[int | str, str]
) -> dict[str, Any]:
    case = body.get("case", "")
    return {
        "seq": row.seq,
        "day": _day(row.at),
        "event": row.event,
        "record": row.record,
        "channel": row.channel or "",
        "kind": body.get("kind", ""),
        "outcome": body.get("outcome", ""),
        "unit": units.get(case or row.seq, ""),
        "reviewer": body.get("reviewer", ""),
        "marks": _marks(body),
    }


def _day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(_CHINA).date().isoformat()


def _marks(body: Mapping[str, Any]) -> str:
    """What an entry is found by, between commas."""
    found = {
        mark
        for change in body.get("transformations", ())
        for mark in (
            f"entity_type:{change['entity_type']}",
            f"rule:{change['rule']}",
            f"detector:{(change['detector'] or '').partition('@')[0]}",
        )
    }
    return f",{','.join(sorted(found))},"


def _count(tx: Connection, bodies: Sequence[tuple[Row[Any], Mapping[str, Any]]]) -> None:
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for row, body in bodies:
        for change in body.get("transformations", ()):
            if row.event == "decided" or change["rule"] == _REVIEWER:
                type_ = change["entity_type"] or ""
                counted[_day(row.at), row.channel or "", type_, change["rule"]] += 1
    days = {key[0] for key in counted}
    held = tx.execute(select(_DAYS).where(_DAYS.c.day.in_(days)))
    for line in held:
        key = (line.day, line.channel, line.entity_type, line.rule)
        if key in counted:
            counted[key] += line.changes
    names = ("day", "channel", "entity_type", "rule")
    rows = [dict(zip(names, key, strict=True)) | {"changes": n} for key, n in counted.items()]
    upsert(tx, _DAYS, rows)


def page(tx: Connection, search: Search, before: int | None = None, limit: int = 50) -> list[Line]:
    """Entries that match, the newest first, older than number ``before``."""
    wanted = _matches(search)
    if before is not None:
        wanted = and_(wanted, _DECISIONS.c.seq < before)
    columns = [_DECISIONS.c[name] for name in Line.__slots__]
    query = select(*columns).where(wanted).order_by(_DECISIONS.c.seq.desc()).limit(limit)
    return [Line(*row) for row in tx.execute(query)]


def _matches(search: Search) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [_DECISIONS.c.seq > 0]
    if search.records:
        wanted.append(_DECISIONS.c.record.in_(search.records))
    for name in ("unit", "reviewer", "channel"):
        if value := getattr(search, name):
            wanted.append(_DECISIONS.c[name] == value)
    if search.since:
        wanted.append(_DECISIONS.c.day >= search.since)
    if search.until:
        wanted.append(_DECISIONS.c.day <= search.until)
    for name in ("rule", "detector", "entity_type"):
        if value := getattr(search, name):
            mark = f",{name}:{value},"
            wanted.append(_DECISIONS.c.marks.contains(mark, autoescape=True))
    return and_(*wanted)


def known(tx: Connection) -> dict[str, list[str]]:
    """What there is to look for: rules, types, channels."""
    found = {}
    for name in ("rule", "entity_type", "channel"):
        words = tx.scalars(select(_DAYS.c[name]).distinct().order_by(_DAYS.c[name]))
        found[name] = [word for word in words if word]
    return found


def over_time(tx: Connection, by: str, since: str, until: str) -> dict[str, dict[str, int]]:
    """Covered spans by ``by`` (entity_type, rule, channel) and month, the most frequent first."""
    column, month = _DAYS.c[by], func.substr(_DAYS.c.day, 1, 7)
    within = (_DAYS.c.day >= since) & (_DAYS.c.day <= until)
    query = select(column, month, func.sum(_DAYS.c.changes)).where(within).group_by(column, month)
    found: dict[str, dict[str, int]] = {}
    for word, when, count in tx.execute(query):
        found.setdefault(word, {})[when] = int(count)
    return dict(sorted(found.items(), key=lambda item: -sum(item[1].values())))


def quality(tx: Connection, since: str) -> dict[str, dict[str, int]]:
    """How the decisions about each unit's records came out since a day, by outcome."""
    table = _DECISIONS
    mine = (table.c.day >= since) & (table.c.event == "decided")
    query = select(table.c.unit, table.c.outcome, func.count()).where(mine)
    found: dict[str, dict[str, int]] = {}
    for unit, outcome, count in tx.execute(query.group_by(table.c.unit, table.c.outcome)):
        found.setdefault(unit, {})[outcome] = count
    return dict(sorted(found.items(), key=lambda item: -sum(item[1].values())))
