"""Who may call what: Bearer keys, roles, and routes that are closed until they name their roles.

The caller is known before the body is read; a route outside `OPEN` without roles cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Request, Response, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from gateway.accounts import Account, Role
from gateway.errors import NotAllowed, Unauthenticated
from gateway.web.body import JsonRequest
from gateway.web.desk import desk_of
from gateway.web.problems import MEDIA_TYPE

#: The paths that answer without a key.
OPEN = frozenset(
    {
        *("/healthz", "/readyz", "/openapi.json", "/console/signin", "/console/static/{name}"),
        *("/column", "/column/sitemap.xml", "/column/{slug}"),
    }
)

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="API key: Bearer KEY")

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
        "not_ready": {"type": "array", "items": {"type": "string"}},
        "incident": {"type": "string"},
    },
}
#: For the OpenAPI document: every route may answer with a problem.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
    for status, said in (("4XX", "Refused (RFC 9457)"), ("5XX", "Failed (RFC 9457)"))
}


class Opening:
    """What opens a route to some roles; how the caller is known is for its kinds to say."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)


class Allowed(Opening):
    """The dependency that opens a route to keys of some roles and gives the caller's account."""

    def __call__(
        self,
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    ) -> Account:
        """The account that `GuardedRoute` has let in."""
        account: Account = request.state.account
        return account


class GuardedRoute(APIRoute):
    """A route that asks for the key first, then reads strict JSON, then does its work."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may call; empty for an open route."""
        named: list[object] = [part.call for part in self.dependant.dependencies]
        return frozenset[Role]().union(*(n.roles for n in named if isinstance(n, Opening)))

    def refuse_forgotten(self) -> None:
        """Raises `TypeError` for a route that names no role and is not in `OPEN`."""
        if not self.roles and self.path not in OPEN:
            raise TypeError(f"{self.path} names no role that may call it")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind the guard; raises `TypeError` for a route without roles."""
        handle, roles = super().get_route_handler(), self.roles
        self.refuse_forgotten()
        wants_body = self.body_field is not None

        async def guarded(plain: Request) -> Response:
            request = JsonRequest(plain.scope, plain.receive)
            if not roles:
                return await handle(request)
            account = await run_in_threadpool(_caller, request, roles)
            request.state.account = account
            with desk_of(request).turn(account.id):
                if wants_body:
                    await request.json()
                return await handle(request)

        return guarded


def _caller(request: Request, roles: frozenset[Role]) -> Account:
    scheme, key = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() != "bearer" or not key:
        raise Unauthenticated("需要密钥：Authorization: Bearer KEY")
    account = desk_of(request).accounts.authenticate(key)
    if account.role not in roles:
        raise NotAllowed("该账号的角色不能办理此事")
    return account
