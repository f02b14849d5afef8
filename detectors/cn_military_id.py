"""Identity cards of the armed forces (军官证、士官证、文职人员证)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import announced, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.separators import SEPARATOR
from detectors.sheet import Sheet

_DIGITS = rf"[0-9](?:{SEPARATOR}?[0-9]){{5,7}}(?![0-9A-Za-z])"
_WORDED_RE = re.compile(
    rf"[军武士文海空陆南北沈兰成济广](?=[字第0-9 ])字? ?第? ?{_DIGITS}(?:{SEPARATOR}?号)?"
)
_BARE_RE = re.compile(rf"[0-9](?<![0-9A-Za-z].)(?:{SEPARATOR}?[0-9]){{5,7}}(?![0-9A-Za-z])")
_FORMAL_RE = re.compile(rf"[军武士]字 ?第? ?[0-9](?:{SEPARATOR}?[0-9]){{7}}(?:{SEPARATOR}?号)?")


class CnMilitaryId(Detector):
    """军人身份证件：字头加6至8位数字."""

    kind: ClassVar[str] = "cn_military_id"
    entities: ClassVar[tuple[str, ...]] = ("CN_MILITARY_ID",)
    label: ClassVar[str] = "军人证件号码"
    basis: ClassVar[str] = "军官证、士官证、文职人员证样式"
    cues: ClassVar[str] = "军官证、士官证、士兵证、文职人员证"
    confidence: ClassVar[str] = "有字样为确定；军字、武字、士字第8位无字样为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """With the word of the arm in front of the digits, or bare digits behind a cue."""
        for text in sheet.view.readings:
            for match in _WORDED_RE.finditer(text):
                own = announced(sheet, *match.span(), self.entities[0])
                if own or _FORMAL_RE.fullmatch(match[0]):
                    sure = own and text is sheet.view.text
                    yield self._claim(sheet, match, Status.CERTAIN if sure else Status.LIKELY, own)
            if not may_announce(sheet, self.entities[0]):
                continue
            for match in _BARE_RE.finditer(text):
                if announced(sheet, *match.span(), self.entities[0]):
                    yield self._claim(sheet, match, Status.LIKELY, True)

    def _claim(self, sheet: Sheet, match: re.Match[str], status: Status, own: bool) -> Claim:
        evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
        start, end = match.span()
        return self.claim(sheet, start, end, status, evidence, "军人证件字头加数字")
