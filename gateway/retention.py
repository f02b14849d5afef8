"""Retention (保存期限), legal hold (保全) and the destruction of originals that have served.

Originals of settled cases are destroyed by destroying their record's data key, when the pack's
floor has passed, no hold stands, and two security officers agreed: one drafts, another approves.
The log keeps everything it said: it never held an original. Nothing else is ever removed.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

import orjson
from sqlalchemy import Connection, func, insert, select, update

from gateway import duties, vault
from gateway.accounts import Account, Role
from gateway.chain import Entry
from gateway.errors import Conflict, NotFound, UsageError
from gateway.journey import Gateway
from gateway.storage import tables

_CASES, _HOLDS, _ORDERS = tables.cases, tables.holds, tables.disposals


@dataclass(frozen=True, slots=True)
class Order:
    """A draft to destroy the originals of records that were settled before a moment."""

    id: str
    drafted_by: str
    before: str
    records: tuple[str, ...]
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A record whose original must stay, for a law suit, an audit, an objection."""

    id: str
    record: str
    placed_by: str
    placed_at: str
    lifted_by: str | None


def draft(gateway: Gateway, officer: Account) -> Order:
    """Draft the destruction of all that is due; raises `NotFound` if nothing is."""
    duties.require(officer, Role.OFFICER)
    days = gateway.journey.pack.keeping["originals"].days
    now = gateway.clock().astimezone(UTC)
    before = (now - timedelta(days=days)).isoformat(timespec="milliseconds")
    with gateway.database.writing() as tx:
        records = due(tx, before)
        if not records:
            raise NotFound(f"没有到期（结案满 {days} 天）且未保全的原文")
        order = Order(uuid.uuid4().hex, officer.id, before, tuple(records), None)
        row = {
            "id": order.id,
            "drafted_by": order.drafted_by,
            "drafted_at": now.isoformat(timespec="milliseconds"),
            "before": before,
            "records": orjson.dumps(records).decode(),
        }
        tx.execute(insert(_ORDERS).values(row))
        body = {"order": order.id, "account": officer.id, "records": len(records)}
        gateway.ledger.append(tx, [Entry("disposal-drafted", "", None, body)])
    return order


def approve(gateway: Gateway, order_id: str, officer: Account) -> int:
    """Destroy what another officer drafted; how many records. What is held by now stays.

    Raises `NotAllowed` for one's own draft, `Conflict` if it was approved before.
    """
    duties.require(officer, Role.OFFICER)
    with gateway.database.writing() as tx:
        order = find(tx, order_id)
        duties.another(tx, order.drafted_by, officer)
        if order.approved_by is not None:
            raise Conflict("该销毁单已经执行")
        still = set(due(tx, order.before))
        records = [record for record in order.records if record in still]
        _destroy(tx, records)
        said = {"order": order.id, "drafted_by": order.drafted_by, "approved_by": officer.id}
        basis = gateway.journey.pack.keeping["originals"].basis
        entries = [
            Entry("original-destroyed", record, None, {**said, "basis": basis})
            for record in records
        ]
        gateway.ledger.append(tx, entries)
        done = {"approved_by": officer.id, "approved_at": gateway.clock().isoformat()}
        tx.execute(update(_ORDERS).where(_ORDERS.c.id == order.id).values(**done))
    gateway.database.scrub()
    return len(records)


def _destroy(tx: Connection, records: Sequence[str]) -> None:
    for record in records:
        vault.shred(tx, vault.record_key(record))
        tx.execute(update(_CASES).where(_CASES.c.record == record).values(sealed=b""))


def due(tx: Connection, before: str) -> list[str]:
    """Records all of whose cases were settled before a moment, whose originals are still there.

    A record under a hold, or with an open case, is never among them.
    """
    held = select(_HOLDS.c.record).where(_HOLDS.c.lifted_at.is_(None))
    waiting = select(_CASES.c.record).where(_CASES.c.state != "settled")
    query = (
        select(_CASES.c.record)
        .where(_CASES.c.record.not_in(held), _CASES.c.record.not_in(waiting))
        .where(func.length(_CASES.c.sealed) > 0)
        .group_by(_CASES.c.record)
        .having(func.max(_CASES.c.settled_at) < before)
        .order_by(_CASES.c.record)
    )
    return list(tx.scalars(query))


def find(tx: Connection, order_id: str) -> Order:
    """One draft by its id; raises `NotFound`."""
    row = tx.execute(select(_ORDERS).where(_ORDERS.c.id == order_id)).one_or_none()
    if row is None:
        raise NotFound("没有这份销毁单")
    records = tuple(orjson.loads(row.records))
    return Order(row.id, row.drafted_by, row.before, records, row.approved_by)


def hold(gateway: Gateway, record: str, officer: Account, reason: str) -> Hold:
    """Keep the originals of a record, whatever is due; raises `UsageError` without a reason."""
    duties.require(officer, Role.OFFICER)
    if not reason.strip():
        raise UsageError("保全须写明理由")
    at = gateway.clock().isoformat(timespec="milliseconds")
    placed = Hold(uuid.uuid4().hex, record, officer.id, at, None)
    with gateway.database.writing() as tx:
        if tx.scalar(select(_CASES.c.id).where(_CASES.c.record == record).limit(1)) is None:
            raise NotFound("没有这条记录的案件")
        name = vault.register_key(at)
        sealed = vault.seal(tx, gateway.keys, name, reason, f"hold/{placed.id}")
        row = {"id": placed.id, "record": record, "placed_by": officer.id, "placed_at": at}
        tx.execute(insert(_HOLDS).values(row | {"reason_sealed": sealed}))
        body = {"hold": placed.id, "account": officer.id}
        gateway.ledger.append(tx, [Entry("held", record, None, body)])
    return placed


def lift(gateway: Gateway, hold_id: str, officer: Account) -> None:
    """End a hold that another officer placed; raises `NotAllowed`, `NotFound`, `Conflict`."""
    duties.require(officer, Role.OFFICER)
    with gateway.database.writing() as tx:
        row = tx.execute(select(_HOLDS).where(_HOLDS.c.id == hold_id)).one_or_none()
        if row is None:
            raise NotFound("没有这项保全")
        duties.another(tx, row.placed_by, officer)
        if row.lifted_at is not None:
            raise Conflict("该保全已经解除")
        done = {"lifted_by": officer.id, "lifted_at": gateway.clock().isoformat()}
        tx.execute(update(_HOLDS).where(_HOLDS.c.id == hold_id).values(**done))
        body = {"hold": hold_id, "account": officer.id}
        gateway.ledger.append(tx, [Entry("hold-lifted", row.record, None, body)])


def holds(tx: Connection) -> list[Hold]:
    """Every hold, lifted ones too, oldest first."""
    rows = tx.execute(select(_HOLDS).order_by(_HOLDS.c.placed_at, _HOLDS.c.id))
    return [Hold(r.id, r.record, r.placed_by, r.placed_at, r.lifted_by) for r in rows]
