"""Entries of an organisation's reference lists (客户、项目、受保护人员名单), matched by digest.

The finding names the list by its id, never the entry; without a registered list it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.compact import Keep, compact
from detectors.detector import Detector
from detectors.exact import matches
from detectors.finding import Status
from detectors.register import CATEGORIES, EMPTY, Register, Registered
from detectors.sheet import Sheet

_SHORT = 3
_SUBJECT = frozenset({"ORGANIZATION", "CN_USCC"})


class RegisteredList(Detector):
    """名单精确匹配：只存加密钥的摘要."""

    kind: ClassVar[str] = "registered_list"
    entities: ClassVar[tuple[str, ...]] = ("REGISTERED",)
    label: ClassVar[str] = "登记名单"
    basis: ClassVar[str] = "行政许可法第五条; 政府信息公开条例第十五条; 数据安全法第三十八条"
    check: ClassVar[str] = "与登记条目逐字相同（不计空格、大小写、标点、全半角）"
    cues: ClassVar[str] = "安全管理员登记的客户、项目、受保护人员名单"
    confidence: ClassVar[str] = "四字以上为确定; 三字以下可能重名，为很可能"

    def __init__(self, register: Register = EMPTY) -> None:
        super().__init__()
        self._register = register

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Every entry of every list that is for this record's department, in one pass."""
        lists = {e.value: e for e in self._register.lists if e.applies(sheet.departments)}
        if not lists or self._register.roller is None:
            return
        text = compact(sheet.view.text, Keep.STOPS)
        subjects = _subjects(sheet)
        for matched, (start, end) in matches(text, list(lists), self._register.roller):
            first, last = text.span(start, end)
            if not cuts_a_word(sheet.view.text, first, last):
                status = Status.LIKELY if end - start <= _SHORT else Status.CERTAIN
                yield self._claimed(sheet, (first, last), lists[matched], status, subjects)

    def _claimed(
        self,
        sheet: Sheet,
        span: tuple[int, int],
        matched: Registered[object],
        status: Status,
        subjects: frozenset[bytes],
    ) -> Claim:
        own = name_of(sheet.view.text[slice(*span)]) in subjects
        found = self.claim(
            sheet,
            *span,
            status,
            Evidence.CONTEXT | Evidence.STRUCTURE,
            f"与登记的{CATEGORIES[matched.category]}名单“{matched.name}”中的条目相同",
            role="subject" if own else None,
            category=matched.category,
        )
        found.detector = registered_ident(self, matched)
        return found


def registered_ident(detector: Detector, matched: Registered[object]) -> str:
    """``kind@revision:id``: which list or document it was stands in finding and log."""
    return f"{detector.ident}:{matched.id}"


def name_of(text: str) -> bytes:
    """A name as lists compare it."""
    return compact(text, Keep.STOPS).codes.tobytes()


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a letter or digit at an edge goes on outside: 12345 is not in 9123456."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (_latin(text[start]) and _latin(before)) or (_latin(text[end - 1]) and _latin(behind))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _subjects(sheet: Sheet) -> frozenset[bytes]:
    """The names and codes that columns say the record is about."""
    return frozenset(name_of(p.text) for p in sheet.passages if p.holds in _SUBJECT and p.text)
