"""Places below the county: street, village, building, room. A county alone is no finding.

Anchored on names of provinces, cities and counties and on the units below them; what an address
is a part of (a company's seat, a scene, a home) is told by its role, never decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.claim import Claim, Evidence
from detectors.data.places import find_regions
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.organization import Spans, organizations
from detectors.sheet import Sheet

_HAN = "\u3400-\u9fff"
_NUMBER = r"(?:[0-9]{1,6}|[一二三四五六七八九十百零〇]{1,6}|[A-Z](?![A-Za-z])|[甲乙丙丁东西南北])"
_CHAIN = rf"{_NUMBER}(?:[-—~、/]{_NUMBER})*"

# Units that carry a number, from the street number down to the room.
_NUMBERED = (
    rf"[附第之]?[A-Z]?{_CHAIN}(?:号院|号楼|号铺|号门面|号房|号|弄|栋|幢|座|楼|单元|层|室|铺|房"
    rf"|组团|组|队|档|区|期|门|户|院|米处?|公里处?|K|#)"
    rf"[内旁]?|(?:首|底|顶|地下[一二三]?|负[一二三1-3])层"
)
# Units that carry a name: towns, streets, villages, estates, buildings.
_NAMES = by_head(
    r"街道办事处|街道|居委会|村委会|镇(?!政府|人民)|苏木|社区"
    r"|大道|小区|花园|公寓|大厦|广场|新村|新城|新区"
    r"|工业[园区城]区?|开发区|经济园区|科技园|产业园|创业园|创意园|商业街|商业城|步行街"
    r"|市场(?![监管主营价准化份])|商城"
    r"|国际商务中心|商务中心|颐园|家园|嘉园|花苑|佳苑|公馆|宿舍|胡同|环路|路(?!政|线|程|费|况)"
    r"|街(?!道)|巷|弄(?!虚)"
    r"|(?<!城)乡(?!村|镇)|村(?!民|委|干|组)|里(?=[0-9])|庄(?=[0-9])|屯|寨(?=[0-9])|自然村"
    r"|道(?=[0-9])|国道|省道|县道|[苑园湾府庭](?=[0-9A-Z])"
    r"|菜场|码头|火?车站|生产车间"
    r"|大楼|楼盘|商厦|中心(?=[0-9A-Z])|大院|组(?=[0-9])"
)
_NAMED = (
    rf"[{_HAN}A-Za-z0-9—]{{0,10}}?(?:{_NAMES}"
    r"|[0-9]{1,5}(?:[-—][0-9]{1,4})*(?:号|弄|幢|栋|室|K)|[0-9]{1,4}(?:-[0-9]{1,5})+)"
)
_UNIT = re.compile(rf"{_NUMBERED}|{_NAMED}")
_ROOM = re.compile(
    r"[-—]?[A-Z]?[0-9]{1,5}(?:[-—~、/][A-Z]?[0-9]{1,4})*"
    r"(?:[号室](?:之[一二三四五六七八九十])?)?(?![0-9.%元万年月日])"
)
_TAIL = re.compile(
    rf"(?:(?:底|首|负?[一二三四五六七八九十0-9]{{1,2}})层|[{_HAN}]{{0,6}}?(?:"
    + by_head("门口|对面|旁边|附近|交叉口|路口|地下室|门面房?|店面|商铺|摊位|停车场")
    + "|[东西南北]{1,2}[侧面]))"
)
_LEVEL = re.compile(
    by_head(
        r"(?:街道|[镇乡村路街巷弄道里]|大道|社区|小区|花园|大厦|广场|公寓|园区?|市场|家园|苑|城"
        r"|委会|胡同|屯)"
    )
)

# What may stand in front of an address that names no region.
_START = re.compile(
    r"(?:位于|坐落于?|座落于?|(?<!存)在|住所?地?[址为在于]?|住(?![宿院])|地 {0,4}址[为:]?"
    r"|存放[于在至]|[到至往]|于(?![0-9])|经营场所[为:]?|从|想把|将|注册地址?[为:]?"
    r"|[::,,。;(\"“\s\x1e]|送|寄|是|为|对)$"
)
_STOPS = "。,;:()\n\x1e、《》"
# The stops and what `_START` ends with: only behind one of them it need be asked.
_SIGN = re.compile(r"[落于在所址为住地到至往从把将送寄是对::,,。;(\"“\s\x1e)、《》]")
_REACH = 14
_LABEL = re.compile(
    r"(?:地 {0,6}址|住 {0,4}址|住 {0,4}所|居住地|户籍地|户籍所在地|家庭住址|现住|家住|住所地"
    r"|经营场所|营业场所|注册地|坐落)[为是:,在于]?[ ]{0,2}$"
)

# A heading with a colon takes everything up to the next stop, gap or heading.
_HEADED = re.compile(
    by_head(
        r"地 {0,6}址|住 {0,4}址|住 {0,4}所|居住地|户籍地|户籍所在地|住所地|经营场所|营业场所"
        r"|注册地"
    )
    + r"(?:为|是)?[:][ ]{0,2}"
    r"(?P<place>[^\s,。;()《》\x1e]{4,60}?)"
    r"(?=[\s,。;()《》\x1e]|\Z|法定代表人|法人|负责人|联系|电话|邮政?编|品牌|经营范围|身份证"
    r"|注册|统一社会"
    r"|成立|职务|性别|出生|开户|从事|进行|违法|案由|当事人|的)"
)
_DIGIT = re.compile(r"[0-9一二三四五六七八九十]")
_NOWHERE = re.compile(r"不详|详见|同上|[某*×]|XX|以下|进行|违反")

_PERSON = re.compile(
    r"(?:家庭?住址|现住址?|居住[地在于]|户籍[所在地址]*|家住|住址|收[件货]地址|邮寄地址"
    r"|出生[,、(]?(?:现|家)?住|[男女族农工岁,、)]住|民身份[^。]{0,30}住|住)[:,为是在于]?[ ]?$"
)
_BUSINESS = re.compile(
    r"(?:住 {0,4}所|经营场所|营业场所|经营地[址点]?|注册地[址点]?|地 {0,6}址|单位地址"
    r"|生产地[址点]|厂址|店址|坐落|登记地)[:,为是在于]?[ ]{0,2}$"
)
_AGENCY = re.compile(
    r"(?:局|厅|委员会|政府|大队|支队|法院|分行|支行|营业部|银行|服务中心|窗口)[^。;\n]{0,6}$"
)
_HOME = re.compile("家中|家里|住宅|宅基地|自建|住处|租住|暂住|居住")
_PREMISES = re.compile(
    r"[(]?的?(?:当事人|该公司|该店|你(?:单位|公司))?的?(?:经营场所|住所|厂区|厂房|店铺|门店|营业场所|办公)"
)
_PREMISES_BEFORE = re.compile(r"(?:经营场所|营业场所|住所|店铺|门店|厂区)[(:为在位于]{0,3}$")
_OFFICE = re.compile(r"[^,。;]{2,10}(?:局|委员会|政府|大厅|法院|中心)")
_SEAT_BEHIND = re.compile(r"的(?!经营期)[^,。;]{0,4}|[^,。;\n]{0,2}(?:经营场所|公司|店|厂)")

_LONGEST_START = 5
#: Longer chains are no addresses, and are cut.
_MOST_LEVELS = 16


@dataclass(frozen=True, slots=True)
class _Place:
    """A candidate: its span, where the part below the county begins, and what it consists of."""

    start: int
    end: int
    detail: int
    regions: int
    levels: int
    numbered: bool


def _chains(text: str) -> Iterator[tuple[int, int, int]]:
    """Regions that follow one another: start, end, how many."""
    start = end = count = 0
    for region_start, region_end in find_regions(text):
        if count and region_start == end:
            end, count = region_end, count + 1
            continue
        if count:
            yield start, end, count
        start, end, count = region_start, region_end, 1
    if count:
        yield start, end, count


def _descend(text: str, at: int) -> tuple[int, int, bool]:
    """From ``at`` down the units: where they end, how many levels, whether a number is there."""
    levels, numbered = 0, False
    while levels < _MOST_LEVELS:
        unit = _UNIT.match(text, at)
        if not unit or _crosses(unit[0]):
            break
        levels += 1
        numbered = numbered or _has_number(unit[0])
        at = unit.end()
    room = _ROOM.match(text, at) if levels else None
    if room:
        at, numbered = room.end(), True
    tail = _TAIL.match(text, at) if levels else None
    return (tail.end() if tail else at), levels, numbered


# What no place contains: a unit that has it has run over the end of the address. The look-aheads
# keep names of streets whole (和平路, 向阳街, 为民巷, 将军路, 经十路).
_FUNCTION = re.compile(
    r"[的在及被把是等并也已其或由到局厅]|于(?![都洪田])|与|对(?![山湖口河])|向(?![阳荣东上前])"
    r"|将(?!军)|从(?!化)"
    r"|为(?!民)"
    r"|至(?![善诚德])|和(?![平睦兴谐顺])|经(?![济贸纬一二三四五六七八九十])|不(?!夜)"
    r"|当事人|公司|违反|处罚|规定|进行|执法|检查|[0-9一二三四五六七八九十][年月日]"
)


def _crosses(unit: str) -> bool:
    return bool(_FUNCTION.search(unit))


def _has_number(unit: str) -> bool:
    return bool(_DIGIT.search(unit))


def _labelled(text: str) -> Iterator[_Place]:
    """Everything between a heading for addresses and the next stop or heading."""
    for heading in _HEADED.finditer(text):
        start, end = heading.span("place")
        chain = next((c for c in _chains(text[start:end]) if c[0] == 0), (0, 0, 0))
        detail = start + chain[1]
        _, levels, numbered = _descend(text, detail)
        rest = text[detail:end]
        if (
            len(rest) > 1
            and (chain[2] or levels or _has_number(rest))
            and not _NOWHERE.search(rest)
        ):
            yield _Place(start, end, detail, chain[2], max(levels, 1), numbered)


def _in_regions(text: str, taken: Spans) -> Iterator[_Place]:
    reach = 0
    for start, end, count in _chains(text):
        if start < reach or taken.touches(start, end):
            continue
        stop, levels, numbered = _descend(text, end)
        if levels:
            reach = stop
            yield _Place(start, stop, end, count, levels, numbered)


def _without_regions(text: str, taken: Spans) -> Iterator[_Place]:
    """Addresses that begin below the county; they need a unit and a number, or two units."""
    reach = 0
    for unit in _LEVEL.finditer(text):
        if unit.start() < reach or taken.touches(unit.start(), unit.end()):
            continue
        start = _begin(text, unit.start())
        if start is None or start < reach:
            continue
        stop, levels, numbered = _descend(text, start)
        labelled = bool(_LABEL.search(text, max(0, start - 10), start))
        if stop >= unit.end() and (numbered or levels > 1 or labelled):
            reach = stop
            yield _Place(start, stop, start, 0, levels, numbered)


def _begin(text: str, at: int) -> int | None:
    """The nearest place in front of a unit's name where an address may begin."""
    first = max(0, at - _REACH)
    for sign in reversed([sign.start() for sign in _SIGN.finditer(text, first, at)]):
        if sign + 1 < at and _starts(text, sign + 1):
            return sign + 1
        if sign > first and text[sign] in _STOPS:
            return sign if _starts(text, sign) else None
    return 0 if 0 < at < _REACH else None


def _starts(text: str, at: int) -> bool:
    return bool(_START.search(text, max(0, at - _LONGEST_START), at))


class Address(Detector):
    """Places below the county (详细地址)."""

    kind = "address"
    entities = ("ADDRESS",)
    label = "详细地址"
    basis = "GB/T 2260-2007; GB/T 23705-2009"
    check = "GB/T 2260 区划名称逐级相连"
    cues = "住址、住所、经营场所、位于等"
    confidence = "地址栏为确定; 带标签、门牌或两级区划为可能; 其余存疑"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Every address, with the place in it from which it is finer than the county."""
        text = sheet.view.text
        headed = list(_labelled(text))
        places = [*headed, *_in_regions(text, Spans((p.start, p.end) for p in headed))]
        places += _without_regions(text, Spans((p.start, p.end) for p in places))
        seats = Spans((m.start, m.end) for m in organizations(sheet)) if places else Spans(())
        for index, place in enumerate(places):
            if index < len(headed) or not _is_part_of(place, seats):
                yield self._claim(sheet, text, place)

    def _claim(self, sheet: Sheet, text: str, place: _Place) -> Claim:
        column = sheet.column(place.start) == "ADDRESS"
        labelled = bool(_LABEL.search(text, max(0, place.start - 10), place.start))
        sure = (place.numbered and place.levels > 1) or labelled or place.regions > 1
        evidence = Evidence.STRUCTURE
        evidence |= Evidence.COLUMN if column else Evidence(0)
        evidence |= Evidence.CONTEXT if labelled else Evidence(0)
        return self.claim(
            sheet,
            place.start,
            place.end,
            Status.CERTAIN if column else Status.LIKELY if sure else Status.SUSPECT,
            evidence,
            "地址栏填写的地址" if column else "行政区划以下的地名和门牌逐级相连",
            role=_role(sheet, place),
            detail=place.detail,
        )


def _is_part_of(place: _Place, seats: Spans) -> bool:
    """Whether the place is only the beginning or the inside of an organisation's name."""
    if place.numbered and place.levels > 1:
        return False
    return seats.hold(place.start, place.end)


def _seats(sheet: Sheet) -> frozenset[int]:
    """Where the names of organisations begin."""
    return frozenset(mention.start for mention in organizations(sheet))


def _role(sheet: Sheet, place: _Place) -> str:
    before = sheet.view.before(place.start, 20)
    if _PERSON.search(before) or _HOME.search(before[-8:] + sheet.view.after(place.end, 6)):
        return "person"
    if _AGENCY.search(before) and not _LABEL.search(before):
        return "agency"
    behind = sheet.view.after(place.end, 12)
    if _PREMISES.match(behind) or _PREMISES_BEFORE.search(before):
        return "business"
    if place.end in sheet.once(_seats):
        return "agency" if _OFFICE.match(behind) else "business"
    if _BUSINESS.search(before) or _SEAT_BEHIND.match(behind):
        return "business"
    return "scene"
