"""A record's facts for the record rules: what it says itself, and what it plainly tells."""

from __future__ import annotations

from datetime import date

from detectors.finding import Scan
from gateway.life.items import NONE, Items
from gateway.record import Record
from gateway.sheets import departments_of
from policies.facts import Facts
from policies.hints import Dates, hints
from policies.standards import standard
from policies.term import add_months

_OF_AGE = 18 * 12


def facts_of(record: Record, channel: str, today: date, scan: Scan, items: Items = NONE) -> Facts:
    """The facts of one record on one channel at one date of publication.

    ``items`` is the published catalogue that the record is compared with.
    """
    subject = standard.inferred_subject(record.kind, record.fields)
    dates = standard.dates(record.kind, record.fields)
    decided = dates.get("decision")
    return Facts(
        channel=channel,
        kind=record.kind,
        published_on=today,
        subject_kind=subject.subject_kind,
        subject_minor=_is_minor(record, decided or today),
        procedure=record.procedure,
        severity=record.severity,
        usage_scope=record.usage_scope,
        item_code=record.item_code,
        state=record.state,
        item_listing=items.listing(record),
        secrecy_review=standard.secrecy_review(record.kind, record.fields),
        disclosure=standard.disclosure(record.kind, record.fields),
        decision_date=decided,
        declared_until=record.declared_until or dates.get("declared_until"),
        hints=hints(
            record.fields,
            scan,
            columns=standard.columns(record.kind, record.fields),
            subject=subject,
            procedure=record.procedure,
            person_columns=standard.person_columns(record.kind),
            dates=Dates(today, decided, dates.get("effective")),
        ),
        inferences=(subject.note,) if subject.note else (),
        units=departments_of(record),
        record=record.id,
    )


def _is_minor(record: Record, day: date) -> bool:
    """Whether the subject's own identity number says that it was under eighteen on that day."""
    born = standard.born(record.kind, record.fields)
    return born is not None and day < add_months(born, _OF_AGE)
