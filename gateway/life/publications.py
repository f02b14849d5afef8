"""What is public now, and until when: the last of each place's releases, kept beside them.

The releases are the truth; `ledger verify` folds them and compares. Written in the transaction
of the release itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, and_, select

from gateway.life.states import PUBLIC, State, after
from gateway.storage import tables
from gateway.storage.database import upsert

_TABLE = tables.publications
#: A record of an account on a channel: what has one public state.
Place = tuple[str, str, str]
PLACE = ("record", "owner", "channel")
_PAGE = 500
_STATES = {state.value: state for state in State}


@dataclass(frozen=True, slots=True)
class Publication:
    """One place. ``since`` is the moment of its first publication; dates are ISO 8601."""

    record: str
    owner: str
    channel: str
    kind: str
    seq: int
    state: State
    since: str
    publish_by: str | None
    until: str | None

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.record, self.owner, self.channel

    @property
    def is_public(self) -> bool:
        """Whether it is shown."""
        return self.state in PUBLIC


_COLUMNS = [_TABLE.c[f.name] for f in fields(Publication)]


def of_records(tx: Connection, records: Sequence[str], owner: str | None) -> list[Publication]:
    """The places of some records, by channel; ``owner`` ``None`` looks at all."""
    query = select(*_COLUMNS).where(_TABLE.c.record.in_(set(records)))
    if owner is not None:
        query = query.where(_TABLE.c.owner == owner)
    rows = tx.execute(query.order_by(_TABLE.c.record, _TABLE.c.channel))
    return [_publication(row) for row in rows]


def over(tx: Connection, day: str, at_most: int) -> list[Publication]:
    """Places that are shown although their last day is before ``day`` (ISO 8601)."""
    late = and_(_TABLE.c.state.in_(sorted(PUBLIC)), _TABLE.c.until < day)
    rows = tx.execute(select(*_COLUMNS).where(late).order_by(_TABLE.c.until).limit(at_most))
    return [_publication(row) for row in rows]


def on_channel(tx: Connection, channel: str) -> list[Publication]:
    """Everything that is shown on a channel, in the order in which it last changed."""
    here = and_(_TABLE.c.channel == channel, _TABLE.c.state.in_(sorted(PUBLIC)))
    rows = tx.execute(select(*_COLUMNS).where(here).order_by(_TABLE.c.seq))
    return [_publication(row) for row in rows]


def everything(tx: Connection) -> Iterator[Publication]:
    """Every place there ever was, in the order of places, in constant memory."""
    query = select(*_COLUMNS).order_by(*(_TABLE.c[name] for name in PLACE))
    for row in tx.execution_options(yield_per=_PAGE).execute(query):
        yield _publication(row)


def follow(tx: Connection, rows: Sequence[Mapping[str, Any]], told: Sequence[Any]) -> None:
    """Move the places to which new releases belong, in order; ``told`` are their answers.

    Raises `Conflict` for an event that cannot follow the state.
    """
    if not rows:
        return
    held = {p.place: p for p in of_records(tx, [row["record"] for row in rows], None)}
    changed = {}
    for row, answer in zip(rows, told, strict=True):
        place = (row["record"], row["owner"], row["channel"])
        held[place] = changed[place] = moved(held.get(place), row, answer)
    upsert(tx, _TABLE, [asdict(publication) for publication in changed.values()])


def moved(before: Publication | None, row: Mapping[str, Any], answer: Any) -> Publication:  # noqa: ANN401 - JSON
    """The place after one release. What takes it down leaves its dates as they were."""
    state = after(before.state if before else None, row["event"])
    shown = state in PUBLIC
    return Publication(
        record=row["record"],
        owner=row["owner"],
        channel=row["channel"],
        kind=answer.get("kind", ""),
        seq=row["seq"],
        state=state,
        since=before.since if before else row["at"],
        publish_by=answer.get("publish_by") if shown or before is None else before.publish_by,
        until=answer.get("public_until") if shown or before is None else before.until,
    )


def _publication(row: Sequence[Any]) -> Publication:
    record, owner, channel, kind, seq, state, since, publish_by, until = row
    return Publication(record, owner, channel, kind, seq, _STATES[state], since, publish_by, until)
