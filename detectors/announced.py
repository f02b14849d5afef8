"""The base of the kinds that have no structure of their own: only the words in front tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import announced, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet


class Announced(Detector):
    """A number of a loose ``shape`` that directly follows one of its cues.

    ``shape`` is matched on the compact form. ``groups`` is the most pieces it may be written in.
    """

    lengths: ClassVar[range]
    shape: ClassVar[re.Pattern[str]]
    groups: ClassVar[int] = 3
    gap: ClassVar[int] = 6
    confidence: ClassVar[str] = "仅凭字样：很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Numbers of the right length and shape behind a cue or in their column."""
        if not may_announce(sheet, self.entities[0]):
            return
        by_length = sheet.view.numbers_by_length
        for length in self.lengths:
            for n in by_length.get(length, ()):
                if n.groups > self.groups or n.glued or not self.shape.fullmatch(n.compact):
                    continue
                if announced(sheet, n.start, n.end, self.entities[0], self.gap):
                    why = f"形似{self.label}，紧接字样"
                    evidence = Evidence.CONTEXT | Evidence.STRUCTURE
                    yield self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)
