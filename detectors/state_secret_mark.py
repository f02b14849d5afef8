"""Marks of state secrecy (国家秘密标志): level, star, period; serial number; header.

A word in running text is not a mark: 侵犯商业秘密, 保守国家秘密 and 秘密窃取 are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.considered import Considered, bare_words
from detectors.detector import Detector
from detectors.finding import Status
from detectors.placed_marks import placed_marks
from detectors.sheet import Sheet

_GAP = r"[ \t]{0,6}(?:\r?\n[ \t]{0,6})?"
_LEVEL = rf"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|[秘祕]{_GAP}密)(?:{_GAP}[级級])?"
_STAR = r"[★☆✩✪✫✬✭✮✯✰⭐⋆]"
_PERIOD = (
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[ \t]{0,3}(?:年|个?[ \t]?月|天|日)"
    rf"|[长長]{_GAP}期|[^\s，,。;;★☆()（）]{{0,6}}(?:启用|公布|公开|解密|宣布|考试|开标|结束)前"
)
_HEAD = r"(?:(?<=[\n\x1e])|^)[ \t【\[(〔]{0,6}"
# 工作秘密★ and 商业秘密★ are marks of another kind.
_NOT_OWN = r"(?<![作业])(?<![作业][ \t])"
_STARRED = re.compile(
    rf"{_NOT_OWN}{_LEVEL}[ \t】\])〕]{{0,2}}{_GAP}{_STAR}(?:{_GAP}(?:{_PERIOD}))?"
)
# An asterisk also hides characters and sets bold type, so it must stand alone behind a word
# that nothing runs into.
_ASTERISK = re.compile(
    rf"(?<![\u4e00-\u9fff*]){_LEVEL}[ \t]{{0,3}}\*(?!\*)(?:{_GAP}(?:{_PERIOD}))?"
)
_DATED = re.compile(
    rf"{_HEAD}(?P<mark>{_LEVEL}[ \t]{{0,8}}(?:{_PERIOD}))(?=[ \t】\])〕\r\n\x1e]|$)"
)
_LABELLED = re.compile(
    rf"(?:密[ \t]{{0,4}}级|保密等级|涉密等级)[ \t]{{0,2}}[:][ \t]{{0,4}}(?P<mark>{_LEVEL})"
    r"(?![\u4e00-\u9fff])"
)
_NUMBERED = re.compile(
    rf"{_HEAD}(?:份[ \t]?号[: ]{{0,3}})?(?:No\.? ?)?[0-9]{{6}}[ \t]*\r?\n[ \t]*(?P<mark>{_LEVEL})"
    r"(?=[ \t\r\n\x1e]|$)"
)
_BRACKETED = re.compile(rf"{_HEAD}(?<=[【\[(〔])(?P<mark>{_LEVEL})[ \t]{{0,3}}[】\])〕]")
_ALONE = re.compile(
    rf"{_HEAD}(?P<mark>{_LEVEL}|国[ \t]{{0,4}}密)[】\])〕]?"
    r"(?=[ \t\r]*(?:[\n\x1e]|$)|[ \t]+[\u4e00-\u9fff])"
)
# What every mark of a kind holds: found much faster, and mostly there is none.
_HOLDS_STAR, _HOLDS_ASTERISK = re.compile(_STAR), re.compile(r"\*")
_HOLDS_HEAD = re.compile(r"[\n\x1e][ \t【\[(〔]*[绝絕机機秘祕国]")
_HOLDS_LABEL = re.compile("[级級]")
_KINDS = (
    (_HOLDS_STAR, _STARRED, Status.CERTAIN, "密级后带星号标志"),
    (_HOLDS_ASTERISK, _ASTERISK, Status.CERTAIN, "密级后带星号标志"),
    (_HOLDS_HEAD, _DATED, Status.CERTAIN, "行首的密级和保密期限"),
    (_HOLDS_HEAD, _NUMBERED, Status.CERTAIN, "六位份号下方的密级"),
    (_HOLDS_LABEL, _LABELLED, Status.CERTAIN, "密级栏填写的密级"),
    (_HOLDS_HEAD, _BRACKETED, Status.LIKELY, "行首括号内的密级"),
    (_HOLDS_HEAD, _ALONE, Status.SUSPECT, "单独成行或行首的密级字样，无标志符号和期限"),
)


_WORD = re.compile(_LEVEL)
_NO_MARK = "密级字样，但没有★或期限，也不在行首、份号下方、密级栏：不是国家秘密标志"


class StateSecretMark(Detector):
    """国家秘密标志：绝密、机密、秘密加★和保密期限."""

    kind: ClassVar[str] = "state_secret_mark"
    entities: ClassVar[tuple[str, ...]] = ("STATE_SECRET_MARK",)
    label: ClassVar[str] = "国家秘密标志"
    basis: ClassVar[str] = "保守国家秘密法第十四条、第二十二条; 实施条例第二十一条"
    check: ClassVar[str] = "密级、★、保密期限；六位份号"
    cues: ClassVar[str] = "行首、份号、密级栏"
    confidence: ClassVar[str] = "带★或密级加期限为确定; 行首括号内为很可能; 仅密级单独成行为存疑"

    def considered(self, sheet: Sheet) -> Iterable[Considered]:
        """Every word of a level: the mark that it is, or why it is none."""
        marks = [(c.start, c.end, c.explanation) for c in self.claims(sheet)]
        return bare_words(sheet, _WORD, marks, _NO_MARK)

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Marks, however they are spaced, full-width or broken over a line."""
        if "密" not in sheet.view.text:
            return
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        for _, start, end, status, why in placed_marks(sheet.view.text, _KINDS):
            yield self.claim(sheet, start, end, status, evidence, why)
