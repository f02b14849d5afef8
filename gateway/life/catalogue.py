"""The 事项目录 (notice, clause 二): what is listed now, its versions, and what never reports.

An item is a public record of the kind ``catalogue_item``; each change of it is a version. Only what
is public is read here, as it was released.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, and_, func, select

from gateway.keys import Keys
from gateway.life.dossier import item_key
from gateway.life.items import Items, folded
from gateway.life.states import PUBLIC
from gateway.storage import tables

KIND = "catalogue_item"
_CODES = ("SX_SSBM", "SX_JBBM")
_NAMED = ("SX_MC", "SX_LX", "SX_SSJG", "SX_SSJGDM")
_PLACES, _RELEASES = tables.publications, tables.releases


@dataclass(frozen=True, slots=True)
class Item:
    """One listed item. ``versions`` counts how often it was published or changed."""

    record: str
    codes: tuple[str, ...]
    name: str
    kind: str
    agency: str
    agency_code: str
    versions: int
    since: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Catalogue and records side by side: items that never report, records of no listed item."""

    items: int
    reporting: int
    silent: tuple[Item, ...]
    unlisted: int
    without_item: int


def version(tx: Connection) -> int:
    """The entry by which the catalogue last changed."""
    return tx.scalar(select(func.max(_PLACES.c.seq)).where(_PLACES.c.kind == KIND)) or 0


def listed(tx: Connection) -> list[Item]:
    """What is listed now, by agency and code."""
    here = and_(_PLACES.c.kind == KIND, _PLACES.c.state.in_(sorted(PUBLIC)))
    query = (
        select(_PLACES.c.record, _PLACES.c.since, _RELEASES.c.answer)
        .join(_RELEASES, _RELEASES.c.seq == _PLACES.c.seq)
        .where(here)
        .order_by(_PLACES.c.seq)
    )
    rows = {row.record: row for row in tx.execute(query)}
    versions = _versions(tx)
    found = [
        _item(record, row.since, orjson.loads(row.answer)["fields"], versions[record])
        for record, row in rows.items()
    ]
    return sorted(found, key=lambda item: (item.agency_code, item.codes))


def _versions(tx: Connection) -> Counter[str]:
    """How many versions each item has had: one for each text that was released."""
    query = (
        select(_RELEASES.c.record, _RELEASES.c.digest)
        .distinct()
        .join(_PLACES, _PLACES.c.record == _RELEASES.c.record)
    )
    return Counter(row.record for row in tx.execute(query.where(_PLACES.c.kind == KIND)))


def _item(record: str, since: str, fields: dict[str, str], versions: int) -> Item:
    codes = tuple(folded(fields[code]) for code in _CODES if fields.get(code))
    name, kind, agency, code = (fields.get(n, "") for n in _NAMED)
    return Item(record, codes, name, kind, agency, code, versions, since)


def items(tx: Connection) -> Items:
    """The catalogue as records are checked against it."""
    codes: dict[str, set[str]] = {}
    for item in listed(tx):
        codes.setdefault(folded(item.agency_code), set()).update(item.codes)
    return Items({agency: frozenset(known) for agency, known in codes.items()}, version(tx))


def compared(tx: Connection, keys: Keys) -> Comparison:
    """Which items never report, and how many records cite none that is listed."""
    table = tables.dossiers
    mine = table.c.kind.in_(("permit", "penalty"))
    query = select(table.c.item, func.count()).where(mine).group_by(table.c.item)
    cited: dict[str | None, int] = {row[0]: row[1] for row in tx.execute(query)}
    found = listed(tx)
    known = {key: item for item in found for key in _keys(keys, item)}
    silent = [item for item in found if not any(key in cited for key in _keys(keys, item))]
    unlisted = sum(count for item, count in cited.items() if item and item not in known)
    return Comparison(
        len(found), len(found) - len(silent), tuple(silent), unlisted, cited.get(None, 0)
    )


def _keys(keys: Keys, item: Item) -> Sequence[str]:
    return [item_key(keys, code) for code in item.codes]


def history(tx: Connection, code: str) -> list[dict[str, Any]]:
    """The versions of one item, oldest first: what was released, or ended, and when."""
    mine = [item.record for item in _every(tx) if folded(code) in item.codes]
    query = select(_RELEASES).where(_RELEASES.c.record.in_(mine)).order_by(_RELEASES.c.seq)
    seen: dict[str, int] = {}
    told = []
    for row in tx.execute(query):
        number = seen.setdefault(row.digest, len(seen) + 1)
        told.append(
            {"version": number, "channel": row.channel, "event": row.event, "at": row.at,
             "seq": row.seq}
        )  # fmt: skip
    return told


def _every(tx: Connection) -> list[Item]:
    """Every version of every item there ever was, with its codes of then."""
    query = select(_RELEASES.c.record, _RELEASES.c.at, _RELEASES.c.answer).join(
        _PLACES, and_(_PLACES.c.record == _RELEASES.c.record, _PLACES.c.kind == KIND)
    )
    answers = [(row.record, row.at, orjson.loads(row.answer)) for row in tx.execute(query)]
    return [
        _item(record, at, said["fields"], 0) for record, at, said in answers if "fields" in said
    ]


def told(item: Item) -> dict[str, Any]:
    """An item as JSON."""
    return asdict(item)
