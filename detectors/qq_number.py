"""QQ numbers: five to eleven digits behind the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced
from detectors.finding import Status
from detectors.grouping import evenly_written, sizes
from detectors.sheet import Sheet
from detectors.view import Number

_PIECES = frozenset({3, 4})


class QqNumber(Announced):
    """QQ号：5至11位数字，紧接QQ字样."""

    kind: ClassVar[str] = "qq_number"
    entities: ClassVar[tuple[str, ...]] = ("QQ_NUMBER",)
    label: ClassVar[str] = "QQ号"
    basis: ClassVar[str] = "QQ号规则（5至11位，不以0开头）"
    cues: ClassVar[str] = "QQ、扣扣、企鹅号"
    confidence: ClassVar[str] = "仅凭字样：很可能"
    lengths: ClassVar[range] = range(5, 12)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[1-9][0-9]{4,10}")
    gap: ClassVar[int] = 2

    def _judge(self, sheet: Sheet, n: Number) -> Status | None:
        """Pieces of three or four, or a line end: others are the next number (QQ 98765 2018)."""
        if n.groups > 1 and not _PIECES.issuperset(sizes(sheet, n)):
            return super()._judge(sheet, n) if evenly_written(sheet, n) else None
        return super()._judge(sheet, n)
