"""What an office looks at in the morning: what waits, how fast it goes, how units did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, func, select

from gateway import log_index, queue
from gateway.storage import tables

_CASES, _COLUMN = tables.cases, tables.column_records
#: The time that is looked back on.
DAYS = 30
_BY_PEOPLE = ("accept", "fix", "reject")


@dataclass(frozen=True, slots=True)
class Unit:
    """The decisions about one unit's records: how many, and the shares of a hundred."""

    name: str
    records: int
    released: int
    waited: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One person's verdicts. ``minutes`` is the median from taking a case to its verdict."""

    account: str
    settled: int
    accepted: int
    fixed: int
    rejected: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it. ``hours`` is the median from opening a case to its verdict."""

    due: Mapping[str, int]
    waiting: int
    states: Mapping[str, int]
    settled: int
    hours: float | None
    late: int
    units: Sequence[Unit]
    reviewers: Sequence[Reviewer]
    double_read: int
    agreed: int


def overview(tx: Connection, today: date) -> Overview:
    """The overview of a day, looking back `DAYS` days."""
    since = (today - timedelta(days=DAYS)).isoformat()
    names = (
        *("record", "opened_at", "settled_at", "claimed_at", "settled_by", "verdict"),
        *("conclusion", "due"),
    )
    judged = (_CASES.c.settled_at >= since) & _CASES.c.verdict.in_(_BY_PEOPLE)
    rows = tx.execute(select(*(_CASES.c[name] for name in names)).where(judged)).all()
    due, (twice, same) = queue.due(tx, today.isoformat()), _agreement(rows)
    states = select(_COLUMN.c.state, func.count()).group_by(_COLUMN.c.state)
    return Overview(
        due=due,
        waiting=sum(due.values()),
        states={row[0]: row[1] for row in tx.execute(states)},
        settled=len(rows),
        hours=_median([_between(row.opened_at, row.settled_at) for row in rows], 3600),
        late=sum(row.due is not None and row.settled_at[:10] > row.due for row in rows),
        units=_units(log_index.quality(tx, since)),
        reviewers=_reviewers(rows),
        double_read=twice,
        agreed=same,
    )


def _units(found: Mapping[str, Mapping[str, int]]) -> list[Unit]:
    made = []
    for name, outcomes in found.items():
        records = sum(outcomes.values())
        shares = [round(100 * outcomes.get(o, 0) / records)
                  for o in ("released", "in_review", "blocked")]  # fmt: skip
        made.append(Unit(name, records, *shares))
    return made


def _reviewers(rows: Sequence[Row[Any]]) -> list[Reviewer]:
    people: dict[str, list[Row[Any]]] = {}
    for row in rows:
        people.setdefault(row.settled_by, []).append(row)
    return [_reviewer(account, mine) for account, mine in sorted(people.items())]


def _reviewer(account: str, mine: Sequence[Row[Any]]) -> Reviewer:
    said = Counter(row.verdict for row in mine)
    taken = [_between(row.claimed_at, row.settled_at) for row in mine if row.claimed_at]
    return Reviewer(
        account=account,
        settled=len(mine),
        accepted=said["accept"],
        fixed=said["fix"],
        rejected=said["reject"],
        minutes=_median(taken, 60),
    )


def _agreement(rows: Sequence[Row[Any]]) -> tuple[int, int]:
    """Records that two people judged, on two channels: how many, and of how many they agreed."""
    judged: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        people = judged.setdefault(row.record, {})
        people.setdefault(row.settled_by, set()).add(row.conclusion)
    twice = [people for people in judged.values() if len(people) > 1]
    same = sum(len(set().union(*people.values())) == 1 for people in twice)
    return len(twice), same


def _between(begin: str, end: str) -> float:
    moments = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    return (moments[1] - moments[0]).total_seconds()


def _median(seconds: Sequence[float], unit: int) -> float | None:
    return round(median(seconds) / unit, 1) if seconds else None
