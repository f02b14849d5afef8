"""A draft at work: written, checked, compared in words, simulated, approved by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, Response
from markupsafe import Markup

from gateway.accounts import Account, same_person
from gateway.errors import Conflict, NotFound, UsageError
from gateway.journey import Gateway
from gateway.packs import STATES, Version
from gateway.simulation_chart import chart
from gateway.web.console.door import Form, PageRoute, Sent, to
from gateway.web.console.naming import Naming
from gateway.web.console.pages import fragment, page
from gateway.web.console.policy_page import HERE, NEXT, Officer
from gateway.web.desk import AtDesk
from gateway.web.drafting import (
    LONGEST,
    MOST_SIMULATED,
    asked,
    catalog_of,
    changes_of,
    packs_of,
    simulated,
)
from policies.catalog import EXAMPLES_FILE, Source
from policies.difference import Change
from policies.fault import Fault

router = APIRouter(route_class=PageRoute, include_in_schema=False)

DRAFTS = "/console/drafts"
_STEPS = ("draft", "tested", "simulated", "scheduled", "active")
_CHANGEABLE = _STEPS[:3]
_USUAL = 1_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault with where it stands: in the ``rules`` or among the ``examples``."""

    where: str
    line: int
    message: str


@router.post(DRAFTS)
def start(desk: AtDesk, session: Officer, form: Sent) -> Response:
    """A draft that begins as the pack stands today."""
    pack = form.one("pack")
    source = asked(lambda: catalog_of(desk.gateway).source(pack))
    packs = packs_of(desk.gateway)
    made = packs.draft(source.id, source.rules, source.examples, session.account)
    return to(f"{DRAFTS}/{made.id}")


@router.get(f"{DRAFTS}/{{draft}}")
def show(desk: AtDesk, session: Officer, draft: str) -> Response:
    """The draft with what is wrong with it, what it means and what a simulation counted."""
    gateway = desk.gateway
    held = packs_of(gateway).find(draft)
    is_open = held.state in _CHANGEABLE
    return page(
        "draft.html",
        session,
        here=HERE,
        held=held,
        is_open=is_open,
        is_own=_is_own(gateway, held, session.account),
        placed=_placed(gateway, held.source) if is_open else (),
        changes=_changes(gateway, held) if is_open or held.state == "scheduled" else None,
        drawing=_drawing(held),
        steps=[(state, STATES[state]) for state in _STEPS],
        states=STATES,
        next_steps=NEXT,
        naming=Naming.of(gateway.journey.pack),
        names={each.id: each.name for each in desk.accounts.list()},
        today=gateway.journey.today.isoformat(),
        usual=_USUAL,
        most=MOST_SIMULATED,
    )


def _is_own(gateway: Gateway, held: Version, account: Account) -> bool:
    with gateway.database.reading() as tx:
        return any(same_person(tx, author, account) for author in held.authors)


def _placed(gateway: Gateway, source: Source) -> tuple[Placed, ...]:
    """Every fault of a draft and every example that does not come out as written."""
    faults, failures = packs_of(gateway).tried(source)
    return tuple(_place(fault) for fault in (*faults, *failures))


def _place(fault: Fault) -> Placed:
    where = "examples" if fault.file.endswith(EXAMPLES_FILE) else "rules"
    return Placed(where, fault.line, fault.message)


def _changes(gateway: Gateway, held: Version) -> Sequence[Change] | str:
    """What the draft means in words, or why that cannot be said."""
    try:
        return changes_of(gateway, held.id)
    except NotFound as error:
        return error.message
    except UsageError:
        return "规则有错误，更正之后才能比较"


def _drawing(held: Version) -> Markup | None:
    """The chart as it stands in the page: it holds numbers and ids of rules, all escaped."""
    return Markup(chart(held.simulation)) if held.simulation else None  # noqa: S704


@router.post(f"{DRAFTS}/{{draft}}/check")
def check(desk: AtDesk, session: Officer, draft: str, form: Sent) -> Response:
    """What would be wrong with what stands in the page just now; nothing is kept."""
    sent: dict[str, Any] = form.content if isinstance(form.content, dict) else {}
    rules, examples = _yaml(sent.get("rules")), _yaml(sent.get("examples"))
    pack = packs_of(desk.gateway).find(draft).pack
    placed = _placed(desk.gateway, Source(pack, rules, examples))
    content = {"html": fragment("faults.html", placed=placed), "faults": len(placed)}
    return Response(orjson.dumps(content), media_type="application/json")


@router.post(f"{DRAFTS}/{{draft}}")
def save(desk: AtDesk, session: Officer, draft: str, form: Sent) -> Response:
    """Keep what was written; it must be tested and simulated again."""
    _save(desk.gateway, session.account, draft, form)
    return to(f"{DRAFTS}/{draft}")


@router.post(f"{DRAFTS}/{{draft}}/test")
def test(desk: AtDesk, session: Officer, draft: str, form: Sent) -> Response:
    """Keep it, compile it and run its examples; the page tells what came of it."""
    _save(desk.gateway, session.account, draft, form)
    packs_of(desk.gateway).test(draft, session.account)
    return to(f"{DRAFTS}/{draft}#faults")


def _save(gateway: Gateway, account: Account, draft: str, form: Form) -> None:
    """Whoever changes nothing becomes no author and undoes no test. Raises `Conflict`."""
    rules, examples = _yaml(form.one("rules")), _yaml(form.one("examples"))
    held = packs_of(gateway).find(draft)
    if held.digest != form.one("digest"):
        raise Conflict("草案已被另一人改动，请重新打开后再改")
    if (held.source.rules, held.source.examples) != (rules, examples):
        packs_of(gateway).edit(held.id, rules, examples, account)


def _yaml(given: object) -> str:
    """What was written, with the line ends of a file: forms send those of a typewriter."""
    if not isinstance(given, str) or not given or len(given) > LONGEST or "\0" in given:
        raise UsageError(f"规则和示例都要写，各不超过 {LONGEST} 字")
    return given.replace("\r\n", "\n")


@router.post(f"{DRAFTS}/{{draft}}/simulation")
def simulate(desk: AtDesk, session: Officer, draft: str, form: Sent) -> Response:
    """Try it on recorded traffic, for a purpose that is logged."""
    day = form.day("day") if form.one("day") else None
    last = _count(form.one("last"))
    simulated(desk.gateway, session.account, draft, form.one("purpose"), last, day)
    return to(f"{DRAFTS}/{draft}#simulation")


def _count(given: str) -> int:
    is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_SIMULATED))
    if not is_number or not 1 <= int(given) <= MOST_SIMULATED:
        raise UsageError(f"记录数应在 1 至 {MOST_SIMULATED} 之间")
    return int(given)


@router.post(f"{DRAFTS}/{{draft}}/approval")
def approve(desk: AtDesk, session: Officer, draft: str, form: Sent) -> Response:
    """Approve what another officer wrote; it decides from its day on."""
    packs_of(desk.gateway).approve(draft, session.account, form.day("active_from"))
    return to(f"{DRAFTS}/{draft}")


@router.post(f"{DRAFTS}/{{draft}}/withdrawal")
def withdraw(desk: AtDesk, session: Officer, draft: str) -> Response:
    """Give up a draft, or an approved version before its day."""
    packs_of(desk.gateway).withdraw(draft, session.account)
    return to(HERE)
