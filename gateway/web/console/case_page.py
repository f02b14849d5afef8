"""One case: look, mark, decide. Originals come span by span, each look registered first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response, Security

from gateway import claims, register, reviews
from gateway.accounts import Account, Role
from gateway.consulting import Consulting
from gateway.errors import Conflict, NotFound, UsageError
from gateway.journey import Gateway, stops_of
from gateway.sessions import Session
from gateway.verdict import CONCLUSIONS, Edit, Verdict, edit
from gateway.web.console.case_view import uncovered_unseen, view, view_of
from gateway.web.console.door import PageRoute, Sent, SignedIn, sessions_of, to
from gateway.web.console.naming import Naming
from gateway.web.console.pages import fragment, page
from gateway.web.console.queue_page import lateness
from gateway.web.desk import AtDesk, Desk

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reviewer = Annotated[Session, Security(SignedIn(Role.REVIEWER))]
_ID = re.compile(r"[0-9a-f]{32}")
_REFUSING = CONCLUSIONS[2:]
#: What a span may be covered with by hand, mild to strict.
OPERATORS = ("surname", "remove")
PURPOSES = ("核对遮盖范围", "核对是否误判", "核对疑似内容", "征求第三方意见")
_MOST_EDITS = 1000


@router.get("/console/cases/{case_id}")
def show(desk: AtDesk, session: Reviewer, request: Request, case_id: str) -> Response:
    """The case: a workspace for who has taken it, read only for everybody else."""
    gateway = desk.gateway
    with gateway.database.reading() as tx:
        case = reviews.case(tx, known(case_id))
        consents = gateway.consents(tx).of(case_id)
    holder = claims.holder(case, gateway.clock())
    names = {each.id: each.name for each in desk.accounts.list()}
    seen_by_all = view(case)
    suggested = "处理后公开" if seen_by_all.seals else "可公开"
    return page(
        "case.html",
        session,
        here="/console",
        case=case,
        view=seen_by_all,
        mine=holder == session.account.id,
        holder=names.get(holder or ""),
        late=lateness(case.due, gateway.journey.today),
        naming=Naming.of(gateway.journey.pack),
        history=gateway.ledger.entries(record=case.record, limit=200),
        names=names,
        consents=consents,
        conclusions=CONCLUSIONS,
        suggested=suggested,
        purposes=PURPOSES,
        operators=OPERATORS,
        today=gateway.journey.today.isoformat(),
        note=request.query_params.get("note", ""),
    )


def known(case_id: str) -> str:
    """The id of a case as it was made; raises `NotFound` for anything else."""
    if not _ID.fullmatch(case_id):
        raise NotFound("没有这个待审案件")
    return case_id


@router.post("/console/cases/{case_id}/claim")
def claim(desk: AtDesk, session: Reviewer, request: Request, case_id: str) -> Response:
    """Take the case; from now on it is nobody else's."""
    gateway = desk.gateway
    with gateway.database.writing() as tx:
        claims.claim(tx, known(case_id), session.account, gateway.clock())
        kind = reviews.case(tx, case_id).rules
        sessions_of(request).note_opened(tx, session, kind)
    return to(f"/console/cases/{case_id}")


@router.post("/console/cases/{case_id}/release")
def give_back(desk: AtDesk, session: Reviewer, case_id: str) -> Response:
    """Leave the case to others."""
    with desk.gateway.database.writing() as tx:
        claims.give_back(tx, known(case_id), session.account)
    return to("/console?note=freed")


@router.post("/console/cases/{case_id}/reveal")
def reveal(desk: AtDesk, session: Reviewer, case_id: str, form: Sent) -> Response:
    """One covered span in the clear, for a purpose that the access register keeps."""
    sent, gateway = _object(form.content), desk.gateway
    purpose, code, start, end = (sent.get(n) for n in ("purpose", "field", "start", "end"))
    if not (isinstance(purpose, str) and isinstance(code, str)):
        raise UsageError("请写明查看目的和位置")
    if not (isinstance(start, int) and isinstance(end, int)):
        raise UsageError("请写明查看目的和位置")
    _keep(gateway, known(case_id), session.account)
    return _json({"text": gateway.uncover(case_id, session.account, purpose, (code, start, end))})


@router.post("/console/cases/{case_id}/try")
def attempt(desk: AtDesk, session: Reviewer, case_id: str, form: Sent) -> Response:
    """What would be published under some edits, scanned again; nothing is kept."""
    gateway = desk.gateway
    edits = _edits(_object(form.content).get("edits"))
    _keep(gateway, known(case_id), session.account)
    said = Verdict("fix" if edits else "accept", CONCLUSIONS[1], "试看", edits)
    draft = gateway.tried(case_id, said)
    _refuse_unseen(gateway, case_id, session.account, draft.body, edits)
    found = view_of(draft.record.kind, {**draft.body, "fields": dict(draft.redacted.fields)})
    html = fragment("public.html", public=found.public)
    naming = Naming.of(gateway.journey.pack)
    stops = [naming.rule(stop.rule) or stop.rule for stop in stops_of(draft)]
    return _json({"html": html, "stops": list(dict.fromkeys(stops))})


@router.post("/console/cases/{case_id}/verdict")
def decide(desk: AtDesk, session: Reviewer, request: Request, case_id: str, form: Sent) -> Response:
    """The verdict; then the next case. A refusal leaves the page as it is, marks and all."""
    gateway, account, sent = desk.gateway, session.account, _object(form.content)
    edits = _edits(sent.get("edits"))
    _keep(gateway, known(case_id), account)
    verdict = _verdict(str(sent.get("conclusion")), str(sent.get("reason") or ""), edits)
    if verdict.verdict == "fix":
        _refuse_unseen(gateway, case_id, account, gateway.tried(case_id, verdict).body, edits)
    given = gateway.judge(case_id, verdict, account)
    return _json({"to": _next(desk, session, request, given.outcome)})


def _verdict(conclusion: str, reason: str, edits: tuple[Edit, ...]) -> Verdict:
    """The word that goes with a conclusion: what is refused cannot be mended as well."""
    if conclusion in _REFUSING:
        return Verdict("reject", conclusion, reason)
    return Verdict("fix" if edits else "accept", conclusion, reason, edits)


def _next(desk: Desk, session: Session, request: Request, outcome: str) -> str:
    """The address of the next case, taken; of the queue when there is none."""
    gateway = desk.gateway
    with gateway.database.writing() as tx:
        taken = claims.take_next(tx, session.account, gateway.clock(), {})
        if taken:
            sessions_of(request).note_opened(tx, session, reviews.case(tx, taken).rules)
    return f"/console/cases/{taken}?note={outcome}" if taken else f"/console?note={outcome}"


def _keep(gateway: Gateway, case_id: str, account: Account) -> None:
    """Whoever works on a case holds it; raises `Conflict` when it went to somebody else."""
    with gateway.database.writing() as tx:
        if claims.holder(reviews.case(tx, case_id), gateway.clock()) != account.id:
            raise Conflict("请先领取该案件；闲置过久的会退回队列")
        claims.claim(tx, case_id, account, gateway.clock())


def _refuse_unseen(
    gateway: Gateway,
    case_id: str,
    account: Account,
    body: Mapping[str, Any],
    edits: tuple[Edit, ...],
) -> None:
    """Nobody lifts or changes what they have not looked at, or is shown it by trying."""
    with gateway.database.reading() as tx:
        seen = register.seen_in(tx, case_id, account.id)
        shown = reviews.case(tx, case_id).preview.get("lifted", ())
    places = seen | {register.place_of(span) for span in shown}
    touched = [
        {"field": each.field, "start": each.start, "end": each.end}
        for each in edits
        if each.op != "add"
    ]
    if uncovered_unseen((*body.get("lifted", ()), *touched), places):
        raise UsageError("要放行或改换遮盖的内容，须先查看原文（会登记）")


def _edits(given: object) -> tuple[Edit, ...]:
    if not isinstance(given, list) or len(given) > _MOST_EDITS:
        raise UsageError("修改应为列表")
    return tuple(edit(_object(each)) for each in given)


def _object(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise UsageError("请求的内容不符合要求")
    return given


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@router.post("/console/cases/{case_id}/consents")
def ask(desk: AtDesk, session: Reviewer, case_id: str, form: Sent) -> Response:
    """Ask a third party about secrets, or about the spans that were chosen."""
    wanted = [_place(given) for given in form.every("span")]
    consulting = Consulting(desk.gateway, session.account)
    consulting.ask(known(case_id), form.one("party"), form.day("served"), wanted)
    return to(f"/console/cases/{case_id}#consents")


@router.post("/console/consents/{consent_id}/answer")
def answered(desk: AtDesk, session: Reviewer, consent_id: str, form: Sent) -> Response:
    """Note what the third party answered."""
    consulting = Consulting(desk.gateway, session.account)
    made = consulting.answered(consent_id, form.one("answer"), form.one("reason"), form.day("on"))
    return to(f"/console/cases/{made.case_id}#consents")


@router.post("/console/consents/{consent_id}/decision")
def decided(desk: AtDesk, session: Reviewer, consent_id: str, form: Sent) -> Response:
    """Decide what the verdict then does about the spans."""
    consulting = Consulting(desk.gateway, session.account)
    ground = form.one("ground") or None
    made = consulting.decide(consent_id, form.one("decision"), ground, form.one("reason"))
    return to(f"/console/cases/{made.case_id}#consents")


@router.post("/console/consents/{consent_id}/paper")
def paper(desk: AtDesk, session: Reviewer, consent_id: str) -> Response:
    """The paper for the third party, with the exact spans: a registered look."""
    made = Consulting(desk.gateway, session.account).paper(consent_id)
    return Response(made.html(), 200, {"Content-Security-Policy": made.policy}, "text/html")


def _place(given: str) -> register.Place:
    code, _, where = given.rpartition(":")
    start, _, end = where.partition("-")
    if not code or not start.isdecimal() or not end.isdecimal():
        raise UsageError("位置写得不对")
    return code, int(start), int(end)
