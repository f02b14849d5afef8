"""The reviewer's queue: what waiting cases are ordered and found by.

Each waiting case has a line for each thing it is found by, in the order of the queue, so that a
page is one walk along an index however long the queue is. A trigger of the database removes the
lines of whatever is settled, others count what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, select

from gateway.storage import tables

_FACETS, _COUNTS = tables.case_facets, tables.case_counts
#: Beyond so many nobody counts: a page of people needs no more.
MOST = 1000
_NEVER = "9999-12-31"
_HIGHEST_RISK = 99_999
#: The columns that name the agency that decided, in every kind.
AGENCIES = ("CF_CFJG", "XK_XKJG", "SX_SSJG", "agency")
#: What a reviewer may filter by.
FACETS = ("channel", "kind", "unit", "reason", "detector", "policy", "rules")
_ALL = ("all", "")

Filters = Mapping[str, str]


def unit_of(answer: Mapping[str, Any]) -> str:
    """The agency of an answer as far as it may be shown; empty where it may not."""
    fields = answer.get("fields", {})
    return next((fields[name] for name in AGENCIES if fields.get(name)), "")


def rules_of(answer: Mapping[str, Any]) -> str:
    """The rules of its reasons: equal for cases that wait for the same reasons."""
    return ",".join(sorted({reason["rule"] for reason in answer["reasons"]}))


def rank(due: str | None, risk: int, opened_at: str, case_id: str) -> str:
    """The place in the queue as text: deadline, then risk, then age; undated cases last."""
    return f"{due or _NEVER}/{_HIGHEST_RISK - min(risk, _HIGHEST_RISK):05}/{opened_at}/{case_id}"


def placed(row: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a new case with what it is ordered and found by."""
    place = rank(row["due"], row["risk"], row["opened_at"], row["id"])
    return {**row, "rank": place, "unit": unit_of(answer), "rules": rules_of(answer)}


def enter(tx: Connection, rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Put cases into the queue: each row of `placed` with its answer."""
    lines = [
        {"facet": facet, "value": value, "rank": row["rank"], "case_id": row["id"]}
        for row, answer in rows
        for facet, value in _found_by(row, answer)
    ]
    if lines:
        tx.execute(insert(_FACETS), lines)


def _found_by(row: Mapping[str, Any], answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    policy = answer["policy"]
    detectors = {(t["detector"] or "").partition("@")[0] for t in answer["transformations"]}
    found = [
        *(("kind", row["kind"]), ("channel", row["channel"]), ("unit", row["unit"])),
        *(("policy", f"{policy['pack']} {policy['version']}"), ("rules", row["rules"])),
        *(("reason", rule) for rule in row["rules"].split(",")),
        *(("detector", name) for name in sorted(detectors)),
    ]
    return [_ALL, *((facet, value) for facet, value in found if value)]


def counts(tx: Connection) -> dict[str, dict[str, int]]:
    """How many cases wait, by facet and value, the most frequent first; ``all`` has the total."""
    found: dict[str, dict[str, int]] = {"all": {"": 0}} | {name: {} for name in FACETS}
    rows = tx.execute(select(_COUNTS).where(_COUNTS.c.waiting > 0)).all()
    for facet, value, count in sorted(rows, key=lambda row: -row[2]):
        found[facet][value] = count
    return found


def page(tx: Connection, filters: Filters, after: str = "", limit: int = 50) -> list[str]:
    """The ids of the next cases behind a place in the queue that match every filter."""
    query = _matching(filters).where(_FACETS.c.rank > after).order_by(_FACETS.c.rank)
    return list(tx.scalars(query.limit(limit)))


def total(tx: Connection, filters: Filters) -> int:
    """How many cases match every filter, `MOST` + 1 for more than that."""
    matching = _matching(filters).limit(MOST + 1).subquery()
    return tx.scalar(select(func.count()).select_from(matching)) or 0


def due(tx: Connection, today: str) -> dict[str, int]:
    """How many waiting cases are ``overdue``, due ``today`` and due ``later`` (or never)."""
    mine = (_FACETS.c.facet == _ALL[0]) & (_FACETS.c.value == _ALL[1])
    count = select(func.count()).select_from(_FACETS).where(mine)
    before = tx.scalar(count.where(_FACETS.c.rank < today)) or 0
    upto = tx.scalar(count.where(_FACETS.c.rank < f"{today}~")) or 0
    every = tx.scalar(select(_COUNTS.c.waiting).where(_COUNTS.c.facet == _ALL[0])) or 0
    return {"overdue": before, "today": upto - before, "later": every - upto}


def _matching(filters: Filters) -> Select[tuple[str]]:
    """Ids by the first filter, of which each other filter must have a line as well."""
    first, *others = list(filters.items()) or [_ALL]
    query = select(_FACETS.c.case_id).where(
        _FACETS.c.facet == first[0], _FACETS.c.value == first[1]
    )
    for facet, value in others:
        also = _FACETS.alias()
        same = (also.c.facet == facet) & (also.c.value == value) & (also.c.rank == _FACETS.c.rank)
        query = query.where(exists().where(same))
    return query


def rarest_first(filters: Filters, counted: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """The same filters, that with the fewest cases first: the walk is along its lines."""
    return dict(sorted(filters.items(), key=lambda item: counted[item[0]].get(item[1], 0)))


def in_order(ids: Sequence[str], rows: Iterable[Any]) -> list[Any]:
    """Rows with an ``id`` in the order of ``ids``."""
    held = {row.id: row for row in rows}
    return [held[each] for each in ids if each in held]
