"""Addresses that are told whole: by a column, a heading with a colon, or the word for living there.

What lies between such a sign and the next stop is the address, known to the grammar or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.heads import by_head
from detectors.place_units import is_sentence
from detectors.sheet import Sheet

# What ends an address that is taken whole: a stop, a gap, another heading.
_BEHIND = (
    r"(?=[\s,。;()《》\x1e]|\Z|法定代表人|法人|负责人|联系|电话|邮政?编|品牌|经营范围|身份证|公民身份"
    r"|注册|统一社会"
    r"|成立|职务|性别|出生|开户|从事|进行|违法|案由|当事人|的)"
)
# A heading with a colon takes everything up to the next stop, gap or heading.
_HEADED = re.compile(
    by_head(
        r"地 {0,6}址|住 {0,4}址|住 {0,4}所|居住地|户籍地|户籍所在地|住所地|经营场所|营业场所"
        r"|注册地"
    )
    + r"(?:为|是)?[:][ ]{0,2}"
    r"(?P<place>(?!https?:|www)[^\s,。;()《》\x1e]{4,60}?)" + _BEHIND
)
# Where somebody lives is told up to the next stop, too, without a colon.
_LIVES = re.compile(
    by_head(
        r"[现家居租暂]住[于在址]?(?![院宿房宅建处所证])|户籍所?在?地[为是]?"
        r"|(?<=[,、;)岁族生])住(?![院宿房宅建处所于在证])"
    )
    + r"(?P<place>[^\s,。;:()《》\x1e]{4,50}?)"
    + _BEHIND
)
# What the address of a home may hold, though a sentence may, too (云州公司宿舍).
_IN_HOMES = re.compile("对面|[与和]|公司|集团|[药商饭门]店")
_NONE = re.compile(r"不详|同上|^[无/-]+$")
_HOME = re.compile("住 {0,4}址|居住|户籍")
_NOWHERE = re.compile(r"不详|详见|同上|[某*×]|XX|以下|进行|违反")
# An address column holds the address up to a stop, a telephone number or another heading.
_COLUMN = re.compile(
    r"\s*(?P<place>[^,;。\n\x1e]+?)\s*(?=[,;。\n\x1e]|\Z|[0-9]{7,}|0[0-9]{2,3}-[0-9]{7}|电话|联系|邮编|手机)"
)


class Told(NamedTuple):
    """A span of the view that holds an address; ``sure``: whatever is written there."""

    start: int
    end: int
    sure: bool


def told(sheet: Sheet) -> Iterator[Told]:
    """The spans, by kind of sign; they may overlap."""
    yield from _columns(sheet)
    text = sheet.view.text
    for heading in _HEADED.finditer(text):
        if not _NOWHERE.search(heading["place"]):
            yield Told(*heading.span("place"), bool(_HOME.match(heading[0])))
    for home in _LIVES.finditer(text):
        words = _IN_HOMES.sub("", home["place"])
        if not is_sentence(words) and not _NOWHERE.search(words):
            yield Told(*home.span("place"), sure=False)


def _columns(sheet: Sheet) -> Iterator[Told]:
    """What fills a column that is defined to hold an address."""
    if "ADDRESS" not in sheet.held:
        return
    for passage, start in zip(sheet.passages, sheet.view_starts, strict=True):
        cell = _COLUMN.match(sheet.view.text, start) if passage.holds == "ADDRESS" else None
        if cell and passage.text.strip() and not _NONE.search(cell["place"]):
            yield Told(*cell.span("place"), sure=True)
