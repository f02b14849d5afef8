"""Numbers of official documents and court cases (发文字号、案号). Kept, never masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_HAN = "\u4e00-\u9fff"
_YEAR = r"[〔\[【(<{] ?(?:19|20)[0-9]{2} ?年?[〕\]】)>}]"
_SERIAL = r"(?:第? ?[0-9]{1,7}(?:-[0-9]{1,5}){0,2} ?号)"

# Agency code, year in any bracket, serial: 粤环罚字〔2018〕12号; inner words before the serial
# (〔2020〕物鉴第57号) and an agency in brackets in front are in use as well.
_ISSUED = re.compile(
    rf"(?:\([{_HAN}]{{1,6}}\))?(?P<code>[{_HAN}A-Za-z]{{1,24}})?[ ]?{_YEAR}[ ]?"
    rf"(?:[{_HAN}]{{0,14}}?(?:[0-9]{{1,3}}-)?){_SERIAL}"
)
_CASE = re.compile(
    rf"\((?:19|20)[0-9]{{2}}\) {{0,3}}(?:最高法|[{_HAN}][0-9]{{0,4}}"
    rf"|[{_HAN}]{{1,3}}[0-9]{{0,4}})[{_HAN}]{{1,6}}(?:第)? ?[0-9]{{1,7}} ?号"
    r"(?:之[一二三四五六七八九十])?"
)
_ISSUED_YEAR = re.compile(r"[〔\[【(<{] ?(?:19|20)[0-9]{2}")
_LONGEST_CODE, _LONGEST_SERIAL = 33, 48
# The words that cannot belong to the agency's code: what stands in front of it.
_CODE_START = re.compile(
    r".*(?:决定书|告知书|通知书|裁定书|判决书|意见书|文号|书|号|以|为|见|的|向|据|作出|送达"
    r"|下发|下达|发文|签发|制作|出具|于|和|及|在|了|有|被|关于|\d)"
)
# A label of the form, whatever shape follows it.
_LABELLED = re.compile(
    r"(?:决定书?文号|文书号|告知书文号|处罚文号|发文字号|案件编号)[ ]?[::][ ]?"
    rf"(?P<number>[0-9A-Za-z{_HAN}()〔〕\[\]-]{{4,40}}[0-9A-Za-z号)])(?![0-9A-Za-z])"
)


class DocumentNumber(Detector):
    """Document numbers and court case numbers (发文字号、处罚文号、案号)."""

    kind = "document_number"
    entities = ("DOCUMENT_NUMBER",)
    label = "文号案号"
    basis = "GB/T 9704-2012; 法〔2015〕137号"
    check = "带括号的年份加序号; 案号结构"
    cues = "文号栏目词"
    confidence = "结构完整即为确定"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Every number with a bracketed year and a serial."""
        text = sheet.view.text
        taken: set[int] = set()
        for labelled in _LABELLED.finditer(text):
            if re.search("[0-9]{3}", labelled["number"]):
                taken.add(labelled.end())
                yield self._claim(sheet, *labelled.span("number"), "文号栏目词之后的编号")
        for case in _CASE.finditer(text):
            if case.end() not in taken:
                taken.add(case.end())
                yield self._claim(sheet, case.start(), case.end(), "案号的固定结构")
        for number in near(_ISSUED, _ISSUED_YEAR, text, back=_LONGEST_CODE, ahead=_LONGEST_SERIAL):
            if number.end() not in taken:
                yield self._claim(sheet, _start(number), number.end(), "年份加序号的文号结构")

    def _claim(self, sheet: Sheet, start: int, end: int, why: str) -> Claim:
        column = sheet.column(start) == "DOCUMENT_NUMBER"
        evidence = Evidence.CONTEXT | Evidence.STRUCTURE
        return self.claim(
            sheet,
            start,
            end,
            Status.CERTAIN,
            evidence | Evidence.COLUMN if column else evidence,
            "文号栏填写的文号" if column else why,
        )


def _start(number: re.Match[str]) -> int:
    """Where the agency's code begins, without the words that only lead to it."""
    if number["code"] is None:
        return number.start()
    lead = _CODE_START.match(number["code"])
    if lead and lead.end() < len(number["code"]):
        return number.start("code") + lead.end()
    return number.end("code") if lead else number.start()
