"""Dates of birth. A date is one only with birth, sex or age beside it; other dates are public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.sheet import Sheet

_YEAR = "(?:18|19|20)[0-9]{2}"
_HAN_YEAR = "[一二][九八〇零○][一二三四五六七八九〇零○]{2}"
_HAN_DAY = "[一二三四五六七八九十]{1,3}"
_DATE = (
    rf"(?<![0-9])(?:{_YEAR}[ ]?年(?:[ ]?[0-9]{{1,2}}[ ]?月)?(?:[ ]?[0-9]{{1,2}}[ ]?日)?"
    rf"|{_YEAR}[./-][0-9]{{1,2}}(?:[./-][0-9]{{1,2}})?(?![0-9])|{_YEAR}(?:0[1-9]"
    rf"|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|{_HAN_YEAR}年(?:{_HAN_DAY}月)?(?:{_HAN_DAY}日)?)"
)
# Without its century or its year, as people say it: 90年3月, 三月七号.
_PART = (
    r"[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[0-9]{1,2}月[0-9]{1,2}[日号]"
    rf"|{_HAN_DAY}月{_HAN_DAY}[日号]"
)
_LABELLED = re.compile(
    by_head(r"(?<!最晚)(?<!最早)(?:出生(?:日期|年月日?|时间)?|生于|(?<!出)生日|出生于|诞生于)")
    + rf"(?:[^0-9一二。;\n\x1e]{{0,6}}(?P<date>{_DATE})"
    rf"|[为是系:在于,( “\"]{{0,4}}(?P<part>{_PART}))"
)
_BORN = re.compile(
    rf"(?P<date>{_DATE})[ ]?(?:\([^()\n]{{0,8}}\))?(?:出生|[ ]?生(?![产效活成意物态]))"
)
_BIRTH = re.compile("生")
_LONGEST_DATE = 32  # with a remark in brackets
_SEX = re.compile(
    r"[男女](?<![\u4e00-\u9fff].)性?[,、 ](?:[\u4e00-\u9fff]{1,6}族[,、 ])?"
    rf"(?P<date>{_DATE})(?=[,、);。 ])"
)


class DateOfBirth(Detector):
    """Dates of birth (出生日期)."""

    kind = "date_of_birth"
    entities = ("DATE_OF_BIRTH",)
    label = "出生日期"
    basis = "民法典第一千零三十四条; GB/T 35273-2020 附录A"
    check = "年月日结构"
    cues = "出生、生于、生日、性别"
    confidence = "有出生字样为确定; 缺年份或世纪、仅随性别为可能"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Dates named as a birth are certain; a date right behind somebody's sex is likely."""
        seen: set[tuple[int, int]] = set()
        text = sheet.view.text
        for found, status in (
            (_LABELLED.finditer(text), Status.CERTAIN),
            (near(_BORN, _BIRTH, text, back=_LONGEST_DATE, ahead=2), Status.CERTAIN),
            (_SEX.finditer(text), Status.LIKELY),
        ):
            for match in found:
                whole = match["date"] is not None
                span = match.span("date" if whole else "part")
                if span in seen:
                    continue
                seen.add(span)
                yield self.claim(
                    sheet,
                    *span,
                    status if whole else Status.LIKELY,
                    Evidence.CONTEXT | Evidence.STRUCTURE,
                    "出生字样旁的日期" if status is Status.CERTAIN else "性别之后的日期",
                )
