"""Ages under eighteen beside a person: they tell that the person is a minor (未成年人).

What the law says of ages (不满十四周岁的人, 接纳未满18周岁的未成年人) is nobody's age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.name_shape import surname_length
from detectors.sheet import Sheet

_HAN_AGE = "十[一二三四五六七]?|[一二三四五六七八九]"
_AGE_RE = re.compile(
    r"(?P<under>[未不]满 ?)?(?<![0-9一二三四五六七八九十百第.~至或-])"
    rf"(?P<age>(?:1[0-8]|[0-9]|{_HAN_AGE}|十八) ?个?(?:周岁|岁))"
    r"(?![0-9一二三四五六七八九半]?(?:以[上下内]|至|到|[-~]|及))"
)
_YEARS_RE = re.compile("岁")
_OF_AGE_RE = re.compile("18|十八")
# 现年15岁, 年仅九岁; 男，15岁.
_SAID_RE = re.compile(
    r"(?:现年|时年|年仅|今年|当时|年方|年龄(?:为|是|:)?|[男女]性?[,，、 ]|[男女]孩?[(（])\s?\Z"
)
_CHILD = (
    "儿子|女儿|子女|孩子|小孩|男孩|女孩|男童|女童|男生|女生|学生|少年|少女|幼儿|婴儿|幼女|儿童"
    "|弟弟|妹妹"
)
_CHILD_BEFORE_RE = re.compile(
    rf"(?:{_CHILD}|之[子女]|被害人|受害人|未成年人)[一-龥·]{{0,4}}[(（,，]?\s?\Z"
)
_CHILD_BEHIND_RE = re.compile(rf"的?(?:{_CHILD})(?!票|节|用品|读物|医院|餐|服)")
_NAMED_BEFORE_RE = re.compile(
    r"(?<![一-龥])?(?P<name>[一-龥·]{2,4})(?:[(（,，]|现?仅|才|只有|是|系)\s?\Z"
)
_OF_SOMEBODY_RE = re.compile(
    r"的\s?(?!公民|人|员工|职工|成年|当事|顾客|居民|村民)(?P<name>[一-龥·]{2,4})"
)
_GENERAL_RE = re.compile(
    r"(?<![未不])满\Z|禁止|不得|依据|根据|规定|有关|凡是?|接纳|向\Z|对\Z|适用|适合|适宜"
)
_WINDOW = 12


class MinorAge(Detector):
    """未成年人的年龄：人身旁的18周岁以下年龄；角色记 minor，类别记 age."""

    kind: ClassVar[str] = "minor_age"
    entities: ClassVar[tuple[str, ...]] = ("DATE_OF_BIRTH",)
    label: ClassVar[str] = "未成年人年龄"
    basis: ClassVar[str] = (
        "未成年人保护法第二条、第一百零三条；个人信息保护法第二十八条（不满十四周岁）"
    )
    check: ClassVar[str] = "18周岁以下"
    cues: ClassVar[str] = "现年、年仅、性别、子女等称谓、姓名；以上、以下、适用等为反证"
    confidence: ClassVar[str] = "有称谓、性别或现年等字样为很可能；仅随姓名为存疑"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Ages that some word beside them gives to somebody."""
        for match in near(_AGE_RE, _YEARS_RE, sheet.view.text, back=8, ahead=4):
            status = self._judge(sheet, match)
            if status:
                start, end = match.span()
                evidence = Evidence.CONTEXT | Evidence.STRUCTURE
                why = "人身旁的未成年年龄"
                yield self.claim(
                    sheet, start, end, status, evidence, why, role="minor", category="age"
                )

    def _judge(self, sheet: Sheet, match: re.Match[str]) -> Status | None:
        before = sheet.view.before(match.start(), _WINDOW)
        behind = sheet.view.after(match.end(), _WINDOW)
        general = bool(_GENERAL_RE.search(before))
        if (_OF_AGE_RE.match(match["age"]) and not match["under"]) or (match["under"] and general):
            return None
        said = _SAID_RE.search(before) and not match["under"]
        if said or _CHILD_BEFORE_RE.search(before):
            return Status.LIKELY
        if _CHILD_BEHIND_RE.match(behind) and not general:
            return Status.LIKELY
        named = _NAMED_BEFORE_RE.search(before) or _OF_SOMEBODY_RE.match(behind)
        return Status.SUSPECT if named and surname_length(named["name"], 0) else None
