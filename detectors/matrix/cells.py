"""What the scanner finds of one specimen in one form: the cells of the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from detectors.border import Scanner
from detectors.finding import Finding, Status
from detectors.matrix.carriers import CARRIERS, Carrier
from detectors.matrix.forms import Form
from detectors.matrix.specimens import Specimen, specimens
from detectors.sheet import Passage, Sheet

#: Characters that a finding may reach beyond the value: a bracket, a quotation mark.
_BEYOND = 1


def statuses(
    scanner: Scanner, specimen: Specimen, form: Form, *, cued: bool = True
) -> Mapping[str, Status | None]:
    """How surely the whole of the value, and next to nothing but it, is found in each carrier."""
    return {
        carrier.name: _column(scanner, form, carrier, cued)[specimen.name]
        for carrier in CARRIERS
        if carrier.name not in specimen.not_in
    }


@cache
def _column(
    scanner: Scanner, form: Form, carrier: Carrier, cued: bool
) -> Mapping[str, Status | None]:
    """All specimens in one form and one carrier: the fields of one record.

    One pass for them all is much faster than one each. Their values differ, so nothing that is
    found in one field can be found again in another.
    """
    rows = [s for s in specimens() if form.name in _names(s, cued)]
    texts = {s.name: carrier.around(s.cue if cued else "", s.written(form)) for s in rows}
    sheet = Sheet([Passage(name, text) for name, (text, _) in texts.items()])
    found = scanner.scan(sheet).findings
    return {
        s.name: _surest(found[s.name], s.entity, texts[s.name][1], len(s.written(form)))
        for s in rows
    }


@cache
def _names(specimen: Specimen, cued: bool) -> frozenset[str]:
    return frozenset(form.name for form in specimen.forms(cued=cued))


def _surest(findings: Iterable[Finding], entity: str, start: int, size: int) -> Status | None:
    covering = (f.status for f in findings if _covers(f, entity, start, start + size))
    return max(covering, default=None)


def _covers(finding: Finding, entity: str, start: int, end: int) -> bool:
    return (
        finding.entity_type == entity
        and finding.start <= start
        and finding.end >= end
        and (finding.end - finding.start) - (end - start) <= _BEYOND
    )
