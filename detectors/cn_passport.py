"""Passports (护照), Chinese and foreign: found only next to the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced


class CnPassport(Announced):
    """护照号码：无公开校验码，只凭字样."""

    kind: ClassVar[str] = "cn_passport"
    entities: ClassVar[tuple[str, ...]] = ("CN_PASSPORT",)
    label: ClassVar[str] = "护照号码"
    basis: ClassVar[str] = "公民出入境证件样式（含14、15开头的旧护照）；外国护照6至12位"
    cues: ClassVar[str] = "护照、passport、证件号码"
    lengths: ClassVar[range] = range(6, 13)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"(?=.*[0-9])[A-Z0-9]{6,12}")
    # Foreign ones have any shape, so only those of the People's Republic may stand in pieces.
    exact: ClassVar[re.Pattern[str] | None] = re.compile(
        r"[EGDSPHMK][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|(?:DE|SE|PE|MA)[0-9]{7}|1[45][0-9]{7}"
    )
    near: ClassVar[re.Pattern[str] | None] = re.compile(r"[A-Z]{1,2}[0-9]{6,9}")
    near_groups: ClassVar[int] = 2
    gap: ClassVar[int] = 8
