"""The overview: what is due, how units and reviewers did. Counts and shares, no record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response, Security

from gateway import column, log_index
from gateway.accounts import Role
from gateway.overview import DAYS, overview
from gateway.sessions import Session
from gateway.web.console.door import PageRoute, SignedIn
from gateway.web.console.pages import page
from gateway.web.desk import AtDesk

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Session, Security(SignedIn(Role.REVIEWER, Role.OFFICER))]
_HERE = "/console/overview"


@router.get(_HERE)
def show(desk: AtDesk, session: Reader) -> Response:
    """The state of today and of the last month."""
    gateway = desk.gateway
    column.catch_up(gateway.database)
    log_index.catch_up(gateway.database)
    with gateway.database.reading() as tx:
        found = overview(tx, gateway.journey.today)
    names = {each.id: each.name for each in desk.accounts.list()}
    return page("overview.html", session, here=_HERE, found=found, names=names, days=DAYS)
