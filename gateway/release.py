"""Step 8: a redacted record leaves, against a receipt. Once only.

Nothing is released here that the ledger does not already hold: the receipt is in the signature,
and the entry it points to must speak of exactly this redacted record on this channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway.errors import Unreleasable
from gateway.ledger import Receipt
from gateway.redact import Redacted
from gateway.storage import tables
from gateway.storage.database import insert_or_ignore

#: Ledger outcomes that allow a release.
_RELEASABLE = frozenset({"released", "approved"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """One redacted record on its way out, with the answer that the portal receives."""

    record: str
    owner: str
    redacted: Redacted
    receipt: Receipt
    answer: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a ledger entry says it allows."""

    leaf: str
    record: str
    channel: str | None
    body: Mapping[str, Any] = field(repr=False)


def release(tx: Connection, parcels: Sequence[Parcel], at: str) -> None:
    """Publish parcels in one transaction; what is already public stays as it is.

    Raises `Unreleasable` if any receipt does not cover its record; then nothing is released.
    """
    if not parcels:
        return
    entries = _entries(tx, [parcel.receipt.seq for parcel in parcels])
    for parcel in parcels:
        _check(parcel, entries.get(parcel.receipt.seq))
    rows = [
        {
            "seq": parcel.receipt.seq,
            "record": parcel.record,
            "owner": parcel.owner,
            "channel": parcel.redacted.channel,
            "digest": parcel.redacted.digest,
            "answer": orjson.dumps(parcel.answer).decode(),
            "at": at,
        }
        for parcel in parcels
    ]
    insert_or_ignore(tx, tables.releases, rows)


def _entries(tx: Connection, seqs: Sequence[int]) -> dict[int, Allowed]:
    ledger = tables.ledger
    query = select(ledger.c.seq, ledger.c.leaf, ledger.c.record, ledger.c.channel, ledger.c.body)
    rows = tx.execute(query.where(ledger.c.seq.in_(seqs)))
    return {
        seq: Allowed(leaf, record, channel, orjson.loads(body))
        for seq, leaf, record, channel, body in rows
    }


def _check(parcel: Parcel, entry: Allowed | None) -> None:
    if entry is None:
        raise Unreleasable("回执所指的日志条目不存在，不予放行")
    covered = (
        entry.leaf == parcel.receipt.leaf
        and entry.record == parcel.record
        and entry.channel == parcel.redacted.channel
        and entry.body.get("digest") == parcel.redacted.digest
        and entry.body.get("outcome") in _RELEASABLE
    )
    if not covered:
        raise Unreleasable("回执与待放行的记录不一致，不予放行")
