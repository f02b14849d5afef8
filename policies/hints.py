"""Facts that a record plainly tells although no column states them, or although one denies them.

A hint decides nothing; packs say what follows from it (a record with one goes to a person).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from detectors.finding import Scan, Status
from detectors.view import TextView
from policies.standards.spec import FieldSpec
from policies.standards.subject import InferredSubject

SIMPLE_PROCEDURE = "simple_procedure"
NATURAL_PERSON = "natural_person"
CONTRADICTORY_SUBJECT = "contradictory_subject"
UNDATED_PENALTY = "undated_penalty"
NOT_YET_EFFECTIVE = "not_yet_effective"
PUBLIC_SECURITY = "public_security"
WARNING_ONLY = "warning_only"

_SIMPLE = "简易程序"
# Whose code says that a person stands behind it: the person's name adds nothing.
_SOLE_TRADER = "individual_business"
_SPACE_RE = re.compile(r"\s+")
# Parts the fields: no pattern reaches over the end of a sentence.
_STOP = "。"


@dataclass(frozen=True, slots=True)
class _Saying:
    """How a record says one thing, and what does not count.

    In a text, also by the name of a statute, in a document number, or by a whole column.
    """

    terms: re.Pattern[str]
    cites: re.Pattern[str]
    numbers: re.Pattern[str]
    without: re.Pattern[str]
    columns: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Words:
    """What ``hints.yaml`` holds, compiled."""

    traditional: re.Pattern[str]
    simplified: Mapping[str, str]
    statutes: re.Pattern[str]
    sayings: Mapping[str, _Saying]


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that hints are measured by. ``None`` where the record does not say."""

    published_on: date
    decision: date | None = None
    effective: date | None = None


def hints(
    fields: Mapping[str, str],
    scan: Scan,
    *,
    columns: Mapping[str, FieldSpec],
    subject: InferredSubject,
    procedure: str | None,
    person_columns: frozenset[str],
    dates: Dates,
) -> frozenset[str]:
    """The hints of one record: facts that rules may ask for by name.

    ``columns`` are the fields of the kind, ``person_columns`` those that natural persons alone
    fill. A text that tells of 简易程序 is a hint whatever else ``procedure`` says.
    """
    texts = _Texts(fields, columns)
    found = {
        SIMPLE_PROCEDURE: procedure != _SIMPLE and texts.say(SIMPLE_PROCEDURE),
        NATURAL_PERSON: not subject.stated
        and (
            subject.seems_person
            or any(fields.get(code) for code in person_columns)
            or (subject.subject_kind != _SOLE_TRADER and _names_a_subject(scan))
            or texts.say(NATURAL_PERSON)
        ),
        CONTRADICTORY_SUBJECT: subject.contradicts,
        UNDATED_PENALTY: dates.decision is None and texts.say(UNDATED_PENALTY),
        NOT_YET_EFFECTIVE: dates.effective is not None and dates.effective > dates.published_on,
        PUBLIC_SECURITY: texts.say(PUBLIC_SECURITY),
        WARNING_ONLY: texts.say(WARNING_ONLY),
    }
    return frozenset(hint for hint, told in found.items() if told)


class _Texts:
    """The fields as hints read them: folded, without spaces, in simplified characters."""

    def __init__(self, fields: Mapping[str, str], columns: Mapping[str, FieldSpec]) -> None:
        numbered = (c for c in fields if c in columns and columns[c].holds == "DOCUMENT_NUMBER")
        self._fields = fields
        self._cited = _folded(_STOP.join(fields.values()))
        self._all = _words().statutes.sub("", self._cited)
        self._numbers = _folded(_STOP.join(fields[code] for code in numbered))

    def say(self, hint: str) -> bool:
        """Whether a text says it, a document number does, or a column as a whole."""
        saying = _words().sayings[hint]
        return (
            _found(saying.terms, saying, self._all)
            or _found(saying.cites, saying, self._cited)
            or _found(saying.numbers, saying, self._numbers)
            or any(self._holds(code, whole) for code, whole in saying.columns.items())
        )

    def _holds(self, code: str, whole: re.Pattern[str]) -> bool:
        return bool(whole.fullmatch(_folded(self._fields.get(code, ""))))


def _found(pattern: re.Pattern[str], saying: _Saying, text: str) -> bool:
    # The exceptions are looked for only where there is something to except: it is rare.
    return bool(pattern.search(text) and pattern.search(saying.without.sub(_STOP, text)))


def _folded(text: str) -> str:
    words = _words()
    folded = words.traditional.sub(lambda c: words.simplified[c[0]], TextView(text).text)
    return _SPACE_RE.sub("", folded)


@cache
def _words() -> _Words:
    raw = yaml.safe_load((files("policies") / "hints.yaml").read_text(encoding="utf-8"))
    simplified, statutes = raw.pop("traditional"), re.compile(raw.pop("statutes"))
    traditional = re.compile(f"[{''.join(simplified)}]")
    sayings = {hint: _saying(entry) for hint, entry in raw.items()}
    return _Words(traditional, simplified, statutes, sayings)


def _saying(entry: Mapping[str, Any]) -> _Saying:
    def any_of(part: str) -> re.Pattern[str]:
        return re.compile("|".join(_patterns(entry, part)))

    columns = {code: re.compile(whole) for code, whole in entry.get("columns", {}).items()}
    return _Saying(any_of("terms"), any_of("cites"), any_of("numbers"), any_of("without"), columns)


def _patterns(entry: Mapping[str, Any], part: str) -> Iterator[str]:
    """The patterns of one part; one that never matches where the file has none."""
    yield from entry.get(part, ("(?!)",))


def _names_a_subject(scan: Scan) -> bool:
    return any(
        f.entity_type == "PERSON" and f.role == "subject" and f.status >= Status.LIKELY
        for findings in scan.findings.values()
        for f in findings
    )
