"""What officers register: lists, documents, dictionaries. One imports, another activates.

What is sent is digested or sealed at once and never shown again; answers tell id, name and counts.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Response, Security

from gateway.accounts import Account, Role
from gateway.errors import NotFound, UsageError
from gateway.registry import Held, Label, Registry
from gateway.web.desk import AtDesk, Desk
from gateway.web.idempotency import Once, Reply, once
from gateway.web.schemas import Registered, RegisteredOne
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import SentRegistered

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["registered"])

Officer = Annotated[Account, Security(Allowed(Role.OFFICER))]
_ID = re.compile(r"[0-9a-f]{12}")
_CATEGORIES = {"document": "document", "dictionary": "dictionary", "allow-list": "other"}


@router.get("/v1/registered", response_model=Registered)
def list_all(desk: AtDesk, _: Officer) -> Response:
    """Everything that was ever registered, oldest first, without its content."""
    held = [asdict(each) for each in _registry(desk).list()]
    return _ok({"registered": held}).response()


@router.post("/v1/registered", response_model=RegisteredOne)
def register(desk: AtDesk, officer: Officer, sent: SentRegistered, attempt: Once) -> Response:
    """Import ``entries`` (a list) or a ``text`` (the other kinds); another officer activates it."""
    registry = _registry(desk)

    def work() -> Reply:
        return _shown(_imported(registry, sent, officer))

    return once(desk.gateway, attempt, work)


def _imported(registry: Registry, sent: SentRegistered, officer: Account) -> Held:
    category = _CATEGORIES.get(sent.kind, sent.category)
    label = Label(sent.name, category, tuple(sent.departments))
    if (sent.kind == "list") != (sent.text is None) or (sent.text is None) != bool(sent.entries):
        raise UsageError("名单用 entries，其余用 text，二者只写其一")
    if sent.kind == "list":
        return registry.import_list(label, sent.entries, officer)
    if sent.kind == "document":
        return registry.import_document(label, sent.text or "", officer)
    return registry.import_words(sent.kind, label, sent.text or "", officer)


@router.post("/v1/registered/{registered_id}/activation", response_model=RegisteredOne)
def activate(desk: AtDesk, officer: Officer, registered_id: str, attempt: Once) -> Response:
    """Put in force what another officer imported; the next request is screened with it."""
    registry, wanted = _registry(desk), _known(registered_id)
    return once(desk.gateway, attempt, lambda: _shown(registry.activate(wanted, officer)))


@router.post("/v1/registered/{registered_id}/removal", response_model=RegisteredOne)
def remove(desk: AtDesk, officer: Officer, registered_id: str, attempt: Once) -> Response:
    """Take out of force for good; what is in force is removed by another than who activated it."""
    registry, wanted = _registry(desk), _known(registered_id)
    return once(desk.gateway, attempt, lambda: _shown(registry.remove(wanted, officer)))


def _registry(desk: Desk) -> Registry:
    registry = desk.gateway.registry
    if registry is None:
        raise NotFound("这个网关没有登记簿")
    return registry


def _known(wanted: str) -> str:
    if not _ID.fullmatch(wanted):
        raise NotFound("没有登记过它")
    return wanted


def _shown(held: Held) -> Reply:
    return _ok(asdict(held))


def _ok(content: dict[str, Any]) -> Reply:
    return Reply(200, orjson.dumps(content))
