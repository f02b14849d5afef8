"""Records: submit one, try one, ask what became of one. Portals see their own only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Path, Query, Response, Security

from gateway import outcomes
from gateway.accounts import Account, Role
from gateway.answer import Answer
from gateway.draft import record_token
from gateway.errors import Conflict, NotFound
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.ledger import Logged
from gateway.record import Record, Rejected
from gateway.web import schemas
from gateway.web.desk import AtDesk, Desk
from gateway.web.idempotency import Once, Reply, once
from gateway.web.problems import Unacceptable, answer
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import LAST, Submission
from policies.standards.spec import Problem

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["records"])

Id = Annotated[str, Path(max_length=128)]
Owner = Annotated[str | None, Query(max_length=100, description="account that submitted it")]
Found = TypeVar("Found")
_READERS = Allowed(Role.PORTAL, Role.REVIEWER, Role.AUDITOR)

#: What a record's log tells everybody who may read it; the rest is for auditors.
_LOGGED = frozenset(
    {"outcome", "kind", "policy", "reasons", "notes", "publish_by", "public_until", "problems"}
)


@router.post("/v1/records", response_model=schemas.Answers)
def submit(
    desk: AtDesk,
    account: Annotated[Account, Security(Allowed(Role.PORTAL))],
    submission: Submission,
    attempt: Once,
) -> Response:
    """Submit one record for one or more channels; a rejected one is 422 and logged."""
    gateway = desk.gateway

    def work() -> Reply:
        arrival, channels = _read(gateway, submission)
        return _reply(submission, gateway.submit([arrival], channels, account.id)[0])

    return once(gateway, attempt, work)


@router.post("/v1/screen", response_model=schemas.Answers)
def screen(
    desk: AtDesk,
    _: Annotated[Account, Security(Allowed(Role.PORTAL, Role.OFFICER))],
    submission: Submission,
) -> Response:
    """What `submit` would answer; nothing is kept and nothing may be published by it."""
    gateway = desk.gateway
    arrival, channels = _read(gateway, submission)
    return _reply(submission, gateway.preview([arrival], channels)[0]).response()


def _read(gateway: Gateway, submission: Submission) -> tuple[Record | Rejected, list[str]]:
    known = gateway.journey.pack.channels
    if not set(submission.channels) <= set(known):
        message = f"只能是：{'、'.join(known)}"
        fault = Problem("channels", "UNKNOWN_CHANNEL", message)
        raise Unacceptable("有不认识的公示渠道", [fault])
    intake = Intake(gateway.keys, gateway.journey.today)
    arrival = intake.read(RawRow(1, submission.envelope()))
    return arrival, list(dict.fromkeys(submission.channels))


def _reply(submission: Submission, given: Sequence[Answer]) -> Reply:
    # A record may still be refused after reading, as a duplicate of another.
    refused = next((each for each in given if each.outcome == "rejected"), None)
    if refused is not None:
        problems = [Problem(**each) for each in refused.body["problems"]]
        response = answer(Unacceptable("记录不符合数据标准，请改正后重新提交", problems))
        return Reply(response.status_code, bytes(response.body))
    return _ok({"id": given[0].id, "answers": [each.line() for each in given]})


def _ok(content: dict[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))


# An id may hold slashes; so the longer path stands first.
@router.get("/v1/records/{record_id:path}/transformations", response_model=schemas.RecordLog)
def transformations(
    desk: AtDesk,
    account: Annotated[Account, Security(_READERS)],
    record_id: Id,
    owner: Owner = None,
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The log of one record: what was found, covered and decided, without originals."""
    gateway = desk.gateway
    logs = {}
    for token in _tokens(desk, account, record_id, owner):
        entries = gateway.ledger.entries(after, limit, token)
        if entries or (after and gateway.ledger.entries(0, 1, token)):
            logs[token] = entries
    found = _only(logs)
    cursor = found[-1].seq if len(found) == limit else None
    shown = {"id": record_id, "entries": [_logged(each) for each in found], "next": cursor}
    return _ok(shown).response()


@router.get("/v1/records/{record_id:path}", response_model=schemas.Lives)
def state(
    desk: AtDesk,
    account: Annotated[Account, Security(_READERS)],
    record_id: Id,
    owner: Owner = None,
) -> Response:
    """The newest answer for each channel of one record."""
    tokens = _tokens(desk, account, record_id, owner)
    with desk.gateway.database.reading() as tx:
        answers = {token: outcomes.latest(tx, token, None) for token in tokens}
    found = _only({token: bodies for token, bodies in answers.items() if bodies})
    lines = [{"id": record_id, "row": None, **body} for body in found]
    return _ok({"id": record_id, "answers": lines}).response()


def _tokens(desk: Desk, account: Account, record_id: str, owner: str | None) -> list[str]:
    """The names that this id may have inside: that of each account whose records one may see."""
    if account.role is Role.PORTAL:
        owners = [account.id]
    else:
        owners = [owner] if owner else [each.id for each in desk.accounts.list()]
    return [record_token(desk.gateway.keys, each, record_id) for each in owners]


def _only(found: dict[str, list[Found]]) -> list[Found]:
    if not found:
        raise NotFound("没有这条记录")
    if len(found) > 1:
        raise Conflict("有多个账号提交过这个编号的记录，请用 owner 参数指明账号")
    return next(iter(found.values()))


def _logged(line: Logged) -> dict[str, Any]:
    body = line.entry.body
    shown = {name: value for name, value in body.items() if name in _LOGGED}
    if "transformations" in body:
        shown["transformations"] = [_without_digest(each) for each in body["transformations"]]
    return {
        "seq": line.seq,
        "at": line.at,
        "event": line.entry.event,
        "channel": line.entry.channel,
        "body": shown,
    }


def _without_digest(change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in change.items() if name != "original"}
