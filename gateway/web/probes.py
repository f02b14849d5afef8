"""Probes: is the process alive, can it work now. They name parts, never a value or a record."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import orjson
import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from detectors.sheet import Sheet
from gateway.journey import Gateway
from gateway.ledger import Entry
from gateway.web import schemas
from gateway.web.desk import Desk
from gateway.web.idempotency import Reply
from gateway.web.problems import NotReady
from gateway.web.security import PROBLEMS, GuardedRoute

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["probes"])

#: Seconds for which an answer holds: the probe is open to all and takes the writers' lock.
HOLDS = 5.0
_log = structlog.get_logger("gongshi.http")


@router.get("/healthz", response_model=schemas.Health)
async def healthz() -> Response:
    """The process answers."""
    return Reply(200, orjson.dumps({"status": "ok"})).response()


@router.get("/readyz", response_model=schemas.Health)
def readyz(request: Request) -> Response:
    """Database, ledger, pack and detectors are there; else 503 with the names of the missing."""
    missing = request.app.state.readiness.missing()
    if missing:
        raise NotReady(missing)
    return Reply(200, orjson.dumps({"status": "ready"})).response()


class Readiness:
    """What is missing, looked up at most once in ``holds`` seconds, by one caller at a time.

    Nobody waits for a look that is under way: the others hear what was known before it, and
    before the first one nothing is ready.
    """

    def __init__(self, desk: Desk, holds: float = HOLDS) -> None:
        self._desk = desk
        self._holds = holds
        self._lock = threading.Lock()
        self._known: tuple[str, ...] = ("gateway",)
        self._until = 0.0

    def missing(self) -> tuple[str, ...]:
        """Names of the parts that are not ready; empty when all are."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                self._known = tuple(_missing(self._desk))
                self._until = time.monotonic() + self._holds
            finally:
                self._lock.release()
        return self._known


def _missing(desk: Desk) -> Iterator[str]:
    try:
        gateway = desk.gateway
    except Exception as error:  # noqa: BLE001 - a probe answers, whatever is broken
        yield _unready("gateway", error)
        return
    checks: dict[str, Callable[[Gateway], None]] = {
        "database": _reads,
        "ledger": _appends,
        "pack": _has_rules,
    }
    for part, check in checks.items():
        try:
            check(gateway)
        except Exception as error:  # noqa: BLE001 - the same
            yield _unready(part, error)
    yield from _silent_detectors(gateway)


def _unready(part: str, error: Exception) -> str:
    _log.warning("not ready", part=part, error=type(error).__name__)
    return part


def _reads(gateway: Gateway) -> None:
    with gateway.database.reading() as tx:
        tx.execute(text("SELECT 1"))


class _UndoneError(Exception):
    """Ends a transaction without keeping it."""


def _appends(gateway: Gateway) -> None:
    with suppress(_UndoneError), gateway.database.writing() as tx:
        gateway.ledger.append(tx, [Entry("probe", "", None, {})])
        raise _UndoneError


def _has_rules(gateway: Gateway) -> None:
    pack = gateway.journey.pack
    if not pack.digest or not pack.rules:
        raise LookupError("the pack is empty")


def _silent_detectors(gateway: Gateway) -> list[str]:
    scanner = gateway.journey.scanner
    try:
        silent = scanner.scan(Sheet.of_text("就绪检查")).unread
    except Exception as error:  # noqa: BLE001 - the same
        return [_unready("detectors", error)]
    if not scanner.detectors:
        return ["detectors"]
    return [f"detector:{each.detector}" for each in silent]
