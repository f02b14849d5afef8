"""Evidence for auditors: the redaction log, its head, and who saw which original."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Response, Security
from sqlalchemy import Connection, Row, select

from gateway.access_report import report
from gateway.accounts import Account, Role
from gateway.keys import Keys
from gateway.ledger import Logged
from gateway.register import purpose_of
from gateway.storage import tables
from gateway.web import schemas
from gateway.web.desk import AtDesk
from gateway.web.idempotency import Reply
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import LAST
from gateway.witness import growth

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["evidence"])

Auditor = Annotated[Account, Security(Allowed(Role.AUDITOR))]
After = Annotated[int, Query(ge=0, le=LAST)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/v1/ledger/entries", response_model=schemas.LedgerPage)
def entries(desk: AtDesk, _: Auditor, after: After = 0, limit: Limit = 100) -> Response:
    """Entries of the redaction log behind number ``after``, in order."""
    return _page([_entry(each) for each in desk.gateway.ledger.entries(after, limit)], "seq", limit)


def _entry(line: Logged) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": line.at,
        "event": line.entry.event,
        "record": line.entry.record,
        "channel": line.entry.channel,
        "body": line.entry.body,
        "leaf": line.leaf,
        "head": line.head,
    }


@router.get("/v1/ledger/checkpoint", response_model=schemas.Checkpoint)
def checkpoint(desk: AtDesk, _: Auditor) -> Response:
    """The head of the redaction log; kept outside, it shows a log that was cut or rewritten."""
    head, note = desk.gateway.ledger.signed_head()
    shown = {
        "seq": head.seq,
        "at": head.at,
        "head": head.head,
        "checkpoint": head.checkpoint,
        "note": note,
    }
    return Reply(200, orjson.dumps(shown)).response()


@router.get("/v1/ledger/proofs/{seq}", response_model=schemas.EntryProof)
def proof(desk: AtDesk, _: Auditor, seq: Annotated[int, Path(ge=1, le=LAST)]) -> Response:
    """One entry, and what proves to whoever has the public key that it is in the log."""
    ledger = desk.gateway.ledger
    found = ledger.proof(seq)
    return Reply(
        200, orjson.dumps({"entry": _entry(ledger.entry(seq)), "receipt": found["receipt"]})
    ).response()


@router.get("/v1/ledger/consistency", response_model=schemas.Growth)
def consistency(
    desk: AtDesk, _: Auditor, first: After, second: Annotated[int, Query(ge=0, le=LAST)]
) -> Response:
    """What proves that the log of ``first`` entries begins that of ``second``."""
    with desk.gateway.ledger.reading() as tx:
        return Reply(200, orjson.dumps(growth(tx, first, second).shown())).response()


@router.get("/v1/access-register", response_model=schemas.Register)
def register(desk: AtDesk, _: Auditor, after: After = 0, limit: Limit = 100) -> Response:
    """Who saw which original, when and why, in order."""
    gateway, table = desk.gateway, tables.access_register
    query = select(table).where(table.c.id > after).order_by(table.c.id).limit(limit)
    with gateway.database.reading() as tx:
        looks = [_look(tx, gateway.keys, row) for row in tx.execute(query).all()]
    return _page(looks, "id", limit)


@router.get("/v1/access-register/report", response_model=schemas.RegisterReport)
def register_report(
    desk: AtDesk, _: Auditor, month: Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$")]
) -> Response:
    """A month of looks in counts and times, with what is unusual, for the periodic review."""
    gateway = desk.gateway
    with gateway.database.reading() as tx:
        found = report(tx, month, gateway.journey.pack.calendar.is_working)
    return Reply(200, orjson.dumps(asdict(found))).response()


def _look(tx: Connection, keys: Keys, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at,
        "account": row.account,
        "role": row.role,
        "record": row.record,
        "case": row.case_id,
        "purpose": purpose_of(tx, keys, row),
        "basis": row.basis,
        "fields": orjson.loads(row.fields),
        "spans": orjson.loads(row.spans or "[]"),
        "seq": row.seq,
    }


def _page(lines: list[dict[str, Any]], cursor: str, limit: int) -> Response:
    following = lines[-1][cursor] if len(lines) == limit else None
    return Reply(200, orjson.dumps({"entries": lines, "next": following})).response()
