"""A claim: one detector's opinion about a span, with the evidence that settles disputes.

Claims are ordinary Presidio results with a little more, so that they pass through a plain
`AnalyzerEngine` unharmed.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cached_property

from presidio_analyzer import AnalysisExplanation, RecognizerResult

from detectors.finding import Status


class Evidence(IntFlag):
    """What speaks for a claim. The order of the bits is the order of decision.

    Column before context before checksum before structure: measured on real numbers, 9.1 % of
    construction licence numbers pass the whole identity-number check and 10.2 % of random
    19-digit strings pass Luhn, so arithmetic alone must not win against what is written there.
    """

    STRUCTURE = 1
    CHECKSUM = 2
    CONTEXT = 4
    COLUMN = 8

    def __or__(self, other: int) -> Evidence:
        """Both together; looked up, for the way of `IntFlag` is ten times as slow."""
        return _COMBINED[int.__or__(self, other)]


_COMBINED = tuple(Evidence(bits) for bits in range(16))
_BASE = {Status.SUSPECT: 0.30, Status.LIKELY: 0.65, Status.CERTAIN: 0.90}
# By number of the status: what has an enumeration's member for its key is found slowly.
_SCORES = ((), *(tuple(round(_BASE[s] + 0.006 * int(e), 3) for e in _COMBINED) for s in Status))


def score_of(status: Status, evidence: Evidence) -> float:
    """Score in 0..1: by status, then a little by how much evidence there is."""
    return _SCORES[status][evidence]


class Claim(RecognizerResult):
    """A span in the original text that a detector claims for an entity type.

    ``evidence`` settles overlaps; ``explanation`` holds nothing of the text. ``detail`` is an
    offset in the same text as ``start``.
    """

    def __init__(
        self,
        entity_type: str,
        start: int,
        end: int,
        *,
        detector: str,
        status: Status,
        evidence: Evidence,
        explanation: str,
        role: str | None = None,
        category: str | None = None,
        detail: int | None = None,
        group: int | None = None,
    ) -> None:
        # Not by `RecognizerResult.__init__`: it writes a log line for each claim.
        self.entity_type = entity_type
        self.start = start
        self.end = end
        self.score = score_of(status, evidence)
        self.recognition_metadata: dict[str, str] = {}
        self.detector = detector
        self.status = status
        self.evidence = evidence
        self.explanation = explanation
        self.role = role
        self.category = category
        self.detail = detail
        self.group = group

    @cached_property
    def analysis_explanation(self) -> AnalysisExplanation:  # type: ignore[override] # a plain attribute there
        """What a plain `AnalyzerEngine` asks for; made only then, for it is slow to make."""
        return AnalysisExplanation(self.detector, self.score, textual_explanation=self.explanation)

    def changed(
        self, *, start: int | None = None, end: int | None = None, status: Status | None = None
    ) -> Claim:
        """The same claim with another span or status."""
        return Claim(
            self.entity_type,
            self.start if start is None else start,
            self.end if end is None else end,
            detector=self.detector,
            status=self.status if status is None else status,
            evidence=self.evidence,
            explanation=self.explanation,
            role=self.role,
            category=self.category,
            detail=self.detail,
            group=self.group,
        )
