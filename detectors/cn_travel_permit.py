"""Travel permits between the mainland, Hong Kong, Macao and Taiwan: found next to the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced


class CnTravelPermit(Announced):
    """港澳、台湾居民来往内地（大陆）通行证及往来港澳、台湾通行证."""

    kind: ClassVar[str] = "cn_travel_permit"
    entities: ClassVar[tuple[str, ...]] = ("CN_TRAVEL_PERMIT",)
    label: ClassVar[str] = "出入境通行证号码"
    basis: ClassVar[str] = "港澳居民来往内地通行证、台湾居民来往大陆通行证样式"
    cues: ClassVar[str] = "通行证、回乡证、台胞证、证件号码"
    lengths: ClassVar[range] = range(7, 14)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]{0,2}[0-9]{8}(?:[0-9]{2})?")
    exact: ClassVar[re.Pattern[str] | None] = shape
    near: ClassVar[re.Pattern[str] | None] = re.compile(r"[HMT]?[0-9]{7,12}")
    gap: ClassVar[int] = 8
