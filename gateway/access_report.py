"""The periodic review of the access register (登记审查, notice clause 十一): counts and times.

What is unusual is told by numbers alone: many in a day or an hour, by night, on a day off, the
same record again and again. Nothing is concluded about anybody; a person reads the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, Row, select

from gateway.errors import UsageError
from gateway.storage import tables

_CHINA = ZoneInfo("Asia/Shanghai")
_COLUMNS = ("at", "account", "role", "record", "basis", "spans")


@dataclass(frozen=True, slots=True)
class Limits:
    """More than this is listed. The night is from ``night`` to ``morning`` (hours, Beijing)."""

    a_day: int = 30
    an_hour: int = 12
    a_record: int = 3
    night: int = 22
    morning: int = 6


@dataclass(frozen=True, slots=True)
class Unusual:
    """One remark: who, what kind, when or about which record, how many looks."""

    kind: str
    account: str
    place: str
    looks: int


@dataclass(frozen=True, slots=True)
class Report:
    """A month of looks, counted."""

    month: str
    looks: int
    records: int
    spans: int
    accounts: Mapping[str, int]
    roles: Mapping[str, int]
    bases: Mapping[str, int]
    days: Mapping[str, int]
    unusual: Sequence[Unusual]


@dataclass(frozen=True, slots=True)
class _Look:
    when: datetime
    account: str
    role: str
    record: str
    basis: str
    spans: int


def report(
    tx: Connection, month: str, working: Callable[[date], bool], limits: Limits | None = None
) -> Report:
    """The report of a month (``YYYY-MM``, Beijing); raises `UsageError`.

    ``working`` tells whether offices work on a day.
    """
    start, end = _month(month)
    table = tables.access_register
    query = select(*(table.c[name] for name in _COLUMNS)).order_by(table.c.id)
    looks = [look for row in tx.execute(query) if start <= (look := _read(row)).when < end]
    return Report(
        month=month,
        looks=len(looks),
        records=len({look.record for look in looks}),
        spans=sum(look.spans for look in looks),
        accounts=_counted(look.account for look in looks),
        roles=_counted(look.role for look in looks),
        bases=_counted(look.basis for look in looks),
        days=dict(sorted(Counter(look.when.date().isoformat() for look in looks).items())),
        unusual=_unusual(looks, working, limits or Limits()),
    )


def _month(month: str) -> tuple[datetime, datetime]:
    try:
        first = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        raise UsageError("月份应写作 YYYY-MM") from None
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return datetime.combine(first, time(), _CHINA), datetime.combine(following, time(), _CHINA)


def _read(row: Row[Any]) -> _Look:
    moment = datetime.fromisoformat(row.at)
    when = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_CHINA)
    seen = len(orjson.loads(row.spans or "[]"))
    return _Look(when, row.account, row.role, row.record, row.basis, seen)


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _unusual(
    looks: Sequence[_Look], working: Callable[[date], bool], limits: Limits
) -> tuple[Unusual, ...]:
    by_day = Counter((look.account, look.when.date().isoformat()) for look in looks)
    by_hour = Counter((look.account, f"{look.when:%Y-%m-%d %H}时") for look in looks)
    by_record = Counter((look.account, look.record) for look in looks)
    night = Counter(
        (look.account, f"{look.when:%Y-%m-%d}")
        for look in looks
        if look.when.hour >= limits.night or look.when.hour < limits.morning
    )
    off = Counter(
        (look.account, look.when.date().isoformat())
        for look in looks
        if not working(look.when.date())
    )
    found = (
        _over("一日内查看过多", by_day, limits.a_day),
        _over("一小时内查看过多", by_hour, limits.an_hour),
        _over("反复查看同一记录", by_record, limits.a_record),
        _over("夜间查看", night, 0),
        _over("非工作日查看", off, 0),
    )
    return tuple(each for kind in found for each in kind)


def _over(kind: str, counted: Counter[tuple[str, str]], limit: int) -> list[Unusual]:
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Unusual(kind, who, where, count) for (who, where), count in ranked if count > limit]
