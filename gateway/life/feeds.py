"""What a channel is told: its events as CloudEvents, in order, none lost, and who has confirmed.

The events are the rows of `releases`, so an event is there exactly when its entry is. Their number
is the cursor: one writer at a time extends the log, so nothing ever appears behind a cursor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, Row, and_, func, select

from gateway.errors import UsageError
from gateway.life.states import ENDED, LEADS_TO
from gateway.storage import tables
from gateway.storage.database import upsert

_TYPE = "cn.gongshi."
_CHINA = ZoneInfo("Asia/Shanghai")
_RELEASES, _FOLLOWERS = tables.releases, tables.followers
#: What a channel needs to show a record; what was changed in it is told by the record's log.
_SHOWN = ("kind", "severity", "fields", "publish_by", "public_until", "objection")
_ALWAYS = ("policy", "reasons", "takedown", "repair")
_RECEIPT = ("seq", "leaf", "checkpoint")
_ENDS = sorted(event for event, state in LEADS_TO.items() if state in ENDED)


@dataclass(frozen=True, slots=True)
class Behind:
    """A follower (``None``: nobody follows) that has not confirmed some ends of publicity.

    ``due`` is the day by which the oldest of them should have been confirmed.
    """

    channel: str
    account: str | None
    cursor: int
    ends: int
    oldest: int
    due: str
    late: bool


Event = dict[str, Any]


def events(tx: Connection, source: str, channel: str, after: int, limit: int) -> list[Event]:
    """Up to ``limit`` events of a channel behind number ``after`` (CloudEvents 1.0, JSON)."""
    behind = and_(_RELEASES.c.channel == channel, _RELEASES.c.seq > after)
    rows = tx.execute(select(_RELEASES).where(behind).order_by(_RELEASES.c.seq).limit(limit))
    return [_event(row, source) for row in rows]


def _event(row: Row[Any], source: str) -> Event:
    # Renewed is shown as before, with its new dates: for who shows it, published.
    event = "published" if row.event == "renewed" else row.event
    return {
        "specversion": "1.0",
        "id": str(row.seq),
        "source": source,
        "type": f"{_TYPE}{event}",
        "subject": row.record,
        "time": row.at,
        "datacontenttype": "application/json",
        "data": _data(orjson.loads(row.answer), event),
    }


def _data(said: Mapping[str, Any], event: str) -> dict[str, Any]:
    names = _ALWAYS if event in _ENDS else (*_SHOWN, *_ALWAYS)
    data = {name: said[name] for name in names if name in said}
    if event not in _ENDS:
        data.pop("reasons", None)
    return data | {"receipt": {name: said["receipt"][name] for name in _RECEIPT}}


def confirm(tx: Connection, channel: str, account: str, upto: int, at: str) -> int:
    """A follower has carried out everything ``upto`` an event; where it stands now.

    Never goes back. Raises `UsageError` for a number that the channel was not told yet.
    """
    newest = tx.scalar(select(func.max(_RELEASES.c.seq)).where(_RELEASES.c.channel == channel))
    if upto > (newest or 0):
        raise UsageError("确认的游标超出该渠道已有的事件")
    stood = cursor(tx, channel, account)
    if stood is None or upto > stood:
        row = {"channel": channel, "account": account, "cursor": upto, "at": at}
        upsert(tx, _FOLLOWERS, [row])
    return max(upto, stood or 0)


def cursor(tx: Connection, channel: str, account: str) -> int | None:
    """Up to which event a follower has confirmed; ``None`` for who never did."""
    here = and_(_FOLLOWERS.c.channel == channel, _FOLLOWERS.c.account == account)
    return tx.scalar(select(_FOLLOWERS.c.cursor).where(here))


def unconfirmed(tx: Connection, channels: Iterable[str], today: date) -> list[Behind]:
    """Who has not confirmed that something came down, the oldest first: whom to chase."""
    found = []
    for channel in channels:
        for account, cursor in _following(tx, channel):
            ends = _ends(tx, channel, cursor)
            if ends:
                due = min(_due(row) for row in ends)
                late = due < today.isoformat()
                found.append(Behind(channel, account, cursor, len(ends), ends[0].seq, due, late))
    return sorted(found, key=lambda behind: (behind.due, behind.oldest))


def _following(tx: Connection, channel: str) -> Sequence[tuple[str | None, int]]:
    query = select(_FOLLOWERS.c.account, _FOLLOWERS.c.cursor)
    rows = tx.execute(query.where(_FOLLOWERS.c.channel == channel).order_by(_FOLLOWERS.c.account))
    return [(row.account, row.cursor) for row in rows] or [(None, 0)]


def _ends(tx: Connection, channel: str, after: int) -> list[Row[Any]]:
    query = select(_RELEASES.c.seq, _RELEASES.c.at, _RELEASES.c.answer)
    behind = and_(
        _RELEASES.c.channel == channel, _RELEASES.c.event.in_(_ENDS), _RELEASES.c.seq > after
    )
    return list(tx.execute(query.where(behind).order_by(_RELEASES.c.seq)))


def _due(row: Row[Any]) -> str:
    """The day by which the pack wants it down, else the day of the event itself (Beijing)."""
    told = orjson.loads(row.answer).get("takedown", {}).get("due")
    return told or datetime.fromisoformat(row.at).astimezone(_CHINA).date().isoformat()


def told(behind: Behind) -> dict[str, Any]:
    """A line of the list, as JSON."""
    return asdict(behind)
