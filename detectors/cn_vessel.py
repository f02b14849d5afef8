"""Vessels (船舶): fishing boats by their painted name, others by the words for their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.anchors import near
from detectors.announced import Announced
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.finding import Status
from detectors.separators import SEPARATOR
from detectors.sheet import Sheet

# Province, county, 渔, the boat's trade, serial: 浙岭渔运26603.
_FISHING_RE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][一-龥]{0,3}渔[一-龥]{0,2}"
    rf"{SEPARATOR}?[0-9](?:{SEPARATOR}?[0-9]){{3,5}}(?![0-9A-Za-z])"
)
_TRADE_RE = re.compile("渔")
# Behind the word for its name any serial will do: 船名粤广州货1234.
_NAMED_RE = re.compile(
    r"(?:船名船号|船舶名称|船名|船号)(?:为|是|:|“|\"|\()*"
    r"(?P<name>[一-龥]{1,6} ?[0-9]{2,6})(?![0-9A-Za-z])"
)


class CnVessel(Announced):
    """船舶：渔船船名号；船舶识别号、登记号、检验登记号、MMSI，须有字样."""

    kind: ClassVar[str] = "cn_vessel"
    entities: ClassVar[tuple[str, ...]] = ("CN_VEHICLE_PLATE",)
    label: ClassVar[str] = "船舶号码"
    basis: ClassVar[str] = (
        "船舶登记条例；渔业船舶船名规定（省、市县简称加渔字和5位数）；记类别 vessel"
    )
    cues: ClassVar[str] = "船舶识别号、船舶登记号、船检登记号、渔船编码、船名、MMSI、呼号"
    confidence: ClassVar[str] = "渔船船名号有字样为确定，无字样为很可能；其余仅凭字样：很可能"
    cue_type: ClassVar[str | None] = "VESSEL"
    lengths: ClassVar[range] = range(7, 14)
    shape: ClassVar[re.Pattern[str]] = re.compile(
        r"(?:CN|ZC|ZY)?[0-9]{6,12}|[0-9]{2,6}[A-Z][0-9]{4,7}"
    )
    exact: ClassVar[re.Pattern[str] | None] = re.compile(r"CN[0-9]{11}|[0-9]{9}|[0-9]{12}")
    groups: ClassVar[int] = 4
    category: ClassVar[str | None] = "vessel"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Names of fishing boats anywhere, other names and numbers behind their words."""
        yield from super().claims(sheet)
        text = sheet.view.text
        for match in near(_FISHING_RE, _TRADE_RE, text, back=4, ahead=20):
            yield self._boat(sheet, *match.span(), self._told(sheet, *match.span()))
        for match in _NAMED_RE.finditer(text):
            yield self._boat(sheet, *match.span("name"), True)

    def _told(self, sheet: Sheet, start: int, end: int) -> bool:
        return cue(sheet, start, end, "VESSEL") is Cue.OWN

    def _boat(self, sheet: Sheet, start: int, end: int, told: bool) -> Claim:
        status = Status.CERTAIN if told else Status.LIKELY
        why = "船名号" if told else "渔船船名号的结构"
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        return self.claim(sheet, start, end, status, evidence, why, category=self.category)
