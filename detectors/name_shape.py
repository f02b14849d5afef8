"""What a name looks like, and how much speaks for one at a place in a text.

The weights are points on a scorecard: the announcement gives the base, the surname, the given
characters and the neighbours on both sides add or take. Nothing here knows a record.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from detectors.data.names import cues, given_characters, surnames, words
from detectors.heads import by_head

HAN = "\u3400-\u9fff\U00020000-\U0002ebef"
#: The dot between the parts of a name and its look-alikes; `·` is the proper one.
DOTS = "·•‧・∙⋅･"

#: Points from which a span counts as a name.
ENOUGH = 4.5

# Characters of transliterated names (Uyghur, Kazakh, Tibetan, Mongol, foreign).
_SOUND = (
    "阿艾安奥巴白拜班保贝比毕别宾波伯博卜布采查次措达大代丹道得德登迪地丁东都杜顿多朵厄尔恩发法凡菲费弗夫福富"
    "嘎盖甘冈高戈哥格根公贡古瓜哈海罕汉合赫黑洪胡华霍基吉济加佳嘉江杰金卡凯坎康考柯科克肯库奎拉莱赖兰郎劳勒"
    "雷蕾李里丽力利莉连廉列林琳留隆卢鲁路伦罗洛吕麻马玛买麦曼芒毛茂梅美蒙米密敏明莫默姆木穆拿纳娜乃南内尼妮"
    "宁努诺欧帕派潘培佩皮平珀普齐奇恰钦琴丘曲却群热仁日荣茹瑞若萨赛桑瑟森沙莎山善珊尚舍申生圣什斯丝苏素孙"
    "索塔泰坦唐陶特提图吐土托瓦万旺威韦维魏文翁沃乌吾伍西希锡夏肖谢辛雄休旭雪亚延扬耶叶伊依益因英尤雨玉约"
    "月云再赞泽扎詹张珍芝治智朱卓兹紫宗祖佐孜逊买其帝蒂娅莹娃丹鲍坚甫汗江夏吾甫尕才让卓玛"
)
_PART = f"[{_SOUND}]{{1,8}}"
DOTTED = re.compile(f"{_PART}(?:[{DOTS}]{_PART}){{1,4}}")
_LATIN = re.compile(r"[A-Z][A-Za-z'-]{0,20}(?:[ ,.]{1,2}[A-Z][A-Za-z'-]{0,20}){0,4}")
_SOUND_ONLY = re.compile(f"[{_SOUND}]{{2,6}}")

_INNER_SPACE = re.compile(rf"(?<=[{HAN}{DOTS}.]) +| +(?=[{HAN}{DOTS}])")
_ANY_DOT = re.compile(rf"(?<=[{HAN}])[{DOTS}.](?=[{HAN}])")
_HAN_NAME = re.compile(f"[{HAN}]{{2,6}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}}){{1,4}}")
_SPACED_GIVEN = re.compile(rf" {{1,2}}[{HAN}](?: {{0,2}}[{HAN}])?(?![{HAN}])")
_UNCOMMON = re.compile(f"[{HAN}]{{2,6}}")

_NEVER_GIVEN = frozenset(
    "的在是了与及对向将被把因由从系即称说到给等均并不也又还已所涉违擅驾担签确使售购买持当依其或则而但罚携述拒此该每"
    "各几件份项款条第号部局厂店司院站至我他们你某要就者您吗呢吧嘛啊这哪什么没很且时期处间类性县区市省镇品犯接缴付款退补请求按限"
)
_CUED_PART = f"[^\x00-\xff和{DOTS}、。“”《》〔〕{''.join(sorted(_NEVER_GIVEN))}]{{1,8}}"
_DOTTED_CUED = re.compile(f"{_CUED_PART}(?: ?[{DOTS}.] ?{_PART}){{1,4}}")
_FOLLOW = re.compile(
    by_head(
        "[的在与及和于对向将被把因由从系即称说到给等均并不也已所涉违擅驾担使售持当依其或未曾以经自为无有是两拒]"
        "|陈述|证实|承认|立即|签[字名署收]|反映|提[出供]|销售|购[买进]|询问|身份|通过|实施|表示"
        "|作为|取得|进[行入]|先生"
        "|女士|同[志意]|名下|电话|手机|联系|性别|住[址所]|收取|非法|利用|雇[佣用]|发[现布生]"
        "|开[具办设展]|经营|生产|从事"
        "|代[为理销]|出[具售生示租]|现[场年住]|没有|隐匿|伪造|吸毒|盗窃|殴打|任[职公]|案|违|送达"
        "|前往|配合|申请|主动|组织"
        "|租[用赁]|使用|私自|强[行迫]|安排|委托|要求|如实|供述|辩称|述称|存[在放]|受[到托]|确认"
        "|制作|采[用取]|委派|接受|协助"
        "|先后|多次|随后|两人|二人|三人|认[可为]|放弃|职务|品牌|共同|本人|汉族|个人|位于|交[付代]"
        "|取保|收[到受购]|拥有|携带"
        "|负责|超[过速]|酒[后驾]|地址|出庭|报[告案]|投诉|举报|家[中里庭]|冒[用充]|拟|仍|亦|均|又"
        "|再(?!生)|才|便|却|虽|若|如[下实]"
        "|驾驶|公开|侵[占犯害]|挪用|承[担包]|擅|按|未|让|叫|请|找|告知|用|遂|帮|前|后|处[罚以]"
        "|罚款|缴纳|等人|作[出为]|构成"
        "|拨打|前来|离[开职]|来到|抵达|查看|知[道悉]|得知|死亡|受伤|摔|坠|骑|操作|搬|乘[坐车]|饮酒"
        "|就[诊医读]|服[用务]|注射|支付|转[账让]"
        "|汇款|参[加与]|签订|登记|挂靠|出资|持股|冒充|骗|偷|吸食|贩|藏匿|辱骂|威胁|侮辱|阻[碍挠]"
        "|逃|闯|故意|伙同|明知|趁|借"
    )
)
_LEAD = re.compile(
    "(?:[对向由与和将被及给为是系令让因即的据至跟替请叫找把从经]|查获|发现|证明|安排|委托|责令"
    "|决定|雇[佣请用]|通知|询问|调查"
    "|指派|接到|认定|处罚|代表|会同|其子|其妻|其夫|使用|送达|收到|群众|没收|名为|取得|根据"
    "|依据|介绍|联系|作出|同意|要求|查明|核实"
    "|客户|证实|陪同|告知|操作|收取|属于|所有|户名|名叫|旅客|以及|或者|拘留|给予)$"
)
_LEGALLY = re.compile("依[法据照规]")
_PROOF = re.compile(r"\((?:[0-9]{6}|身份证|公民身份|[男女])|[,、][ ]?[男女][,、]")
_LEAD_WIDTH = 2
_SHORTEST = 2
# Latin letters up to here are an abbreviation, in a column for persons up to three.
_ABBREVIATION, _SHORTEST_LATIN = 4, 4
# A given name of three characters counts only where a bracket follows.
_RARE_GIVEN = 3
# A name that is a word from end to end, not one that only begins like one.
_WORD = 2
_PLACE_AFTER = re.compile(
    "[路街巷村镇乡县区市省州江河湖岛桥寨屯湾]|公司|大[道厦]|工[业贸]|科技|商[贸店]|超市|饭店"
)
# With the cues of two characters: what makes 李经理 and 侯女士 no full names.
_STYLES = frozenset(
    ("女士", "先生", "同志", "师傅", "小姐", "律师", "警官", "总监", "大夫", "阿姨", "局长", "科长")
)
_NO_NAME = re.compile(
    "不详|没有|无$|暂无|详见|同上|本人|空白|未知|见附件|委托|公司"
    "|[局厂店社厅部处所院站会队中心办行]$|单位|机关|男|女|汉族"
    "|姓名|身份|地址|电话|职务|性别|签[字名]|以下|某"
)
_MASK = frozenset("某*×xXＸ＊○□")


class Shape(NamedTuple):
    """A span that may be a name, with its points."""

    start: int
    end: int
    points: float


def is_han(char: str) -> bool:
    """Whether the one character is an ideograph."""
    return "\u3400" <= char <= "\u9fff" or char >= "\U00020000"


def plain(name: str) -> str:
    """A name without spaces between ideographs, its dots made proper."""
    if name.isalpha():  # neither is in it
        return name
    return _ANY_DOT.sub("·", _INNER_SPACE.sub("", name))


def is_name(text: str) -> bool:
    """Whether a whole value is a person's name beyond doubt: a surname and one or two more."""
    name = plain(text.strip())
    if DOTTED.fullmatch(name):
        return True
    size = surname_length(name, 0)
    if not size or not size < len(name) <= size + 2 or _NO_NAME.search(name):
        return False
    return all(is_han(c) and c not in _NEVER_GIVEN for c in name[size:])


def may_be_name(text: str) -> bool:
    """Whether a value in a column for persons can be a name at all."""
    name = plain(text.strip())
    if _NO_NAME.search(name) or any(c in _MASK for c in name if not c.isascii() or c == "*"):
        return False
    latin = len(name) >= _SHORTEST_LATIN and _LATIN.fullmatch(name)
    return bool(_HAN_NAME.fullmatch(name) or latin)


@cache
def _surname_heads() -> frozenset[str]:
    """The characters that a surname can begin with."""
    return surnames().single | {pair[0] for pair in surnames().compound}


def surname_length(text: str, at: int) -> int:
    """Length of the surname that stands at ``at``: 2, 1, or 0 for none."""
    lists = surnames()
    if text[at : at + 2] in lists.compound:
        return 2
    return int(text[at : at + 1] in lists.single)


def name_at(text: str, at: int, base: float, *, formal: bool = False) -> Shape | None:
    """The best name that begins at ``at``; ``formal`` after a heading with a colon."""
    other = _dotted_at(text, at, formal=formal) or (_latin_at(text, at) if formal else None)
    if other:
        return Shape(at, other, base + 3)
    size = surname_length(text, at)
    shapes = [
        Shape(at, end, points + _right(text, end))
        for end in (_ends(text, at, size) if size else ())
        if (points := _inside(text, at, end, size, base)) is not None
    ]
    best = max(shapes, key=lambda s: (s.points, s.end)) if shapes else None
    if best and best.points >= ENOUGH:
        return best
    return _uncommon_at(text, at, base) if formal else None


def name_before(text: str, end: int, base: float) -> Shape | None:
    """The best name that ends at ``end``."""
    if end < _SHORTEST or not is_han(text[end - 1]):
        return None
    shapes = []
    for start in range(end - 2, max(-1, end - 5), -1):
        if text[start] not in _surname_heads():  # few characters are: asked first
            continue
        size = surname_length(text, start)
        if size and end in _ends(text, start, size):
            points = _inside(text, start, end, size, base)
            if points is not None:
                shapes.append(Shape(start, end, points + _left(text, start)))
    best = max(shapes, key=lambda s: (s.points, s.end - s.start)) if shapes else None
    return best if best and best.points >= ENOUGH else None


def follows_name(text: str, at: int) -> bool:
    """Whether what stands at ``at`` can come right behind a name."""
    return at >= len(text) or not is_han(text[at]) or bool(_FOLLOW.match(text, at))


def leads_to_name(text: str, at: int) -> bool:
    """Whether what ends at ``at`` can stand right in front of a name."""
    window = text[max(0, at - _LEAD_WIDTH) : at]
    return not window or not is_han(window[-1]) or bool(_LEAD.search(window))


def begins_place(text: str, at: int) -> bool:
    """Whether what stands at ``at`` turns the word in front into a place or a company."""
    return bool(_PLACE_AFTER.match(text, at))


def is_given(char: str) -> bool:
    """Whether a character is common in given names."""
    return char in given_characters()


def is_masked(text: str, start: int, end: int) -> bool:
    """Whether a name at ``start:end`` has been covered already: 张某, 李某某, 王*, 李XX."""
    window = text[start : end + 1]
    return any(char in _MASK for char in (window if is_han(window[0]) else window.strip("xX")))


def is_compound_surname(pair: str) -> bool:
    """Whether two characters are one compound surname."""
    return pair in surnames().compound


def is_word(name: str) -> bool:
    """Whether a name is an everyday word as well, or has no known surname."""
    return name[:2] in words() or not surname_length(name, 0)


def _ends(text: str, at: int, size: int) -> list[int]:
    """Where a name may end that begins at ``at`` with a surname of this size."""
    if text[at + size : at + size + 1] == " ":
        return _spaced_ends(text, at + size)
    ends: list[int] = []
    for extra in (1, 2) if size > 1 else (1, 2, 3):
        end = at + size + extra
        if end > len(text) or not is_han(text[end - 1]) or text[end - 1] in _NEVER_GIVEN:
            return ends
        if extra < _RARE_GIVEN or (end < len(text) and text[end] == "("):
            ends.append(end)
    if size > 1:  # 司马懿 begins like 司 + 马
        ends.append(at + 2)
    return ends


def _spaced_ends(text: str, at: int) -> list[int]:
    spaced = _SPACED_GIVEN.match(text, at)
    return [spaced.end()] if spaced else []


def _inside(text: str, start: int, end: int, size: int, base: float) -> float | None:
    if end - start <= size:
        size = 1
    given = text[start + size : end].replace(" ", "")
    if given in _STYLES or given in cues() or text[end : end + 1] in _MASK:
        return None
    common = given_characters()
    points = base + (0.5 if size == 1 else 1.5)
    points += sum([0.5 if char in common else -0.4 for char in given])
    points -= 1.5 if size == 1 and text[start] in surnames().wordlike else 0.0
    if size == 1 and text[start : start + 2] in words():
        points -= 2.5 if end - start == _WORD else 1.5
    return points


def _right(text: str, end: int) -> float:
    if _PROOF.match(text, end):
        return 3.0
    if not follows_name(text, end):
        return -1.0
    straddle = _FOLLOW.match(text, end - 1)
    if not straddle:
        return 1.5
    return 0.7 if straddle.end() == end else -1.0


def _left(text: str, start: int) -> float:
    if start == 0 or not is_han(text[start - 1]):
        return 1.5
    return 1.0 if leads_to_name(text, start) else -1.5


def _dotted_at(text: str, at: int, *, formal: bool) -> int | None:
    match = (_DOTTED_CUED if formal else DOTTED).match(text, at)
    if not match:
        return None
    last = max(match[0].rfind(dot) for dot in f"{DOTS}.")
    for end in range(at + last + 2, match.end()):
        if _LEGALLY.match(text, end) or (_FOLLOW.match(text, end) and text[end] not in "让才代依"):
            return end
    return match.end()


def _latin_at(text: str, at: int) -> int | None:
    match = _LATIN.match(text, at)
    if not match or text[match.end() : match.end() + 1].isalnum():
        return None
    wordy = " " in match[0] or (len(match[0]) > _ABBREVIATION and not match[0].isupper())
    return match.end() if wordy else None


def _uncommon_at(text: str, at: int, base: float) -> Shape | None:
    """A name without a known surname, as far as the next sign that is no ideograph."""
    match = _UNCOMMON.match(text, at)
    if not match or is_han(text[match.end() : match.end() + 1] or " ") or _NO_NAME.search(match[0]):
        return None
    short = len(match[0]) <= _ABBREVIATION
    known = short or _SOUND_ONLY.fullmatch(match[0])
    masked = text[match.end() : match.end() + 1] in _MASK
    return Shape(at, match.end(), base) if known and not masked else None
