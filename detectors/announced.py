"""The base of the kinds that have no structure of their own: only the words in front tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import announced, headed, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import in_few_pieces
from detectors.sheet import Sheet
from detectors.view import Number

_LATIN_RE = re.compile("[A-Za-z]")
#: What speaks for a number behind its cue.
EVIDENCE = Evidence.CONTEXT | Evidence.STRUCTURE


class Announced(Detector):
    """A number of a loose ``shape`` that directly follows one of its cues.

    Shapes are matched on the compact form. ``exact`` is the shape of what is written in several
    pieces (``groups`` at most) or has numerals at an end, where a loose one would swallow the next
    word; ``near`` is that of a near miss, which is a suspect.
    """

    cue_type: ClassVar[str | None] = None  # what the cues announce, if not the entity type
    category: ClassVar[str | None] = None
    lengths: ClassVar[range]
    shape: ClassVar[re.Pattern[str]]
    exact: ClassVar[re.Pattern[str] | None] = None
    near: ClassVar[re.Pattern[str] | None] = None
    near_groups: ClassVar[int] = 1
    groups: ClassVar[int] = 3
    gap: ClassVar[int] = 6
    confidence: ClassVar[str] = "仅凭字样：很可能；位数不符：存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Numbers of the right length and shape behind a cue or in their column."""
        told = self.cue_type or self.entities[0]
        if not may_announce(sheet, told):
            return
        by_length = sheet.view.numbers_by_length
        for length in self.lengths:
            for n in by_length.get(length, ()):
                status = self._judge(sheet, n)
                if status and announced(sheet, n.start, n.end, told, self.gap):
                    yield from self._claim(sheet, n, status)

    def _judge(self, sheet: Sheet, n: Number) -> Status | None:
        if not in_few_pieces(n, self.groups):
            return None
        shape = self.shape
        if n.glued and not headed(sheet, n):
            if self.exact is None or _LATIN_RE.match(sheet.view.text, n.end):
                return None
            shape = self.exact
        elif n.groups > 1:
            shape = self.exact or shape
        if shape.fullmatch(n.compact):
            return Status.LIKELY
        if n.glued or n.groups > self.near_groups or self.near is None:
            return None
        return Status.SUSPECT if self.near.fullmatch(n.compact) else None

    def _claim(self, sheet: Sheet, n: Number, status: Status) -> Iterator[Claim]:
        why = f"形似{self.label}，紧接字样"
        if status is Status.SUSPECT:
            why = f"{self.label}字样之后，位数不符"
        yield self.claim(sheet, n.start, n.end, status, EVIDENCE, why, category=self.category)
