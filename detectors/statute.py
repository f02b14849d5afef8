"""Laws and the articles quoted from them: 《…》第…条第…款第（…）项. Kept, never masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_NUMERAL = "[0-9一二三四五六七八九十百千零〇两]{1,7}"
_LIST = rf"第?{_NUMERAL}(?:[、,和至]第?{_NUMERAL}(?=[、,和至条款项目]))*"
_STEP = (
    rf"(?:{_LIST}[条款目](?:之[一二三四五六七八九十])?"
    rf"|第? ?\({_NUMERAL}\)(?:[、,和至]第?\({_NUMERAL}\))*项?|{_LIST}项)"
)
_CHAIN = rf"{_STEP}(?:[ 、,和及]?(?:以及)?{_STEP})*"
_ARTICLES = re.compile(rf"(?:\([^()]{{1,20}}\))?(?:的规定)?[ ]?({_CHAIN})")
_TITLE = re.compile(r"《[^《》\n\x1e]{2,60}(?:〈[^〈〉\n]{1,40}〉[^《》\n\x1e]{0,20})?》")
_KIND = re.compile(
    r"(?:法|条例|规定|办法|规则|细则|准则|标准|解释|决定|意见|通则|规章|规程|基准|规范|法典"
    r"|公约|协定|总则|纲要|(?:有关|若干)?问题的?(?:通知|批复|答复|复函))"
    r"(?:》|\((?:试行|暂行|修订|[^()]{0,12}(?:修[正订]|修正案?|版|稿))\)》)$"
)
# A law named without brackets, only with its article behind it.
_BARE = re.compile(
    r"(?:依据|根据|按照|违反了?|适用|参照|依照|符合|(?<![\u4e00-\u9fff]))"
    r"(?P<law>(?:中华人民共和国)?[\u4e00-\u9fff]{2,14}?"
    r"(?:处罚法|管理法|保护法|安全法|促进法|许可法|强制法|[\u4e00-\u9fff]{2}法|条例|实施细则)"
    rf"{_CHAIN})"
)
# Its last character and the beginning of the chain.
_BARE_END = re.compile(r"[法例则](?=第|[0-9一二三四五六七八九十百千零〇两]| ?\()")


class Statute(Detector):
    """Laws, regulations and their articles (法律、法规、规章及其条款)."""

    kind = "statute"
    entities = ("STATUTE",)
    label = "法律条款"
    basis = "立法技术规范（试行）（一）"
    check = "书名号、条款项层级"
    cues = "依据、违反等"
    confidence = "书名号内为确定; 无书名号但带条款为可能"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Each quoted law together with the chain of articles behind it."""
        text = sheet.view.text
        for title in _TITLE.finditer(text):
            articles = _ARTICLES.match(text, title.end())
            if articles or _KIND.search(title[0]):
                end = articles.end() if articles else title.end()
                evidence = Evidence.CONTEXT | Evidence.STRUCTURE
                yield self.claim(
                    sheet, title.start(), end, Status.CERTAIN, evidence, "书名号内的法规及其条款"
                )
        for bare in near(_BARE, _BARE_END, text, back=32, ahead=64):
            span = bare.span("law")
            yield self.claim(
                sheet, *span, Status.LIKELY, Evidence.STRUCTURE, "法规名称后紧跟条款号"
            )
