"""What reviewers' verdicts propose, and its way into a draft."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gateway.proposals import proposals, take
from gateway.web.console.door import PageRoute, Sent, to
from gateway.web.console.naming import Naming
from gateway.web.console.pages import page
from gateway.web.console.policy_draft_page import DRAFTS
from gateway.web.console.policy_page import HERE, Officer
from gateway.web.desk import AtDesk
from gateway.web.drafting import packs_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)

PROPOSALS = "/console/proposals"
_CHANGEABLE = frozenset({"draft", "tested", "simulated"})


@router.get(PROPOSALS)
def show(desk: AtDesk, session: Officer) -> Response:
    """The most frequent first, without originals; the drafts that may take them."""
    gateway = desk.gateway
    return page(
        "proposals.html",
        session,
        here=HERE,
        found=proposals(gateway),
        drafts=[v for v in packs_of(gateway).versions() if v.state in _CHANGEABLE],
        naming=Naming.of(gateway.journey.pack),
    )


@router.post(f"{PROPOSALS}/{{proposal}}/taken")
def taken(desk: AtDesk, session: Officer, proposal: str, form: Sent) -> Response:
    """Write it into a draft; words are read under a purpose that is registered."""
    gateway, account = desk.gateway, session.account
    draft, purpose = form.one("draft"), form.one("purpose")
    made = take(gateway, packs_of(gateway), proposal, draft, account, purpose)
    return to(f"{DRAFTS}/{made.id}")
