"""The policies: which packs are in force, each read as a document, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response, Security

from gateway.accounts import Role
from gateway.errors import NotFound
from gateway.journey import Gateway
from gateway.packs import STATES, Version
from gateway.sessions import Session
from gateway.web.console.door import PageRoute, SignedIn, to
from gateway.web.console.pages import page
from gateway.web.console.policy_view import document
from gateway.web.desk import AtDesk
from gateway.web.drafting import asked, catalog_of, packs_of
from policies.catalog import Catalog, shipped
from policies.difference import Change, difference
from policies.layer import Layer
from policies.layers import lifting
from policies.pack import Pack
from policies.rule import Rule

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Session, Security(SignedIn(Role.OFFICER, Role.REVIEWER))]
Officer = Annotated[Session, Security(SignedIn(Role.OFFICER))]
HERE = "/console/policies"
#: What may be done next with a version in its state.
NEXT = {
    "draft": "运行示例",
    "tested": "在留存记录上模拟",
    "simulated": "由另一位安全管理员批准",
    "scheduled": "到施行日自动施行，此前可以撤回",
    "active": "可以恢复上一版",
    "retired": "—",
    "withdrawn": "—",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One pack as it stands today. ``decides``: today's records go by it."""

    own: Layer
    digest: str
    lifting: tuple[Rule, ...]
    decides: bool


@router.get(HERE)
def show(desk: AtDesk, session: Reader) -> Response:
    """The packs with what narrower levels lift; for officers the drafts and versions as well."""
    gateway = desk.gateway
    catalog, deciding = catalog_of(gateway), gateway.journey.pack
    names = {deciding.id, *(layer.id for layer in deciding.layers)}
    is_officer = session.account.role is Role.OFFICER
    return page(
        "policies.html",
        session,
        here=HERE,
        standing=[_standing(catalog, name, name in names) for name in catalog.ids],
        versions=packs_of(gateway).versions() if is_officer else (),
        is_officer=is_officer,
        states=STATES,
        next_steps=NEXT,
        names={each.id: each.name for each in desk.accounts.list()},
    )


def _standing(catalog: Catalog, name: str, decides: bool) -> Standing:
    whole = catalog.load(name)
    return Standing(catalog.own(name), whole.digest, lifting(whole), decides)


@router.get(f"{HERE}/{{pack}}")
def read(desk: AtDesk, session: Reader, pack: str) -> Response:
    """A pack like a statute: every rule in words with its basis and examples."""
    gateway = desk.gateway
    found = asked(lambda: document(catalog_of(gateway), pack))
    is_officer = session.account.role is Role.OFFICER
    return page(
        "policy.html",
        session,
        here=HERE,
        document=found,
        is_officer=is_officer,
        active=is_officer and _active(packs_of(gateway).versions(), pack),
    )


@router.get(f"{HERE}/{{pack}}/rollback")
def ask(desk: AtDesk, session: Officer, pack: str) -> Response:
    """What a roll back would bring back, and what that means, before it is done."""
    versions = packs_of(desk.gateway).versions()
    if (active := _active(versions, pack)) is None:
        raise NotFound("这个规则包没有经本系统批准施行的版本，没有可以恢复的上一版")
    before = _before(versions, pack)
    return page(
        "rollback.html",
        session,
        here=HERE,
        active=active,
        before=before,
        changes=_back(desk.gateway, pack, before),
    )


@router.post(f"{HERE}/{{pack}}/rollback")
def rollback(desk: AtDesk, session: Officer, pack: str) -> Response:
    """Take the version in force out of force; the one before it decides at once."""
    packs_of(desk.gateway).rollback(pack, session.account)
    return to(HERE)


def _active(versions: Iterable[Version], pack: str) -> Version | None:
    return next((v for v in versions if v.pack == pack and v.state == "active"), None)


def _before(versions: Sequence[Version], pack: str) -> Version | None:
    """The version that decides again; ``None`` for the one that came with the program."""
    retired = [v for v in versions if v.pack == pack and v.state == "retired"]
    return max(retired, key=lambda version: str(version.active_from), default=None)


def _back(gateway: Gateway, pack: str, before: Version | None) -> tuple[Change, ...] | None:
    """In words what is done otherwise afterwards; ``None`` where the pack itself goes away."""
    if before is None and pack not in shipped().ids:
        return None
    source = before.source if before else shipped().source(pack)
    catalog = catalog_of(gateway)

    def loaded() -> tuple[Pack, Pack]:
        return catalog.load(pack), catalog.replaced([source]).load(pack)

    return difference(*asked(loaded))
