"""The grammar below the county: town, village, street, estate, building, room, or what is near.

`descend` walks down from where an address begins; `UNITS` finds the names of units that an
address can begin with. Whether it is one, and whose, is decided elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from detectors.heads import by_head, first_of

_HAN = "\u3400-\u9fff"
_FIGURE = "[0-9]{1,6}[A-Za-z]?|[一二三四五六七八九十百零〇]{1,6}"
_NUMBER = rf"(?:{_FIGURE}|[A-Za-z](?![A-Za-z])|[甲乙丙丁东西南北])"
_CHAIN = rf"{_NUMBER}(?:[-—~、/]{_NUMBER})*"
_METRES = r"约?[0-9一二三四五六七八九十百]{1,4}余?(?:米|公里)(?:处|左右)?"
_SIDE = r"(?:[东西南北]{1,2}[侧面边角首段头]{0,2}|[左右两]侧)"

# Units that carry a number, from the street number down to the room.
_NUMBERED = (
    rf"[附第之]?[A-Za-z]?{_CHAIN}(?:"
    + by_head(
        r"号院|号楼|号铺|号门面房?|号房|号摊位?|号库房?|号仓库?|号厂房|号|弄|栋|幢|座|楼|单元|层|室|铺|房"
        r"|村民小组|居民小组|小组|组团|组(?![织成合装])|生产队|队|社(?!区)|档|区(?!域)|期|门(?!前|口)|户|院|排|库|街|F"
        r"|连(?!续)|团(?!伙|体|队|伙)|师(?!傅|范)"
        r"|米处?|公里处?|K|#楼?"
    )
    + r")(?:之[一二三四五六七八九十0-9])?(?:附[0-9]{1,3}号)?[内旁]?"
    + r"|(?:首|底|顶|地下[一二三]?|负[一二三1-3])层"
    r"|[A-Za-z]?K[0-9]{1,4}(?:\+[0-9]{1,4})?(?:米|m)?处?"
)
# Units that carry a name: towns, villages, streets, estates, buildings.
_WORDS = (
    r"街道办事处|街道办|街道|[村居]民委员会|居委会|村委会|(?<![乡城集个])镇(?!政府|人民)|苏木|嘎查|社区|行政村|自然村"
    r"|农场|林场|牧场|渔场|茶场|农牧场|园艺场"
    r"|大道|小区|花园|公寓|大厦|广场|新村|新城|新区"
    r"|工业[园区城]区?|开发区|经济园区|科技园|产业园|创业园|创意园|软件园|商业街|商业城|步行街"
    r"|市场(?![监管主营价准化份])|商[城场]|[商小国农外工]贸城"
    r"|商务中心|购物中心|颐园|家园|嘉园|花苑|[佳嘉新名雅]苑|公馆|宿舍|胡同|环路"
    r"|(?<![道铁线网销电])路(?!政|线|程|费|况|灯|边|段|面|网|[过人军])"
    r"|(?<![逛条])街(?!道|头)|巷(?!子)|弄(?!虚)"
    r"|(?<![城家故老他异侨])乡(?!村|镇|[下亲里])|(?<![农乡全个本该我下])村(?!民|委|干|组|里|卫生|镇|庄|[医官长区])|里(?=[0-9]{1,4}[号弄栋幢座-])"
    r"|[屯寨庄府城苑园湾庭](?=村口|桥头|河边|后山|门口|[东西南北]{1,2}[侧面角边])"
    r"|[屯寨庄府城苑园湾庭](?=[0-9A-Z一二三四五六七八九十]{1,4}[号弄栋幢座组区期排-])|国际(?=[0-9A-Z负]|[东西南北]{1,2}[侧面角]?[0-9])"
    r"|道(?=[0-9]{1,4}号)|国道|省道|县道"
    r"|菜场|码头|火?车站|生产车间|大桥|水库|渡口|河段|江段|山场|林班|收费站|服务区"
    r"|大楼|楼盘|商厦|中心(?=[0-9A-Z])|大院|组(?=[0-9])"
)
NAMES = first_of(_WORDS) + by_head(_WORDS)
# Names that end a unit only where the address stands in front and something ends it behind.
_WEAK = (
    r"(?:[里庄屯寨城府苑园湾庭坊坪岭坡塘桥]|国际|时代|世界|美都|首府|天地|基地|大桥)"
    r"(?=[0-9A-Z#负首底第,;。:、()\n\t\x1e]|\Z|[一二三四五六七八九十]{1,3}[组社队号栋幢期区楼层]"
    r"|村口|桥头|河边|后山|门口|对面|附近|路口)"
)
_SIGNS = rf"[{_HAN}A-Za-z0-9—·]"
_NAMED = (
    rf"{_SIGNS}{{0,10}}?(?:{NAMES}"
    r"|[一二三四五六七八九十]{1,3}(?:区(?!域|别)|期|幢|栋|号楼|单元|组|排)"
    r"|[0-9]{1,5}(?:[-—][0-9]{1,4})*(?:号|弄|幢|栋|室|座|楼|单元|K|#)|[0-9]{1,4}(?:-[0-9]{1,5})+)"
)
_FIRST = re.compile(rf"(?P<number>{_NUMBERED})|{_NAMED}")
_NEXT = re.compile(
    rf"(?!村口|路口|街口|巷口|河边)[ _-]?"
    rf"(?:(?P<number>{_NUMBERED})|{_NAMED}|[{_HAN}]{{1,6}}?{_WEAK}|[{_HAN}]{{1,3}}(?:[屯寨]|庄(?!稼|园)|国际(?![贸机货物商酒大品集])))"
)
_ROOM = re.compile(
    r"[-—_]?[A-Za-z]?[0-9]{1,5}[A-Za-z]?(?:[-—_~、/][A-Za-z]?[0-9]{1,4})*"
    r"(?:[号室](?:之[一二三四五六七八九十])?)?"
    r"(?![0-9.%元万年月日人名家个台辆件只次天时分余条箱吨斤瓶包项平米]|公[里斤分顷]| ?[a-z])"
)
_LANDMARKS = (
    r"门[口前]|对面|[一后东西南北]侧|旁边?|附近|交叉路?口|交汇处|交界处?|路口|村口|桥头|河边|江边"
    r"|后山|山脚下?|地下室|门面房?|店面|商铺|铺面|铺位|摊位|停车场|路段|河段|仓库|厂房|车库"
)
_TAIL = re.compile(
    rf"(?:(?:底|首|负?[一二三四五六七八九十0-9]{{1,2}})层|{_SIDE}(?:{_METRES})?|{_METRES}"
    rf"|[{_HAN}]{{0,6}}?{first_of(_LANDMARKS)}{by_head(_LANDMARKS)}(?:{_SIDE})?(?:{_METRES})?)"
)
#: A second street behind the first, and what makes the two a crossing.
_CROSSING = re.compile(
    rf"(?:与|和|、|及|跟|/|交)[{_HAN}0-9]{{1,10}}?(?:路|街|大道|道|巷|弄|里|胡同|公路|国道|省道|县道|线|桥|河)"
    rf"的?(?:交叉路?口|交汇处|交界处?|相交处|路口|口(?!{_HAN})|之间(?:路段)?)(?:{_SIDE})?(?:{_METRES})?"
)

#: Where an address without a region can begin to be seen.
UNITS = re.compile(
    by_head(
        rf"{_WORDS}|(?<=[0-9])[幢栋弄K#]|(?<=[0-9一二三四五六七八九十])(?:[号室座楼层组队期区排社连团]|单元)"
        r"|(?<=[0-9])[-—](?=[0-9])"
    )
)
_PARTS = frozenset("号室座楼层组队期区排社连团K#-—")

# What no place contains: a unit that has it has run over the end of the address. What is looked
# at around keeps names whole (和平路, 祥和街道, 向阳街, 为民巷, 将军路, 经十路).
_NO_PLACE = (
    r"[的在及被把是等并也已其或由到局厅您]|于(?![都洪田])|与|对(?![山湖口河])|向(?![阳荣东上前])"
    r"|将(?!军)|从(?!化)"
    r"|(?<![有善利])为(?!民)"
    r"|(?<![冬夏])至(?![善诚德])|(?<![祥永仁义太兴中共谐协平安温雍清万顺同元长三天泰庆小])和(?![平睦兴谐顺义园美])"
    r"|经(?![济贸纬一二三四五六七八九十开])|不(?!夜)"
    r"|当事人|[公分]司|集团|违反|处罚|规定|进行|执法|检查|收购|销售|发现|从事|驾驶|运输|捡拾|[药商饭门]店|一[处个条座名位家]|国有|某|下辖|[0-9一二三四五六七八九十][年月日]"
)
_FUNCTION = re.compile(by_head(_NO_PLACE))
_BREAK = re.compile(by_head(_NO_PLACE + "|[,;:()。、《》 \n\x1e]"))
# Names of no particular place (铁路, 农村, 小路): they are none alone.
_COMMON = re.compile(
    "(?:(?:铁|公|线|电|思|销|马|小|大|半|沿|出|退|后|老|活|财|通|水|陆|管|油|气|回|带|走|让|修|铺|一|条|二|三"
    "|[一二两三四五六七八九十]|这|该|本|此|原|各|多|柏油|水泥|乡村|机耕|高速公|国|省|县|中心|快速|道|城市|主干|村)?路"
    "|(?:逛|一条|上|本|该|各|大|临|沿|小)?街|(?:国|省|县)道|(?:国|省|县|乡|村|高速|普通)?公路"
    "|(?:.{0,2}[一个农乡全本该我各邻同外])?村|(?:城|乡|集|市|该|本|各|古|小|村)?镇|(?:家|故|城|同|老|水|侨|各)?乡"
    "|(?:本|该|各|所在|住宅|.{0,2}型|居民|封闭式?|老旧)?(?:小区|社区)|(?:.{0,6}(?:农贸|批发|集贸|二手|国内|国际|国|农村|消费|劳动力|证券|产品|食品|件|盐|主义|卖|冲击))?市场"
    "|(?:.{1,3}级)?开发区|大?广场|(?:单身|员工|职工|学生)?(?:公寓|宿舍)|.{0,3}码头|火?车站|.{0,3}收费站|服务区"
    "|水库|大桥|大楼|大院|商[场城]|购物中心|工业园?区?|新区|新城|生产车间|大厦|新村|.?巷|.?弄|河段|山场|林场|农场"
    ")"
)
_FIGURES = frozenset("0123456789一二三四五六七八九十")
_DIGIT = re.compile(f"[{''.join(sorted(_FIGURES))}]")
_GAPS = frozenset(" _-")
#: What ends an address at once; the empty one is the end of the text.
_CLOSED = frozenset(["", *",;。:)(\n\t\x1e的"])
_AHEAD = 16  # from the start of a unit to the end of its name
#: Longer chains are no addresses, and are cut.
_MOST_LEVELS = 16


class Descent(NamedTuple):
    """What stands below the county: its end, how many levels, and whether a number is among them.

    ``first`` is where the first unit ends; ``common`` tells that it is a word of everyday rather
    than the name of a place.
    """

    end: int
    levels: int
    numbered: bool
    first: int
    common: bool


def has_number(unit: str) -> bool:
    """Whether a figure, Arabic or Chinese, stands in the text."""
    return bool(_DIGIT.search(unit))


def is_sentence(words: str) -> bool:
    """Whether the text has words that no name of a place has."""
    return bool(_FUNCTION.search(words))


def begins(text: str, unit: int) -> bool:
    """Whether an address may begin with this one of `UNITS`: not the word behind a number alone."""
    part = text[unit] in _PARTS and text[unit - 1] in _FIGURES
    return not part or text.startswith("号楼", unit)


def gap_end(text: str, at: int) -> int:
    """Behind the one space or dash that may stand between a division and what is below it."""
    return at + (text[at : at + 1] in _GAPS)


def reaches(text: str, start: int, end: int, units: Sequence[int]) -> bool:
    """Whether one of the `UNITS` stands in a division or can be part of what begins behind it.

    Quick, to spare the rest where nothing is: most divisions begin a name (杭州市财政局).
    """
    index = bisect_left(units, start)
    if index == len(units) or units[index] >= end + _AHEAD:
        return False
    return units[index] < end or not _BREAK.search(text, end, units[index])


def descend(text: str, start: int) -> Descent:
    """Down the units from ``start``; ``levels`` is 0 where none begins there."""
    at, levels, numbered, first, common = start, 0, False, start, False
    while levels < _MOST_LEVELS:
        unit = (_NEXT if levels else _FIRST).match(text, at)
        bare = unit is not None and unit.lastgroup is not None
        if not unit or (not bare and _FUNCTION.search(unit[0])):
            break
        if not levels:
            first, common = unit.end(), bare or bool(_COMMON.fullmatch(unit[0]))
        levels += 1
        numbered = numbered or bare or has_number(unit[0])
        at = unit.end()
        if text[at : at + 1] in _CLOSED:
            return Descent(at, levels, numbered, first, common)
    if not levels:
        return Descent(start, 0, False, start, False)
    room = _ROOM.match(text, at)
    if room:
        at, numbered = room.end(), True
    crossing = _CROSSING.match(text, at)
    if crossing:
        at, levels = crossing.end(), levels + 1
    return Descent(_tail(text, at), levels, numbered, first, common)


def _tail(text: str, at: int) -> int:
    """Behind what the place is told by: a door, a bank, a distance."""
    for _ in range(2):
        tail = _TAIL.match(text, at)
        if not tail or _FUNCTION.search(tail[0].replace("对面", "")):
            break
        at = tail.end()
    return at
