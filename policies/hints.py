"""Facts that the text plainly tells while the column that should say so is empty.

A hint decides nothing; packs say what follows from it (a record with one goes to a person).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from detectors.finding import Scan, Status

SIMPLE_PROCEDURE = "simple_procedure"
NATURAL_PERSON = "natural_person"


@cache
def _terms() -> Mapping[str, tuple[str, ...]]:
    text = (files("policies") / "hints.yaml").read_text(encoding="utf-8")
    return {name: tuple(entry["terms"]) for name, entry in yaml.safe_load(text).items()}


def hints(
    fields: Mapping[str, str],
    scan: Scan,
    *,
    subject_kind: str | None,
    procedure: str | None,
    person_columns: frozenset[str],
) -> frozenset[str]:
    """The hints of one record. ``person_columns`` are filled for natural persons alone."""
    found = set()
    if procedure is None and _says(fields, SIMPLE_PROCEDURE):
        found.add(SIMPLE_PROCEDURE)
    if subject_kind is None and (
        _says(fields, NATURAL_PERSON)
        or any(fields.get(code) for code in person_columns)
        or _names_a_subject(scan)
    ):
        found.add(NATURAL_PERSON)
    return frozenset(found)


def _says(fields: Mapping[str, str], hint: str) -> bool:
    return any(term in text for text in fields.values() for term in _terms()[hint])


def _names_a_subject(scan: Scan) -> bool:
    return any(
        f.entity_type == "PERSON" and f.role == "subject" and f.status >= Status.LIKELY
        for findings in scan.findings.values()
        for f in findings
    )
