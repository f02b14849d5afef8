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

_HEX = "[0-9A-Fa-f]"
_MAC_RE = re.compile(
    # The edge is looked at behind the first character: to that the engine skips.
    rf"{_HEX}(?={_HEX}(?:[: -]|{_HEX}{{2}}\.))(?:(?<![0-9A-Za-z].)|(?<=[Mm][Aa][Cc].))"
    rf"(?<![^0-9A-Za-z]{_HEX}{{2}}[:.-].)"
    rf"(?:{_HEX}(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}}|(?: {_HEX}{{2}}){{5}})"
    rf"|{_HEX}{{3}}\.{_HEX}{{4}}\.{_HEX}{{4}})(?![0-9A-Za-z]|[:.-]{_HEX})"
)
# Is in every one of them, and found much faster: mostly there is none.
_PAIRS_RE = re.compile(rf"[: .-]{_HEX}{{2}}(?:[: -]{_HEX}{{2}}|{_HEX}{{2}}\.)")
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
        """Six pairs; pairs of digits joined by dashes or dots, or any by spaces, need a cue."""
        text = sheet.view.text
        for match in _MAC_RE.finditer(text) if _PAIRS_RE.search(text) else ():
            start, end = match.span()
            own = cue(sheet, start, end, self.entities[0]) is Cue.OWN
            lettered = " " not in match[0] and _LETTER_RE.search(match[0])
            if own or ":" in match[0] or lettered:
                evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
                status = Status.CERTAIN if own else Status.LIKELY
                yield self.claim(sheet, start, end, status, evidence, "6组十六进制")
