"""The console's guard: a session in a cookie, roles, forms that must come from our own pages.

Errors become pages, or problem documents where our script asked. What a form held never comes
back in one.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from gateway.accounts import Account
from gateway.errors import GatewayError, NotAllowed, NotFound, Unauthenticated, UsageError
from gateway.sessions import Session, Sessions
from gateway.web import problems
from gateway.web.body import JsonRequest, parsed
from gateway.web.console.pages import page
from gateway.web.desk import desk_of
from gateway.web.security import GuardedRoute, Opening

COOKIE = "gongshi_session"
SIGN_IN = "/console/signin"
#: What our script sends along, so that it gets problem documents instead of pages.
SCRIPT_HEADER = "X-Gongshi-Script"
#: Set where a proxy in front of the gateway speaks HTTPS.
HTTPS_VARIABLE = "GONGSHI_HTTPS"
UPLOAD_LIMIT = 32 << 20
_FORM, _JSON, _RAW = (
    "application/x-www-form-urlencoded", "application/json", "application/octet-stream",
)  # fmt: skip
_MOST_FIELDS = 2000
_SAME = frozenset({"same-origin", "none", ""})


class Forged(NotAllowed):
    """A form that does not come from a page of this session."""

    code = "forged"


@dataclass(frozen=True, slots=True)
class Form:
    """What a form or our script sent. The repr shows nothing."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    content: Any = field(default=None, repr=False)
    raw: bytes = field(default=b"", repr=False)

    def one(self, name: str, default: str = "") -> str:
        """The value of a field that is there once."""
        given = self.values.get(name, ())
        return given[0] if len(given) == 1 else default

    def day(self, name: str) -> date:
        """The value of a field that is a date; raises `UsageError`."""
        try:
            return date.fromisoformat(self.one(name))
        except ValueError:
            raise UsageError("日期应写作 YYYY-MM-DD") from None

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return self.values.get(name, ())


class PageRequest(JsonRequest):
    """A request of a browser: its body is a form, the JSON of our script or an uploaded file."""

    @property
    def limit(self) -> int:
        """An uploaded file may be larger than a form."""
        return UPLOAD_LIMIT if self.media_type == _RAW else super().limit

    @property
    def media_type(self) -> str:
        """The type of the body, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    async def sent(self) -> Form:
        """The form; raises `WrongMediaType`, `Malformed`, `TooLarge`."""
        body = await self.body()
        if self.media_type == _JSON:
            return Form(content=parsed(body))
        if self.media_type == _RAW:
            return Form(raw=body)
        if body and self.media_type != _FORM:
            raise problems.WrongMediaType("表单的类型不受支持")
        return Form(_fields(body))


def _fields(body: bytes) -> dict[str, tuple[str, ...]]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise problems.Malformed("表单读不出来") from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


class SignedIn(Opening):
    """The dependency that opens a page to sessions of some roles and gives the session."""

    def __call__(self, request: Request) -> Session:
        """The session that `PageRoute` has let in."""
        session: Session = request.state.session
        return session


class PageRoute(GuardedRoute):
    """A page: the session first, then the form, then the work; every refusal is a page too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind the guard; raises `TypeError` for a page without roles."""
        handle, roles = APIRoute.get_route_handler(self), self.roles
        self.refuse_forgotten()

        async def guarded(plain: Request) -> Response:
            request = PageRequest(plain.scope, plain.receive)
            try:
                if roles:
                    await run_in_threadpool(_let_in, request, roles)
                if request.method == "POST":
                    _refuse_foreign(request)
                    request.state.form = await request.sent()
                    if roles:
                        _refuse_forged(request)
                with desk_of(request).turn(_who(request)):
                    return await handle(request)
            except Unauthenticated as error:
                return _to_sign_in(request, error)
            except GatewayError as error:
                return refused(request, error)
            except RequestValidationError:
                return refused(request, UsageError("请求的内容不符合要求"))
            except HTTPException as error:
                return refused(request, NotFound("没有这一页"), error.status_code)

        return guarded


def _let_in(request: Request, roles: frozenset[str]) -> None:
    session = sessions_of(request).of(request.cookies.get(COOKIE, ""))
    if session is None:
        raise Unauthenticated("请先登录")
    request.state.session, request.state.account = session, session.account
    if session.account.role not in roles:
        raise NotAllowed("该账号的角色不能办理此事")


def _who(request: Request) -> str:
    account: Account | None = getattr(request.state, "account", None)
    if account:
        return account.id
    # Crowds at the public column must not shut the door to those who sign in.
    return "column" if _is_public(request) else "console"


def _refuse_foreign(request: Request) -> None:
    """Browsers say where a form comes from (Fetch Metadata, Origin): only our own may write."""
    origin = request.headers.get("Origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("Host")
    if elsewhere or request.headers.get("Sec-Fetch-Site", "") not in _SAME:
        raise Forged("请求不是从本系统的页面发出的")


def _refuse_forged(request: Request) -> None:
    session, form = request.state.session, request.state.form
    given = request.headers.get("X-CSRF") or form.one("csrf")
    if not hmac.compare_digest(session.csrf.encode(), given.encode("utf-8", "replace")):
        raise Forged("页面已过期，请重新打开后再办")


def _to_sign_in(request: Request, error: GatewayError) -> Response:
    if SCRIPT_HEADER in request.headers:
        return problems.answer(error)
    return RedirectResponse(SIGN_IN, 303)


def refused(request: Request, error: GatewayError, status: int | None = None) -> Response:
    """A refusal as a page, or as a problem document for our script."""
    if SCRIPT_HEADER in request.headers:
        return problems.answer(error)
    session = getattr(request.state, "session", None)
    name = "column_refused.html" if _is_public(request) else "refused.html"
    return page(name, session, status=status or error.status, message=error.message)


def _is_public(request: Request) -> bool:
    return request.url.path.startswith("/column")


def sessions_of(request: Request) -> Sessions:
    """The sessions of the application that got the request."""
    gateway = desk_of(request).gateway
    return Sessions(gateway.database, gateway.keys, gateway.clock)


def is_https(request: Request) -> bool:
    """Whether the browser speaks HTTPS, to us or to a proxy in front of us."""
    return request.url.scheme == "https" or os.environ.get(HTTPS_VARIABLE) == "1"


def form_of(request: Request) -> Form:
    """What was sent with the request."""
    form: Form = request.state.form
    return form


Sent = Annotated[Form, Depends(form_of)]


def to(path: str) -> Response:
    """Go on to another page with GET."""
    return RedirectResponse(path, 303)
