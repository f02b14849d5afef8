"""Social security card numbers (社会保障卡号): nine characters next to the word."""

from __future__ import annotations

import re
from typing import ClassVar

from detectors.announced import Announced


class CnSocialSecurity(Announced):
    """社会保障卡卡号（社会保障号码即身份号码，归身份号码）."""

    kind: ClassVar[str] = "cn_social_security"
    entities: ClassVar[tuple[str, ...]] = ("CN_SOCIAL_SECURITY",)
    label: ClassVar[str] = "社会保障卡号"
    basis: ClassVar[str] = "社会保障卡样式"
    cues: ClassVar[str] = "社保卡、社会保障卡、医保卡"
    lengths: ClassVar[range] = range(8, 13)
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]?[0-9]{8,12}")
    exact: ClassVar[re.Pattern[str] | None] = re.compile(r"[A-Z][0-9]{8}")
