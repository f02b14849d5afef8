"""Numbers of medical records, clinic visits and stays: found next to the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced


class MedicalRecord(Announced):
    """病历号、门诊号、住院号等，无全国统一格式."""

    kind: ClassVar[str] = "medical_record"
    entities: ClassVar[tuple[str, ...]] = ("MEDICAL_RECORD",)
    label: ClassVar[str] = "病历号"
    basis: ClassVar[str] = "各医疗机构自定"
    cues: ClassVar[str] = "病历、病案、门诊、住院、就诊、医保号"
    lengths: ClassVar[range] = range(5, 21)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z0-9]{5,20}")
    gap: ClassVar[int] = 4
    groups: ClassVar[int] = 2
