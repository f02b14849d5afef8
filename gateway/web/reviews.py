"""Reviews: the queue, one case, a registered look at its original, the verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response, Security

from gateway import reviews
from gateway.accounts import Account, Role
from gateway.errors import NotFound
from gateway.verdict import Verdict, edit
from gateway.web import schemas
from gateway.web.desk import AtDesk
from gateway.web.idempotency import Once, Reply, once
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import LAST, Purpose, SentVerdict

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["reviews"])

Reviewer = Annotated[Account, Security(Allowed(Role.REVIEWER))]
_CASE_ID = re.compile(r"[0-9a-f]{32}")


@router.get("/v1/reviews", response_model=schemas.Queue)
def queue(
    desk: AtDesk,
    _: Reviewer,
    state: Literal["open", "claimed", "settled"] = "open",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=LAST)] = 0,
) -> Response:
    """Cases by deadline, then risk, without originals."""
    with desk.gateway.database.reading() as tx:
        total, cases = reviews.queue(tx, state, limit=limit, offset=offset)
    return _ok({"total": total, "cases": [_summary(case) for case in cases]}).response()


@router.get("/v1/reviews/{case_id}", response_model=schemas.CaseShown)
def show(desk: AtDesk, _: Reviewer, case_id: str) -> Response:
    """One case: why it waits and what would be published."""
    with desk.gateway.database.reading() as tx:
        case = reviews.case(tx, _known(case_id))
    return _ok(_summary(case) | {"preview": case.preview}).response()


@router.post("/v1/reviews/{case_id}/reveal", response_model=schemas.Original)
def reveal(desk: AtDesk, reviewer: Reviewer, case_id: str, why: Purpose) -> Response:
    """Show the original, for a purpose that the access register keeps.

    Every showing is registered, so an ``Idempotency-Key`` has no meaning here.
    """
    record = desk.gateway.reveal(
        _known(case_id), reviewer, why.purpose, basis=why.basis, fields=why.fields
    )
    shown = {
        "case": case_id,
        "id": record.id,
        "kind": record.kind,
        "procedure": record.procedure,
        "severity": record.severity,
        "fields": dict(record.fields),
    }
    return _ok(shown).response()


@router.post("/v1/reviews/{case_id}/verdict", response_model=schemas.Judged)
def verdict(
    desk: AtDesk, reviewer: Reviewer, case_id: str, sent: SentVerdict, attempt: Once
) -> Response:
    """Accept, fix or reject, with the classification conclusion; never one's own submission."""
    gateway = desk.gateway

    def work() -> Reply:
        edits = tuple(edit(each.model_dump()) for each in sent.edits)
        said = Verdict(sent.verdict, sent.conclusion, sent.reason, edits)
        return _ok({"case": case_id, **gateway.judge(_known(case_id), said, reviewer).body})

    return once(gateway, attempt, work)


def _known(case_id: str) -> str:
    if not _CASE_ID.fullmatch(case_id):
        raise NotFound("没有这个待审案件")
    return case_id


def _summary(case: reviews.Listed) -> dict[str, Any]:
    return {name: getattr(case, name) for name in reviews.LISTED}


def _ok(content: Mapping[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))
