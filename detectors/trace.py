"""One record seen by every detector in turn: what each claimed, what of it stood, why not more.

For explanations only; the walk uses `detectors.border`, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from presidio_analyzer import EntityRecognizer

from detectors.border import Scanner, look
from detectors.claim import Claim
from detectors.considered import Considered
from detectors.detector import Detector
from detectors.recurrence import recurrences
from detectors.settle import settle
from detectors.sheet import Sheet

_AGAIN = "别处已认出的内容在同一记录中再次出现"


@dataclass(frozen=True, slots=True)
class Looked:
    """One detector. ``silences`` say why it may have seen less than all; ``wants`` what it needs.

    Claims and considered spans are in offsets of ``sheet.raw``.
    """

    detector: str
    label: str
    wants: str
    silences: tuple[str, ...]
    claims: tuple[Claim, ...]
    considered: tuple[Considered, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Every detector, and the claims that stood after they were settled."""

    looked: tuple[Looked, ...]
    standing: tuple[Claim, ...]

    def fate(self, claim: Claim) -> str:
        """Whether a claim stood, and if not, what it gave way to, in Chinese."""
        over = [s for s in self.standing if s.start < claim.end and claim.start < s.end]
        own = [s for s in over if s.entity_type == claim.entity_type]
        if any(s.start <= claim.start and claim.end <= s.end for s in own):
            doubted = all(s.status < claim.status for s in own)
            return "成立，但与其他发现冲突，降为存疑" if doubted else "成立"
        winners = "、".join(dict.fromkeys(s.entity_type for s in over))
        return f"让位于 {winners}（依据更强，或只是其中一部分）" if winners else "不成立"


def trace(scanner: Scanner, sheet: Sheet) -> Trace:
    """Ask every detector of the scanner about the sheet, without a time limit."""
    looked = tuple(_looked(detector, sheet) for detector in scanner.detectors)
    claims: Sequence[Claim] = [claim for each in looked for claim in each.claims]
    again = Looked("recurrence", _AGAIN, _AGAIN, (), tuple(recurrences(sheet, claims)), ())
    return Trace((*looked, again), tuple(settle([*claims, *again.claims])))


def _looked(detector: EntityRecognizer, sheet: Sheet) -> Looked:
    ident, claims, silences = look(detector, sheet)
    if not isinstance(detector, Detector):
        return Looked(ident, "外部识别器", "", silences, tuple(claims), ())
    wants = f"{detector.check}；字样：{detector.cues}"
    considered = () if silences else tuple(detector.considered(sheet))
    return Looked(ident, detector.label, wants, silences, tuple(claims), considered)
