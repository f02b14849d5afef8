"""Words and patterns that an officer wants to be seen (词典), in force for a department or for all.

Without a dictionary it finds nothing. How they are compiled safely: `detectors.wordlist`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.compact import Compact, Keep, compact
from detectors.detector import Detector
from detectors.finding import Status
from detectors.register import EMPTY, Register, Registered
from detectors.registered_list import cuts_a_word, registered_ident
from detectors.sheet import Sheet
from detectors.view import FIELD_SEPARATOR
from detectors.wordlist import Wordlist


class OfficerDictionary(Detector):
    """安全管理员的词典：词语和线性时间的正则."""

    kind: ClassVar[str] = "officer_dictionary"
    entities: ClassVar[tuple[str, ...]] = ("REGISTERED",)
    label: ClassVar[str] = "词典"
    basis: ClassVar[str] = "粤发改信用函〔2018〕4541号 第(十二)项 发布前进行必要的技术处理"
    check: ClassVar[str] = "词典中的词语（不计空格、标点）或正则（RE2）"
    cues: ClassVar[str] = "安全管理员的词典"
    confidence: ClassVar[str] = "词语和正则均为确定"

    def __init__(self, register: Register = EMPTY) -> None:
        super().__init__()
        self._register = register

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Every word and pattern of the dictionaries that are for this record's department."""
        known = [e for e in self._register.dictionaries if e.applies(sheet.departments)]
        if not known:
            return
        text = compact(sheet.view.text, Keep.WORDS)
        for each in known:
            for span, why in _found(each.value, sheet.view.text, text):
                yield self._claimed(sheet, span, each, why)

    def _claimed(
        self, sheet: Sheet, span: tuple[int, int], of: Registered[Wordlist], why: str
    ) -> Claim:
        told = f"词典“{of.name}”中的{why}"
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        found = self.claim(sheet, *span, Status.CERTAIN, evidence, told, category=of.category)
        found.detector = registered_ident(self, of)
        return found


def _found(words: Wordlist, view: str, text: Compact) -> Iterator[tuple[tuple[int, int], str]]:
    for span in words.words_in(text):
        if not cuts_a_word(view, *span):
            yield span, "词语"
    for start, end in words.patterns_in(view):
        for first, last in _fields(view, start, end):
            yield (first, last), "正则"


def _fields(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A match by field: a pattern does not know that a record has several."""
    while start < end:
        cut = view.find(FIELD_SEPARATOR, start, end)
        last = end if cut < 0 else cut
        if start < last:
            yield start, last
        start = last + 1
