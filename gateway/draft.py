"""One record on one channel after step 5: decided and redacted, not yet logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway import answer
from gateway.chain import answer_digest
from gateway.keys import Keys
from gateway.ledger import Entry
from gateway.record import Record, Rejected
from gateway.redact import Redacted, Transformation
from policies.decision import Decision, SpanRuling
from policies.place import ALLOWED


@dataclass(frozen=True, slots=True)
class Draft:
    """A record with what the policy says about it on one channel and what may be shown."""

    record: Record = field(repr=False)
    decision: Decision
    redacted: Redacted
    #: The answer that the decision leads to, without a receipt.
    body: Mapping[str, Any] = field(repr=False)


def record_token(keys: Keys, owner: str, record_id: str) -> str:
    """The name of a record in ledger and tables: a caller may have put anything into its id."""
    return keys.token("record-token", f"{owner}\x1f{record_id}")


def content_of(keys: Keys, record: Record) -> str:
    """Keyed digest of everything the caller sent about a record, except its id and row."""
    sent = {
        "kind": record.kind,
        "fields": dict(record.fields),
        "procedure": record.procedure,
        "severity": record.severity,
        "usage_scope": record.usage_scope,
        "item_code": record.item_code,
        "state": record.state,
        "declared_until": record.declared_until,
    }
    return keys.token("content", orjson.dumps(sent, option=orjson.OPT_SORT_KEYS).decode())


def entry_of(keys: Keys, owner: str, draft: Draft | Rejected, event: str = "decided") -> Entry:
    """The ledger entry of a decision: kinds, spans, rules and keyed digests, no original."""
    if isinstance(draft, Rejected):
        codes = sorted({problem.code for problem in draft.problems})
        token = record_token(keys, owner, draft.id)
        return Entry("rejected", token, None, {"outcome": "rejected", "problems": codes})
    decision, token = draft.decision, record_token(keys, owner, draft.record.id)
    body: dict[str, Any] = {
        "outcome": decision.outcome,
        "kind": draft.record.kind,
        "policy": answer.policy(decision.pack),
        "content": content_of(keys, draft.record),
        "digest": draft.redacted.digest(keys.profile.digest),
        "answer": answer_digest(draft.body, keys.profile.digest),
        "transformations": [
            _transformation(keys, token, draft.record, t) for t in draft.redacted.transformations
        ],
        "reasons": [{"rule": r.rule, "field": r.field} for r in decision.reasons],
        "notes": [r.rule for r in decision.notes],
        "published_on": answer.day(decision.published_on),
        "publish_by": answer.day(decision.publish_by),
        "public_until": answer.day(decision.public_until),
    }
    if allowed := [_allowed(span) for span in decision.spans if span.rule == ALLOWED]:
        body["allowed"] = allowed
    return Entry(event, token, decision.channel, body)


def _allowed(span: SpanRuling) -> dict[str, Any]:
    """A finding that an allow-list shows: where it stands and who found it."""
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "entity_type": span.entity_type,
        "detector": span.detector,
        "list": span.allowed,
    }


def _transformation(
    keys: Keys, token: str, record: Record, change: Transformation
) -> dict[str, Any]:
    """One line of the log (standards: span, detector, rule, action, keyed digest of the original).

    The replacement is not kept: it may hold a surname that the record's reader must not see. The
    digest is bound to the record, so that nobody can join two records by one telephone number.
    """
    original = record.fields[change.field][change.start : change.end]
    return {
        "field": change.field,
        "start": change.start,
        "end": change.end,
        "entity_type": change.entity_type,
        "status": change.status,
        "action": change.action,
        "operator": change.operator,
        "rule": change.rule,
        "also": list(change.also),
        "detector": change.detector,
        "original": keys.token("original-hmac", f"{token}\x1f{original}"),
    }
