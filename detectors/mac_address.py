"""Hardware addresses of network interfaces (MAC, EUI-48)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_MAC_RE = re.compile(
    r"(?<![0-9A-Za-z:.-])(?:[0-9A-F]{2}(?:(?::[0-9A-F]{2}){5}|(?:-[0-9A-F]{2}){5})"
    r"|[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4})(?![0-9A-Za-z]|[:.-][0-9A-F])",
    re.IGNORECASE,
)
_LETTER_RE = re.compile(r"[A-F]", re.IGNORECASE)


class MacAddress(Detector):
    """网卡物理地址（MAC）：6组十六进制."""

    kind: ClassVar[str] = "mac_address"
    entities: ClassVar[tuple[str, ...]] = ("MAC_ADDRESS",)
    label: ClassVar[str] = "MAC地址"
    basis: ClassVar[str] = "IEEE 802（EUI-48）"
    cues: ClassVar[str] = "MAC地址、物理地址、网卡"
    confidence: ClassVar[str] = "有字样为确定；含字母或以冒号分隔为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Six pairs; pairs of digits joined by dashes or dots need a cue."""
        for match in _MAC_RE.finditer(sheet.view.text):
            start, end = match.span()
            own = cue(sheet, start, end, self.entities[0]) is Cue.OWN
            if own or ":" in match[0] or _LETTER_RE.search(match[0]):
                evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
                status = Status.CERTAIN if own else Status.LIKELY
                yield self.claim(sheet, start, end, status, evidence, "6组十六进制")
