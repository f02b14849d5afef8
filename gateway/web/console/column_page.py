"""The public column `/column`: no session, no script, nothing but the released projection."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from gateway import column
from gateway.errors import GatewayError, NotFound
from gateway.web.console.door import PageRoute
from gateway.web.console.naming import Naming
from gateway.web.console.pages import page
from gateway.web.desk import AtDesk, desk_of
from policies.standards import standard

router = APIRouter(route_class=PageRoute, include_in_schema=False)

#: Which channel the column is the publication of, and the address that the sitemap names.
CHANNEL_VARIABLE, ADDRESS_VARIABLE = "GONGSHI_COLUMN_CHANNEL", "GONGSHI_PUBLIC_ADDRESS"
_CHANNEL = "department-portal"
_A_PAGE = 20
_MOST_IN_SITEMAP = 50_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMES = ("kind", "unit", "words", "since", "until")
_ENDED = {
    "withdrawn": "该信息已撤下，不再公示。",
    "expired": "该信息公示期限已满，不再公示。",
    "repaired": "该信息已完成信用修复，不再公示。",
}
Word = Annotated[str, Query(max_length=200)]


class Gone(GatewayError):
    """A record that is public no more; how it ended is all that is told."""

    code = "gone"
    status = 410


def _channel() -> str:
    return os.environ.get(CHANNEL_VARIABLE, _CHANNEL)


@router.get("/column")
def browse(
    desk: AtDesk,
    request: Request,
    kind: Word = "",
    unit: Word = "",
    words: Word = "",
    since: Word = "",
    until: Word = "",
    after: Word = "",
) -> Response:
    """What is public now, by unit, kind, date and words of the subject or the number."""
    gateway, channel = desk.gateway, _channel()
    today = gateway.journey.today
    asked = dict(zip(_NAMES, (kind, unit, words, _day(since), _day(until)), strict=True))
    search = column.Search(channel, today, **asked)
    column.catch_up(gateway.database)
    with gateway.database.reading() as tx:
        lines = column.page(tx, search, after, _A_PAGE + 1)
        few = not after and len(lines) <= _A_PAGE
        count = len(lines) if few else column.total(tx, search)
        units = _units(request, tx, channel)
    given = {name: value for name, value in asked.items() if value}
    following = lines[_A_PAGE - 1].slug if len(lines) > _A_PAGE else None
    return page(
        "column.html",
        lines=lines[:_A_PAGE],
        total=f"{column.MOST} 条以上" if count > column.MOST else f"{count} 条",
        units=units,
        naming=Naming.of(gateway.journey.pack),
        asked=asked,
        following=following and f"/column?{urlencode({**given, 'after': following})}",
    )


def _units(request: Request, tx: Connection, channel: str) -> Mapping[str, int]:
    """The units with something public, counted anew when a release or a day has passed."""
    held, today = request.app.state, desk_of(request).gateway.journey.today
    key = channel, today, column.reached(tx)
    if getattr(held, "column_units", (None, None))[0] != key:
        held.column_units = key, column.units(tx, channel, today)
    counted: Mapping[str, int] = held.column_units[1]
    return counted


def _day(given: str) -> str:
    return given if _DAY.fullmatch(given) else ""


@router.get("/column/sitemap.xml")
def sitemap(desk: AtDesk, request: Request) -> Response:
    """The addresses of all that is public now; what ended is gone from it at once."""
    gateway = desk.gateway
    column.catch_up(gateway.database)
    with gateway.database.reading() as tx:
        found = column.slugs(tx, _channel(), gateway.journey.today, _MOST_IN_SITEMAP)
    base = os.environ.get(ADDRESS_VARIABLE) or str(request.base_url)
    places = "".join(
        f"<url><loc>{escape(base.rstrip('/'))}/column/{slug}</loc></url>" for slug in found
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    return Response(content, media_type="application/xml")


@router.get("/column/{slug}")
def show(desk: AtDesk, slug: str) -> Response:
    """One record as it was released; of one that ended, only how."""
    gateway = desk.gateway
    column.catch_up(gateway.database)
    with gateway.database.reading() as tx:
        found = column.one(tx, _channel(), slug, gateway.journey.today)
    if found is None:
        raise NotFound("没有这条公示信息")
    if isinstance(found, str):
        raise Gone(_ENDED[found])
    specs = standard.spec(found.kind)
    fields = found.answer["fields"]
    public = [(specs[code].name, fields[code]) for code in specs if fields.get(code)]
    return page(
        "column_record.html",
        record=found,
        public=public,
        naming=Naming.of(gateway.journey.pack),
        severity=found.answer.get("severity"),
    )
