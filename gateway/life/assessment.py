"""The monthly assessment (notice, clause 七), counted by unit and kind from the log and its tables.

Counts, rates and the names of units; no record and no person. A name of a unit that the gateway's
own detectors would not let pass stands there as a number instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, and_, func, or_, select

from detectors.finding import SHIELDS
from detectors.sheet import Sheet
from gateway.errors import UsageError
from gateway.keys import Keys
from gateway.life import catalogue, dossier
from gateway.storage import tables

if TYPE_CHECKING:
    from gateway.journey import Gateway

_CHINA = ZoneInfo("Asia/Shanghai")
_PAGE = 500
_ITEM_KINDS = {"行政许可": "permit", "行政处罚": "penalty"}
_DECIDED = frozenset({"decided", "reviewed"})

#: What is counted of a unit and a kind, in the order in which people read it.
COUNTED = {
    "submitted": "报送",
    "rejected": "退回次数",
    "published": "公示",
    "on_time": "按时公示",
    "late": "逾期公示",
    "missing": "超期未公示",
    "withdrawn": "撤下",
    "withdrawn_late": "逾期撤下",
    "expired": "期满",
    "objections": "异议",
    "objections_late": "逾期答复",
    "objections_upheld": "异议成立",
    "repairs_granted": "信用修复",
    "repairs_refused": "不予修复",
    "covered": "拦下的隐私和秘密",
    "items": "目录事项",
    "items_reporting": "有报送的事项",
}
RATES = {"coverage": "覆盖率", "timeliness": "及时率", "compliance": "合规率"}


@dataclass(slots=True)
class Line:
    """One unit and kind. ``codes`` are the problems of rejected rows, by code."""

    unit: str
    kind: str
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def rates(self) -> dict[str, float | None]:
        """Shares between 0 and 1, ``None`` where there is nothing to share."""
        n = self.counts
        due = n["on_time"] + n["late"] + n["missing"]
        return {
            "coverage": _share(n["items_reporting"], n["items"]),
            "timeliness": _share(n["on_time"], due),
            "compliance": _share(n["submitted"] - n["refused"], n["submitted"]),
        }

    def told(self) -> dict[str, Any]:
        """The line as JSON."""
        counts = {name: self.counts[name] for name in COUNTED}
        plain = {"unit": self.unit, "kind": self.kind}
        return {
            **plain,
            **counts,
            **self.rates,
            "rejected_by_code": dict(sorted(self.codes.items())),
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """A month. ``hidden`` counts the names of units that are not printed."""

    month: str
    lines: tuple[Line, ...]
    total: Line
    hidden: int

    def told(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "month": self.month,
            "lines": [line.told() for line in self.lines],
            "total": self.total.told(),
            "hidden_units": self.hidden,
        }


@dataclass(frozen=True, slots=True)
class _Month:
    """Its days, and its moments as they stand in the tables (UTC)."""

    first: date
    last: date

    @classmethod
    def of(cls, month: str) -> _Month:
        try:
            first = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            raise UsageError("月份应写作 YYYY-MM") from None
        return cls(first, date(first.year + first.month // 12, first.month % 12 + 1, 1) - _DAY)

    @property
    def moments(self) -> tuple[str, str]:
        return _utc(self.first), _utc(self.last + _DAY)


_DAY = timedelta(days=1)


def _utc(day: date) -> str:
    midnight = datetime.combine(day, time(), _CHINA).astimezone(UTC)
    return midnight.strftime("%Y-%m-%dT%H:%M:%S")


def assess(gateway: Gateway, month: str) -> Assessment:
    """The assessment of a month (``YYYY-MM``, Beijing); raises `UsageError`."""
    span = _Month.of(month)
    day = min(span.last, gateway.journey.today)
    with gateway.database.reading() as tx:
        book = _Book(_places(tx))
        _count_log(tx, span, book)
        _count_published(tx, span, book)
        _count_missing(tx, span, day, book)
        _count_objections(tx, span, day, book)
        _count_repairs(tx, span, book)
        _count_items(tx, gateway.keys, span, book)
        names = dossier.unit_names(tx, gateway.keys, book.units)
    shown = {unit: _fit(gateway, unit, name) for unit, name in names.items()}
    hidden = sum(shown[unit] != name for unit, name in names.items())
    lines = [Line(shown.get(u, u[:8]), k, n.counts, n.codes) for (u, k), n in book.lines.items()]
    lines.sort(key=lambda line: (line.unit, line.kind))
    return Assessment(month, tuple(lines), _total(lines), hidden)


def _fit(gateway: Gateway, unit: str, name: str) -> str:
    """A unit's name, or a number in its place where the detectors see more than an organisation."""
    scan = gateway.journey.scanner.scan(Sheet.of_text(name))
    found = [f for findings in scan.findings.values() for f in findings]
    clean = not scan.unread and all(f.entity_type in SHIELDS for f in found)
    return name if clean else f"单位 {unit[:8]}"


class _Book:
    """The lines under way. ``places`` tells the unit and kind of a record's token."""

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places
        self.lines: dict[tuple[str, str], Line] = {}
        self._seen: set[tuple[object, ...]] = set()

    @property
    def units(self) -> list[str]:
        return [unit for unit, _ in self.lines]

    def at(self, unit: str, kind: str) -> Line:
        return self.lines.setdefault((unit, kind), Line(unit, kind))

    def of(self, record: str) -> Line | None:
        """The line of a record; ``None`` for one that no dossier knows."""
        place = self._places.get(record)
        return self.at(*place) if place else None

    def once(self, record: str, name: str, *what: object) -> None:
        """Count something about a record at most once."""
        line, key = self.of(record), (record, name, *what)
        if line is not None and key not in self._seen:
            self._seen.add(key)
            line.counts[name] += 1


def _places(tx: Connection) -> dict[str, tuple[str, str]]:
    table = tables.dossiers
    rows = tx.execute(select(table.c.record, table.c.unit, table.c.kind))
    return {row.record: (row.unit, row.kind or "") for row in rows}


def _entries(tx: Connection, span: _Month) -> Iterator[Any]:
    table, (start, end) = tables.ledger, span.moments
    query = select(table.c.event, table.c.record, table.c.at, table.c.body)
    within = and_(table.c.at >= start, table.c.at < end)
    ordered = query.where(within).order_by(table.c.seq)
    yield from tx.execution_options(yield_per=_PAGE).execute(ordered)


def _count_log(tx: Connection, span: _Month, book: _Book) -> None:
    """What came in, what was refused and covered, and what ended."""
    for row in _entries(tx, span):
        body = orjson.loads(row.body)
        if row.event in _DECIDED or row.event == "rejected":
            _count_submission(book, row.event, row.record, body)
        elif row.event in {"withdrawn", "expired"}:
            book.once(row.record, row.event, _local(row.at))
        if row.event == "withdrawn" and _local(row.at) > body.get("due", "9999"):
            book.once(row.record, "withdrawn_late", _local(row.at))


def _count_submission(book: _Book, event: str, record: str, body: Mapping[str, Any]) -> None:
    book.once(record, "submitted")
    if event == "rejected":
        book.once(record, "refused")
        line = book.of(record)
        if line is not None:
            line.counts["rejected"] += 1
            line.codes.update(body.get("problems", ()))
    for change in body.get("transformations", ()):
        if change["entity_type"]:
            where = (change["field"], change["start"], change["end"], change["entity_type"])
            book.once(record, "covered", *where)


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(_CHINA).date().isoformat()


def _count_published(tx: Connection, span: _Month, book: _Book) -> None:
    """Records by the moment at which they were first shown anywhere."""
    table, (start, end) = tables.publications, span.moments
    since = func.min(table.c.since)
    query = select(table.c.record, since.label("since"), func.min(table.c.publish_by).label("due"))
    grouped = query.group_by(table.c.record).having(and_(since >= start, since < end))
    for row in tx.execute(grouped):
        book.once(row.record, "published")
        if row.due is not None:
            book.once(row.record, "late" if _local(row.since) > row.due else "on_time")


def _count_missing(tx: Connection, span: _Month, day: date, book: _Book) -> None:
    """Records whose last day came in this month or before and that still wait for a person."""
    cases, shown = tables.cases, tables.publications
    _, end = span.moments
    waits = or_(cases.c.settled_at.is_(None), cases.c.settled_at >= end)
    due = and_(cases.c.opened_at < end, cases.c.due < day.isoformat(), waits)
    public = select(shown.c.record).where(shown.c.since < end)
    query = select(cases.c.record).where(due, cases.c.record.not_in(public))
    for record in tx.scalars(query):
        book.once(record, "missing")


def _count_objections(tx: Connection, span: _Month, day: date, book: _Book) -> None:
    """By the day on which they were filed; late ones by the day to answer."""
    table = tables.objections
    first, last = span.first.isoformat(), span.last.isoformat()
    query = select(table).where(table.c.filed_on >= first, table.c.filed_on <= last)
    for row in tx.execute(query):
        line = book.of(row.record) if row.record else book.at(row.unit or "", "")
        if line is None:
            continue
        line.counts["objections"] += 1
        line.counts["objections_late"] += (row.answered_on or day.isoformat()) > row.due
        line.counts["objections_upheld"] += row.state in {"upheld", "corrected"}


def _count_repairs(tx: Connection, span: _Month, book: _Book) -> None:
    table = tables.repairs
    day = func.coalesce(table.c.decided_on, table.c.applied_on)
    within = and_(day >= span.first.isoformat(), day <= span.last.isoformat())
    query = select(table.c.record, table.c.state).where(within, table.c.state != "applied")
    for row in tx.execute(query):
        line = book.of(row.record)
        if line is not None:
            line.counts[f"repairs_{row.state}"] += 1


def _count_items(tx: Connection, keys: Keys, span: _Month, book: _Book) -> None:
    """The catalogue of each agency, and which of its items ever reported until then."""
    table = tables.dossiers
    cited = set(tx.scalars(select(table.c.item).where(table.c.at < span.moments[1]).distinct()))
    for item in catalogue.listed(tx):
        kind = _ITEM_KINDS.get(item.kind)
        if kind is None or item.since >= span.moments[1]:
            continue
        line = book.at(dossier.unit_key(keys, item.agency), kind)
        line.counts["items"] += 1
        line.counts["items_reporting"] += any(
            dossier.item_key(keys, code) in cited for code in item.codes
        )


def _total(lines: Iterable[Line]) -> Line:
    total = Line("合计", "")
    for line in lines:
        total.counts.update(line.counts)
        total.codes.update(line.codes)
    return total


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
