"""Passages copied from documents that must not appear (登记文件), found by their fingerprints.

The finding tells how much of the document was copied and from where; without a registered
document it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.compact import Keep, compact
from detectors.detector import Detector
from detectors.finding import Status
from detectors.fingerprints import Copy, copies
from detectors.register import EMPTY, Register, Registered
from detectors.registered_list import registered_ident
from detectors.sheet import Sheet

_SURE = 45
_ONE_PER_CENT = 0.01


class RegisteredDocument(Detector):
    """登记文件的复制段落：指纹（winnowing）."""

    kind: ClassVar[str] = "registered_document"
    entities: ClassVar[tuple[str, ...]] = ("REGISTERED",)
    label: ClassVar[str] = "登记文件"
    basis: ClassVar[str] = "保守国家秘密法第三十五条; 政府信息公开条例第十四条至第十六条"
    check: ClassVar[str] = "约三十字以上与登记文件相同，容许改空格、标点和少数字"
    cues: ClassVar[str] = "安全管理员登记的不得出现的文件"
    confidence: ClassVar[str] = "约四十五字以上为确定; 较短为存疑"

    def __init__(self, register: Register = EMPTY) -> None:
        super().__init__()
        self._register = register

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Every copied passage, with the share of the document and the place in it."""
        known = {e.value: e for e in self._register.documents if e.applies(sheet.departments)}
        if not known or self._register.roller is None:
            return
        text = compact(sheet.view.text, Keep.WORDS)
        for document, copy in copies(text, list(known), self._register.roller):
            found = self.claim(
                sheet,
                *text.span(copy.start, copy.end),
                Status.CERTAIN if copy.end - copy.start >= _SURE else Status.SUSPECT,
                Evidence.CONTEXT | Evidence.STRUCTURE,
                _told(known[document], copy),
                category="document",
            )
            found.detector = registered_ident(self, known[document])
            yield found


def _told(document: Registered[object], copy: Copy) -> str:
    return (
        f"与登记文件“{document.name}”第{copy.first + 1}至{copy.last}字相同，"
        f"约占该文件{_percent(copy.share)}"
    )


def _percent(share: float) -> str:
    return "不到1%" if share < _ONE_PER_CENT else f"{share:.0%}"
