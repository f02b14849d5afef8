"""Amounts that the standard publishes: fines, confiscations, the value the fine is based on.

An amount after cost, price, quotation or profit is nobody's here; whether such a figure is a
secret is another detector's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?|[0-9]{1,12}(?:\.[0-9]{1,6})?"
_WORDS = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億角分]{1,24}?"
_UNIT = (
    r"[ ]{0,3}(?:[十百千万亿]{0,2}(?:余|多)? ?元|美元|港元|欧元|圆)(?:[0-9]角"
    r"|[零壹贰叁肆伍陆柒捌玖一二三四五六七八九]{1,2}[角分]){0,2}整?"
)
_AMOUNT = re.compile(
    rf"(?:人民币|RMB|[￥¥$])?[ ]?(?:(?<![0-9.])(?:{_DIGITS}){_UNIT}"
    rf"|{_WORDS}[元圆]整?(?![件次])(?:[零壹贰叁肆伍陆柒捌玖]{{1,2}}[角分]){{0,2}}整?)"
    rf"|[￥¥][ ]?(?:{_DIGITS})"
)
_CURRENCY = re.compile("[元圆￥¥]")
_BACK, _AHEAD = 64, 64

#: Characters in front of an amount in which a word decides about it (standards.md section 5).
_WINDOW = 15
_PUBLISHED = re.compile("罚款|处以|并处|没收|违法所得|货值|加处|罚没|罚金|注册资[本金]")
_PRIVATE = re.compile(
    "成本|进价|进货价|报价|底价|合同价|合同金额|毛利|利润|账户余额|余额|存款|贷款|净资产"
    "|营业收入|工资"
)
_CLAUSE = re.compile(r"[。;\n\x1e]")


class PublicAmount(Detector):
    """Amounts that stay readable (罚款、没收、违法所得、货值金额)."""

    kind = "public_amount"
    entities = ("PUBLIC_AMOUNT",)
    label = "公开金额"
    basis = "双公示数据标准 CF_NR_FK、CF_NR_WFFF; 行政处罚法第四十八条"
    check = "数字或大写金额"
    cues = "罚款、没收、违法所得、货值为公开; 成本、进价、利润不认"
    confidence = "罚没字样后为确定; 其余为可能; 两类字样并存为存疑"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Amounts of the penalty are certain, others likely; amounts of business are left out."""
        text = sheet.view.text
        for amount in near(_AMOUNT, _CURRENCY, text, back=_BACK, ahead=_AHEAD):
            clause = _CLAUSE.split(sheet.view.before(amount.start(), _WINDOW))[-1]
            public, private = _PUBLISHED.search(clause), _PRIVATE.search(clause)
            if private and not public:
                continue
            sure = bool(public) and not private
            yield self.claim(
                sheet,
                amount.start(),
                amount.end(),
                Status.CERTAIN if sure else Status.SUSPECT if private else Status.LIKELY,
                Evidence.CONTEXT | Evidence.STRUCTURE if sure else Evidence.STRUCTURE,
                "罚没金额或其计算依据" if sure else "金额，前文无经营数据字样",
            )
