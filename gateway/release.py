"""Step 8: a redacted record leaves, against a receipt. Once only; and how it ends.

Nothing is released here that the ledger does not already hold: the receipt is in the signature,
and the entry it points to must speak of exactly this redacted record on this channel. Each row is
an event that the feeds tell, written in the transaction of its entry.
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
from gateway.ledger import Receipt
from gateway.life import publications
from gateway.life.publications import Place
from gateway.life.states import RESTS_ON, State
from gateway.redact import Redacted
from gateway.storage import tables


@dataclass(frozen=True, slots=True)
class Parcel:
    """One redacted record on its way out, with the answer that the portal receives."""

    record: str
    owner: str
    redacted: Redacted
    receipt: Receipt
    answer: Mapping[str, Any] = field(repr=False)

    @property
    def place(self) -> Place:
        """What has one public state: a record of an account on a channel."""
        return self.record, self.owner, self.redacted.channel

    def digest(self, by: Digest) -> str:
        """The digest of what is shown, by the log's own function."""
        return self.redacted.digest(by)


@dataclass(frozen=True, slots=True)
class Slip:
    """What happens to something public, against its receipt. ``shown`` is its digest."""

    place: Place
    shown: str
    receipt: Receipt
    answer: Mapping[str, Any] = field(repr=False)

    def digest(self, _: Digest) -> str:
        """The digest of what was shown, as the log has it."""
        return self.shown


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
    _check_all(tx, parcels, RESTS_ON["published"], by)
    public = shown(tx, [parcel.record for parcel in parcels])
    events = []
    for parcel in parcels:
        before, digest = public.get(parcel.place), parcel.digest(by)
        event = "published"
        if before is not None:
            event = "renewed" if before == digest else "corrected"
        events.append(event)
        public[parcel.place] = digest
    _write(tx, parcels, events, at)


def withdraw(tx: Connection, parcels: Sequence[Parcel], at: str) -> None:
    """Take down what is public of records that must no longer be shown (notice, clause 九)."""
    _check_all(tx, parcels, RESTS_ON["withdrawn"], log_keys.profile_of(tx).digest)
    public = shown(tx, [parcel.record for parcel in parcels])
    mine = [parcel for parcel in parcels if parcel.place in public]
    _write(tx, mine, ["withdrawn"] * len(mine), at)


def move(tx: Connection, slips: Sequence[Slip], event: str, at: str) -> None:
    """End or mark what is public. Raises `Unreleasable` where the log does not speak of it.

    Raises `Conflict` for a place that is not public.
    """
    _check_all(tx, slips, RESTS_ON[event], log_keys.profile_of(tx).digest)
    _write(tx, slips, [event] * len(slips), at)


def _write(
    tx: Connection, parcels: Sequence[Parcel | Slip], events: Sequence[str], at: str
) -> None:
    by = log_keys.profile_of(tx).digest
    rows = [
        _row(parcel, event, parcel.digest(by), at)
        for parcel, event in zip(parcels, events, strict=True)
    ]
    _insert(tx, rows)
    publications.follow(tx, rows, [parcel.answer for parcel in parcels])


def _row(parcel: Parcel | Slip, event: str, digest: str, at: str) -> dict[str, Any]:
    record, owner, channel = parcel.place
    return {
        "seq": parcel.receipt.seq,
        "record": record,
        "owner": owner,
        "channel": channel,
        "event": event,
        "digest": digest,
        "answer": orjson.dumps(parcel.answer).decode(),
        "at": at,
    }


def _insert(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(insert(tables.releases), rows)


def shown(tx: Connection, records: Sequence[str]) -> dict[Place, str]:
    """Digest of what is public now of some records, by place.

    Of what somebody objected to none: whatever a review releases after that is a correction.
    """
    held, table = publications.of_records(tx, records, None), tables.releases
    public = {p.seq: p for p in held if p.is_public}
    query = select(table.c.seq, table.c.digest).where(table.c.seq.in_(public))
    rows = tx.execute(query).all() if public else []
    return {
        public[row.seq].place: "" if public[row.seq].state is State.MARKED else row.digest
        for row in rows
    }


def _check_all(
    tx: Connection,
    parcels: Sequence[Parcel] | Sequence[Slip],
    outcomes: Collection[str],
    by: Digest,
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


def _check(
    parcel: Parcel | Slip, entry: Allowed | None, outcomes: Collection[str], by: Digest
) -> None:
    if entry is None:
        raise Unreleasable("回执所指的日志条目不存在，不予放行")
    record, _, channel = parcel.place
    covered = (
        entry.leaf == parcel.receipt.leaf
        and (entry.record, entry.channel) == (record, channel)
        and entry.body.get("digest") == parcel.digest(by)
        and entry.body.get("answer") == answer_digest(parcel.answer, by)
        and entry.body.get("outcome") in outcomes
    )
    if not covered:
        raise Unreleasable("回执与待放行的记录不一致，不予放行")
