"""Asking third parties before their secrets are published (政府信息公开条例 art. 15 and 32)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response, Security

from gateway.accounts import Account, Role
from gateway.consent import Consent, told
from gateway.consulting import Consulting, waiting
from gateway.errors import NotFound
from gateway.web import schemas
from gateway.web.desk import AtDesk
from gateway.web.idempotency import Once, Reply, once
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import SentConclusion, SentConsent, SentQuestion

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["consents"])

Reviewer = Annotated[Account, Security(Allowed(Role.REVIEWER))]
_ID = re.compile(r"[0-9a-f]{12,32}")
_SHOWN = (
    "id", "case_id", "channel", "served_on", "due", "provisional", "state", "answered_on",
    "decision", "ground",
)  # fmt: skip


@router.get("/v1/consents", response_model=schemas.Consents)
def list_all(
    desk: AtDesk,
    reviewer: Reviewer,
    every: Annotated[bool, Query(alias="all", description="decided ones too")] = False,
) -> Response:
    """Questions by the last day to answer; those whose day is over become unanswered first."""
    Consulting(desk.gateway, reviewer).lapse()
    found = [_summary(each) for each in waiting(desk.gateway, every=every)]
    return _ok({"consents": found}).response()


@router.post("/v1/reviews/{case_id}/consents", response_model=schemas.ConsentShown)
def ask(
    desk: AtDesk, reviewer: Reviewer, case_id: str, sent: SentQuestion, attempt: Once
) -> Response:
    """Ask a third party about a case that waits: about all its secrets unless spans are named."""
    consulting = Consulting(desk.gateway, reviewer)
    spans = [(each.field, each.start, each.end) for each in sent.spans]

    def work() -> Reply:
        served_on = sent.served_on or desk.gateway.journey.today
        return _shown(consulting.ask(_known(case_id), sent.party, served_on, spans))

    return once(desk.gateway, attempt, work)


@router.post("/v1/consents/{consent_id}/answer", response_model=schemas.ConsentShown)
def answer(
    desk: AtDesk, reviewer: Reviewer, consent_id: str, sent: SentConsent, attempt: Once
) -> Response:
    """Note what the third party answered, and when; a refusal needs its reason."""
    consulting = Consulting(desk.gateway, reviewer)

    def work() -> Reply:
        on: date = sent.on or desk.gateway.journey.today
        return _shown(consulting.answered(_known(consent_id), sent.answer, sent.reason, on))

    return once(desk.gateway, attempt, work)


@router.post("/v1/consents/{consent_id}/decision", response_model=schemas.ConsentShown)
def decide(
    desk: AtDesk, reviewer: Reviewer, consent_id: str, sent: SentConclusion, attempt: Once
) -> Response:
    """Decide with a reason; the verdict on the case carries it out."""
    consulting = Consulting(desk.gateway, reviewer)
    ground = "public-interest" if sent.public_interest else None

    def work() -> Reply:
        return _shown(consulting.decide(_known(consent_id), sent.decision, ground, sent.reason))

    return once(desk.gateway, attempt, work)


@router.post("/v1/consents/{consent_id}/paper", response_model=schemas.Paper)
def paper(desk: AtDesk, reviewer: Reviewer, consent_id: str) -> Response:
    """The notice with the exact spans, or what was decided: a registered look at the original.

    Every printing is registered, so an ``Idempotency-Key`` has no meaning here.
    """
    printed = Consulting(desk.gateway, reviewer).paper(_known(consent_id))
    return _ok({"id": consent_id, "text": printed.text(), "html": printed.html()}).response()


def _known(wanted: str) -> str:
    if not _ID.fullmatch(wanted):
        raise NotFound("没有这件征求意见，或没有这个待审案件")
    return wanted


def _summary(consent: Consent) -> dict[str, Any]:
    shown = {name: getattr(consent, name) for name in _SHOWN}
    return shown | {"spans": [told(span) for span in consent.spans]}


def _shown(consent: Consent) -> Reply:
    return _ok(_summary(consent))


def _ok(content: dict[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))
