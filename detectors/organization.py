"""Organisations: companies, shops, agencies, courts. They are kept, and shield what is inside.

Known from the record's columns, or recognised by their endings; a name is never cut out of an
organisation that carries it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.name_model import free_people, name_readings
from detectors.name_shape import is_name
from detectors.occurrences import occurrences
from detectors.sheet import Sheet

_HAN = "\u3400-\u9fff"

# A run that may hold an organisation: short brackets inside it belong to it (北辰（云州）公司).
_SIGNS = rf"[{_HAN}A-Za-z0-9·&.\-]"
_RUN = re.compile(rf"{_SIGNS}+(?:(?<=[{_HAN}])\([{_HAN}A-Za-z]{{1,6}}\)(?=[{_HAN}]){_SIGNS}+)*")

# Words that end what stands in front of an organisation. The look-aheads keep names whole
# that contain the character (和平饭店, 对外贸易公司, 经营部).
_CUT = re.compile(
    by_head(
        r"(?<!存)在(?!线)|位于|委托|反映|汇交|送交|送(?!变|货|水|子|餐)|确定|(?<!供)应(?!急|用|城"
        r"|县)|受理|事实上|当户|而|缴[到至]|复印件|请示|任[何一]|收取|录入|对(?!外|口)|向(?!阳|荣"
        r"|东|上|前|日)|由(?!甲)|与(?!渔|城|乡|社会|新闻|规划|建设|旅游)|以及|及(?!第|时)"
        r"|和(?!平|谐|兴|顺|田|龙|县|润|信|泰|美|盛|政|林|静|记|天|协|利|庆|硕|国|渔业|社会保障"
        r"|改革|城乡|信息|计划|综合|国土|旅游|体育|林业|规划|建设|商务|草原|科技|新闻|广播|农业"
        r"|市场|自然|技术|质量)|被|的|将(?!军|乐)"
        r"|到|至(?!诚|尊|善)|于(?!都|洪|田)|给予?|责令|决定|查明|检查|违反|经(?!济|营|贸|典|纬|纪"
        r"|开|销|管)"
        r"|举报|投诉(?!举报中心)|送达|交至|申请|或者?|从(?!化|江)|(?<![华有大无作])为(?!民|康|先)|是"
        r"|(?<![联关])系(?!统)|因|未|受(?!理)|依(?=法|据|照|规)|根据|[你我本该](?:单位|公司|厂|店"
        r"|院|局|厅|委|所|人)?"
        r"|当事人(?:名称)?|被?处罚(?:人|机关|单位)|许可机关|执法人员|法定代表人|负责人|经营者|员工"
        r"|职工|患者"
        r"|(?<=[0-9])[年月日时分元号]|(?<=[0-9一二三四五六七八九十])[条款项日]|凭|持|通过|把|让"
        r"|认为|取得|涉嫌|擅自|从事|安排|指派|证明|并|其|已"
        r"|不服?(?!锈|夜|二)|进入|前往|发现|说明|没收|罚款|作为|属于|以(?!太|勒|琳|马)|向|驾驶"
        r"|使用|收到|提供"
        r"|就(?!业)|称|去|即(?![墨食时])|等(?!离)|有(?!限|色|机|为|氧|研|线)|无(?!锡|线|极|为|限|缝|纺|忧)|需"
        r"|一处|开[办设店]|建(?=[猪鸡鸭牛羊养])|可(?!可|口|靠|乐|心)|加处|名下|自(?!来水|行车|贡|动|然|治|贸|助|由|主)|之(?!家|江|星|光"
        r"|恋|旅|都|窗|友)|个人"
    )
)

_SUFFIX = (
    r"公司|集团|企业|银行(?!卡|账|转账|流水|存款|承兑|回单|业务)|[支分总农商]行|株式会社"
    r"|合作社|联合?社|供销社|信用社|旅行社|[报旅]社|出版社|杂志社"
    r"|店|厂|坊|商行|[车琴酒粮米花药油]行|商社|商号|超市|中心|工作室|棋牌室|台球室|民宿|超商|门诊部?|诊所|药房"
    r"|药堂|会馆|会所|俱乐部"
    r"|(?:经营|营业|门市|服务|批发|项目|销售|维修|加工|小卖|零售|修理|收购|经销|供应|综合|商"
    r"|分|财政|公安|商务|农业农村"
    r"|交通运输|水利|教育|生态环境|应急管理|自然资源)部|(?:养殖|种植|养鸡|养猪|采石"
    r"|[农林牧商沙石砂渔浴猪鸡]|停车|洗车|屠宰|驯养)场"
    r"|[油电水气驿][站]|(?:加油|服务|卫生|监测|管理|批发|供应|供水|收购|客运|检测|水电|充电"
    r"|工作|维修|监督|检验|防疫|推广)站"
    r"|(?:医|法|检察|学|研究|设计|卫生|养老|福利|敬老|美容|影|戏|书|护理|疗养|康复|科学)院"
    r"|(?:事务|研究|派出|卫生|招待|检测|鉴定|监督|检验|拘留|看守|管理|税务|工商|监管|司法|交易"
    r"|托管|戒毒|公证)[所处](?![罚分理置])"
    r"|(?:办事|代表|管理|经营|指导|公证|联络|分理)处(?![罚分理置])|海关"
    r"|[茶餐宾饭面酒旅]馆(?!业)|(?:档案|图书|博物|体育|健身|游泳|养生|美容|文化|纪念|照相|武)馆"
    r"|[网酒茶咖]吧|(?:影|娱乐|洁具|家具|建材|美食|服装|家居|茶|浴|百货|数码|灯饰|轮胎|火锅"
    r"|不夜|KTV)城|KTV|歌舞厅|餐厅|游戏厅"
    r"|(?<!大)(?<!客)厅|局|委员会|管委会|[村居]委会|证监会|银监会|保监会|证监局|政府(?!非税"
    r"|采购|信息)|法院|检察院|办公室|总署"
    r"|(?:发改|卫健|卫计|住建|教|经信|国资|建|农|市|区|县|省)委|[总支大中车]队|(?:工程|施工"
    r"|消防|稽查|执法)队|协会|学会|商会|基金会|工会|联合会"
    r"|学校|[中小大]学(?![历生期])|幼儿园|托儿所|生态园|农庄|山庄|饭庄|酒楼|茶楼|浴室|浴池"
    r"|宾馆|酒家|食府|矿|电厂|教会|寺|药业|烟酒行|快餐"
)
# The characters that an ending ends with: most segments hold none, and are passed quickly.
_LAST = re.compile(
    "[司团业行社店厂坊号市心室宿部所药堂馆乐吧城厅局会府院署委队学园庄楼池家矿寺餐场站处关V]"
)
_SHORTEST = 3
#: Longer runs are sentences without punctuation: only their end is taken for the name.
_LONGEST_NAME = 45
_ENDING = re.compile(by_head(_SUFFIX))

# Each text reads as these in one way at most (省级 is 省 and 级, 区县级 is 区县 and 级), for the
# time of a match doubles with every piece that reads in two.
_GENERIC = re.compile(
    r"(?:[一二三四五六七八九十0-9两多各某贵上述有关当地所在级分子总家户下小门商网工市区省镇乡东西南北]"
    r"|有限|责任|股份|人民|中级|高级|基层|集团|开户|代收|指定|商业|相关|主管|行政|国家|(?<!区)县级|以上|外商|公安|投资"
    r"|个体|独资|合伙|证券|保险|代理|收款|快递|邮政|外国|地方|直辖市|区县|知名|城市|检查|施工|生产|用人|企业|食品|药品"
    r"|网络|电子|交警|国有|餐饮|出租|实体|合法|(?<!下)属地|派驻|下属|经营|开办|专卖|便利|街道)*"
    rf"(?:{_SUFFIX}|商店|厂)"
)
_NOT_AN_END = re.compile(r"[大]厅|结局|布局|格局|商铺|门店|本店|网店|营业厅|服务大厅")
_ALIAS = re.compile(rf"\((?:以下|下)(?:简)?称:?[“\"'‘]?([{_HAN}A-Za-z()]{{2,20}}?)[”\"'’]?\)")
_NO_ALIAS = re.compile(
    r"当事人|[你我本该贵此]|(?:被|受)?(?:处罚|申请|告知)?(?:人|单位|机关)|公司|原告|被告"
)


# A name column: up to a blank, a colon or a number too long for a name.
_CELL = re.compile(r"[^\s:,;@0-9]+(?:[0-9]{1,4}(?![0-9])[^\s:,;@0-9]*)*")
_NOTE = re.compile(r"\(([^()]*)\)?[^()]{0,2}$")
_NOT_IN_NAME = re.compile("[0-9]|经办|联系|电话|手机|代表|负责|经营者|业主|身份|住址|地址|曾用")


class Mention(NamedTuple):
    """An organisation's span in the view; ``known`` if a column of the record names it."""

    start: int
    end: int
    known: bool


class Spans:
    """Spans in order, to ask whether a position lies in one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self.starts = [start for start, _ in self._spans]

    def hold(self, start: int, end: int) -> bool:
        """Whether all of ``start:end`` lies in one span."""
        before = bisect_right(self.starts, start) - 1
        return before >= 0 and end <= self._spans[before][1]

    def before(self, at: int) -> int:
        """Where the last span ends that begins in front of a position; 0 if there is none."""
        index = bisect_right(self.starts, at) - 1
        return self._spans[index][1] if index >= 0 else 0

    def touches(self, start: int, end: int) -> bool:
        """Whether anything of ``start:end`` lies in a span (spans do not overlap)."""
        before = bisect_right(self.starts, end - 1) - 1
        return before >= 0 and self._spans[before][1] > start


def organizations(sheet: Sheet) -> list[Mention]:
    """Every organisation on the sheet, in positions of the view, without overlaps."""
    return sheet.once(_find)


def _find(sheet: Sheet) -> list[Mention]:
    text = sheet.view.text
    people = free_people(name_readings(sheet))
    shaped = [rest for span in _shaped(text) if (rest := _behind_people(span, people))]
    known = list(_names(sheet))
    aliases = [alias for alias in _aliases(text, shaped) if alias not in known]
    named = [Mention(a, b, True) for a, b in _everywhere(text, known)]
    named += [Mention(a, b, False) for a, b in _everywhere(text, aliases)]
    return _longest([*named, *(Mention(a, b, False) for a, b in shaped)])


def _behind_people(
    span: tuple[int, int], people: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """What is left of a span behind the last person who stands in it, if it is still a name."""
    start, end = span
    for _, stop in people[bisect_left(people, (start, 0)) :]:
        if stop > end:
            break
        start = stop
    return (start, end) if end - start >= _SHORTEST else None


def _names(sheet: Sheet) -> Iterator[str]:
    for passage, start in zip(sheet.passages, sheet.view_starts, strict=True):
        if passage.holds == "ORGANIZATION":
            name = _alone(sheet.view.after(start, len(passage.text)).strip())
            if len(name) > 1 and not is_name(name):
                yield name


def _alone(cell: str) -> str:
    """The name at the beginning of a name column, without notes that a clerk put behind it.

    What is cut off is free text like any other: a telephone number or a person may stand there.
    """
    name = _CELL.match(cell)
    if name is None:
        return ""
    note = _NOTE.search(name[0])
    return name[0][: note.start()] if note and _is_note(note[1]) else name[0]


def _is_note(inside: str) -> bool:
    """Whether what a bracket at the end of a name holds is no part of the name."""
    return bool(_NOT_IN_NAME.search(inside)) or is_name(inside)


def _everywhere(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    return [(start, end) for _, start, end in occurrences(text, names)]


def _shaped(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _segments(text):
        if not _LAST.search(text, start, end):
            continue
        first = end - len(text[start:end].lstrip("-.&·0123456789"))
        stop = _last_ending(text, start, end)
        if stop - first >= _SHORTEST and not _dull(text[first:stop]):
            yield max(first, stop - _LONGEST_NAME), stop


def _last_ending(text: str, start: int, end: int) -> int:
    """Where the ending stops that begins last between two positions; 0 if there is none."""
    stop = 0
    while ending := _ENDING.search(text, start, end):
        start, stop = ending.start() + 1, ending.end()
    return stop


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """What stands between the words that end an organisation's name, where it is long enough."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start < _SHORTEST or not _LAST.search(text, start, end):
            continue
        for cut in _CUT.finditer(text, start, end):
            if cut.start() - start >= _SHORTEST:
                yield start, cut.start()
            start = cut.end()
        if end - start >= _SHORTEST:
            yield start, end


def _dull(name: str) -> bool:
    return bool(_GENERIC.fullmatch(name) or _NOT_AN_END.search(name, len(name) - 4))


def _aliases(text: str, found: Sequence[tuple[int, int]]) -> Iterator[str]:
    ends = {end for _, end in found}
    for alias in _ALIAS.finditer(text):
        if alias.start() in ends and not _NO_ALIAS.match(alias[1]):
            yield alias[1]


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Known before shaped, then the longer; what overlaps a chosen one goes."""
    chosen: list[Mention] = []
    reach = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, not m.known)):
        if mention.start >= reach:
            chosen.append(mention)
            reach = mention.end
    return chosen


class Organization(Detector):
    """Organisations (法人、非法人组织、行政机关、个体工商户字号)."""

    kind = "organization"
    entities = ("ORGANIZATION",)
    label = "机构名称"
    basis = "企业名称登记管理规定"
    check = "机构名称常见结尾"
    cues = "名称栏所载机构及其简称"
    confidence = "与名称栏一致的为确定; 仅凭结尾的为可能"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Organisations named by a column are certain, those known by their ending likely."""
        for mention in organizations(sheet):
            if not mention.known:
                yield self.claim(
                    sheet,
                    mention.start,
                    mention.end,
                    Status.LIKELY,
                    Evidence.STRUCTURE,
                    "以机构名称的常见结尾收尾",
                )
                continue
            column = sheet.column(mention.start) == "ORGANIZATION"
            yield self.claim(
                sheet,
                mention.start,
                mention.end,
                Status.CERTAIN,
                Evidence.COLUMN if column else Evidence.CONTEXT,
                "名称栏填写的机构" if column else "与名称栏所载机构一致",
            )
