"""A record's facts for the record rules: what it says itself, and what its text plainly tells."""

from __future__ import annotations

from datetime import date

from detectors.finding import Scan
from gateway.record import Record
from policies.facts import Facts
from policies.hints import hints
from policies.standards import standard


def facts_of(record: Record, channel: str, today: date, scan: Scan) -> Facts:
    """The facts of one record on one channel at one date of publication."""
    subject_kind = standard.subject_kind(record.kind, record.fields)
    dates = standard.dates(record.kind, record.fields)
    return Facts(
        channel=channel,
        kind=record.kind,
        published_on=today,
        subject_kind=subject_kind,
        procedure=record.procedure,
        severity=record.severity,
        usage_scope=record.usage_scope,
        item_code=record.item_code,
        state=record.state,
        secrecy_review=standard.secrecy_review(record.kind, record.fields),
        decision_date=dates.get("decision"),
        declared_until=record.declared_until or dates.get("declared_until"),
        hints=hints(
            record.fields,
            scan,
            subject_kind=subject_kind,
            procedure=record.procedure,
            person_columns=standard.person_columns(record.kind),
        ),
    )
