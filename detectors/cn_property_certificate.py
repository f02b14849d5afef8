"""Certificates of real property (不动产权证书), the present form and the older ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.context import announced, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.separators import SEPARATOR
from detectors.sheet import Sheet
from detectors.view import Number

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERIAL = rf"[0-9](?:{SEPARATOR}?[0-9]){{2,11}}(?![0-9])"
_PRESENT_RE = re.compile(
    rf"[{_PROVINCES}] ?[(〔\[] ?[0-9OoIl]{{4}} ?[)〕\]] ?[一-龥]{{2,15}}不动产(?:权|证明)第 ?"
    rf"{_SERIAL}(?:{SEPARATOR}?号)?"
)
_OLDER_RE = re.compile(
    r"(?:[一-龥]{0,4}房屋?地?产?(?:所有)?权证|[一-龥]{0,3}(?:房地证|[国集]用))[一-龥]{0,8} ?"
    r"(?:[(〔\[][0-9]{4}[)〕\]] ?)?[一-龥]{0,5}第 ?[A-Za-z]{0,2}"
    rf"{_SERIAL}(?:{SEPARATOR}?号)?"
)
# County, cadastral zones, kind of land and right, parcel, kind of building, unit (TD/T 1001).
_UNIT_RE = re.compile(r"[0-9]{12}[GJZ][A-Z][0-9]{5}[FLWQ][0-9]{8}")
_UNIT_LENGTH = 28
_BARE_RE = re.compile(r"[A-Z]{0,3}[0-9]{6,12}")
_BARE_LENGTHS = range(6, 15)
_GAP = 1
_PRESENT_WORD_RE = re.compile("不动产")
_OLDER_WORD_RE = re.compile(by_head("权证|房地证|[国集]用"))


class CnPropertyCertificate(Detector):
    """不动产权证号：省简称、年份、地名、流水号；旧房屋所有权证、土地使用证；不动产单元代码."""

    kind: ClassVar[str] = "cn_property_certificate"
    entities: ClassVar[tuple[str, ...]] = ("CN_PROPERTY_CERTIFICATE",)
    label: ClassVar[str] = "不动产权证号"
    basis: ClassVar[str] = "不动产权证书编号规则"
    cues: ClassVar[str] = "证号本身含不动产权、房权证、国用字样；房产证、土地证、林权证等之后的序号"
    confidence: ClassVar[str] = "现行形式为确定；旧证为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """The words are part of the number, so they count as context."""
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        yield from self._numbers(sheet)
        for text in sheet.view.readings:
            sure = Status.CERTAIN if text is sheet.view.text else Status.LIKELY
            present = near(_PRESENT_RE, _PRESENT_WORD_RE, text, back=30, ahead=48)
            older = near(_OLDER_RE, _OLDER_WORD_RE, text, back=12, ahead=64)
            for found, status in ((present, sure), (older, Status.LIKELY)):
                for match in found:
                    start, end = match.span()
                    yield self.claim(sheet, start, end, status, evidence, "不动产权证号形式")

    def _numbers(self, sheet: Sheet) -> Iterator[Claim]:
        """Codes of units of real property, and bare serials behind the word."""
        by_length = sheet.view.numbers_by_length
        for n in by_length.get(_UNIT_LENGTH, ()):
            if _UNIT_RE.fullmatch(n.compact):
                yield self._number(sheet, n, "不动产单元代码")
        if not may_announce(sheet, self.entities[0]):
            return
        for length in _BARE_LENGTHS:
            for n in by_length.get(length, ()):
                told = n.groups == 1 and announced(sheet, n.start, n.end, self.entities[0], _GAP)
                if told and not n.glued and _BARE_RE.fullmatch(n.compact):
                    yield self._number(sheet, n, "紧接不动产权证等字样")

    def _number(self, sheet: Sheet, n: Number, why: str) -> Claim:
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        return self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)
