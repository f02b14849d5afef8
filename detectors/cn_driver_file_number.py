"""Driving licence file numbers (驾驶证档案编号): twelve digits next to the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced


class CnDriverFileNumber(Announced):
    """驾驶证档案编号：12位数字."""

    kind: ClassVar[str] = "cn_driver_file_number"
    entities: ClassVar[tuple[str, ...]] = ("CN_DRIVER_FILE_NUMBER",)
    label: ClassVar[str] = "驾驶证档案编号"
    basis: ClassVar[str] = "机动车驾驶证样式"
    cues: ClassVar[str] = "档案编号、驾驶档案"
    lengths: ClassVar[range] = range(11, 14)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{12}")
    exact: ClassVar[re.Pattern[str] | None] = shape
    near: ClassVar[re.Pattern[str] | None] = re.compile(r"[0-9]{11}|[0-9]{13}")
