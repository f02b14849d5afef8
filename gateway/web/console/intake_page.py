"""Intake: a file in, four piles out, the sheet back with marked cells. The file is kept nowhere."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response, Security
from starlette.responses import StreamingResponse

from gateway import formats
from gateway.accounts import Account, Role
from gateway.answer import OUTCOMES, Answer
from gateway.checking import columns_of, is_about, problems_of
from gateway.errors import GatewayError, NotFound, UsageError
from gateway.formats import RawRow
from gateway.intake import Intake, split
from gateway.journey import Gateway
from gateway.screen import once
from gateway.sessions import Session
from gateway.web.console import sheet
from gateway.web.console.door import PageRoute, Sent, SignedIn
from gateway.web.console.naming import Naming
from gateway.web.console.pages import fragment, page
from gateway.web.console.sheet import HEADING, MARKED, PLAIN, Cell
from gateway.web.desk import AtDesk
from policies.standards import standard
from policies.standards.spec import Problem

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Sender = Annotated[Session, Security(SignedIn(Role.PORTAL))]
Word = Annotated[str, Query(max_length=50)]
_HERE = "/console/intake"
#: Rows that are decided and logged together, and lines of a pile that are shown.
_BATCH, _SHOWN = 32, 100


@router.get(_HERE)
def show(desk: AtDesk, session: Sender) -> Response:
    """The form, and a template for each kind."""
    naming = Naming.of(desk.gateway.journey.pack)
    return page(
        "intake.html",
        session,
        here=_HERE,
        naming=naming,
        formats=[f".{name}" for name in formats.format_names()],
    )


@router.get(f"{_HERE}/template/{{kind}}.xlsx")
def template(_: Sender, kind: str) -> Response:
    """An empty sheet with the headings of a kind; what must be filled in is marked."""
    if kind not in standard.kinds():
        raise NotFound("没有这个记录种类")
    row = [
        Cell(spec.name, MARKED if spec.obligation == "required" else HEADING)
        for spec in standard.spec(kind).values()
    ]
    return _download(sheet.workbook([row]), f"{kind}.xlsx")


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=sheet.MEDIA_TYPE)


@router.post(_HERE)
def submit(
    desk: AtDesk,
    session: Sender,
    form: Sent,
    channel: Word,
    name: Word,
    kind: Word = "",
) -> Response:
    """Submit a file; lines of JSON tell how many rows are done, the last one the four piles.

    ``name`` is the ending of the file's name. What was logged before an error stays answered.
    """
    gateway = desk.gateway
    if channel not in gateway.journey.pack.channels:
        raise UsageError("规则包中没有这个渠道")
    rows = list(_rows(name, form.raw))
    told = _told(gateway, rows, channel, _kind(kind), session.account)
    return StreamingResponse(told, media_type="application/x-ndjson")


def _kind(given: str) -> str | None:
    if given and given not in standard.kinds():
        raise UsageError("没有这个记录种类")
    return given or None


def _rows(name: str, raw: bytes) -> Iterator[RawRow]:
    return formats.read_bytes(name, io.BytesIO(raw), known=standard.knows_column)


def _told(
    gateway: Gateway, rows: list[RawRow], channel: str, kind: str | None, account: Account
) -> Iterator[bytes]:
    intake = Intake(gateway.keys, gateway.journey.today, kind)
    arrivals = once(map(intake.read, rows))
    given: list[Answer] = []
    try:
        while batch := list(islice(arrivals, _BATCH)):
            given += [answers[0] for answers in gateway.submit(batch, [channel], account.id)]
            yield _line({"done": len(given), "of": len(rows)})
    except GatewayError as error:
        yield _line({"error": error.message})
    yield _line({"html": _piles(gateway, given)})


def _line(said: dict[str, object]) -> bytes:
    return orjson.dumps(said) + b"\n"


def _piles(gateway: Gateway, given: list[Answer]) -> str:
    piles = {outcome: [each for each in given if each.outcome == outcome] for outcome in OUTCOMES}
    naming = Naming.of(gateway.journey.pack)
    return fragment("piles.html", piles=piles, naming=naming, most=_SHOWN)


@router.post(f"{_HERE}/sheet")
def marked(
    desk: AtDesk, _: Sender, form: Sent, request: Request, name: Word, kind: Word = ""
) -> Response:
    """The file as a sheet: cells that break the data standard are marked, the reasons beside."""
    rows = list(_rows(name, form.raw))
    found = problems_of(rows, _kind(kind), desk.gateway.journey.today)
    faults: dict[int, list[Problem]] = defaultdict(list)
    for number, problem in found:
        faults[number].append(problem)
    columns = list(dict.fromkeys(column for row in rows for column in columns_of(row)))
    heading = [Cell(column, HEADING) for column in (*columns, "问题")]
    lines = [_marked(columns, row, faults[row.number]) for row in rows]
    return _download(sheet.workbook([heading, *lines]), "marked.xlsx")


def _marked(columns: list[str], row: RawRow, faults: list[Problem]) -> list[Cell]:
    fields = split(row.content)[1]
    cells = [
        Cell(
            str(fields.get(column, "")),
            MARKED if any(is_about(fault, column) for fault in faults) else PLAIN,
        )
        for column in columns
    ]
    return [*cells, Cell("；".join(f"{f.field} {f.message}".strip() for f in faults))]
