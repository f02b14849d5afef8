"""Templates into responses. Everything is escaped; nothing inline, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.accounts import Role
from gateway.sessions import Session
from gateway.web.console import words

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # or browsers would hide where a form comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_TYPES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "policies.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
#: The pages in the order of the menu, and who may open them.
MENU = (
    ("/console", "审核队列", frozenset({Role.REVIEWER})),
    ("/console/overview", "总览", frozenset({Role.REVIEWER, Role.OFFICER})),
    ("/console/log", "脱敏日志", frozenset({Role.REVIEWER, Role.AUDITOR})),
    ("/console/policies", "规则", frozenset({Role.REVIEWER, Role.OFFICER})),
    ("/console/intake", "报送", frozenset({Role.PORTAL})),
)


@cache
def static(name: str) -> tuple[bytes, str] | None:
    """A file of ours with its media type; ``None`` for any other name."""
    if name not in _TYPES:
        return None
    return (files("gateway.web.console") / "static" / name).read_bytes(), _TYPES[name]


@cache
def _version() -> str:
    return sha256(b"".join((static(name) or (b"", ""))[0] for name in _TYPES)).hexdigest()[:12]


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("gateway.web.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"words": words, "version": _version()}
    return found


def fragment(name: str, **context: object) -> str:
    """A part of a page, escaped."""
    return _templates().get_template(name).render(**context)


def page(
    name: str,
    session: Session | None = None,
    *,
    status: int = 200,
    here: str = "",
    **context: object,
) -> Response:
    """A whole page for a session or for nobody in particular; ``here`` is its menu entry."""
    role = session.account.role if session else None
    menu = [(path, title) for path, title, roles in MENU if role in roles]
    html = fragment(name, session=session, menu=menu, here=here, **context)
    return Response(html, status, _HEADERS, "text/html; charset=utf-8")


def home_of(role: Role) -> str:
    """The first page of a role."""
    return next((path for path, _, roles in MENU if role in roles), "/console/signin")
