"""The redaction log for people: search, charts, the proof of each entry, export."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response, Security
from starlette.responses import StreamingResponse

from gateway import log_index, proof
from gateway.accounts import Role
from gateway.chain import Logged, Receipt
from gateway.draft import record_token
from gateway.errors import GatewayError
from gateway.ledger import Ledger
from gateway.log_index import Search
from gateway.note import PublicKey
from gateway.sessions import Session
from gateway.web.console import words
from gateway.web.console.charts import Chart, chart
from gateway.web.console.door import PageRoute, Sent, SignedIn, to
from gateway.web.console.naming import Naming
from gateway.web.console.pages import page
from gateway.web.desk import AtDesk, Desk

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Session, Security(SignedIn(Role.REVIEWER, Role.AUDITOR))]
_A_PAGE = 25
_EXPORTED = 500
_HERE = "/console/log"
_WORDS = ("unit", "rule", "detector", "entity_type", "reviewer", "channel", "since", "until")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOKEN = re.compile(r"[0-9a-f]{8,64}")
_YEAR = timedelta(days=365)
_ENTRY = ("seq", "at", "event", "record", "channel", "kind", "unit", "outcome", "reviewer")
_CHANGE = (
    "field", "start", "end", "entity_type", "status", "action", "operator", "rule", "detector",
    "original",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page: the index's line, the entry itself, and how its proof stands."""

    line: log_index.Line
    entry: Logged
    state: str


@router.get(_HERE)
def show(desk: AtDesk, session: Reader, request: Request) -> Response:
    """Entries that match, the newest first, with charts over the last year."""
    gateway = desk.gateway
    search = _search(request.query_params)
    done, last = log_index.catch_up(gateway.database)
    before = request.query_params.get("before", "")
    with gateway.database.reading() as tx:
        lines = log_index.page(tx, search, int(before) if before.isdecimal() else None, _A_PAGE + 1)
        known = log_index.known(tx)
    naming = Naming.of(gateway.journey.pack)
    accounts = desk.accounts.list()
    return page(
        "log.html",
        session,
        here=_HERE,
        lines=_shown(gateway.ledger, lines[:_A_PAGE]),
        following=_following(search, lines),
        known=known,
        done=done,
        last=last,
        asked=_asked(search),
        naming=naming,
        names={each.id: each.name for each in accounts},
        reviewers=[each for each in accounts if each.role is Role.REVIEWER],
        charts=_charts(desk, search, naming),
        export=f"{_HERE}/export?{urlencode(_kept(search))}",
    )


def _search(given: Mapping[str, str]) -> Search:
    said = {name: given.get(name, "")[:200] for name in _WORDS}
    for name in ("since", "until"):
        said[name] = said[name] if _DAY.fullmatch(said[name]) else ""
    tokens = given.get("record", "").split(",")
    return Search(records=tuple(t for t in tokens if _TOKEN.fullmatch(t)), **said)


def _asked(search: Search) -> dict[str, str]:
    """The search as the form shows it."""
    said = {name: getattr(search, name) for name in _WORDS}
    return {"record": ",".join(search.records), **said}


def _kept(search: Search) -> dict[str, str]:
    return {name: value for name, value in _asked(search).items() if value}


def _following(search: Search, lines: Sequence[log_index.Line]) -> str | None:
    if len(lines) <= _A_PAGE:
        return None
    return f"{_HERE}?{urlencode({**_kept(search), 'before': str(lines[_A_PAGE - 1].seq)})}"


@router.post(f"{_HERE}/record")
def find_record(desk: AtDesk, _: Reader, form: Sent) -> Response:
    """Look for a record by the id that its sender gave: only its tokens go into an address."""
    given, keys = form.one("id").strip(), desk.gateway.keys
    found = [record_token(keys, account.id, given) for account in desk.accounts.list()]
    tokens = [given] if _TOKEN.fullmatch(given) else []
    with desk.gateway.database.reading() as tx:
        lines = log_index.page(tx, Search(records=(*found, *tokens)), None, _A_PAGE)
    records = dict.fromkeys(line.record for line in lines)
    return to(f"{_HERE}?{urlencode({'record': ','.join(records) or '00000000'})}")


def _shown(ledger: Ledger, lines: Sequence[log_index.Line]) -> list[Shown]:
    entries = ledger.some([line.seq for line in lines])
    states = proof_states(ledger, [entries[line.seq] for line in lines])
    return [
        Shown(line, entries[line.seq], state) for line, state in zip(lines, states, strict=True)
    ]


def proof_states(ledger: Ledger, entries: Sequence[Logged]) -> list[str]:
    """``proven``: the entry as it reads lies under the signed head; ``broken``; ``unsigned``."""
    keys = ledger.keys()
    if not keys:
        return ["unsigned"] * len(entries)
    return [_state(receipt, keys) for receipt in ledger.vouched(entries)]


def _state(receipt: Receipt, keys: Sequence[PublicKey]) -> str:
    try:
        proof.check(receipt, keys)
    except GatewayError:
        return "broken"
    return "proven"


def _charts(desk: Desk, search: Search, naming: Naming) -> list[Chart]:
    today = desk.gateway.journey.today
    since = search.since or (today - _YEAR).isoformat()
    until = search.until or date.max.isoformat()
    titles = {"entity_type": "按类型", "rule": "按规则", "channel": "按渠道"}
    names = {
        "entity_type": {**words.TYPES, "": "整个字段"},
        "rule": {},
        "channel": dict(naming.channels),
    }
    with desk.gateway.database.reading() as tx:
        return [
            chart(title, log_index.over_time(tx, by, since, until), names[by])
            for by, title in titles.items()
        ]


@router.get(f"{_HERE}/export")
def export(desk: AtDesk, _: Reader, request: Request) -> Response:
    """Every change of the entries that match as CSV, one line each; no original stands in it."""
    search = _search(request.query_params)
    log_index.catch_up(desk.gateway.database)
    headers = {"Content-Disposition": 'attachment; filename="redactions.csv"'}
    return StreamingResponse(
        _csv(desk, search), headers=headers, media_type="text/csv; charset=utf-8"
    )


def _csv(desk: Desk, search: Search) -> Iterator[str]:
    yield "\ufeff" + _row([*_ENTRY, *_CHANGE])
    before: int | None = None
    while True:
        with desk.gateway.database.reading() as tx:
            lines = log_index.page(tx, search, before, _EXPORTED)
        if not lines:
            return
        entries = desk.gateway.ledger.some([line.seq for line in lines])
        for line in lines:
            entry = entries[line.seq]
            told = [entry.at if n == "at" else getattr(line, n) for n in _ENTRY]
            for change in entry.entry.body.get("transformations", ()) or [{}]:
                yield _row([*told, *(change.get(name) for name in _CHANGE)])
        before = lines[-1].seq


def _row(values: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_plain(value) for value in values])
    return out.getvalue()


def _plain(value: object) -> object:
    """A spreadsheet must not take a word for a formula."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text[:1] in {"=", "+", "-", "@"} else text
