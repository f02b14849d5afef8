"""The public column (双公示专栏): what is public now on one channel, to be browsed and searched.

Read from the releases alone, so it can hold nothing that was not released. Where a release has no
fields (an end, a mark) the last one with fields still is the content. Anything whose last day is
over, or whose event is not known here, is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from gateway.queue import AGENCIES
from gateway.storage import tables
from gateway.storage.database import Database, upsert

_TABLE, _RELEASES = tables.column_records, tables.releases
#: What an event of the releases makes of a record; everything else ends it.
_STATES = {
    "published": "public",
    "corrected": "public",
    "renewed": "public",
    "objection-marked": "marked",
    "objection-answered": "public",
    "expired": "expired",
    "repaired": "repaired",
}
#: States in which a record is shown.
SHOWN = ("public", "marked")
_ENDED = "withdrawn"
_SUBJECTS = ("CF_XDR_MC", "XK_XDR_MC", "title", "SX_SXMC")
_NUMBERS = ("CF_WSH", "XK_WSH", "document_number", "SX_JBBM")
_DATES = ("CF_JDRQ", "XK_JDRQ", "decision_date")
_SLICE = 500
#: Beyond so many nobody counts.
MOST = 1000
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One public record as a line; every word as it was released."""

    slug: str
    kind: str
    unit: str
    subject: str
    number: str
    decided_on: str
    state: str


@dataclass(frozen=True, slots=True)
class Shown(Listed):
    """One record as its page shows it. ``answer`` is the released answer."""

    until: str | None
    answer: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; empty words look for everything. Dates are ISO 8601."""

    channel: str
    today: date
    kind: str = ""
    unit: str = ""
    words: str = ""
    since: str = ""
    until: str = ""


def catch_up(database: Database) -> None:
    """Bring the column up to the last release; reads only where there is nothing new."""
    while True:
        with database.reading() as tx:
            rows = tx.execute(_news(reached(tx))).all()
        if not rows:
            return
        with database.writing() as tx:
            _follow(tx, tx.execute(_news(reached(tx))).all())


def reached(tx: Connection) -> int:
    """The number of the last release that is told here."""
    return tx.scalar(select(func.max(_TABLE.c.last_seq))) or 0


def _news(after: int) -> Select[Any]:
    newer = _RELEASES.c.seq > after
    return select(_RELEASES).where(newer).order_by(_RELEASES.c.seq).limit(_SLICE)


def _follow(tx: Connection, rows: Sequence[Row[Any]]) -> None:
    names = {_slug(row) for row in rows}
    held = tx.execute(select(_TABLE).where(_TABLE.c.slug.in_(names)))
    known: dict[str, dict[str, Any]] = {row.slug: dict(row._mapping) for row in held}
    for row in rows:
        known[_slug(row)] = _moved(known.get(_slug(row)), row)
    upsert(tx, _TABLE, list(known.values()))


def _slug(row: Row[Any]) -> str:
    return sha256(f"{row.record}\x1f{row.owner}\x1f{row.channel}".encode()).hexdigest()[:24]


def _moved(before: Mapping[str, Any] | None, row: Row[Any]) -> dict[str, Any]:
    answer = orjson.loads(row.answer)
    state = _STATES.get(row.event, _ENDED)
    said = {"state": state, "shown": int(state in SHOWN), "last_seq": row.seq}
    if "fields" not in answer:
        return {**(before or _blank(row, answer)), **said}
    fields = answer["fields"]
    names = {"unit": AGENCIES, "subject": _SUBJECTS, "number": _NUMBERS}
    told = {name: _first(fields, columns) for name, columns in names.items()}
    return {
        **_blank(row, answer),
        **told,
        "words": "\n".join(told.values()),
        "decided_on": _first(fields, _DATES).replace("/", "-"),
        "until": answer.get("public_until"),
        **said,
    }


def _blank(row: Row[Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    words = dict.fromkeys(("unit", "subject", "number", "decided_on", "words"), "")
    place = {"record": row.record, "owner": row.owner, "channel": row.channel}
    kind = answer.get("kind", "")
    return {"slug": _slug(row), **place, **words, "kind": kind, "until": None,
            "content_seq": row.seq}  # fmt: skip


def _first(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def page(tx: Connection, search: Search, after: str = "", limit: int = 20) -> list[Listed]:
    """Public records that match, the newest decision first, behind the slug ``after``."""
    query = select(*(_TABLE.c[name] for name in Listed.__slots__)).where(_matches(search))
    if after:
        last = select(_TABLE.c.decided_on).where(_TABLE.c.slug == after).scalar_subquery()
        older = and_(_TABLE.c.decided_on == last, _TABLE.c.slug < after)
        query = query.where(or_(_TABLE.c.decided_on < last, older))
    ordered = query.order_by(_TABLE.c.decided_on.desc(), _TABLE.c.slug.desc()).limit(limit)
    return [Listed(*row) for row in tx.execute(ordered)]


def total(tx: Connection, search: Search) -> int:
    """How many public records match, `MOST` + 1 for more than that."""
    matching = select(_TABLE.c.slug).where(_matches(search)).limit(MOST + 1).subquery()
    return tx.scalar(select(func.count()).select_from(matching)) or 0


def units(tx: Connection, channel: str, today: date) -> dict[str, int]:
    """The units that have something public, with how much."""
    query = select(_TABLE.c.unit, func.count()).where(_is_shown(channel, today))
    rows = tx.execute(query.group_by(_TABLE.c.unit).order_by(func.count().desc()))
    return {row[0]: row[1] for row in rows}


def one(tx: Connection, channel: str, slug: str, today: date) -> Shown | str | None:
    """A public record; the state of one that is public no more; ``None`` for none."""
    row = tx.execute(
        select(_TABLE).where((_TABLE.c.slug == slug) & (_TABLE.c.channel == channel))
    ).one_or_none()
    if row is None:
        return None
    if row.state not in SHOWN:
        return str(row.state)
    if row.until and row.until < today.isoformat():
        return "expired"
    content = select(_RELEASES.c.answer).where(_RELEASES.c.seq == row.content_seq)
    answer = orjson.loads(tx.scalars(content).one())
    listed = {name: getattr(row, name) for name in Listed.__slots__}
    return Shown(**listed, until=row.until, answer=answer)


def slugs(tx: Connection, channel: str, today: date, limit: int) -> list[str]:
    """The names of all that is public, for the sitemap."""
    query = select(_TABLE.c.slug).where(_is_shown(channel, today)).order_by(_TABLE.c.slug)
    return list(tx.scalars(query.limit(limit)))


def _is_shown(channel: str, today: date) -> ColumnElement[bool]:
    lasting = or_(_TABLE.c.until.is_(None), _TABLE.c.until >= today.isoformat())
    return and_(_TABLE.c.channel == channel, _TABLE.c.shown == 1, lasting)


def _matches(search: Search) -> ColumnElement[bool]:
    wanted = [_is_shown(search.channel, search.today)]
    if search.kind:
        wanted.append(_TABLE.c.kind == search.kind)
    if search.unit:
        wanted.append(_TABLE.c.unit == search.unit)
    if search.since:
        wanted.append(_TABLE.c.decided_on >= search.since)
    if search.until:
        wanted.append(_TABLE.c.decided_on <= search.until)
    for word in search.words[:_LONGEST_WORD].split():
        wanted.append(_TABLE.c.words.contains(word, autoescape=True))
    return and_(*wanted)
