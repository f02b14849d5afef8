"""Certificates of law-enforcement officers and staff numbers: found next to the word.

They stand for the officer, so they are findings of a person and share the person's fate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from detectors.announced import EVIDENCE, Announced
from detectors.claim import Claim
from detectors.context import nearest
from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.view import Number

# 粤B010123: the province belongs to the number.
_HAN_RE = re.compile("[\u4e00-\u9fff]")
_PREFIX_RE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?\Z")


class OfficerCertificate(Announced):
    """执法证号、警号归执法人员；工作证号、工号归一般人员."""

    kind: ClassVar[str] = "officer_certificate"
    entities: ClassVar[tuple[str, ...]] = ("PERSON",)
    label: ClassVar[str] = "执法证号和工作证号"
    basis: ClassVar[str] = (
        "行政执法证管理办法样式；GB/T 35273-2020 附录B 工作证；记类别 certificate"
    )
    cues: ClassVar[str] = "执法证号、执法证件号、执法编号、警号、检查证号、工作证号、工号"
    confidence: ClassVar[str] = "仅凭字样：很可能"
    cue_type: ClassVar[str | None] = "STAFF"
    lengths: ClassVar[range] = range(5, 19)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]{0,4}[0-9]{4,17}")
    exact: ClassVar[re.Pattern[str] | None] = re.compile(r"[A-Z]{0,2}[0-9]{6,14}")
    gap: ClassVar[int] = 2
    category: ClassVar[str | None] = "certificate"

    def _claim(self, sheet: Sheet, n: Number, status: Status) -> Iterator[Claim]:
        prefix = _PREFIX_RE.search(sheet.view.before(n.start, 2))
        start = n.start - (len(prefix[0]) if prefix else 0)
        sign = nearest(sheet, n.start)
        if sign.gap > n.start - start and _HAN_RE.search(sheet.view.before(start, 1)):
            return  # 人工号称12345
        role = "officer" if "OFFICER" in sign.types else None
        why = f"形似{self.label}，紧接字样"
        yield self.claim(
            sheet, start, n.end, status, EVIDENCE, why, role=role, category=self.category
        )
