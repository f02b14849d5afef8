"""The outermost layer: headers, the request log, and the last catch. Logs no path and no value.

A record's id stands in the path, and a caller's id may be sensitive: the log names the route's
template instead. An error that nobody foresaw leaves with an incident id and nothing else.
"""

from __future__ import annotations

import secrets
import time
import traceback
from typing import Any

import structlog
from fastapi.requests import HTTPConnection
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.web.problems import unexpected

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GONE = 499
_log = structlog.get_logger("gongshi.http")


class Door:
    """ASGI middleware around the whole application; nothing raises through it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            status = _GONE
        except Exception as error:  # noqa: BLE001 - past here the server would log its text
            incident = _incident(error)
            if not status:
                await unexpected(incident)(scope, receive, sending)
        finally:
            _log.info("request", **_told(scope), status=status, ms=_ms(began))


def _incident(error: Exception) -> str:
    """Log an error by its class and the place in the code, which hold nothing of a request."""
    incident = secrets.token_hex(8)
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    at = f"{frame.f_globals.get('__name__')}:{line}"
    _log.error("unexpected", incident=incident, error=type(error).__name__, at=at)
    return incident


def _told(scope: Scope) -> dict[str, Any]:
    method = scope["method"]
    account = getattr(HTTPConnection(scope).state, "account", None)
    return {
        "method": method if method in _METHODS else "other",
        "route": getattr(scope.get("route"), "path", "unmatched"),
        "account": account and account.id,
    }


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
