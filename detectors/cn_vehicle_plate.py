"""Vehicle plates (机动车号牌, GA 36): province, authority letter, five or six characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.separators import SEPARATOR
from detectors.sheet import Sheet

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERIAL = r"[0-9]{5}[A-HJK]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]"
# Written character by character, or with one emphasised: read again without what stands between.
_SPREAD = rf"(?:{SEPARATOR}?[A-Z0-9]){{4,5}}{SEPARATOR}?[A-Z0-9挂学警港澳]"
_PLATE_RE = re.compile(
    # The province stands outside the group without case, so that the engine skips to it.
    rf"[{_PROVINCES}](?i:{SEPARATOR}?(?P<letter>[A-HJ-NP-Z]){SEPARATOR}?"
    rf"(?:(?P<serial>{_SERIAL})|(?P<spread>{_SPREAD}))(?![0-9A-Za-z]))"
)
_SERIAL_RE = re.compile(_SERIAL)
_CAPITALS = str.maketrans("OI", "01")
_LOOKALIKES = str.maketrans("OoIil", "00111")  # where the small l is no L
_FEWEST_DIGITS = 3
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
            status = _plain(match["serial"], own) if match["serial"] else _spread(match, own)
            if status:
                evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
                yield self.claim(sheet, start, end, status, evidence, "省份简称加号牌序号")


def _plain(serial: str, own: bool) -> Status:
    if own:
        return Status.CERTAIN
    return Status.LIKELY if _DIGIT_RE.search(serial) else Status.SUSPECT


def _spread(match: re.Match[str], own: bool) -> Status | None:
    """Character by character, or with O for 0 and I for 1, letters that no plate has."""
    written = "".join(char for char in match["spread"] if char.isalnum())
    if len(_DIGIT_RE.findall(written)) < _FEWEST_DIGITS:
        return None
    readings = (written.upper().translate(_CAPITALS), written.translate(_LOOKALIKES).upper())
    if not any(map(_SERIAL_RE.fullmatch, readings)):
        return None
    return Status.LIKELY if own else Status.SUSPECT
