"""What announces a person in running text: cue words, what stands behind a name, enumerations.

Each function reads the text view and yields introductions; who is kept is not decided here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from detectors import name_shape as names
from detectors.data.names import cues
from detectors.heads import by_head

_HAN = names.HAN

# How many points an announcement is worth (see name_shape).
_COLON, _LABEL, _TITLE, _NEXT, _AND_NEXT = 5.0, 3.2, 3.0, 4.5, 3.0

_LINK = r"[ \t\"]*(?:\([^()\n]{0,12}\)|姓名(?:或者?名称)?|名字|名称)?[ \t]*"
_AND = re.compile(r"(?:\([^()\n]{0,40}\))?[ ]?([、,](?![ ]?[男女])|和|与|及|以及)[ ]?")

# What stands behind a name, with its points: sex and birth, a number in brackets, a relation
# or belonging, a record of questioning, and verbs that want a person.
_BEHIND = (
    (
        4.5,
        rf"[ ]?[,、(]?[ ]?[男女](?![{_HAN}])|(?:\((?:性别)?[男女])|[,、 ]性别[::]?[男女]",
    ),
    (
        4.0,
        (
            r"[ ]?[(,](?:系[^()\n]{0,10}[,,])?(?:居民|公民)?(?:身份证|身份号码|身份证件|护照"
            r"|证件号|执法证|港澳|从业资格|工号"
            r"|联系电话|手机|电话|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?出?生|住址|户籍|驾驶证"
            r"|出生|化名|\d{8,})"
        ),
    ),
    (
        3.0,
        (
            r"的?(?:妻子|丈夫|配偶|父亲|母亲|儿子|女儿|身份证|手机号?|微信号?|护照|询问笔录"
            r"|调查笔录|谈话笔录|陈述笔录|笔录|证言|证词"
            r"|询问通知书|银行[卡账]|账户|户籍|住处|住所|驾驶证|身份信息|个人信息|QQ|电话"
            r"|联系方式|出生)"
            r"|的(?:陈述|行为|违法行为|离婚|询问|家[中里]|名义|车辆)"
        ),
    ),
    (
        2.6,
        (
            r"[系是][其该我本当](?!他)|系业|为其|名下"
            r"|等(?:[0-9一二三四五六七八九十两]{1,5}[名人位]|人)|同志|先生|女士|辩称|述称|供述"
            r"|称[::,]"
            r"|签[字名收]|驾驶|涉嫌|违反|非法|擅自|未(?:经|取得|按|依|办|随|能|在)|不(?:按"
            r"|符合|服)|无证|吸毒|盗窃|殴打|隐匿"
            r"|伪造|曾?[于自](?=(?:19|20)\d\d年)|在(?=[\u4e00-\u9fff]{2,8}[区县市镇])|陈述"
            r"|证实|交代|反映|(?:副?总|副)?经理|副?董事长|[主厂店所局科队院校站船][任长]|会计"
            r"|医[生师]|老师|律师|警官|\((?:副?总经理|董事长|经理|[厂店站院校队]长|会计|出纳"
            r"|员工|业主|股东|司机)|酒后|醉酒|在网络|作为|通过(?!年|网)|在其|与其|私自|冒用"
            r"|酒驾|超速|将其|销售|经营|-"
        ),
    ),
)
_TRIGGERS = tuple((points, re.compile(pattern)) for points, pattern in _BEHIND)
_MOST = max(points for points, _ in _BEHIND)
_TRIGGER = re.compile(by_head("|".join(pattern for _, pattern in _BEHIND)))
_CELL = re.compile(rf"\t(?P<name>[{_HAN}]{{2,4}})(?=\t)")
# Announcements behind which an organisation may stand as well.
_MAY_BE_FIRMS = ("subject", "complainant")
_FIRMS_TOO = frozenset(
    [
        *("业主", "股东", "联系人", "收件人", "收货人", "开户名", "户名", "客户", "承运人", "卖家"),
        *("代理人", "委托代理人", "投资人", "签收人", "受委托人", "受托人", "被委托人", "投保人"),
        *("借款人", "实际控制人"),
    ]
)
# Headings that forms set wide: 姓  名.
_SPACED = {"姓名": r"姓[ \t]{0,6}名", "业主": r"业[ \t]{0,4}主"}


class Introduction(NamedTuple):
    """A name at ``start:end`` of the view, the role it was given and what raised it.

    ``points`` are those of the scorecard. ``personal`` means that only a person can stand there
    (患者, 证人), so that no organisation that seems to begin with the name shields it.
    """

    start: int
    end: int
    role: str | None
    why: str
    points: float
    personal: bool = False


def introductions(text: str, owners: Iterable[int]) -> Iterator[Introduction]:
    """Every announced name, with those enumerated beside it.

    ``owners`` are the beginnings of organisations, which may stand in brackets behind the name
    of their owner.
    """
    queue = deque([*_announced(text), *_framed(text), *_dotted(text), *_cells(text)])
    queue.extend(_owners(text, owners))
    seen = {(i.start, i.end) for i in queue}
    while queue:
        found = queue.popleft()
        yield found
        for shape in _beside(text, found):
            if (shape.start, shape.end) not in seen:
                seen.add((shape.start, shape.end))
                queue.append(
                    Introduction(
                        shape.start, shape.end, found.role, "与姓名并列的姓名", shape.points
                    )
                )


@cache
def _announcements() -> re.Pattern[str]:
    longest_first = (_SPACED.get(cue, cue) for cue in sorted(cues(), key=len, reverse=True))
    said = rf"(为(?!其)|是|系|:|叫|,(?=[{_HAN}]{{2,4}}[,(]))?"
    return re.compile(rf"({by_head('|'.join(longest_first))}){_LINK}{said}[ \t\n\"]*")


def _announced(text: str) -> Iterator[Introduction]:
    for cue in _announcements().finditer(text):
        word = "".join(cue[1].split())
        said = cues()[word]
        base = _COLON if cue[2] == ":" else _LABEL if said.grade == "label" else _TITLE
        shape = names.name_at(text, cue.end(), base, formal=cue[2] == ":")
        if shape:
            personal = said.role not in _MAY_BE_FIRMS and word not in _FIRMS_TOO
            yield Introduction(
                shape.start, shape.end, said.role, "称谓或栏目词引出的姓名", shape.points, personal
            )


def _framed(text: str) -> Iterator[Introduction]:
    for trigger in _TRIGGER.finditer(text):
        at = trigger.start()
        # Where no name stands even for the most points, what they are need not be found out.
        if not names.name_before(text, at, _MOST):
            continue
        points = next(points for points, pattern in _TRIGGERS if pattern.match(text, at))
        shape = names.name_before(text, at, points)
        if shape:
            yield Introduction(shape.start, shape.end, None, "人身特征或行为前的姓名", shape.points)


def _dotted(text: str) -> Iterator[Introduction]:
    for match in names.dotted(text):
        first = next(i for i in range(match.start(), match.end()) if text[i] in names.DOTS)
        starts = (i for i in range(match.start(), first - 1) if names.leads_to_name(text, i))
        shape = next((names.name_at(text, start, _COLON) for start in starts), None)
        if shape:
            yield Introduction(shape.start, shape.end, None, "间隔号连接的姓名", shape.points)


def _cells(text: str) -> Iterator[Introduction]:
    for cell in _CELL.finditer(text):
        shape = names.name_at(text, cell.start("name"), _TITLE)
        if shape and shape.end == cell.end():
            yield Introduction(shape.start, shape.end, None, "表格单元中的姓名", shape.points)


def _beside(text: str, found: Introduction) -> Iterator[names.Shape]:
    link = _AND.match(text, found.end)
    if link:
        behind = names.name_at(text, link.end(), _NEXT if link[1] in "、," else _AND_NEXT)
        if behind:
            yield behind
    back = text[max(0, found.start - 1) : found.start]
    if back and back in "、和与及":
        base = _NEXT if back == "、" else _AND_NEXT
        before = names.name_before(text, found.start - 1, base)
        if before:
            yield before


def _owners(text: str, starts: Iterable[int]) -> Iterator[Introduction]:
    """Names in front of an organisation in brackets: 张三（某某店）."""
    for start in starts:
        if start and text[start - 1] == "(":
            shape = names.name_before(text, start - 1, _LABEL)
            if shape:
                yield Introduction(shape.start, shape.end, "operator", "字号前的姓名", shape.points)
