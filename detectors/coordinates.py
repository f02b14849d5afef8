"""Geographic coordinates (经纬度) within China, decimal or in degrees, minutes and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_DECIMAL = r"[0-9]{1,3}\.[0-9]{4,12}"
# The edge is looked at behind the first character: to that the engine skips.
_FIRST = r"(?P<a>[0-9](?<![0-9A-Za-z.].)[0-9]{0,2}\.[0-9]{4,12})"
_PAIR_RE = re.compile(rf"{_FIRST}°?[EN]?\s?[,，;、/ ]\s?[EN]?(?P<b>{_DECIMAL})(?![0-9.])")
_SINGLE_RE = re.compile(rf"{_FIRST}(?![0-9]|\.[0-9])°?")
_DEGREES_RE = re.compile(
    r"[0-9](?<![0-9.].)[0-9]{0,2}\s?°\s?[0-9]{1,2}\s?[′'’]\s?(?:[0-9]{1,4}(?:\.[0-9]{1,6})?\s?(?:[″\"”]|'')?)?"
)
_POINT_RE = re.compile(r"\.(?=[0-9]{4})")
_DEGREE_RE = re.compile("°")
_EAST = (73.0, 136.0)
_NORTH = (3.0, 54.0)


class Coordinates(Detector):
    """经纬度：小数四位以上成对或有字样，或度分秒."""

    kind: ClassVar[str] = "coordinates"
    entities: ClassVar[tuple[str, ...]] = ("COORDINATES",)
    label: ClassVar[str] = "经纬度"
    basis: ClassVar[str] = "东经73至136度、北纬3至54度"
    cues: ClassVar[str] = "东经、北纬、经度、纬度、坐标"
    confidence: ClassVar[str] = "有字样为确定；成对小数、度分秒为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Pairs and degrees anywhere, single decimals behind a cue."""
        text = sheet.view.text
        for match in near(_PAIR_RE, _POINT_RE, text, back=3, ahead=32):
            a, b = float(match["a"]), float(match["b"])
            if (_in(a, _EAST) and _in(b, _NORTH)) or (_in(a, _NORTH) and _in(b, _EAST)):
                yield self._claim(sheet, match, self._own(sheet, match))
        for match in near(_DEGREES_RE, _DEGREE_RE, text, back=4, ahead=24):
            yield self._claim(sheet, match, self._own(sheet, match))
        for match in near(_SINGLE_RE, _POINT_RE, text, back=3, ahead=16):
            value = float(match["a"])
            if (_in(value, _EAST) or _in(value, _NORTH)) and self._own(sheet, match):
                yield self._claim(sheet, match, own=True)

    def _own(self, sheet: Sheet, match: re.Match[str]) -> bool:
        return cue(sheet, *match.span(), self.entities[0]) is Cue.OWN

    def _claim(self, sheet: Sheet, match: re.Match[str], own: bool) -> Claim:
        evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
        status = Status.CERTAIN if own else Status.LIKELY
        start, end = match.span()
        return self.claim(sheet, start, end, status, evidence, "经纬度在我国范围内")


def _in(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
