"""Geographic coordinates (经纬度) within China, decimal or in degrees, minutes and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_DECIMAL = r"[0-9]{1,3}\.[0-9]{4,12}"
# The edge is looked at behind the first character: to that the engine skips.
_EDGE = r"(?<![0-9A-Za-z.].)"
_AFTER_LETTER = r"(?:(?<![0-9A-Za-z.].)|(?<=[EN].)(?<![0-9A-Za-z.]..))"
_FIRST = rf"(?P<a>[0-9]{_AFTER_LETTER}[0-9]{{0,2}}\.[0-9]{{4,12}})"
_BETWEEN = r"[ \t]?[,，;、/ ]\s{0,4}(?:lng|lon|lat|[EN])?\s?[:=]?\s?"
_PAIR_RE = re.compile(
    rf"{_FIRST}[°度]?[EN]?{_BETWEEN}(?P<b>{_DECIMAL})(?![0-9.])[°度]?(?:[EN](?![0-9A-Za-z]))?"
)
_SINGLE_RE = re.compile(rf"{_FIRST}(?![0-9]|\.[0-9])[°度]?(?:[EN](?![0-9A-Za-z]))?")
# Behind its cue also with three decimals, about a hundred metres.
_SHORT_RE = re.compile(
    rf"(?P<a>[0-9]{_AFTER_LETTER}[0-9]{{1,2}}\.[0-9]{{3}})(?![0-9]|\.[0-9])[°度]?"
)
_DEGREES_RE = re.compile(
    rf"[0-9]{_AFTER_LETTER}[0-9]{{0,2}}\s?[°度]\s{{0,4}}[0-9]{{1,2}}(?:\.[0-9]{{1,8}})?\s?[′'’分](?!钟)\s{{0,4}}"
    r"(?:[0-9]{1,4}(?:\.[0-9]{1,6})?\s?(?:[″\"”秒]|'')?)?(?:[EN](?![0-9A-Za-z]))?"
)
# Metres on a plane, as in land registers: X 2564321.123, Y 38412345.678.
_PLANE_RE = re.compile(
    r"(?P<x>[23][0-9]{6}(?:\.[0-9]{1,4})?)(?![0-9])\s?[,;、]?\s{0,4}[YyEe]?\s?[:=]?\s?"
    r"(?P<y>(?:[1-9][0-9])?[1-9][0-9]{5}\.[0-9]{3,4})(?![0-9.])"
)
_POINT_RE = re.compile(r"\.(?=[0-9]{3})")
_DEGREE_RE = re.compile("[°度]")
_PLANE_CUE_RE = re.compile(r"坐标|界址点|拐点|[XxNn]\s?[:：=]?\s?\Z")
_EAST = (73.0, 136.0)
_NORTH = (3.0, 54.0)
_PLANE_WINDOW = 16


class Coordinates(Detector):
    """经纬度：小数四位以上成对或有字样，或度分秒；平面坐标须有字样."""

    kind: ClassVar[str] = "coordinates"
    entities: ClassVar[tuple[str, ...]] = ("COORDINATES",)
    label: ClassVar[str] = "经纬度"
    basis: ClassVar[str] = "东经73至136度、北纬3至54度；CGCS2000平面坐标"
    cues: ClassVar[str] = "东经、北纬、经度、纬度、坐标、界址点"
    confidence: ClassVar[str] = "有字样为确定；成对小数、度分秒、平面坐标为很可能；O代0者至多很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Pairs and degrees anywhere; single decimals and plane coordinates behind a cue."""
        for text in sheet.view.readings:
            guessed = text is not sheet.view.text
            for match in near(_PAIR_RE, _POINT_RE, text, back=3, ahead=48):
                a, b = float(match["a"]), float(match["b"])
                if (_in(a, _EAST) and _in(b, _NORTH)) or (_in(a, _NORTH) and _in(b, _EAST)):
                    yield self._claim(sheet, match, self._own(sheet, match), guessed)
            for match in near(_DEGREES_RE, _DEGREE_RE, text, back=4, ahead=32):
                own = self._own(sheet, match)
                if own or "°" in match[0] or match[0].endswith("秒"):
                    yield self._claim(sheet, match, own, guessed)
            for match in near(_PLANE_RE, _POINT_RE, text, back=40, ahead=48):
                if _PLANE_CUE_RE.search(sheet.view.before(match.start(), _PLANE_WINDOW)):
                    yield self._claim(sheet, match, False, guessed)
            if may_announce(sheet, self.entities[0]):
                yield from self._announced(sheet, text, guessed)

    def _announced(self, sheet: Sheet, text: str, guessed: bool) -> Iterator[Claim]:
        for shape in (_SINGLE_RE, _SHORT_RE):
            for match in near(shape, _POINT_RE, text, back=3, ahead=16):
                value = float(match["a"])
                if (_in(value, _EAST) or _in(value, _NORTH)) and self._own(sheet, match):
                    yield self._claim(sheet, match, True, guessed)

    def _own(self, sheet: Sheet, match: re.Match[str]) -> bool:
        return cue(sheet, *match.span(), self.entities[0]) is Cue.OWN

    def _claim(self, sheet: Sheet, match: re.Match[str], own: bool, guessed: bool) -> Claim:
        evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
        status = Status.CERTAIN if own and not guessed else Status.LIKELY
        start, end = match.span()
        return self.claim(sheet, start, end, status, evidence, "经纬度在我国范围内")


def _in(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
