"""Signing in and out, and the files that pages are made of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response, Security

from gateway.accounts import Role
from gateway.errors import NotFound
from gateway.sessions import Session, SignInRefused
from gateway.web.console.door import (
    COOKIE,
    SIGN_IN,
    PageRoute,
    Sent,
    SignedIn,
    is_https,
    sessions_of,
    to,
)
from gateway.web.console.pages import home_of, page, static

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Anybody = Annotated[Session, Security(SignedIn(*Role))]
_KEPT = "public, max-age=86400"


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> Response:
    """The form, or the first page for whoever is signed in."""
    session = sessions_of(request).of(request.cookies.get(COOKIE, ""))
    return page("signin.html", message="") if session is None else to(home_of(session.account.role))


@router.post(SIGN_IN)
def sign_in(request: Request, form: Sent) -> Response:
    """Begin a session; a refusal does not tell what was wrong."""
    sessions = sessions_of(request)
    try:
        token = sessions.sign_in(form.one("name"), form.one("password"), form.one("code"))
    except SignInRefused as error:
        return page("signin.html", status=error.status, message=error.message)
    session = sessions.of(token)
    given = to(home_of(session.account.role) if session else SIGN_IN)
    given.set_cookie(
        COOKIE, token, path="/console", secure=is_https(request), httponly=True, samesite="strict"
    )
    return given


@router.post("/console/signout")
def sign_out(request: Request, _: Anybody) -> Response:
    """End the session."""
    sessions_of(request).sign_out(request.cookies[COOKIE])
    given = to(SIGN_IN)
    given.delete_cookie(COOKIE, path="/console", httponly=True, samesite="strict")
    return given


@router.get("/console/static/{name}")
def static_file(name: str) -> Response:
    """Our own style, script and icon; nothing else has a name here."""
    found = static(name)
    if found is None:
        raise NotFound("没有这个文件")
    return Response(found[0], 200, {"Cache-Control": _KEPT}, found[1])
