"""What the gateway answers about one record on one channel: a line of one of the four piles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from gateway.record import Record, Rejected
from gateway.redact import Redacted, Transformation
from gateway.verdict import lifted
from policies.decision import Decision, PackRef, Ruling, SpanRuling

#: The four piles, in the order in which people read them.
OUTCOMES = ("released", "in_review", "blocked", "rejected")


_TRANSFORMATION = tuple(f.name for f in fields(Transformation))


@dataclass(frozen=True, slots=True)
class Answer:
    """One record on one channel, decided. ``body`` is the line without ``id`` and ``row``."""

    id: str = field(repr=False)
    row: int | None
    outcome: str
    body: Mapping[str, Any] = field(repr=False)

    def line(self) -> dict[str, Any]:
        """The JSON object of the contract, section 4."""
        return {"id": self.id, "row": self.row, **self.body}


def rejection(rejected: Rejected) -> dict[str, Any]:
    """Body of a rejected row: problems by field, code and message, never a value."""
    return {"outcome": "rejected", "problems": [asdict(p) for p in rejected.problems]}


def decided(
    record: Record,
    decision: Decision,
    redacted: Redacted,
    outcome: str | None = None,
) -> dict[str, Any]:
    """Body of a released, waiting or blocked record, without its receipt.

    A blocked one carries no fields.

    ``outcome`` is the decision's own unless a reviewer's verdict took its place.
    """
    outcome = outcome or decision.outcome
    shown = lifted(decision, redacted)
    body: dict[str, Any] = {
        "kind": record.kind,
        "channel": decision.channel,
        "outcome": outcome,
        "severity": record.severity,  # the notice, clause 八: 公示时应注明处罚的严重程度
    }
    if outcome != "blocked":
        body["fields"] = dict(redacted.fields)
    if shown:
        body["lifted"] = [_lifted(span) for span in shown]
    return body | {
        "transformations": [_transformation(t) for t in redacted.transformations],
        "reasons": [_reason(r) for r in decision.reasons],
        "notes": [_reason(r) for r in decision.notes],
        "policy": policy(decision.pack),
        "publish_by": day(decision.publish_by),
        "public_until": day(decision.public_until),
        "receipt": None,
    }


def policy(pack: PackRef) -> dict[str, str]:
    """The pack that decided, as it stands in answers and in the ledger."""
    return {"pack": pack.pack, "version": pack.version, "digest": pack.digest}


def _transformation(change: Transformation) -> dict[str, Any]:
    # `dataclasses.asdict` copies every string and costs as much as half a scan.
    shown = {name: getattr(change, name) for name in _TRANSFORMATION}
    return shown | {"also": list(change.also)}


def _lifted(span: SpanRuling) -> dict[str, Any]:
    """A finding that is shown on a reviewer's word, with the detector that found it."""
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "entity_type": span.entity_type,
        "status": span.status,
        "rule": span.rule,
        "basis": span.basis,
        "detector": span.detector,
    }


def _reason(ruling: Ruling) -> dict[str, str]:
    reason = {"rule": ruling.rule, "basis": ruling.basis}
    return reason if ruling.field is None else reason | {"field": ruling.field}


def day(value: date | None) -> str | None:
    """A date as it stands in answers: ``YYYY-MM-DD``."""
    return None if value is None else value.isoformat()
