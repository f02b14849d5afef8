"""Marks of internal documents (内部资料、工作秘密、此件不公开): in headers, brackets, 此件….

The words of a violation (泄露内部资料, 未建立涉密人员管理制度) are left alone.
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

_GAP = r"[ \t]{0,4}"


def _spaced(words: str) -> str:
    """An alternation of words whose characters may stand apart."""
    return "|".join(_GAP.join(word) for word in words.split())


_MARK = _spaced(
    "工作秘密 内部资料 内部文件 内部使用 内部材料 内部事项 内部参考 仅供内部使用 仅供内部参考"
    " 仅供内部 仅限内部使用 密件 涉密文件 涉密资料 涉密材料 涉密 军内资料 军内文件 军内使用 军内"
)
_CLOSED = _spaced("依申请公开 不予公开 不公开 不宜公开 不对外公开 不得公开 暂不公开")
_ALONE = rf"{_CLOSED}|{_spaced('注意保存 不得外传 禁止外传 严禁外传 请勿外传')}"
_ADDED = rf"{_ALONE}|{_spaced('禁止复制 严禁复制 阅后收回')}"
_TAIL = rf"(?:[ \t]{{0,4}}[,、;!★☆*]?[ \t]{{0,4}}(?:{_ADDED})){{0,3}}"
_OPEN, _CLOSE = r"[【\[(〔<「]", r"[】\])〕>」]"
_LINE = r"(?:(?<=[\n\x1e])|^)[ \t★☆*]{0,6}"
_LINE_END = r"(?=[ \t★☆*!。]{0,6}(?:\r?[\n\x1e]|$))"
_PERIOD = rf"{_GAP}[★☆*]?{_GAP}(?:[0-9]{{1,2}}{_GAP}(?:年|个?月)|长期)"

_STARRED = re.compile(
    rf"(?P<mark>(?:{_spaced('工作秘密 内部资料 内部文件')}){_GAP}[★☆](?:{_PERIOD})?)"
)
_OWN_LINE = re.compile(
    rf"{_LINE}(?P<mark>(?:(?:{_MARK})(?:{_PERIOD})?|{_ALONE}){_TAIL}){_LINE_END}"
)
_INSIDE = rf"{_OPEN}{_GAP}(?P<mark>(?:{_MARK}|{_CLOSED}){_TAIL}){_GAP}{_CLOSE}"
_AT_EDGE = re.compile(rf"{_LINE}{_INSIDE}")
_AT_END = re.compile(rf"{_INSIDE}{_LINE_END}")
_BRACKETED = re.compile(_INSIDE)
_HEADER = re.compile(
    rf"{_LINE}(?P<mark>(?:{_MARK})(?:{_PERIOD})?{_TAIL})(?=[ \t]+[\u4e00-\u9fff《])"
)
_THIS = _spaced("此件 本件 该件 此文 此文件 本文件 此文档 此材料 本材料 本资料 此资料")
_THIS_ONE = re.compile(
    rf"(?P<mark>(?:{_THIS}){_GAP}(?:{_CLOSED}"
    rf"|[为属系是]{{0,2}}{_GAP}(?:{_MARK})|{_spaced('仅供内部')}[^\s,。)】]{{0,4}}))"
    r"(?!(?:审|开庭|举行|进行|听证|的))"
)
_ATTRIBUTE = re.compile(
    rf"{_spaced('公开')}{_GAP}(?:{_spaced('属性 方式 类别 形式 类型 选项')}){_GAP}[:]{_GAP}"
    rf"(?P<mark>{_CLOSED}|{_spaced('依申请 不公开')})"
)
_THIS_CASE = re.compile(
    r"(?P<mark>(?:本案|以上内容|上述内容|本决定书?|该部分内容|本记录|本信息)(?:涉密|不宜(?:对外)?公开"
    r"|不予公开|不对外公开))(?!(?:审|听证|的理由))"
)
_SAID_OF_OTHERS = re.compile(
    r"(?:未|没有|应当?|不)(?:标注|标明|注明|加盖|标示|标)[^。;\n\x1e]{0,8}\Z"
)
_GATE = re.compile(
    "内[ \t]{0,4}部|密|公[ \t]{0,4}开|注[ \t]{0,4}意|保[ \t]{0,4}管|外[ \t]{0,4}传|军[ \t]{0,4}内"
)

# What every mark of a kind holds: found much faster, and mostly there is none.
_HEADS = "".join(sorted({word[0] for word in f"{_MARK}|{_ALONE}".split("|")}))
_HOLDS_STAR = re.compile("[★☆]")
_HOLDS_LINE = re.compile(rf"[\n\x1e][ \t★☆*]{{0,6}}[{_HEADS}]")
_HOLDS_EDGE = re.compile(rf"[\n\x1e][ \t★☆*]{{0,6}}{_OPEN}")
_HOLDS_BRACKET = re.compile(rf"{_OPEN}{_GAP}[{_HEADS}]")
_HOLDS_THIS = re.compile("[此本该以上]")
_HOLDS_COLON = re.compile(":")
_KINDS = (
    (_HOLDS_STAR, _STARRED, Status.CERTAIN, "内部标识后带星号标志"),
    (_HOLDS_LINE, _OWN_LINE, Status.CERTAIN, "单独成行的内部标识"),
    (_HOLDS_THIS, _THIS_ONE, Status.CERTAIN, "“此件”后的不公开标识"),
    (_HOLDS_COLON, _ATTRIBUTE, Status.CERTAIN, "公开属性栏填写的不公开"),
    (_HOLDS_EDGE, _AT_EDGE, Status.CERTAIN, "行首括号内的内部标识"),
    (_HOLDS_BRACKET, _AT_END, Status.CERTAIN, "行末括号内的内部标识"),
    (_HOLDS_BRACKET, _BRACKETED, Status.SUSPECT, "行文中括号内的内部标识"),
    (_HOLDS_LINE, _HEADER, Status.LIKELY, "行首的内部标识"),
    (_HOLDS_THIS, _THIS_CASE, Status.SUSPECT, "正文称不宜公开"),
)


_WORD = re.compile(f"{_MARK}|{_CLOSED}")
_NO_MARK = "内部标识的字样，但不单独成行，不在行首行末的括号内，前面不是“此件”：不是标识"


class InternalMark(Detector):
    """工作秘密、内部资料、不予公开等标识."""

    kind: ClassVar[str] = "internal_mark"
    entities: ClassVar[tuple[str, ...]] = ("INTERNAL_MARK",)
    label: ClassVar[str] = "内部标识"
    basis: ClassVar[str] = "保守国家秘密法第六十四条; 政府信息公开条例第十六条"
    check: ClassVar[str] = "标识所在位置"
    cues: ClassVar[str] = "工作秘密、内部资料、内部文件、密件、涉密文件、此件不公开、公开属性"
    confidence: ClassVar[str] = (
        "单独成行、行首行末括号、此件、公开属性栏、带星号为确定; 行首为很可能; 行文中为存疑"
    )

    def considered(self, sheet: Sheet) -> Iterable[Considered]:
        """Every word of an internal mark: the mark that it is, or why it is none."""
        marks = [(c.start, c.end, c.explanation) for c in self.claims(sheet)]
        return bare_words(sheet, _WORD, marks, _NO_MARK)

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Marks by their place; the same words in running text are not marks."""
        text = sheet.view.text
        if not _GATE.search(text):
            return
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        for match, start, end, status, why in placed_marks(text, _KINDS):
            said = _SAID_OF_OTHERS.search(text, max(0, start - 16), match.start())
            sure = Status.SUSPECT if said else status
            yield self.claim(sheet, start, end, sure, evidence, why)
