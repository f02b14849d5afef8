"""Webhooks: a portal that is called with the events of its channel, signed, again until it answers.

A delivery that was answered with 2xx confirms its events for the portal, as `ack` does. Until then
the same events are sent again, in order, ever more seldom; none is skipped, so a portal that comes
back after a week gets the week.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, urlsplit

import orjson
from sqlalchemy import Connection, Row, select, update

from gateway import vault
from gateway.accounts import Account, Role
from gateway.duties import require
from gateway.errors import NotFound, UsageError
from gateway.journey import Gateway
from gateway.ledger import Entry
from gateway.life import feeds
from gateway.life.following import Following, source_of
from gateway.storage import tables

_TABLE = tables.webhooks
_KEY = "webhooks"
_PREFIX = "whsec_"
_AT_ONCE = 100
_TIMEOUT = 10.0
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_DOUBLINGS = 6
_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
_TYPE = "application/cloudevents-batch+json"
#: Sends a body to an address; the status of the answer, or `OSError`.
Send = Callable[[str, Mapping[str, str], bytes], int]


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address that is called. ``failures`` counts those in a row."""

    id: str
    channel: str
    account: str
    url: str
    failures: int
    next_at: str


def add(
    gateway: Gateway, channel: str, url: str, portal: Account, admin: Account
) -> tuple[Webhook, str]:
    """A new address for a portal, and the secret that signs what it gets, shown this once.

    Raises `UsageError` for an address that is not https (http on this machine alone).
    """
    require(admin, Role.ADMIN)
    require(portal, Role.PORTAL)
    _checked(url)
    made = Webhook(
        secrets.token_hex(8),
        Following(gateway, channel).channel,
        portal.id,
        url,
        0,
        _stamp(gateway),
    )
    secret = secrets.token_bytes(32)
    body = {"webhook": made.id, "portal": portal.id, "account": admin.id}
    with gateway.database.writing() as tx:
        gateway.ledger.append(tx, [Entry("webhook-added", _KEY, channel, body)])
        sealed = vault.seal(tx, gateway.keys, _KEY, secret, f"webhook/{made.id}")
        row = {name: getattr(made, name) for name in made.__slots__}
        tx.execute(_TABLE.insert().values(**row, secret_sealed=sealed))
    return made, _PREFIX + base64.b64encode(secret).decode()


def remove(gateway: Gateway, webhook_id: str, admin: Account) -> None:
    """Call an address no more; raises `NotFound`."""
    require(admin, Role.ADMIN)
    with gateway.database.writing() as tx:
        here = (_TABLE.c.id == webhook_id) & _TABLE.c.removed_at.is_(None)
        if tx.execute(update(_TABLE).where(here).values(removed_at=gateway.now())).rowcount != 1:
            raise NotFound("没有这个推送地址")
        body = {"webhook": webhook_id, "account": admin.id}
        gateway.ledger.append(tx, [Entry("webhook-removed", _KEY, None, body)])


def listed(tx: Connection) -> list[Webhook]:
    """The addresses that are called."""
    query = select(_TABLE).where(_TABLE.c.removed_at.is_(None)).order_by(_TABLE.c.id)
    return [_webhook(row) for row in tx.execute(query)]


def deliver(gateway: Gateway, send: Send | None = None) -> int:
    """Call every address that is due and has something to hear; how many events were confirmed."""
    now = _stamp(gateway)
    with gateway.database.reading() as tx:
        due = [hook for hook in listed(tx) if hook.next_at <= now]
    return sum(_deliver(gateway, hook, send or _post) for hook in due)


def _deliver(gateway: Gateway, hook: Webhook, send: Send) -> int:
    with gateway.database.reading() as tx:
        after = feeds.cursor(tx, hook.channel, hook.account) or 0
        found = feeds.events(tx, source_of(gateway), hook.channel, after, _AT_ONCE)
        secret = _secret(gateway, tx, hook.id)
    if not found:
        return 0
    body = orjson.dumps(found)
    try:
        status = send(hook.url, signed(secret, found, gateway.clock(), body), body)
    except OSError:
        status = 0
    except http.client.HTTPException:
        status = 0
    if http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
        return _confirmed(gateway, hook, found)
    _failed(gateway, hook)
    return 0


def signed(
    secret: bytes, found: Sequence[feeds.Event], moment: datetime, body: bytes
) -> dict[str, str]:
    """The headers of a delivery: HMAC-SHA256 over id, moment and body (Standard Webhooks)."""
    name = f"{found[0]['id']}-{found[-1]['id']}"
    at = str(int(moment.timestamp()))
    said = f"{name}.{at}.".encode() + body
    proof = base64.b64encode(hmac.digest(secret, said, "sha256")).decode()
    return {
        "Content-Type": _TYPE,
        "Webhook-Id": name,
        "Webhook-Timestamp": at,
        "Webhook-Signature": f"v1,{proof}",
    }


def _confirmed(gateway: Gateway, hook: Webhook, found: Sequence[feeds.Event]) -> int:
    with gateway.database.writing() as tx:
        feeds.confirm(tx, hook.channel, hook.account, int(found[-1]["id"]), gateway.now())
        _wait(tx, hook, 0, _stamp(gateway))
    return len(found)


def _failed(gateway: Gateway, hook: Webhook) -> None:
    pause = min(_FIRST * 2 ** min(hook.failures, _DOUBLINGS), _LONGEST)
    with gateway.database.writing() as tx:
        _wait(tx, hook, hook.failures + 1, _stamp(gateway, pause))


def _wait(tx: Connection, hook: Webhook, failures: int, next_at: str) -> None:
    values = {"failures": failures, "next_at": next_at}
    tx.execute(update(_TABLE).where(_TABLE.c.id == hook.id).values(**values))


def _secret(gateway: Gateway, tx: Connection, webhook_id: str) -> bytes:
    sealed = tx.scalar(select(_TABLE.c.secret_sealed).where(_TABLE.c.id == webhook_id)) or b""
    return vault.unseal(tx, gateway.keys, _KEY, sealed, f"webhook/{webhook_id}")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_known = parts.port is None or parts.port > 0
    except ValueError:
        raise UsageError("推送地址无法识别") from None
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _NEAR)
    if not (secure and parts.hostname and port_known) or parts.username or parts.fragment:
        raise UsageError("推送地址须为 https://…（本机可用 http），不带用户名和片段")
    return parts


def _post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """One POST; redirects are not followed, the answer's body is not read."""
    parts = _checked(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    try:
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def _stamp(gateway: Gateway, later: timedelta = timedelta()) -> str:
    return (gateway.clock().astimezone(UTC) + later).isoformat(timespec="milliseconds")


def _webhook(row: Row[tuple[object, ...]]) -> Webhook:
    return Webhook(**{name: getattr(row, name) for name in Webhook.__slots__})
