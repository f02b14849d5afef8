"""Vehicle plates (机动车号牌, GA 36): province, authority letter, five or six characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_RE = re.compile(
    # The province stands outside the group without case, so that the engine skips to it.
    rf"[{_PROVINCES}](?i: ?[A-HJ-NP-Z] ?[\u00b7\u2022\u2219\u30fb.\-_*]? ?"
    r"(?P<serial>[0-9]{5}[A-HJK]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}"
    r"|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![0-9A-Za-z]))"
)
_DIGIT_RE = re.compile(r"[0-9]")
_BEHIND_RE = re.compile(r"\s?\(?(?:号|的|号牌)?(?:[一-龥]{0,4})(?:车|牌)")


class CnVehiclePlate(Detector):
    """机动车号牌：普通5位、新能源6位、挂学警港澳."""

    kind: ClassVar[str] = "cn_vehicle_plate"
    entities: ClassVar[tuple[str, ...]] = ("CN_VEHICLE_PLATE",)
    label: ClassVar[str] = "机动车号牌"
    basis: ClassVar[str] = "GA 36（普通与新能源号牌，不含I、O）"
    cues: ClassVar[str] = "车牌、号牌、车辆、驾驶、货车等"
    confidence: ClassVar[str] = "有字样为确定；含数字为很可能；全字母无字样为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Plates anywhere in the text; the words around raise the status."""
        for match in _PLATE_RE.finditer(sheet.view.text):
            start, end = match.span()
            own = cue(sheet, start, end, self.entities[0]) is Cue.OWN
            own = own or bool(_BEHIND_RE.match(sheet.view.after(end, 8)))
            digits = bool(_DIGIT_RE.search(match["serial"]))
            status = Status.LIKELY if digits else Status.SUSPECT
            evidence = Evidence.STRUCTURE
            if own:
                status, evidence = Status.CERTAIN, evidence | Evidence.CONTEXT
            yield self.claim(sheet, start, end, status, evidence, "省份简称加号牌序号")
