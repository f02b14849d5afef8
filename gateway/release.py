"""Step 8: a redacted record leaves, against a receipt. Once only.

Nothing is released here that the ledger does not already hold: the receipt is in the signature,
and the entry it points to must speak of exactly this redacted record on this channel.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from gateway import log_keys
from gateway.chain import answer_digest
from gateway.crypto import Digest
from gateway.errors import Unreleasable
from gateway.ledger import RELEASABLE, WITHDRAWING, Receipt
from gateway.redact import Redacted
from gateway.storage import tables

_WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One redacted record on its way out, with the answer that the portal receives."""

    record: str
    owner: str
    redacted: Redacted
    receipt: Receipt
    answer: Mapping[str, Any] = field(repr=False)

    @property
    def place(self) -> tuple[str, str, str]:
        """What has one public state: a record of an account on a channel."""
        return self.record, self.owner, self.redacted.channel


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a ledger entry says it allows."""

    leaf: str
    record: str
    channel: str | None
    body: Mapping[str, Any] = field(repr=False)


def release(tx: Connection, parcels: Sequence[Parcel], at: str) -> None:
    """Publish parcels; a public record that changed is ``corrected``, an equal one ``renewed``.

    Raises `Unreleasable` if any receipt does not cover its record; then nothing is released.
    """
    by = log_keys.profile_of(tx).digest
    _check_all(tx, parcels, RELEASABLE, by)
    public = _public(tx, parcels)
    rows = []
    for parcel in parcels:
        before, digest = public.get(parcel.place), parcel.redacted.digest(by)
        event = "published"
        if before is not None:
            event = "renewed" if before == digest else "corrected"
        rows.append(_row(parcel, event, digest, at))
        public[parcel.place] = digest
    _insert(tx, rows)


def withdraw(tx: Connection, parcels: Sequence[Parcel], at: str) -> None:
    """Take down what is public of records that must no longer be shown (notice, clause 九)."""
    by = log_keys.profile_of(tx).digest
    _check_all(tx, parcels, WITHDRAWING, by)
    public = _public(tx, parcels)
    down = [parcel for parcel in parcels if parcel.place in public]
    _insert(tx, [_row(parcel, _WITHDRAWN, parcel.redacted.digest(by), at) for parcel in down])


def _row(parcel: Parcel, event: str, digest: str, at: str) -> dict[str, Any]:
    return {
        "seq": parcel.receipt.seq,
        "record": parcel.record,
        "owner": parcel.owner,
        "channel": parcel.redacted.channel,
        "event": event,
        "digest": digest,
        "answer": orjson.dumps(parcel.answer).decode(),
        "at": at,
    }


def _insert(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(insert(tables.releases), rows)


def _public(tx: Connection, parcels: Sequence[Parcel]) -> dict[tuple[str, str, str], str]:
    """Digest of what is public now, by place."""
    table = tables.releases
    query = select(table.c.record, table.c.owner, table.c.channel, table.c.event, table.c.digest)
    mine = table.c.record.in_({parcel.record for parcel in parcels})
    newest = {
        (row.record, row.owner, row.channel): row
        for row in tx.execute(query.where(mine).order_by(table.c.seq))
    }
    return {place: row.digest for place, row in newest.items() if row.event != _WITHDRAWN}


def _check_all(
    tx: Connection, parcels: Sequence[Parcel], outcomes: Collection[str], by: Digest
) -> None:
    entries = _entries(tx, [parcel.receipt.seq for parcel in parcels])
    for parcel in parcels:
        _check(parcel, entries.get(parcel.receipt.seq), outcomes, by)


def _entries(tx: Connection, seqs: Sequence[int]) -> dict[int, Allowed]:
    ledger = tables.ledger
    query = select(ledger.c.seq, ledger.c.leaf, ledger.c.record, ledger.c.channel, ledger.c.body)
    rows = tx.execute(query.where(ledger.c.seq.in_(seqs)))
    return {
        seq: Allowed(leaf, record, channel, orjson.loads(body))
        for seq, leaf, record, channel, body in rows
    }


def _check(parcel: Parcel, entry: Allowed | None, outcomes: Collection[str], by: Digest) -> None:
    if entry is None:
        raise Unreleasable("回执所指的日志条目不存在，不予放行")
    covered = (
        entry.leaf == parcel.receipt.leaf
        and entry.record == parcel.record
        and entry.channel == parcel.redacted.channel
        and entry.body.get("digest") == parcel.redacted.digest(by)
        and entry.body.get("answer") == answer_digest(parcel.answer, by)
        and entry.body.get("outcome") in outcomes
    )
    if not covered:
        raise Unreleasable("回执与待放行的记录不一致，不予放行")
