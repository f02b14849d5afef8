"""The application and its server: everything that the HTTP door is made of, wired once."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from gateway.accounts import Accounts
from gateway.errors import GatewayError, PackError
from gateway.home import on_day, open_gateway, today
from gateway.journey import Gateway
from gateway.life.takedown import expire
from gateway.life.webhooks import deliver
from gateway.web import console, evidence, feeds, life, policies, probes, problems, records, reviews
from gateway.web.desk import AT_ONCE, BODY_LIMIT, Desk
from gateway.web.door import Door
from gateway.web.idempotency import forget_old
from gateway.web.night import Night

_ROUTERS = (
    life.router,  # before the records: an id may hold slashes
    records.router,
    reviews.router,
    policies.router,
    feeds.router,
    evidence.router,
    probes.router,
    *console.ROUTERS,
)
_ABOUT = "双公示信息发布网关：脱敏、审核、放行与留痕。Errors are RFC 9457 problem documents."


def create_app(
    gateway: Gateway,
    accounts: Accounts,
    *,
    renew: Callable[[Gateway], Gateway] = lambda gateway: gateway,
    body_limit: int = BODY_LIMIT,
    at_once: int = AT_ONCE,
) -> FastAPI:
    """The application. ``renew`` gives the gateway of the present day before each request.

    ``body_limit`` is in bytes, ``at_once`` the simultaneous requests of one account. Raises
    `TypeError` if a route outside `security.OPEN` names no role.
    """
    app = FastAPI(
        title="gongshi-gateway",
        version=metadata.version("gongshi-gateway"),
        description=_ABOUT,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat the path
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would tell the path
    )
    for router in _ROUTERS:
        app.router.routes.extend(router.routes)
    app.add_exception_handler(GatewayError, problems.of_gateway)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_middleware(Door)
    app.state.desk = Desk(gateway, accounts, renew, body_limit, at_once)
    app.state.readiness = probes.Readiness(app.state.desk)
    return app


def for_today(gateway: Gateway) -> Gateway:
    """The same gateway, or one with today's date, rules and lists when they have changed.

    Raises `PackError` when no pack is in force on a new day: nothing is decided by yesterday's.
    Rules that cannot be used never replace those that can: the gateway goes on, and the log says.
    """
    day = today()
    if gateway.journey.today != day:
        forget_old(gateway)
        gateway = on_day(gateway, day)
        expire(gateway)
        return gateway
    try:
        return gateway.current()
    except PackError:
        structlog.get_logger("gateway").error("rules-refused", revision=gateway.revision)
        return gateway


def serve(home: Path, host: str, port: int) -> None:
    """Serve until told to stop: one process, JSON log on stderr, no path and no query in it."""
    _log_as_json()
    gateway = open_gateway(home)
    forget_old(gateway)
    expire(gateway)
    accounts = Accounts(gateway.database, gateway.clock)
    app = create_app(gateway, accounts, renew=for_today)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="h11",
        ws="none",
        access_log=False,
        log_config=None,
        log_level="info",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=30,
    )
    desk: Desk = app.state.desk
    night = Night(lambda: deliver(desk.gateway))  # renewed with the date: that ends what is over
    night.start()
    try:
        uvicorn.Server(config).run()
    finally:
        night.end()


def _log_as_json() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[_Bare()], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn").setLevel(logging.INFO)


class _Bare(logging.Handler):
    """What libraries log, without their arguments and tracebacks, which may hold values."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line: the logger's name and the template of its sentence."""
        kind = record.exc_info and record.exc_info[0]
        said = record.msg if isinstance(record.msg, str) and record.args else ""
        structlog.get_logger(record.name).log(
            record.levelno, "library", logger=record.name, said=said, error=kind and kind.__name__
        )
