"""QQ numbers: five to eleven digits behind the word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.sheet import Sheet

_ANNOUNCED_RE = re.compile(
    by_head(r"(?<![A-Za-z0-9])[Qq][Qq]|扣扣") + r"(?:群|号码?|账号|帐号)*[\s:=为是(\[\"']{0,4}"
    r"(?P<number>[1-9][0-9]{4,10})(?![0-9A-Za-z@])"
)


class QqNumber(Detector):
    """QQ号：5至11位数字，紧接QQ字样."""

    kind: ClassVar[str] = "qq_number"
    entities: ClassVar[tuple[str, ...]] = ("QQ_NUMBER",)
    label: ClassVar[str] = "QQ号"
    basis: ClassVar[str] = "QQ号规则（5至11位，不以0开头）"
    cues: ClassVar[str] = "QQ、扣扣"
    confidence: ClassVar[str] = "仅凭字样：很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Digits directly behind the word."""
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        for match in _ANNOUNCED_RE.finditer(sheet.view.text):
            start, end = match.span("number")
            yield self.claim(sheet, start, end, Status.LIKELY, evidence, "紧接QQ字样")
