"""Where an address that names no region begins: behind a sign, never inside a sentence's words."""

from __future__ import annotations

import re

from detectors.heads import by_head, first_of

_REACH = 14
_SUPPOSED = 3

# What says that a place follows.
_CUES = (
    r"(?:位于|坐落于?|座落于?|(?<!存)在(?!线)|住所?地?[址为在于]?(?![宿院房宅建])"
    r"|居住(?!证)于?|租住于?|暂住(?!证)于?|地 {0,4}址"
    r"|地点|经营地(?![址点域])|仓储地(?!点)|位置|存放[于在至]|[到往]|(?<![冬夏])至(?![善诚德])|于(?![都洪田])|经营场所|从(?!化|事|业)"
    r"|沿着?(?!江|河|海|湖|山|线|街)|途[经径]|行[经至]"
    r"|进入|前往|家住|寄[到往至]?|送[到往至]|窜至|路过|占用|租用|包围|反映|收回|绕开|开[到往]|名下)(?:[:是]|为(?!民))?"
)
# What only ends the words in front.
_ENDS = (
    r"想把|责令|会同|组织|发还|对象|将(?!军)|把|由(?!甲)|对(?!山|湖|口|河)|向(?!阳|荣|东|上|前)|系(?!统)|是|(?<![有善利])为(?!民)|称|有(?!限)|于(?![都洪田])"
    r"|[我你本该贵此](?:单位|公司|厂|店|院|局|厅|委|所|村|镇|县|市|人)?|(?<=[0-9])[年月日时分]许?|房屋|民警|人员|人(?!民)|被"
    r"|及|并|的|经(?!济|贸|纬|十|一|二|三|四|五|六|七|八|九|开)|因|内|处(?!州)|了|家(?=[一-龥]{1,2}[镇乡])"
    r"|者|(?<![祥永仁义太兴中共谐协平安温雍清万顺同元长三天泰庆小])和(?![平睦兴谐顺义园美])|与|或|交(?!通)|给|号(?=[一-龥]{2})"
    r"|[进去来]|请"
)
_STOPS = "[:,。;()\"“”‘’'!?、《》<>| \t\n\x1e]"
_SIGN = re.compile(
    first_of(rf"{_CUES}|{_STOPS}|{_ENDS}")
    + rf"(?:(?P<cue>{by_head(_CUES)})|(?P<stop>{_STOPS})|{by_head(_ENDS)})"
)

#: Headings and words right in front of an address.
_LABEL = re.compile(
    r"(?:地 {0,6}址|住 {0,4}址|住 {0,4}所|居住地|户籍地|户籍所在地|家庭住址|现住|家住|住所地"
    r"|经营场所|营业场所|注册地|坐落|[址地]点|位置|租住于?"
    r"|(?<=[,，。;)0-9])住)[为是:,在于]?[ ]{0,2}$"
)
_LABEL_ENDS = frozenset("址所地住家落点置于为是:,在 ")
_EDGE = re.compile(r"(?:\A|[\t\n\x1e|]|  |\u3000)\Z")
_EDGE_BEHIND = re.compile(r"[\t\n\x1e|]|  |\Z")


def begin(text: str, unit: int, floor: int) -> tuple[int, str]:
    """Where the address begins whose first unit has its name's end at ``unit``.

    Looks back at most a few characters and not past ``floor``; gives the position and what stands
    in front: ``cue`` for what announces a place, ``stop``, ``end`` for what ends other words, and
    ``none`` inside a sentence, where a short name is supposed.
    """
    first = max(floor, unit - _REACH)
    start, sign = first, "stop" if first == floor else "none"
    for found in _SIGN.finditer(text, first, unit):
        if found.end() < unit:
            start, sign = found.end(), found.lastgroup or "end"
    if sign == "none":
        return max(first, unit - _SUPPOSED), sign
    return start, "cue" if sign == "stop" and labelled(text, start) else sign


def labelled(text: str, start: int) -> bool:
    """Whether a heading for addresses stands right in front."""
    if text[start - 1 : start] not in _LABEL_ENDS:
        return False
    return bool(_LABEL.search(text, max(0, start - 10), start))


def fills_cell(text: str, start: int, end: int) -> bool:
    """Whether the span is all of a cell: of a field, a line or a column."""
    edge = _EDGE.search(text, max(0, start - 2), start)
    return bool(edge or start == 0) and bool(_EDGE_BEHIND.match(text, end))
