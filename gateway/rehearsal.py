"""A draft tried on records: those of a file, or the traffic that rests here.

Recorded traffic is what waited for a person, whose originals rest sealed, and what was released
without one, of which the public text is kept. Opening sealed originals for a machine shows them to
nobody; who caused it, how many and why is logged before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

import orjson
from sqlalchemy import Connection, select

from gateway import duties, formats, reviews
from gateway.accounts import Account, Role
from gateway.errors import NotFound, UsageError
from gateway.home import journey
from gateway.intake import Intake
from gateway.journey import Arrival, Gateway, Journey
from gateway.ledger import Entry
from gateway.record import Record
from gateway.simulation import Simulation, simulate
from gateway.storage import tables
from policies.catalog import Source
from policies.pack import Pack
from policies.standards import standard

#: What is tried: its name in the result, the record, the channels it is meant for.
Tried = tuple[str, Arrival, Sequence[str]]
_ANYWHEN = "0000"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The walk under the rules of a day and under a draft of them."""

    before: Journey
    after: Journey
    draft: str

    def play(self, records: Iterable[Tried], jobs: int = 1) -> Iterator[Simulation]:
        """Compare; yields the growing result after each batch."""
        yield from simulate(self.before, self.after, records, jobs)

    def summary(self, played: Simulation) -> dict[str, object]:
        """What is kept with the draft and shown to officers."""
        return played.summary(self.before, self.after, self.draft)


def rehearsal(gateway: Gateway, source: Source, day: date) -> Rehearsal:
    """Both walks on one date of publication. Raises `UsageError` for a draft that fails.

    Before is the pack that the draft belongs to; for a new one, what is in force on the day.
    """
    if gateway.packs is None or gateway.registry is None:
        raise UsageError("这个网关没有规则包可比")
    faults, failures = gateway.packs.tried(source)
    if faults or failures:
        raise UsageError("草案不能通过编译或示例，请先用 policy test 查看")
    catalog = gateway.packs.catalog(day)
    base = source.on or source.id
    old = catalog.standing(base, day) if base in catalog.ids else catalog.for_date(day)
    new = _with(catalog.replaced([source]).standing(base, day), source)
    register = gateway.registry.load()
    before, after = (
        replace(journey(day, pack, register), items=gateway.journey.items) for pack in (old, new)
    )
    return Rehearsal(before, after, source.digest)


def _with(pack: Pack, source: Source) -> Pack:
    if source.id not in {pack.id, *(layer.id for layer in pack.layers)}:
        raise UsageError("草案在这个公示日期不施行，模拟看不出影响：请用 --date 指明施行之后的日期")
    return pack


def from_files(
    gateway: Gateway, paths: Sequence[Path], kind: str | None, channels: Sequence[str]
) -> Iterator[Tried]:
    """The rows of files, each called by file number and row."""
    intake = Intake(gateway.keys, gateway.journey.today, kind)
    for number, path in enumerate(paths, 1):
        for row in formats.read(path, known=standard.knows_column):
            yield f"{number}:{row.number}", intake.read(row), channels


def recorded(
    gateway: Gateway,
    officer: Account,
    purpose: str,
    *,
    since: str | None = None,
    last: int | None = None,
) -> Iterator[Tried]:
    """The traffic that rests here, newest first, as it was submitted or as it is shown.

    ``since`` is a moment (ISO 8601, UTC), ``last`` at most how many. Raises `NotAllowed`,
    `UsageError` without a purpose, `NotFound` if there is none.
    """
    duties.require(officer, Role.OFFICER)
    if not purpose.strip():
        raise UsageError("使用留存的记录模拟必须写明目的")
    cases = _listed(gateway, since or _ANYWHEN, last)
    left = None if last is None else last - len(cases)
    shown = _shown(gateway, since or _ANYWHEN, left)
    if not cases and not shown:
        raise NotFound("没有可用于模拟的留存记录，请改用文件")
    body = {
        "account": officer.id,
        "purpose": gateway.keys.token("register", purpose),
        "cases": len(cases),
        "public": len(shown),
    }
    with gateway.database.writing() as tx:
        gateway.ledger.append(tx, [Entry("originals-replayed", officer.id, None, body)])
    return chain(_opened(gateway, cases), map(_public, shown))


def _listed(gateway: Gateway, since: str, last: int | None) -> list[str]:
    table = tables.cases
    query = select(table.c.id).where(table.c.opened_at >= since)
    with gateway.database.reading() as tx:
        return list(tx.scalars(query.order_by(table.c.opened_at.desc()).limit(last)))


def _opened(gateway: Gateway, cases: Sequence[str]) -> Iterator[Tried]:
    """Unsealed a few at a time; what was destroyed at the end of its retention is passed over."""
    for start in range(0, len(cases), _AT_ONCE):
        with gateway.database.reading() as tx:
            found = [_unsealed(gateway, tx, name) for name in cases[start : start + _AT_ONCE]]
        yield from (tried for tried in found if tried)


def _unsealed(gateway: Gateway, tx: Connection, case_id: str) -> Tried | None:
    case = reviews.case(tx, case_id)
    try:
        record = reviews.original(tx, gateway.keys, case)
    except NotFound:
        return None
    return f"case:{case.id}", record, (case.channel,)


def _shown(gateway: Gateway, since: str, last: int | None) -> list[tuple[str, str, str]]:
    """What was released without a person: token, channel and the answer with the public text."""
    table, cases = tables.releases, tables.cases
    reviewed = select(cases.c.record).where(cases.c.record == table.c.record)
    query = (
        select(table.c.record, table.c.channel, table.c.answer)
        .where(table.c.at >= since, table.c.event == "published", ~reviewed.exists())
        .order_by(table.c.seq.desc())
        .limit(last)
    )
    with gateway.database.reading() as tx:
        return [(row.record, row.channel, row.answer) for row in tx.execute(query)]


def _public(row: tuple[str, str, str]) -> Tried:
    token, channel, answer = row
    said = orjson.loads(answer)
    return f"public:{token[:16]}", Record(token, said["kind"], said["fields"]), (channel,)
