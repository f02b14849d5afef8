"""What announces a person in running text: cue words, enumerations, shops in brackets.

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
    queue = deque(_announced(text))
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
