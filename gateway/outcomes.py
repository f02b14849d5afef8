"""What was answered about each record on each channel, so that asking again answers the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, and_, select, update

from gateway.answer import Answer
from gateway.draft import Draft, content_of, record_token
from gateway.keys import Keys
from gateway.record import Rejected
from gateway.storage import tables


def fingerprint(keys: Keys, draft: Draft) -> str:
    """Equal when the same content was decided alike by the same pack.

    The draft's own outcome is part of it: a record whose period has ended since is a new matter.
    """
    decision = draft.decision
    parts = (content_of(keys, draft.record), decision.pack.digest, decision.outcome)
    return keys.token("content", "\x1f".join((*parts, draft.redacted.digest)))


def stored(
    tx: Connection, keys: Keys, drafts: Sequence[Draft | Rejected], owner: str
) -> dict[int, Answer]:
    """Answers that were given before, by ``id()`` of the draft."""
    asked = {id(d): (_place(keys, owner, d), d) for d in drafts if isinstance(d, Draft)}
    table = tables.outcomes
    query = select(table).where(
        and_(table.c.owner == owner, table.c.content.in_({p[2] for p, _ in asked.values()}))
    )
    found = {(r.record, r.channel, r.content): r for r in tx.execute(query)} if asked else {}
    return {
        key: Answer(draft.record.id, draft.record.row, row.outcome, orjson.loads(row.answer))
        for key, (place, draft) in asked.items()
        if (row := found.get(place)) is not None
    }


def _place(keys: Keys, owner: str, draft: Draft) -> tuple[str, str, str]:
    token = record_token(keys, owner, draft.record.id)
    return token, draft.decision.channel, fingerprint(keys, draft)


def store(
    tx: Connection, keys: Keys, settled: Sequence[tuple[Draft, Answer]], owner: str, at: str
) -> None:
    """Keep the answers of this batch."""
    rows = [
        {
            **dict(zip(("record", "channel", "content"), _place(keys, owner, draft), strict=True)),
            "owner": owner,
            "outcome": given.outcome,
            "answer": orjson.dumps(given.body).decode(),
            "seq": given.body["receipt"]["seq"],
            "at": at,
        }
        for draft, given in settled
    ]
    if rows:
        tx.execute(tables.outcomes.insert(), rows)


def settle(tx: Connection, record: str, owner: str, channel: str, body: Mapping[str, Any]) -> None:
    """A verdict was given: the answers that wait for it become its answer."""
    table = tables.outcomes
    mine = and_(
        table.c.record == record,
        table.c.owner == owner,
        table.c.channel == channel,
        table.c.outcome == "in_review",
    )
    text = orjson.dumps(body).decode()
    tx.execute(update(table).where(mine).values(outcome=body["outcome"], answer=text))


def latest(tx: Connection, record: str, owner: str | None) -> list[dict[str, Any]]:
    """The newest answer for each channel of one record; ``owner`` ``None`` looks at all."""
    table = tables.outcomes
    query = select(table.c.channel, table.c.answer).where(table.c.record == record)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    newest = {row.channel: row.answer for row in tx.execute(query.order_by(table.c.seq))}
    return [orjson.loads(text) for text in newest.values()]
