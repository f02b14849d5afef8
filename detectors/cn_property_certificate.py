"""Certificates of real property (不动产权证书), the present form and the older ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PRESENT_RE = re.compile(
    rf"[{_PROVINCES}] ?[(〔\[] ?[0-9]{{4}} ?[)〕\]] ?[一-龥]{{2,15}}不动产(?:权|证明)第 ?"
    r"[0-9]{4,10} ?号?"
)
_OLDER_RE = re.compile(
    r"(?:[一-龥]{0,4}房屋?地?产?(?:所有)?权证|[一-龥]{0,3}(?:房地证|[国集]用))[一-龥]{0,8} ?"
    r"(?:[(〔\[][0-9]{4}[)〕\]] ?)?[一-龥]{0,5}第 ?[A-Za-z]{0,2}[0-9]{3,12} ?号?"
)


class CnPropertyCertificate(Detector):
    """不动产权证号：省简称、年份、地名、流水号；旧房屋所有权证、土地使用证."""

    kind: ClassVar[str] = "cn_property_certificate"
    entities: ClassVar[tuple[str, ...]] = ("CN_PROPERTY_CERTIFICATE",)
    label: ClassVar[str] = "不动产权证号"
    basis: ClassVar[str] = "不动产权证书编号规则"
    cues: ClassVar[str] = "证号本身含不动产权、房权证、国用字样"
    confidence: ClassVar[str] = "现行形式为确定；旧证为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """The words are part of the number, so they count as context."""
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        for pattern, status in ((_PRESENT_RE, Status.CERTAIN), (_OLDER_RE, Status.LIKELY)):
            for match in pattern.finditer(sheet.view.text):
                start, end = match.span()
                yield self.claim(sheet, start, end, status, evidence, "不动产权证号形式")
