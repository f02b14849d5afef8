"""How people who are known are called in short: 老张, 张总, 小张, 张、李二人.

Only where the record knows a person of that surname; what is found is at most a suspect, because
two people may share it. 张某 has been covered already and stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from detectors import name_shape as names
from detectors.heads import by_head

_FAMILIAR = "老小大阿"
_STYLE = re.compile(
    by_head(
        "总|工|姐|哥|叔|婶|伯|嫂|师傅|老板|经理|主任|老师|医生|大夫|律师|先生|女士|小姐|队长|局长|科长|所长"
        "|站长|厂长|店长|会计|书记|村长|校长|院长|法官|警官|司机|师父|教练|同志|阿姨|董事?长?"
    )
    + "(?!某)"
)
_GOES_ON = re.compile(f"[的在与及和对于将把被说称找让叫家给从]|[^{names.HAN}]|$")
_COUNTED = re.compile("[二两三四五六七八九][人名]")
_AND = "、,和与"


class Short(NamedTuple):
    """A short form at ``start:end`` of the text, and the surname in it."""

    start: int
    end: int
    surname: str


def bearers(known: Collection[str]) -> dict[str, str | None]:
    """Surname -> the one known name that bears it, ``None`` where several do."""
    found: dict[str, str | None] = {}
    for name in known:
        size = names.surname_length(name, 0)
        if size and len(name) > size:
            found[name[:size]] = None if name[:size] in found else name
    return found


def short_forms(text: str, surnames: Collection[str]) -> Iterator[Short]:
    """Every short form of these surnames, by start."""
    if not surnames:
        return
    for sign in _signs(tuple(sorted(surnames, key=lambda s: (-len(s), s)))).finditer(text):
        start, end = sign.span()
        style = _STYLE.match(text, end)
        familiar = text[max(0, start - 1) : start]
        if style:
            yield Short(start, style.end(), sign[0])
        elif familiar and familiar in _FAMILIAR and _GOES_ON.match(text, end):
            yield Short(start - 1, end, sign[0])
        elif _is_counted(text, start, end, surnames):
            yield Short(start, end, sign[0])


@lru_cache(maxsize=256)
def _signs(surnames: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, surnames)))


def _is_counted(text: str, start: int, end: int, surnames: Collection[str]) -> bool:
    """Whether a surname stands alone in a list of surnames that a count closes: 张、李二人."""
    if start and text[start - 1] not in _AND and names.is_han(text[start - 1]):
        lead = names.leads_to_name(text, start)
        if not lead:
            return False
    others = 0
    while True:
        if _COUNTED.match(text, end):
            return others > 0 or (start > 0 and text[start - 1] in _AND)
        if text[end : end + 1] not in _AND or end >= len(text):
            return False
        size = next((n for n in (2, 1) if text[end + 1 : end + 1 + n] in surnames), 0)
        if not size:
            return False
        end += 1 + size
        others += 1
