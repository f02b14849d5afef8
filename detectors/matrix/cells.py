"""What the scanner finds of one specimen in one form: the cells of the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from detectors.border import Scanner
from detectors.finding import Finding, Status
from detectors.matrix.carriers import CARRIERS
from detectors.matrix.forms import Form
from detectors.matrix.specimens import Specimen
from detectors.sheet import Passage, Sheet

#: Characters that a finding may reach beyond the value: a bracket, a quotation mark.
_BEYOND = 1


@cache
def statuses(
    scanner: Scanner, specimen: Specimen, form: Form, *, cued: bool = True
) -> Mapping[str, Status | None]:
    """How surely the whole of the value, and next to nothing but it, is found in each carrier.

    The carriers are the fields of one record, so that they are scanned in one pass and know
    nothing of one another.
    """
    value = specimen.written(form)
    carriers = [carrier for carrier in CARRIERS if carrier.name not in specimen.not_in]
    texts = {c.name: c.around(specimen.cue if cued else "", value) for c in carriers}
    sheet = Sheet([Passage(name, text) for name, (text, _) in texts.items()])
    found = scanner.scan(sheet).findings
    return {
        name: _surest(found[name], specimen.entity, start, start + len(value))
        for name, (_, start) in texts.items()
    }


def _surest(findings: Iterable[Finding], entity: str, start: int, end: int) -> Status | None:
    return max(
        (finding.status for finding in findings if _covers(finding, entity, start, end)),
        default=None,
    )


def _covers(finding: Finding, entity: str, start: int, end: int) -> bool:
    return (
        finding.entity_type == entity
        and finding.start <= start
        and finding.end >= end
        and (finding.end - finding.start) - (end - start) <= _BEYOND
    )
