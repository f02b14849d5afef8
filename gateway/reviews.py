"""Step 7: cases that wait for a person. Originals rest sealed; each look is registered.

Holds no opinion about the record: the verdict re-enters the walk at step 5.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, func, select, tuple_, update

from gateway import queue as lines
from gateway import vault
from gateway.answer import Answer
from gateway.draft import Draft, record_token
from gateway.errors import Conflict, NotFound
from gateway.keys import Keys
from gateway.record import Owner, Record
from gateway.storage import tables


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as it stands in the queue. ``risk`` counts the findings that were covered."""

    id: str
    record: str
    owner: str
    channel: str
    kind: str
    opened_at: str
    due: str | None
    risk: int
    state: str
    reasons: Sequence[Mapping[str, str]]


LISTED = tuple(f.name for f in fields(Listed))
_FURTHER = ("seq", "rank", "unit", "rules", "claimed_by", "claimed_at", "sealed")


@dataclass(frozen=True, slots=True)
class Case(Listed):
    """One record on one channel that waits for a person. ``preview`` is its redacted answer."""

    seq: int
    rank: str
    unit: str = field(repr=False)
    rules: str
    claimed_by: str | None
    claimed_at: str | None
    preview: Mapping[str, Any] = field(repr=False)
    sealed: bytes = field(repr=False)


def supersede(tx: Connection, keys: Keys, newer: Sequence[Draft], owner: str, at: str) -> None:
    """Close the open cases of records that were answered anew, whatever the answer."""
    if not newer:
        return
    table = tables.cases
    places = {(record_token(keys, owner, d.record.id), d.decision.channel) for d in newer}
    older = and_(
        tuple_(table.c.record, table.c.channel).in_(places),
        table.c.owner == owner,
        table.c.state != "settled",
    )
    settled = {"state": "settled", "verdict": "superseded", "settled_at": at}
    tx.execute(update(table).where(older).values(**settled))


def cancel(tx: Connection, record: str, owner: str, verdict: str, at: str) -> list[Case]:
    """Close the open cases of one record without a verdict of a person; the cases."""
    table = tables.cases
    mine = and_(table.c.record == record, table.c.owner == owner, table.c.state != "settled")
    found = [_case(row) for row in tx.execute(select(table).where(mine).order_by(table.c.id))]
    tx.execute(update(table).where(mine).values(state="settled", verdict=verdict, settled_at=at))
    return found


def open_cases(
    tx: Connection, keys: Keys, waiting: Sequence[tuple[Draft, Answer]], owner: str, at: str
) -> None:
    """Open a case for each draft that waits for a person."""
    rows = [_row(tx, keys, draft, given, owner, at) for draft, given in waiting]
    if rows:
        tx.execute(tables.cases.insert(), rows)
        lines.enter(tx, zip(rows, (given.body for _, given in waiting), strict=True))


def _row(
    tx: Connection, keys: Keys, draft: Draft, given: Answer, owner: str, at: str
) -> dict[str, Any]:
    token = record_token(keys, owner, draft.record.id)
    row = {
        "id": uuid.uuid4().hex,
        "record": token,
        "owner": owner,
        "channel": draft.decision.channel,
        "kind": draft.record.kind,
        "opened_at": at,
        "due": given.body["publish_by"],
        "risk": sum(t["entity_type"] is not None for t in given.body["transformations"]),
        "state": "open",
        "reasons": orjson.dumps(given.body["reasons"]).decode(),
        "sealed": vault.seal(
            tx, keys, vault.record_key(token), _payload(draft.record), _context(token, draft)
        ),
        "answer": orjson.dumps(given.body).decode(),
        "seq": given.body["receipt"]["seq"],
    }
    return lines.placed(row, given.body)


def _context(token: str, draft: Draft) -> str:
    return f"{token}/{draft.decision.channel}"


def _payload(record: Record) -> bytes:
    owner = record.owner and {"unit": record.owner.unit, "person": record.owner.person}
    return orjson.dumps(
        {
            "id": record.id,
            "kind": record.kind,
            "fields": dict(record.fields),
            "standard": record.standard,
            "source": record.source,
            "owner": owner,
            "procedure": record.procedure,
            "severity": record.severity,
            "usage_scope": record.usage_scope,
            "item_code": record.item_code,
            "state": record.state,
            "declared_until": record.declared_until,
            "row": record.row,
        }
    )


def original(tx: Connection, keys: Keys, case: Case) -> Record:
    """Unseal a case. For the walk itself; a person looks through `Gateway.reveal`.

    Raises `NotFound` when it was destroyed at the end of its retention.
    """
    name, context = vault.record_key(case.record), f"{case.record}/{case.channel}"
    held = orjson.loads(vault.unseal(tx, keys, name, case.sealed, context))
    held["owner"] = Owner(**held["owner"]) if held["owner"] else None
    until = held["declared_until"]
    held["declared_until"] = date.fromisoformat(until) if until else None
    return Record(**held)


def queue(
    tx: Connection, state: str = "open", *, limit: int = 100, offset: int = 0
) -> tuple[int, list[Listed]]:
    """How many cases there are, and a page of them: by deadline, then risk, undated ones last."""
    table = tables.cases
    mine = table.c.state == state
    total = tx.scalar(select(func.count()).select_from(table).where(mine)) or 0
    columns = [table.c[name] for name in LISTED]
    ordered = select(*columns).where(mine).order_by(table.c.rank)
    rows = tx.execute(ordered.limit(limit).offset(offset))
    return total, [listed(row) for row in rows]


def listed(row: Row[Any]) -> Listed:
    """A row of the queue."""
    return Listed(**_listed(row))


def _listed(row: Row[Any]) -> dict[str, Any]:
    held = {name: getattr(row, name) for name in LISTED}
    return held | {"reasons": orjson.loads(row.reasons)}


def case(tx: Connection, case_id: str) -> Case:
    """One case; raises `NotFound`."""
    table = tables.cases
    row = tx.execute(select(table).where(table.c.id == case_id)).one_or_none()
    if row is None:
        raise NotFound("没有这个待审案件")
    return _case(row)


def cases(tx: Connection, ids: Sequence[str]) -> list[Case]:
    """Cases by their ids, in that order."""
    rows = tx.execute(select(tables.cases).where(tables.cases.c.id.in_(ids)))
    return [_case(row) for row in lines.in_order(ids, rows)]


def find(tx: Connection, beginning: str) -> Case:
    """The one case whose id begins so; raises `NotFound` for none or several."""
    table = tables.cases
    if not beginning.isalnum():
        raise NotFound("没有这个待审案件")
    query = select(table).where(table.c.id.startswith(beginning)).limit(2)
    rows = tx.execute(query).all()
    if len(rows) != 1:
        raise NotFound("没有这个待审案件，或编号开头不足以区分，请多写几位")
    return _case(rows[0])


def _case(row: Row[Any]) -> Case:
    further = {name: getattr(row, name) for name in _FURTHER}
    return Case(**_listed(row), **further, preview=orjson.loads(row.answer))


def settle(
    tx: Connection,
    keys: Keys,
    settled: Case,
    *,
    verdict: str,
    conclusion: str,
    reason: str,
    reviewer: str,
    at: str,
) -> None:
    """Close a case; raises `Conflict` if somebody else closed it first."""
    table = tables.cases
    changed = tx.execute(
        update(table)
        .where(and_(table.c.id == settled.id, table.c.state != "settled"))
        .values(
            state="settled",
            verdict=verdict,
            conclusion=conclusion,
            verdict_reason_sealed=vault.seal(
                tx, keys, vault.register_key(at), reason, f"verdict/{settled.id}"
            ),
            settled_by=reviewer,
            settled_at=at,
        )
    )
    if changed.rowcount != 1:
        raise Conflict("该案件已有结论")
