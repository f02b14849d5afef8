"""``Idempotency-Key``: the same write sent again gets the same bytes and has no second effect.

Keys are known by a keyed digest, answers rest sealed. A place is reserved before the work; one
that a dead process left behind may be taken over after two minutes, because the work itself has
no second effect: the same record is the same outcome, a settled case stays settled.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from sqlalchemy import Connection, Row, and_, delete, select, update

from gateway import originals
from gateway.errors import Conflict
from gateway.journey import Gateway
from gateway.storage import tables
from gateway.storage.database import insert_or_ignore
from gateway.web.problems import MEDIA_TYPE, Malformed

_TABLE = tables.idempotency
_ABANDONED = timedelta(minutes=2)
_KEPT = timedelta(days=7)
_PENDING = 0
_KEY = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as it is stored: status and body."""

    status: int
    body: bytes = field(repr=False)

    def response(self, *, replayed: bool = False) -> Response:
        """What is sent; a stored one says so in ``Idempotent-Replayed``."""
        refused = self.status >= HTTPStatus.BAD_REQUEST
        media_type = MEDIA_TYPE if refused else "application/json"
        headers = {"Idempotent-Replayed": "true"} if replayed else None
        return Response(self.body, self.status, headers, media_type)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A write that its sender gave a key. ``sent`` is a digest of method, path and body."""

    account: str
    key: str = field(repr=False)
    sent: str = field(repr=False)


async def _attempt(
    request: Request,
    key: Annotated[str | None, Header(alias="Idempotency-Key")] = None,
) -> Attempt | None:
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Malformed("Idempotency-Key 须为 1 到 255 个可见 ASCII 字符")
    place = f"{request.method}\x1f{request.scope['path']}\x1f".encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(place + await request.body()).hexdigest()
    return Attempt(request.state.account.id, key, digest)


#: The write's key, if its sender gave one. Belongs behind the route's roles.
Once = Annotated[Attempt | None, Depends(_attempt)]


def once(gateway: Gateway, attempt: Attempt | None, work: Callable[[], Reply]) -> Response:
    """Do the work, or answer what it answered before.

    Raises `Conflict` if the key came with another request, or while the first is at work. What
    the work raises is not kept: it had no effect.
    """
    if attempt is None:
        return work().response()
    slot = _Slot(gateway, attempt)
    stored = slot.reserve()
    if stored is not None:
        return stored.response(replayed=True)
    try:
        reply = work()
    except BaseException:
        slot.leave()
        raise
    slot.keep(reply)
    return reply.response()


class _Slot:
    """The row of one attempt."""

    def __init__(self, gateway: Gateway, attempt: Attempt) -> None:
        self._gateway = gateway
        name = f"idempotency\x1f{attempt.account}\x1f{attempt.key}"
        # A content digest is made of JSON, which never begins like this: no name can equal one.
        self._key = gateway.keys.token("content", name)
        self._request = gateway.keys.token("content", f"idempotent request\x1f{attempt.sent}")
        self._account = attempt.account
        self._at = gateway.clock().astimezone(UTC)
        self._place = and_(_TABLE.c.account == self._account, _TABLE.c.key == self._key)
        # A place that somebody took over meanwhile is no longer this attempt's.
        self._mine = and_(self._place, _TABLE.c.status == _PENDING, _TABLE.c.at == _stamp(self._at))

    def reserve(self) -> Reply | None:
        """Take the place, or give what is kept there; raises `Conflict`."""
        row = {
            "account": self._account,
            "key": self._key,
            "request": self._request,
            "status": _PENDING,
            "response": "",
            "at": _stamp(self._at),
        }

        def reserved(tx: Connection) -> Reply | None:
            if insert_or_ignore(tx, _TABLE, [row]) == 1:
                return None
            return self._met(tx, tx.execute(select(_TABLE).where(self._place)).one())

        return self._gateway.database.together(reserved)

    def _met(self, tx: Connection, row: Row[Any]) -> Reply | None:
        if row.request != self._request:
            raise Conflict("该 Idempotency-Key 已用于另一个请求")
        if row.status != _PENDING:
            return Reply(row.status, self._opened(row.response))
        if row.at > _stamp(self._at - _ABANDONED):
            raise Conflict("带有该 Idempotency-Key 的请求正在办理，请稍后重试")
        tx.execute(update(_TABLE).where(self._place).values(at=_stamp(self._at)))
        return None

    def keep(self, reply: Reply) -> None:
        """Store the answer. Sealed, because it holds the id that the sender gave."""

        def kept(tx: Connection) -> None:
            sealed = originals.seal(self._gateway.keys, reply.body, self._context)
            text = base64.b64encode(sealed).decode()
            tx.execute(update(_TABLE).where(self._mine).values(status=reply.status, response=text))

        self._gateway.database.together(kept)

    def leave(self) -> None:
        """Give the place back."""
        self._gateway.database.together(lambda tx: tx.execute(delete(_TABLE).where(self._mine)))

    def _opened(self, text: str) -> bytes:
        return originals.unseal(self._gateway.keys, base64.b64decode(text), self._context)

    @property
    def _context(self) -> str:
        return f"idempotency/{self._key}"


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def forget_old(gateway: Gateway) -> None:
    """Forget answers that are older than seven days."""
    oldest = _stamp(gateway.clock().astimezone(UTC) - _KEPT)
    with gateway.database.writing() as tx:
        tx.execute(delete(_TABLE).where(_TABLE.c.at < oldest))
