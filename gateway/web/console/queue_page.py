"""The queue: what waits, filtered and counted; take the next case; accept many of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response, Security
from sqlalchemy import Connection

from gateway import claims, queue, reviews
from gateway.accounts import Role
from gateway.errors import Conflict, GatewayError, UsageError
from gateway.journey import Gateway
from gateway.sessions import Session
from gateway.verdict import Verdict
from gateway.web.console.door import Form, PageRoute, Sent, SignedIn, to
from gateway.web.console.naming import Naming
from gateway.web.console.pages import page
from gateway.web.desk import AtDesk

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reviewer = Annotated[Session, Security(SignedIn(Role.REVIEWER))]
Counts = Mapping[str, Mapping[str, int]]
_A_PAGE = 50
_AT_ONCE = 20
_NUMBERS = ("CF_WSH", "XK_WSH", "document_number", "title", "SX_SXMC")
_NOTES = {
    "released": "已放行，已记入日志",
    "blocked": "已按不予公开办结，已记入日志",
    "empty": "没有可以办理的案件了",
    "freed": "已退回队列",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a line of the queue."""

    case: reviews.Case
    number: str
    late: str
    holder: str | None
    mine: bool


@router.get("/console")
def show(desk: AtDesk, session: Reviewer, request: Request) -> Response:
    """Cases by deadline, then risk; filters with counts."""
    gateway = desk.gateway
    filters, after = chosen(request.query_params), request.query_params.get("after", "")
    with gateway.database.reading() as tx:
        counted = queue.counts(tx)
        filters = queue.rarest_first(filters, counted)
        ids = queue.page(tx, filters, after, _A_PAGE + 1)
        cases = reviews.cases(tx, ids[:_A_PAGE])
        total = _total(tx, filters, counted)
        held = reviews.cases(tx, claims.held_by(tx, session.account, gateway.clock()))
        due = queue.due(tx, gateway.journey.today.isoformat())
    naming = Naming.of(gateway.journey.pack)
    names = {each.id: each.name for each in desk.accounts.list()}
    lines = [_line(case, gateway, session, names) for case in cases]
    return page(
        "queue.html",
        session,
        here="/console",
        lines=lines,
        held=[_line(case, gateway, session, names) for case in held],
        total=total,
        due=due,
        counted=counted,
        filters=filters,
        naming=naming,
        link=lambda **changed: _link(filters, changed),
        following=cases[-1].rank if len(ids) > _A_PAGE else None,
        bulk=_bulk(gateway, session, filters),
        note=_NOTES.get(request.query_params.get("note", ""), ""),
        done=request.query_params.get("done", ""),
    )


def _total(tx: Connection, filters: queue.Filters, counted: Counts) -> int:
    """How many match: known already unless there are several filters."""
    if len(filters) > 1:
        return queue.total(tx, filters)
    facet, value = next(iter(filters.items()), ("all", ""))
    return counted[facet].get(value, 0)


def chosen(given: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address or a form."""
    return {name: given[name] for name in queue.FACETS if given.get(name)}


def _link(filters: queue.Filters, changed: Mapping[str, str | None]) -> str:
    """The address of the queue with some filters set or (by ``None``) left out."""
    kept = {name: value for name, value in {**filters, **changed}.items() if value is not None}
    return f"/console?{urlencode(kept)}" if kept else "/console"


def _line(case: reviews.Case, gateway: Gateway, session: Session, names: Mapping[str, str]) -> Line:
    fields = case.preview.get("fields", {})
    number = next((fields[name] for name in _NUMBERS if fields.get(name)), "")
    holder = claims.holder(case, gateway.clock())
    mine = holder == session.account.id
    return Line(
        case, number, lateness(case.due, gateway.journey.today), names.get(holder or ""), mine
    )


def lateness(due: str | None, today: date) -> str:
    """``overdue``, ``today``, ``soon`` (three days) or nothing, for a deadline."""
    if due is None:
        return ""
    days = (date.fromisoformat(due) - today).days
    return "overdue" if days < 0 else "today" if days == 0 else "soon" if days <= 3 else ""  # noqa: PLR2004


@router.post("/console/next")
def take_next(desk: AtDesk, session: Reviewer, form: Sent) -> Response:
    """Take the first case that is nobody's, within the filters of the form."""
    gateway, filters = desk.gateway, chosen({name: form.one(name) for name in queue.FACETS})
    with gateway.database.writing() as tx:
        taken = claims.take_next(tx, session.account, gateway.clock(), filters)
    return to(f"/console/cases/{taken}" if taken else _link(filters, {"note": "empty"}))


def _bulk(gateway: Gateway, session: Session, filters: queue.Filters) -> str:
    """Whether many may be accepted: ``yes``, ``sample`` (open one first) or nothing.

    Only cases that wait for one review rule of the pack and for nothing that a rule holds.
    """
    if filters.get("rules") not in {each.rule.id for each in gateway.journey.pack.reviews}:
        return ""
    return "yes" if filters["rules"] in session.opened else "sample"


@router.post("/console/bulk")
def accept_many(desk: AtDesk, session: Reviewer, form: Sent) -> Response:
    """Accept cases that wait for the same reason, one verdict each, after one was opened."""
    gateway, ids = desk.gateway, form.every("case")
    rules = form.one("rules")
    if _bulk(gateway, session, {"rules": rules}) != "yes":
        raise UsageError("须先打开同一原因的一件查看，且只限规则包的复核原因")
    if not 0 < len(ids) <= _AT_ONCE:
        raise UsageError(f"一次可办 1 到 {_AT_ONCE} 件")
    left = ""
    for done, case_id in enumerate(ids):
        try:
            _accept(gateway, session, case_id, rules, form)
        except GatewayError as error:
            left = f"已放行 {done} 件；下一件没有办成：{error.message}"
            break
    if left:
        raise Conflict(left)
    return to(_link({"rules": rules}, {"done": str(len(ids))}))


def _accept(gateway: Gateway, session: Session, case_id: str, rules: str, form: Form) -> None:
    with gateway.database.reading() as tx:
        if reviews.case(tx, case_id).rules != rules:
            raise UsageError("所选案件的原因不相同")
    said = Verdict("accept", form.one("conclusion"), form.one("reason"))
    gateway.judge(case_id, said, session.account)
