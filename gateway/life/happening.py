"""What happens to public records after publication: one entry, one event and one answer a place.

All within one transaction: whoever sees that a record was taken down can see the entry of it, and
the feeds tell it from the same row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, select

from gateway import answer, outcomes, release
from gateway.chain import answer_digest
from gateway.crypto import Digest
from gateway.ledger import Entry
from gateway.life.publications import Publication
from gateway.life.states import ENDED, LEADS_TO
from gateway.storage import tables
from policies.decision import Ruling

if TYPE_CHECKING:
    from gateway.journey import Gateway

_KEPT = ("kind", "channel", "severity", "publish_by", "public_until")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of `states.LEADS_TO`, why, what the log keeps of it and what the channels are told.

    ``told`` stands in the answer beside what is shown; a key with ``None`` is taken away again.
    Neither holds personal data: who makes one has looked.
    """

    event: str
    reasons: tuple[Ruling, ...]
    logged: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


def happen(
    gateway: Gateway, tx: Connection, places: Sequence[Publication], what: Happening
) -> list[dict[str, Any]]:
    """Log it, move the places, answer: the new answers in the order of ``places``."""
    if not places:
        return []
    held = _held(tx, [place.seq for place in places])
    policy = answer.policy(gateway.journey.pack.ref)
    bodies = [_body(held[place.seq][1], what, policy) for place in places]
    by = gateway.keys.profile.digest
    entries = [
        _entry(place, held[place.seq][0], body, what, policy, by)
        for place, body in zip(places, bodies, strict=True)
    ]
    receipts = gateway.ledger.append(tx, entries)
    answers = [
        body | {"receipt": receipt.shown()} for body, receipt in zip(bodies, receipts, strict=True)
    ]
    slips = [
        release.Slip(place.place, held[place.seq][0], receipt, given)
        for place, receipt, given in zip(places, receipts, answers, strict=True)
    ]
    at = gateway.now()
    release.move(tx, slips, what.event, at)
    outcomes.follow(tx, gateway.keys, slips, at)
    return answers


def _held(tx: Connection, seqs: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Digest and answer of what is shown, by the number of its last release."""
    table = tables.releases
    query = select(table.c.seq, table.c.digest, table.c.answer).where(table.c.seq.in_(seqs))
    return {seq: (digest, orjson.loads(said)) for seq, digest, said in tx.execute(query)}


def _body(before: Mapping[str, Any], what: Happening, policy: Mapping[str, str]) -> dict[str, Any]:
    """The answer from now on: an end shows no fields any more, a mark shows them as they were."""
    if LEADS_TO[what.event] in ENDED:
        shown: dict[str, Any] = {name: before.get(name) for name in _KEPT}
        shown |= {"outcome": what.event, "transformations": [], "notes": [], "policy": policy}
        shown["reasons"] = [{"rule": r.rule, "basis": r.basis} for r in what.reasons]
    else:
        shown = dict(before)
    gone = {name for name, value in what.told.items() if value is None}
    told = shown | dict(what.told)
    return {n: value for n, value in told.items() if n not in gone} | {"receipt": None}


def _entry(
    place: Publication,
    digest: str,
    body: Mapping[str, Any],
    what: Happening,
    policy: Mapping[str, str],
    by: Digest,
) -> Entry:
    said = {
        "outcome": what.event,
        "kind": place.kind,
        "policy": dict(policy),
        "digest": digest,
        "answer": answer_digest(body, by),
        "reasons": [{"rule": r.rule, "field": None} for r in what.reasons],
        "notes": [],
        "public_until": place.until,
        **what.logged,
    }
    return Entry(what.event, place.record, place.channel, said)
