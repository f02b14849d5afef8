"""What the later life of a record asks about it: its unit, subject, item, class and dates.

Words, dates and keyed digests; the name of a unit rests sealed. A row is written in the transaction
that logs the record, and a later submission of the same record writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select

from detectors.register import department
from gateway import vault
from gateway.draft import Draft, record_token
from gateway.keys import Keys
from gateway.record import Record, Rejected
from gateway.sheets import AGENCIES
from gateway.storage import tables
from gateway.storage.database import insert_or_ignore, upsert
from policies.standards import standard

_TABLE = tables.dossiers
_SEAL = "units"
_UNNAMED = "未写明单位"


@dataclass(frozen=True, slots=True)
class Dossier:
    """One record of an account. ``unit``, ``subject`` and ``item`` are keyed digests."""

    record: str
    owner: str
    kind: str | None
    unit: str
    subject: str | None
    subject_kind: str | None
    item: str | None
    procedure: str | None
    severity: str | None
    decided_on: str | None
    at: str

    @property
    def decided(self) -> date | None:
        """The day of the decision."""
        return date.fromisoformat(self.decided_on) if self.decided_on else None


_NAMES = [f.name for f in fields(Dossier)]


def unit_of(record: Record) -> str:
    """The responsible unit, else the agency that decided; empty if the record names neither."""
    stated = record.owner.unit if record.owner else ""
    named = (stated, *(record.fields.get(column, "") for column in AGENCIES))
    return next((name.strip() for name in named if name.strip()), "")


def unit_key(keys: Keys, unit: str) -> str:
    """The keyed digest of a unit, however its name is spelled."""
    return keys.token("content", f"unit\x1f{department(unit)}")


def subject_key(keys: Keys, code: str) -> str:
    """The keyed digest of a subject: by credit code, a natural person by identity number."""
    return keys.token("content", f"subject\x1f{code.strip().upper()}")


def item_key(keys: Keys, code: str) -> str:
    """The keyed digest of an item of the catalogue (事项编码)."""
    return keys.token("content", f"item\x1f{code.strip().upper()}")


def write(
    tx: Connection, keys: Keys, drafts: Iterable[Draft | Rejected], owner: str, at: str
) -> None:
    """Keep what is needed of a batch; a refused row never covers what was accepted before."""
    accepted, refused, units = {}, {}, {}
    for draft in drafts:
        unit = draft.unit if isinstance(draft, Rejected) else unit_of(draft.record)
        units[unit_key(keys, unit)] = unit or _UNNAMED
        if isinstance(draft, Rejected):
            refused[record_token(keys, owner, draft.id)] = _of_refused(keys, draft, owner, at)
        else:
            token = record_token(keys, owner, draft.record.id)
            accepted[token] = _of_record(keys, token, draft.record, owner, at)
    _name(tx, keys, units)
    insert_or_ignore(tx, _TABLE, list(refused.values()))
    upsert(tx, _TABLE, list(accepted.values()))


def _of_refused(keys: Keys, refused: Rejected, owner: str, at: str) -> dict[str, Any]:
    token, unit = record_token(keys, owner, refused.id), unit_key(keys, refused.unit)
    known = {"record": token, "owner": owner, "kind": refused.kind, "unit": unit, "at": at}
    return dict.fromkeys(_NAMES) | known


def _of_record(keys: Keys, token: str, record: Record, owner: str, at: str) -> dict[str, Any]:
    code = standard.subject_code(record.kind, record.fields)
    decided = standard.dates(record.kind, record.fields).get("decision")
    return {
        "record": token,
        "owner": owner,
        "kind": record.kind,
        "unit": unit_key(keys, unit_of(record)),
        "subject": subject_key(keys, code) if code else None,
        "subject_kind": standard.inferred_subject(record.kind, record.fields).subject_kind,
        "item": item_key(keys, record.item_code) if record.item_code else None,
        "procedure": record.procedure,
        "severity": record.severity,
        "decided_on": decided.isoformat() if decided else None,
        "at": at,
    }


def _name(tx: Connection, keys: Keys, units: Mapping[str, str]) -> None:
    table = tables.units
    known = set(tx.scalars(select(table.c.unit).where(table.c.unit.in_(units))))
    for unit in sorted(units.keys() - known):
        sealed = vault.seal(tx, keys, _SEAL, units[unit], f"unit/{unit}")
        tx.execute(insert(table).values(unit=unit, name_sealed=sealed))


def unit_names(tx: Connection, keys: Keys, units: Sequence[str] | None = None) -> dict[str, str]:
    """The names of units by their keyed digests: as records state them, so not yet fit to print."""
    table = tables.units
    query = select(table)
    if units is not None:
        query = query.where(table.c.unit.in_(set(units)))
    return {
        row.unit: vault.unseal(tx, keys, _SEAL, row.name_sealed, f"unit/{row.unit}").decode()
        for row in tx.execute(query).all()
    }


def of(tx: Connection, record: str, owner: str) -> Dossier | None:
    """The dossier of one record."""
    here = and_(_TABLE.c.record == record, _TABLE.c.owner == owner)
    row = tx.execute(select(_TABLE).where(here)).one_or_none()
    return None if row is None else dossier(row)


def of_subject(tx: Connection, subject: str) -> list[Dossier]:
    """Everything that concerns one subject, oldest decision first."""
    mine = select(_TABLE).where(_TABLE.c.subject == subject)
    return [dossier(row) for row in tx.execute(mine.order_by(_TABLE.c.decided_on, _TABLE.c.at))]


def dossier(row: Row[Any]) -> Dossier:
    """A row of the table."""
    return Dossier(**{name: getattr(row, name) for name in _NAMES})
