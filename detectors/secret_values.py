"""The values that make a mention of business or technology a secret: shares, parameters, prices.

Matches on the text view, where digits, percent signs, brackets and commas are half-width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from detectors.heads import by_head

Span = tuple[int, int]

_REST = r"(?:[0-9]{0,2}(?:,[0-9]{3}){1,4}|[0-9]{0,11})(?:\.[0-9]{1,6})?"
_NUMBER = rf"(?<![0-9A-Za-z.])-?[0-9]{_REST}"
# The same, its first character first: to one of a few characters the engine skips.
_NUMBER_AHEAD = rf"[-0-9](?<![0-9A-Za-z.].)(?:(?<=-)[0-9]|(?<!-)){_REST}"
_TO = r"(?: ?(?:至|到|-|~|～|—|±) ?[0-9.]{1,10})?"
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]"
_NOT_LETTER = "(?![A-Za-z])"
_MASS = (
    rf"(?:kg|mg|μg|g|mL|ml|L|ppm)(?:/(?:100)?[A-Za-z]{{1,3}})?{_NOT_LETTER}"
    "|千克|毫克|克|公斤|斤|吨|毫升|升|份"
)
_PHYSICAL = (
    r"(?:℃|°C|MPa|kPa|Pa|mbar|bar|rpm|r/min|m/min|mm/s|m/s|A/dm[2²]|mg/cm[2²]|g/m[2²]|kV|kW"
    rf"|mA|L/h|L/min|m³/h|W|Hz|kHz|MHz|N|kN|V|A|cm/s|mm/min|g/L|mol/L|mg/L){_NOT_LETTER}|摄氏度|度|转|兆帕|千帕|个大气压"
)
_TIME = rf"(?:min|h|s){_NOT_LETTER}|分钟|小时|秒|天|次"
_LENGTH = rf"(?:mm|μm|µm|um|cm|nm|m){_NOT_LETTER}|毫米|微米|厘米|°|丝|道"
_PERCENT = (
    rf"{_NUMBER}{_TO} ?[%‰]|(?:按日|每日|每月)?[百千万]分之{_HAN_NUMBER}{{1,6}}"
    rf"|{_NUMBER}个百分点"
)
_MONEY = (
    rf"(?:人民币|[￥¥])? ?{_NUMBER} ?(?:[十百千万亿]{{0,2}}(?:余|多)?(?:美|港|欧)?元(?![件素]))"
    rf"|[￥¥] ?{_NUMBER}|{_HAN_NUMBER}{{1,16}}(?:元|圆)"
)
_UNIT = (
    rf"(?:{_PHYSICAL}|{_MASS}|{_TIME}|{_LENGTH})|个月|倍|(?:N|J|Hz|V|A)(?![A-Za-z])"
    r"|[A-Za-zμµ]{1,4}/[A-Za-z]{1,3}(?![A-Za-z])"
)

_PATTERNS = {
    # Looked for in whole texts.
    "share": by_head(
        rf"{_NUMBER_AHEAD}{_TO} ?(?:{_MASS}|[%‰])|百分之{_HAN_NUMBER}{{1,6}}"
        rf"|{_HAN_NUMBER}{_HAN_NUMBER}{{0,7}}(?:公斤|千克|毫克|克(?![服扣隆])|毫升)"
    ),
    "ratio": r"(?<![0-9:.])[0-9]{1,3}(?:\.[0-9]+)?(?: ?:[0-9]{1,3}(?:\.[0-9]+)?){1,9}(?![0-9:])",
    "parameter": (
        rf"{_NUMBER}{_TO} ?(?:{_PHYSICAL})"
        r"|(?:pH值?|液比|浴比) ?[为:]? ?(?:1:)?[0-9]{1,3}(?:\.[0-9]+)?"
    ),
    "duration": rf"{_NUMBER}{_TO} ?(?:{_TIME})",
    "percent": _PERCENT,
    "money": _MONEY,
    "score": rf"{_NUMBER}分(?!之|钟)",
    "quantity": rf"{_NUMBER}{_TO} ?(?:{_UNIT})|(?:为|由|至|降至|升至) ?{_NUMBER}",
    "figure": r"(?<![0-9A-Za-z.])[0-9]{1,8}(?:\.[0-9]{1,8})?%?(?![0-9A-Za-z年月日号条款])",
    "plan": (
        rf"{_MONEY}|{_PERCENT}|{_NUMBER} ?(?:[万亿]?(?:吨|家|台|套|辆|间|座|户|亩|千瓦|平方米)"
        r"|[MGk]Wh?|倍)"
    ),
    "year": r"20[0-9]{2}年|[今明后]年|[一二三四]季度",
    "decimal": r"(?<![0-9.])[0-9]{1,4}\.[0-9]{1,8}(?![0-9.])|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]+)?%",
    "dimension": (
        rf"±[0-9.]{{1,8}} ?(?:{_LENGTH})|[RΦφ∅][0-9.]{{1,6}} ?(?:mm)?"
        rf"|{_NUMBER}(?:±[0-9.]{{1,8}})? ?(?:{_LENGTH})"
    ),
    "drawing_number": (
        r"(?<=[图编]号)[:为是]?[ ]?(?=[A-Za-z0-9./-]{0,20}[0-9])"
        r"[A-Za-z0-9][A-Za-z0-9./-]{3,24}"
    ),
    "drawing_file": (
        r"[A-Za-z0-9_\-]{1,40}\.(?:dwg|dxf|stp|step|igs|iges|gds|prt|sldprt|sldasm|catpart|brd"
        r"|schdoc|pcbdoc)(?![A-Za-z])"
    ),
    "code": (
        r"(?=[\x20-\x7e]{0,80}[({=<;\[])[A-Za-z_#<{][\x20-\x7e]{9,}"
        r"|SELECT [\x20-\x7e]{6,} FROM [\x20-\x7e]{2,}"
        r"|[A-Za-z_]\w{0,30} ?[+\-*]?= ?(?=[\x20-\x7e]{0,60}[*/+])[\x20-\x7e]{6,}"
    ),
}
_FLAGS = {"drawing_file": re.IGNORECASE}


def _finder(name: str) -> Callable[[str, int, int], Iterator[Span]]:
    pattern = re.compile(_PATTERNS[name], _FLAGS.get(name, 0))

    def find(text: str, start: int, end: int) -> Iterator[Span]:
        return (m.span() for m in pattern.finditer(text, start, end))

    return find


#: Name of a pattern -> its finder: text, start and end (positions) to spans in order.
FINDERS = {name: _finder(name) for name in _PATTERNS}


def values(text: str, start: int, end: int, names: Iterable[str]) -> list[Span]:
    """Spans of the named patterns between two positions, in order, without overlaps."""
    found = sorted(
        (span for name in names for span in FINDERS[name](text, start, end)),
        key=lambda span: (span[0], -span[1]),
    )
    kept: list[Span] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def weight(text: str, span: Span) -> int:
    """How many values a span stands for: a ratio a:b:c gives three."""
    return text.count(":", *span) + 1
