"""The questions that other rooms ask the shipped data standards. Start here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from detectors import checksums
from policies.standards import cells, duplicates
from policies.standards import subject as subjects
from policies.standards.canon import shipped
from policies.standards.reading import Reading
from policies.standards.spec import FieldSpec, Problem
from policies.standards.subject import InferredSubject

__all__ = [
    "InferredSubject",
    "Reading",
    "born",
    "canonical",
    "columns",
    "dates",
    "disclosure",
    "duplicate_key",
    "duplicate_problem",
    "holds",
    "inferred_subject",
    "is_severity",
    "kind_of",
    "kinds",
    "knows_column",
    "person_columns",
    "read",
    "severity",
    "spec",
    "subject_code",
    "subject_kind",
]


def kinds() -> tuple[str, ...]:
    """The record kinds."""
    return tuple(shipped().kinds)


def spec(kind: str) -> Mapping[str, FieldSpec]:
    """The fields of a kind by code, in the standard's order; `KeyError` for any other kind."""
    return shipped().specs[kind]


def knows_column(name: str) -> bool:
    """Whether any kind and generation has a column of this name."""
    return shipped().knows_column(name)


def canonical(kind: str, column: str) -> str | None:
    """The canonical code of a column by any generation's name; ``None`` if it is no field."""
    return shipped().canonical(kind, column)


def kind_of(columns: Iterable[str]) -> str | None:
    """The kind that knows the most of these columns; ``None`` if none or several do."""
    return shipped().kind_of(columns)


def holds(kind: str, code: str, subject_kind: str | None) -> tuple[str | None, str | None]:
    """The entity type and the person's role a column holds, for the record's subject kind.

    The subject's name is a person's for a natural person and an organisation's otherwise; an
    individual business's representative is its operator. `KeyError` for an unknown field.
    """
    field = spec(kind)[code]
    held = shipped().kinds[kind].held.get(code, {}).get(subject_kind or "")
    return (held.holds, held.role) if held else (field.holds, field.role)


def columns(kind: str, fields: Mapping[str, str]) -> Mapping[str, FieldSpec]:
    """The fields of a kind, each with what it holds for the subject of this very record.

    Where the row does not say whom it concerns this goes by `inferred_subject`: in every doubt
    the name column holds a person's name. `KeyError` for an unknown kind.
    """
    return _columns(kind, inferred_subject(kind, fields).columns)


@cache
def _columns(kind: str, subject: str | None) -> Mapping[str, FieldSpec]:
    held = {code: holds(kind, code, subject) for code in spec(kind)}
    return {
        code: field
        if held[code] == (field.holds, field.role)
        else dataclasses.replace(field, holds=held[code][0], role=held[code][1])
        for code, field in spec(kind).items()
    }


def read(
    content: Mapping[str, object],
    *,
    today: date,
    kind: str | None = None,
    standard: str | None = None,
) -> Reading:
    """`Standards.read` with the shipped standards."""
    return shipped().read(content, today=today, kind=kind, standard=standard)


def severity(value: str | None) -> str | None:
    """轻微, 一般, 较重 or 严重 for a word or an older code (``0``-``3``).

    较重 has no counterpart in the three classes of today and stays what it is: packs say what
    follows. ``None`` where nothing is said (未定 says nothing) and for a word that is none;
    `is_severity` tells the last one apart.
    """
    return cells.coded(value, shipped().coded("severity"))[0]


def is_severity(value: str) -> bool:
    """Whether this is a severity or one of the older codes, also one without counterpart."""
    return cells.coded(value, shipped().coded("severity"))[1]


def subject_kind(kind: str, fields: Mapping[str, str]) -> str | None:
    """What canonical fields say about whom they concern; never inferred."""
    subject = shipped().kinds[kind].subject
    return subject.words.get(fields.get(subject.field, "")) if subject else None


def inferred_subject(kind: str, fields: Mapping[str, str]) -> InferredSubject:
    """Whom canonical fields concern: what they say, else what their code and name tell."""
    subject = shipped().kinds[kind].subject
    return subjects.inferred(subject, fields) if subject else InferredSubject()


def subject_code(kind: str, fields: Mapping[str, str]) -> str | None:
    """The code by which a subject is known again: credit code, else identity number.

    A placeholder (17 zeros and X) is nobody's. Digest it before it is kept.
    """
    subject = shipped().kinds[kind].subject
    if subject is None:
        return None
    code = fields.get(subject.code or "", "").strip().upper()
    return (code if code.strip("0X") else "") or fields.get(subject.identity or "", "") or None


def born(kind: str, fields: Mapping[str, str]) -> date | None:
    """The birth date in the subject's own identity number, if there is one that is right."""
    subject = shipped().kinds[kind].subject
    number = fields.get(subject.identity or "", "") if subject else ""
    sound = checksums.identity_number_ok(number) or checksums.legacy_identity_ok(number)
    return checksums.identity_birth_date(number) if sound else None


def person_columns(kind: str) -> frozenset[str]:
    """The fields that only a natural person fills."""
    subject = shipped().kinds[kind].subject
    return frozenset(subject.person_signs) if subject else frozenset()


def dates(kind: str, fields: Mapping[str, str]) -> Mapping[str, date]:
    """The dates that rules ask for, where canonical fields have them.

    ``decision`` is 决定日期, ``declared_until`` 公示截止期, ``effective`` 生效日.
    """
    known = shipped().kinds[kind]
    named = {
        "decision": known.decision_date,
        "declared_until": known.declared_until,
        "effective": known.effective_date,
    }
    return {n: cells.as_date(fields[code]) for n, code in named.items() if code and code in fields}


def secrecy_review(kind: str, fields: Mapping[str, str]) -> str | None:
    """The conclusion of the 保密审查, for kinds whose standard has that field."""
    return fields.get(shipped().kinds[kind].secrecy_review or "")


def disclosure(kind: str, fields: Mapping[str, str]) -> str | None:
    """公开属性 (公开, 依申请, 不公开), for kinds whose standard has that field."""
    return fields.get(shipped().kinds[kind].disclosure or "")


def duplicate_key(kind: str, fields: Mapping[str, str]) -> str | None:
    """The key by which two records are one decision; ``None`` if a part of it is missing.

    It holds names and codes: digest it before it is kept.
    """
    return duplicates.key_of(shipped().kinds[kind], fields)


def duplicate_problem(kind: str) -> Problem:
    """The problem ``DUPLICATE_RECORD`` for a record whose key was seen before."""
    return duplicates.duplicate_problem(shipped().kinds[kind])
