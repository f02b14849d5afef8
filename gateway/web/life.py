"""The life after publication: takedown, objection, repair. Portals speak of their own records."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Response, Security

from gateway.accounts import Account, Role
from gateway.journey import Gateway
from gateway.life import objections, places, repairs
from gateway.life.takedown import Notice, take_down
from gateway.web import schemas
from gateway.web.desk import AtDesk
from gateway.web.idempotency import Once, Reply, once
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import SentAnswer, SentDecision, SentObjection, SentRepair, SentTakedown

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["life"])

Id = Annotated[str, Path(max_length=128)]
Owner = Annotated[str | None, Query(max_length=100, description="account that submitted it")]
Caller = Annotated[Account, Security(Allowed(Role.PORTAL, Role.REVIEWER))]
Reviewer = Annotated[Account, Security(Allowed(Role.REVIEWER))]


@router.post("/v1/records/{record_id:path}/withdrawal", response_model=schemas.Lives)
def withdrawal(
    desk: AtDesk,
    caller: Caller,
    record_id: Id,
    sent: SentTakedown,
    attempt: Once,
    owner: Owner = None,
) -> Response:
    """Take a record off every channel, with ground and reason; twice is once."""
    gateway = desk.gateway

    def work() -> Reply:
        token, sender = _place(gateway, caller, record_id, owner)
        notice = Notice(sent.ground, sent.reason, sent.noticed_on)
        answers = take_down(gateway, token, sender, notice, caller.id)
        lines = [{"id": record_id, "row": None, **body} for body in answers]
        return _ok({"id": record_id, "answers": lines})

    return once(gateway, attempt, work)


@router.post("/v1/records/{record_id:path}/objections", response_model=schemas.Ticket)
def object_to(
    desk: AtDesk,
    caller: Caller,
    record_id: Id,
    sent: SentObjection,
    attempt: Once,
    owner: Owner = None,
) -> Response:
    """File an objection: the record is marked at once, the unit that produced it must answer."""
    gateway = desk.gateway

    def work() -> Reply:
        place = _place(gateway, caller, record_id, owner)
        held = objections.file(gateway, place, sent.ground, sent.text, caller.id)
        return _ok(held.told(gateway.journey.today))

    return once(gateway, attempt, work)


@router.post("/v1/records/{record_id:path}/repairs", response_model=schemas.Application)
def repair(
    desk: AtDesk,
    caller: Caller,
    record_id: Id,
    sent: SentRepair,
    attempt: Once,
    owner: Owner = None,
) -> Response:
    """Apply for credit repair; refused at once with its clauses, or waiting for a decision."""
    gateway = desk.gateway

    def work() -> Reply:
        place = _place(gateway, caller, record_id, owner)
        held = repairs.apply(gateway, place, sent.materials, sent.commitment, caller.id)
        return _ok(held.told())

    return once(gateway, attempt, work)


@router.get("/v1/objections", response_model=schemas.Tickets)
def list_objections(desk: AtDesk, _: Reviewer) -> Response:
    """The objections that wait for an answer, by the last day to give it."""
    gateway = desk.gateway
    with gateway.database.reading() as tx:
        found = objections.pending(tx)
    return _ok({"objections": [held.told(gateway.journey.today) for held in found]}).response()


@router.post("/v1/objections/{objection_id}/answer", response_model=schemas.Ticket)
def answer_objection(
    desk: AtDesk, reviewer: Reviewer, objection_id: str, sent: SentAnswer, attempt: Once
) -> Response:
    """Uphold or reject an objection, with a reason; never one's own."""
    gateway = desk.gateway

    def work() -> Reply:
        held = objections.answer(gateway, objection_id, sent.answer, sent.reason, reviewer)
        return _ok(held.told(gateway.journey.today))

    return once(gateway, attempt, work)


@router.get("/v1/repairs", response_model=schemas.Applications)
def list_repairs(desk: AtDesk, _: Reviewer) -> Response:
    """The applications that wait for a decision, oldest first."""
    with desk.gateway.database.reading() as tx:
        found = repairs.waiting(tx)
    return _ok({"repairs": [held.told() for held in found]}).response()


@router.post("/v1/repairs/{repair_id}/decision", response_model=schemas.Application)
def decide_repair(
    desk: AtDesk, reviewer: Reviewer, repair_id: str, sent: SentDecision, attempt: Once
) -> Response:
    """Grant a repair on every channel, or refuse it with a reason; never one's own."""
    gateway = desk.gateway

    def work() -> Reply:
        held = repairs.decide(gateway, repair_id, sent.grant, sent.reason, reviewer)
        return _ok(held.told())

    return once(gateway, attempt, work)


def _place(gateway: Gateway, caller: Account, record_id: str, owner: str | None) -> tuple[str, str]:
    """Token and owner of the record; a portal's own only, as if there were no other."""
    mine = caller.id if caller.role is Role.PORTAL else owner
    with gateway.database.reading() as tx:
        return places.find(tx, gateway.keys, record_id, mine)


def _ok(content: dict[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))
