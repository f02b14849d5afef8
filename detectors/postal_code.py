"""Postal codes (邮政编码): six digits behind the word, or right in front of a province."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.announced import EVIDENCE, Announced
from detectors.claim import Claim, Evidence
from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.view import Number

_PROVINCE = (
    "北京|天津|上海|重庆|河北|河南|云南|辽宁|黑龙江|湖南|安徽|山东|江苏|浙江|江西|湖北|甘肃|山西|陕西"
    "|吉林|福建|贵州|广东|青海|四川|海南|内蒙古|新疆|广西|西藏|宁夏"
)
_BEFORE_ADDRESS_RE = re.compile(
    rf"[0-8](?<![0-9A-Za-z.].)[0-9]{{5}} {{0,2}}(?=(?:{_PROVINCE})(?:省|市|[一-龥]{{0,3}}自治区))"
)
# Whose address it goes with: the last of these words in front of it.
_WHOSE_RE = re.compile(
    r"(?P<person>家庭住?址|住址|现住|家住|户籍|居住|收[件货]|寄件|邮寄)"
    r"|(?P<agency>[我本]局|[我本]委|[我本]厅|机关|大队|支队|法院|人民政府)"
    r"|(?P<business>住 {0,4}所|经营场所|营业场所|注册地|地 {0,6}址|厂址|单位)"
)
_WINDOW = 80


class PostalCode(Announced):
    """邮政编码：6位，紧接字样，或直接写在省名之前."""

    kind: ClassVar[str] = "postal_code"
    entities: ClassVar[tuple[str, ...]] = ("ADDRESS",)
    label: ClassVar[str] = "邮政编码"
    basis: ClassVar[str] = "GB/T 邮政编码（省、邮区、县市、投递局）；记类别 postcode"
    cues: ClassVar[str] = "邮编、邮政编码；所随地址的字样定其归属"
    confidence: ClassVar[str] = "仅凭字样：很可能；省名之前：存疑"
    cue_type: ClassVar[str | None] = "POSTCODE"
    lengths: ClassVar[range] = range(6, 7)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-8][0-9]{5}")
    exact: ClassVar[re.Pattern[str] | None] = shape
    category: ClassVar[str | None] = "postcode"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Behind the word, and in front of an address that begins with its province."""
        yield from super().claims(sheet)
        for match in _BEFORE_ADDRESS_RE.finditer(sheet.view.text):
            start, end = match.start(), match.start() + 6
            why = "六位数字之后是省名"
            yield self._code(sheet, start, end, Status.SUSPECT, Evidence.STRUCTURE, why)

    def _claim(self, sheet: Sheet, n: Number, status: Status) -> Iterator[Claim]:
        yield self._code(sheet, n.start, n.end, status, EVIDENCE, "紧接邮政编码字样")

    def _code(
        self, sheet: Sheet, start: int, end: int, status: Status, evidence: Evidence, why: str
    ) -> Claim:
        role = _whose(sheet.view.before(start, _WINDOW))
        return self.claim(
            sheet, start, end, status, evidence, why, role=role, category=self.category
        )


def _whose(before: str) -> str | None:
    """``person``, ``agency``, ``business``, or nobody known."""
    told = [match.lastgroup for match in _WHOSE_RE.finditer(before.rpartition("。")[2])]
    return told[-1] if told else None
