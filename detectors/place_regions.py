"""Finds chains of administrative divisions (浙江省杭州市余杭区) and tells how they hang together.

A name in full always counts; one without its level word (杭州余杭) only where the codes of GB/T
2260 put it under the name in front, or where something finer follows that names its own level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from detectors.data.places import regions
from detectors.heads import by_head
from detectors.place_units import NAMES, gap_end, reaches

_RENAMED = "县市区"
_PROVINCE, _PREFECTURE, _COUNTY = 2, 4, 6  # digits of a code
_SHORTEST_STEM = 2
_LEVEL_WORD = re.compile(
    "(?:维吾尔|壮族|回族)?自治区$|特别行政区$|地区$|林区$|新区$|[省市县区盟旗州]$"
)
_NO_STEM = re.compile("族|自治|开发区$|园区$|示范区$|管理区$|新城$")
#: Peoples in the names of autonomous places are left out when these are shortened (恩施州).
_AUTONOMOUS = re.compile(
    "(.{2,4}?)(?:(?:蒙古|回|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水"
    "|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|各)族?)+"
    "自治([州县旗])"
)
#: Short names of provinces in one character, before a name in full (浙杭州市).
_LETTERS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "黔": "52",
    "滇": "53", "云": "53", "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip

# What makes a short name the beginning of something else: 上海路, 中山南路, 宁波大厦.
_OTHER = re.compile(
    rf"[东西南北中]?[一二三四五六七八九十]?(?:{NAMES}|"
    + by_head(
        r"新村|宾馆|饭店|酒店|商行|银行|大学|学院|人(?!民)|话|菜|式|牌|籍|至|到|港|站|机场|公司|集团"
        r"|方面|等地|日报|晚报|队|号|里|寺|经济|高新|技术|工业|[省市县区]"
    )
    + ")"
)
#: A town right behind a county's short name (玉环清港镇).
_TOWN = re.compile("(?!民族乡)[\u3400-\u9fff]{2,3}?(?:街道|镇|乡)(?![政人])")
#: What stands in front of a short name, or of a county of one character and its level (开县).
_APART = re.compile(
    r"[^\u3400-\u9fff]|[在于住至到往从省市州盟国经由赴沿系是向对去来回和与及县址点所]"
)
_WIDEST_GAP = 3
_GAP = re.compile(r"[ \-_·/]{1,2}")
#: Zones that stand beside the counties of a prefecture.
_ZONE = re.compile(
    "国?家?级?(?:综合|经济|高新|高技术|技术|产业|科技|滨海|城乡一体化)*"
    "(?:开发区|保税区|高新区|经开区|示范区)|[高经]新?开?区(?=[^域划])"
)


class Chain(NamedTuple):
    """Divisions that follow one another in the text.

    ``levels`` is how many; ``linked`` whether the codes put each under the one in front;
    ``short`` whether no name of it is written in full.
    """

    start: int
    end: int
    levels: int
    linked: bool
    short: bool

    @property
    def detail(self) -> int:
        """Where what is finer than the county begins: one short name alone proves no county."""
        return self.start if self.short and self.levels == 1 else self.end


class _Name(NamedTuple):
    """What may stand in a text: the ``codes`` it can mean and those of the levels ``above`` them.

    ``short``: without its level word; ``coarsest``: digits of the coarsest of its codes.
    """

    codes: frozenset[str]
    above: frozenset[str]
    short: bool
    coarsest: int


#: A name in the text: start, end, what it can mean.
_Match = tuple[int, int, _Name]


@cache
def _table() -> tuple[AhoCorasick, tuple[_Name, ...]]:
    full = {name: set(codes) for name, codes in regions().items()}
    short: dict[str, set[str]] = {}
    for name, codes in regions().items():
        for form in _forms(name):
            full.setdefault(form, set()).update(codes)
        short.setdefault(_stem(name), set()).update(codes)
    short = {stem: codes for stem, codes in short.items() if stem and stem not in full}
    names = [*full, *short]
    known = [_name(codes, short=False) for codes in full.values()]
    known += [_name(codes, short=True) for codes in short.values()]
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), tuple(known)


def _name(codes: set[str], *, short: bool) -> _Name:
    above = {code[:size] for code in codes for size in (_PROVINCE, _PREFECTURE) if size < len(code)}
    return _Name(frozenset(codes), frozenset(above), short, min(map(len, codes)))


def _forms(name: str) -> list[str]:
    """Other names in full: as a county became or will become a city (玉环县, 玉环市), or 恩施州."""
    if autonomous := _AUTONOMOUS.fullmatch(name):
        return [autonomous[1] + autonomous[2]]
    if name.endswith("自治区"):
        return [_LEVEL_WORD.sub("", name) + "省"]
    long_enough = len(name) > _SHORTEST_STEM and name[-1] in _RENAMED
    upgradable = long_enough and not name.endswith(
        ("自治县", "新区", "矿区", "地区", "园区", "发区")
    )
    return [name[:-1] + level for level in _RENAMED] if upgradable else []


def _stem(name: str) -> str:
    """The name without its level word, if it can be called so."""
    autonomous = _AUTONOMOUS.fullmatch(name)
    stem = autonomous[1] if autonomous else _LEVEL_WORD.sub("", name)
    return stem if len(stem) >= _SHORTEST_STEM and not _NO_STEM.search(stem) else ""


def chains(text: str, units: Sequence[int]) -> Iterator[Chain]:
    """Chains of divisions in order of their start, without overlaps.

    Left out are those of one name that none of the ``units`` (where `UNITS` are in the text)
    stands behind: most only begin the name of an organisation.
    """
    automaton, names = _table()
    found = automaton.find_matches_as_indexes(text)
    chain: list[_Match] = []
    last = -_WIDEST_GAP
    for place, (index, start, end) in enumerate(found, 1):
        if start - last < _WIDEST_GAP and _follows(text, chain[-1], start, end, names[index]):
            chain.append((start, end, names[index]))
            last = end
            continue
        if chain:
            yield _chain(text, chain)
            chain, last = [], -_WIDEST_GAP
        joined = place < len(found) and found[place][1] - end < _WIDEST_GAP
        if (joined or reaches(text, start, gap_end(text, end), units)) and _opens(
            text, start, end, names[index]
        ):
            chain, last = [(start, end, names[index])], end
    if chain:
        yield _chain(text, chain)


def _opens(text: str, start: int, end: int, name: _Name) -> bool:
    """Whether a chain may begin with this name."""
    if name.short:
        if start and not _APART.match(text, start - 1):
            return False
        if name.coarsest == _COUNTY and not _TOWN.match(text, end):
            return False
        return not _OTHER.match(text, end)
    if end - start > _SHORTEST_STEM:
        return text[end - 1] != "市" or text[end : end + 1] != "场"  # 龙泉市场 is a market
    return text[end - 1] != "区" and (start == 0 or bool(_APART.match(text, start - 1)))


def _follows(text: str, last: _Match, start: int, end: int, name: _Name) -> bool:
    """Whether the name continues the chain: directly, or behind a gap where the codes say so."""
    _, last_end, upper = last
    if start != last_end:
        apart = bool(_GAP.fullmatch(text, last_end, start))
        return apart and not name.short and _under(name, upper)
    if not name.short and (end - start > _SHORTEST_STEM or text[end - 1] != "区"):
        return text[end - 1] != "市" or text[end : end + 1] != "场"
    return _under(name, upper) and not _OTHER.match(text, end)


def _under(lower: _Name, upper: _Name) -> bool:
    """Whether some division of the one name lies in some division of the other."""
    return not lower.above.isdisjoint(upper.codes)


def _chain(text: str, chain: list[_Match]) -> Chain:
    start, _, name = chain[0]
    linked, short, upper = True, name.short, name
    if not short and start and _lettered(text[start - 1], name):
        start -= 1
    for _, _, lower in chain[1:]:
        linked = linked and _under(lower, upper)
        short, upper = short and lower.short, lower
    end = chain[-1][1]
    if upper.coarsest == _PREFECTURE and not upper.short:
        zone = _ZONE.match(text, end)
        end = zone.end() if zone else end
    return Chain(start, end, len(chain), linked, short)


def _lettered(letter: str, name: _Name) -> bool:
    """Whether the province stands in front in one character (浙杭州市西湖区)."""
    return _LETTERS.get(letter) in name.above
