"""What was answered about each record on each channel, so that asking again answers the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, and_, select, update

from gateway.answer import Answer
from gateway.chain import answer_digest
from gateway.draft import Draft, content_of, record_token
from gateway.keys import Keys
from gateway.record import Rejected
from gateway.release import Slip
from gateway.storage import tables


def fingerprint(keys: Keys, draft: Draft) -> str:
    """Equal when the same content leads to the same answer: same pack, same rules, same dates."""
    said = answer_digest(draft.body, keys.profile.digest)
    return keys.token("content", f"{content_of(keys, draft.record)}\x1f{said}")


def stored(
    tx: Connection, keys: Keys, drafts: Sequence[Draft | Rejected], owner: str
) -> dict[int, Answer]:
    """Answers that were given before and still are the newest, by ``id()`` of the draft.

    What was answered before something else was is history: asked again, it is decided afresh.
    """
    asked = {id(d): (_place(keys, owner, d), d) for d in drafts if isinstance(d, Draft)}
    table = tables.outcomes
    query = select(table).where(
        and_(table.c.owner == owner, table.c.record.in_({p[0] for p, _ in asked.values()}))
    )
    rows = tx.execute(query.order_by(table.c.id)) if asked else ()
    newest = {(row.record, row.channel): row for row in rows}
    return {
        key: Answer(draft.record.id, draft.record.row, row.outcome, orjson.loads(row.answer))
        for key, ((record, channel, content), draft) in asked.items()
        if (row := newest.get((record, channel))) is not None and row.content == content
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


def follow(tx: Connection, keys: Keys, slips: Sequence[Slip], at: str) -> None:
    """What happened after publication becomes the newest answer of its place.

    A mark leaves the content as it was answered; an end is no answer to any content, so that
    the same content sent again is decided afresh.
    """
    table = tables.outcomes
    for slip in slips:
        record, owner, channel = slip.place
        here = and_(table.c.record == record, table.c.owner == owner, table.c.channel == channel)
        newest = select(table.c.content).where(here).order_by(table.c.id.desc()).limit(1)
        outcome = slip.answer["outcome"]
        content = tx.scalar(newest) if outcome == "released" else None
        row = {
            "record": record,
            "owner": owner,
            "channel": channel,
            "content": content or keys.token("content", f"life\x1f{slip.receipt.seq}"),
            "outcome": outcome,
            "answer": orjson.dumps(slip.answer).decode(),
            "seq": slip.receipt.seq,
            "at": at,
        }
        tx.execute(table.insert().values(**row))


def settle(tx: Connection, seq: int, body: Mapping[str, Any]) -> None:
    """A verdict was given: it becomes the answer to the submission logged under ``seq``."""
    table = tables.outcomes
    values = {"outcome": body["outcome"], "answer": orjson.dumps(body).decode()}
    tx.execute(update(table).where(table.c.seq == seq).values(**values))


def latest(tx: Connection, record: str, owner: str | None) -> list[dict[str, Any]]:
    """The newest answer for each channel of one record; ``owner`` ``None`` looks at all."""
    table = tables.outcomes
    query = select(table.c.channel, table.c.answer).where(table.c.record == record)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    newest = {row.channel: row.answer for row in tx.execute(query.order_by(table.c.id))}
    return [orjson.loads(text) for text in newest.values()]
