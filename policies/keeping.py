"""How long evidence and originals are kept at least: retention floors (保存期限).

A pack may ask for more than the law's floor, never for less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: 不少于六个月, in days (Cybersecurity Law, art. 21(3) of 2016, art. 23(3) as amended in 2025).
FLOOR = 184

#: What is kept, with its Chinese name.
KEPT = {"log": "脱敏日志", "register": "查看登记", "originals": "待审原文"}


@dataclass(frozen=True, slots=True)
class Keeping:
    """At least how many days, and on which basis."""

    days: int
    basis: str


#: For a pack that says nothing (PIPL art. 56; network data regulation art. 12; Shenzhen).
DEFAULTS: Mapping[str, Keeping] = {
    "log": Keeping(1095, "个人信息保护法第五十六条、网络数据安全管理条例第十二条：不少于三年"),
    "register": Keeping(1825, "深圳市公共信用信息管理办法：查询记录保存五年"),
    "originals": Keeping(FLOOR, "网络安全法：相关日志不少于六个月；期满后按最小必要销毁"),
}
