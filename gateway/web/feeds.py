"""Feeds: what a channel is told, and the portal's word that it has been done."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response, Security

from gateway.accounts import Account, Role
from gateway.life.following import Following
from gateway.web import schemas
from gateway.web.desk import AtDesk
from gateway.web.idempotency import Reply
from gateway.web.security import PROBLEMS, Allowed, GuardedRoute
from gateway.web.sent import LAST, Cursor

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["feeds"])

Portal = Annotated[Account, Security(Allowed(Role.PORTAL))]


@router.get("/v1/feeds/{channel}", response_model=schemas.Feed)
def feed(
    desk: AtDesk,
    _: Portal,
    channel: str,
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The channel's events behind ``after`` as CloudEvents, in order, none lost.

    ``cursor`` is where to go on: at the last event given, or where one stood.
    """
    page = Following(desk.gateway, channel).page(after, limit)
    return Reply(200, orjson.dumps(page)).response()


@router.post("/v1/feeds/{channel}/ack", response_model=schemas.Confirmed)
def ack(desk: AtDesk, portal: Portal, channel: str, sent: Cursor) -> Response:
    """Everything up to ``cursor`` has been carried out; confirming less changes nothing."""
    stands = Following(desk.gateway, channel).confirm(portal, sent.cursor)
    return Reply(200, orjson.dumps({"channel": channel, "cursor": stands})).response()
