"""Passages that the applicant has marked as secret (商业秘密、未披露信息、保密商务信息).

Only what somebody declared about their own text; the words of a violation (侵犯商业秘密) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.finding import Status
from detectors.secret_passages import Passage
from detectors.secret_sentences import Reader
from detectors.secret_values import Span

_WHAT = "商业秘密|保密商务信息|未披露(?:的)?信息|技术秘密|企业秘密|商业机密"
_OPENING = re.compile(
    rf"(?:^|(?<=[\n\x1e。;]))[ \t]*(?:[【(\[〔](?P<mark>{_WHAT})[】)\]〕][:]?"
    rf"|(?P<label>{_WHAT})(?:内容|部分|条款)?:)[ \t]*(?=[^ \t\n])"
)
#: A mark that speaks of what follows: the rest of its line is the passage.
_FOLLOWING = re.compile(
    rf"(?:以下|下列|下述)(?:内容|资料|信息|部分|数据)[^。\n\x1e]{{0,8}}(?:{_WHAT}|保密|不予?公开)"
    r"[^。\n\x1e]{0,16}[。:]\n?[ \t]*(?=[^ \t\n])"
)
_TRADE_MARK = re.compile(r"(?:(?:核心|普通)商密|商业秘密)[ \t]*[▲△★☆][^\n\x1e]{0,12}")
_APPLICANT = "申请人|申请单位|申请企业|申报单位|申报人|注册人|备案人|被许可人|企业|本公司|我公司"
_OTHERS = "当事人|权利人|该公司|公司"
_DECLARES = "声明|标注|注明|主张|要求|申明|标明|提出|请求|表示|认为|说明|指明|列为|申请|不同意"
_SECRET = rf"{_WHAT}|保密|(?:不予?|不同意|请勿|不得)(?:对外|向社会)?(?:公开|披露)"
_CLOSING = re.compile(
    rf"(?P<who>{_APPLICANT}|{_OTHERS})[^。\n\x1e,]{{0,10}}?(?:{_DECLARES})"
    rf"[^。\n\x1e,]{{0,12}}?(?:{_SECRET})"
)
_VIOLATION = re.compile("侵犯|泄露|窃取|盗窃|违反|侵害|非法获取|擅自(?:使用|披露)")
#: One of these is in every passage; most texts hold none.
_WORDS = ("秘密", "机密", "保密", "商密", "披露", "公开")
#: ... those of the applicant's mark, and the signs of a trade mark of secrecy.
_MARKED = re.compile(_WHAT)
_HAS_SIGN = re.compile("[▲△★☆]")
_LINE_END = re.compile(r"[\n\x1e]")
_FIGURE = re.compile("[0-9]")
_FEWEST = 5


def declarations(text: str) -> Iterator[Passage]:
    """Every passage that a mark in front of it or a declaration behind it calls secret."""
    if not any(word in text for word in _WORDS):
        return
    reader = Reader(text)
    for mark in _OPENING.finditer(text) if _MARKED.search(text) else ():
        end = reader.sentence(mark.end()).end
        yield _passage((mark.end(), end), "商业秘密标记之后的内容", Status.CERTAIN)
    for mark in _FOLLOWING.finditer(text):
        last = _LINE_END.search(text, mark.end())
        end = last.start() if last else len(text)
        yield _passage((mark.end(), end), "声明“以下内容”保密之后的内容", Status.LIKELY)
    for mark in _TRADE_MARK.finditer(text) if _HAS_SIGN.search(text) else ():
        end = text.find("\n", mark.end() + 1)
        yield _passage((mark.start(), end if end > 0 else len(text)), "商密标志", Status.CERTAIN)
    for closing in _CLOSING.finditer(text):
        yield from _declared(reader, closing)


def _declared(reader: Reader, closing: re.Match[str]) -> Iterator[Passage]:
    """What stands in front of the declaration in its sentence."""
    sentence = reader.sentence(closing.start())
    start = sentence.start
    end = start + len(reader.text[start : closing.start()].rstrip(" ,;、("))
    if end - start < _FEWEST or sentence.says(_VIOLATION):
        return
    own = re.fullmatch(_APPLICANT, closing["who"])
    if own or _FIGURE.search(reader.text, start, end):
        status = Status.LIKELY if own else Status.SUSPECT
        yield _passage((start, end), "申请人声明保密的内容", status)


def _passage(span: Span, because: str, status: Status) -> Passage:
    return Passage(*span, (span,), "B8", status, because)
