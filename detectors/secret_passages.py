"""From a word and the values beside it to the passage that must not appear.

A passage is made of whole clauses of one sentence. Pure; knows nothing of detectors or policy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from detectors.finding import Status
from detectors.secret_cues import Rule
from detectors.secret_sentences import Reader, Sentence
from detectors.secret_values import Span, values, weight

#: Words that say that the text beside them is meant to be secret.
SECRECY = re.compile(
    "保密|商业秘密|机密|秘方|(?:未|不予?|没有|未曾)(?:对外|向社会)?(?:公开|公布|披露)"
    "|尚未(?:对外|向社会)?(?:公开|公布|披露|发布)"
    "|不(?:同意|愿|宜|得)(?:对外)?(?:公开|披露)|自研|自主研发|自行(?:研发|摸索|取得)|独有|专有"
    "|不外传|不对外|外界不|核心(?:算法|技术|配方|参数)|内部(?:信息|资料|测算|保管|掌握)"
    "|从[未不](?:对外|外传|示人|告人)|独门|独家(?:配方|工艺|做法)"
    "|(?:别人|别家|同行|同业|他人|外人)(?:不|无法|不能|无从)(?:知|掌握)"
    "|不(?:愿|想|许|准|肯)(?:让)?[^,。;]{0,6}(?:知道|知晓|带出|外传|说|讲)"
    "|(?:不|概不|恕不|从不|没|未)(?:便|宜|肯|往外|对外|向外)[^,。;]{0,4}(?:公开|公布|透露|提供|说|讲|传)"
    "|秘而不宣|秘不示人|涉密|祖传|家传|压箱底|看家|独门|绝活|外人|外头|只有[^,。;]{1,10}(?:知道|知晓|清楚|掌握)"
    "|(?:签|订)[^,。;]{0,6}保密|限[^,。;]{0,10}(?:知悉|内部|传阅)|(?:外面|别家|同行|旁人)[^,。;]{0,4}(?:没|不)"
    "|(?:请勿|不要|勿|不应|不可)[^,。;]{0,6}(?:公开|外泄|外传|泄露|披露|透露)"
    "|(?:没|未|不曾)(?:有)?(?:对外|向外|公开)[^,。;]{0,4}(?:过|说|讲|发布|披露)|内部(?:使用|文件|价|价格|口径)"
)

#: How far in front of an amount a word decides about it (standards.md section 5, tie-break).
WINDOW = 15
_PUBLISHED = re.compile(
    "罚款|处以|并处|没收|违法所得|货值|加处|罚没|罚金|非法所得|获利|注册资[本金]"
)
_RATE_OF_FINE = re.compile(r"处.{0,24}(?:分之|[0-9.]+ ?[%‰倍]|倍).{0,8}(?:罚款|罚金)")
_SHORT_TAIL = 6
_OBJECT = 14  # what a plan's amount is for (以3亿元并购一家工厂)
_BRACKET = 12
_VERDICT = re.compile("[未违罚没擅非]")
# Where the fine is a share of the contract's price, the price is its basis.
_BASIS = re.compile("合同(?:价款|价格|金额|总价)[^。;\n]{0,20}(?:分之|%|‰)[^。;\n]{0,20}罚款")
_BASIS_REACH = 600
_GOES_ON = re.compile(r"每|逾期|其中|另|按|并按")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one sentence, in positions of the view; ``values`` are what makes it secret.

    ``cue`` is the word that raised it, where it was a word.
    """

    start: int
    end: int
    values: tuple[Span, ...]
    category: str
    status: Status
    because: str
    cue: Span | None = None


#: Hears in Chinese why a cue makes no passage.
Passing = Callable[[str], None]


def _unheard(_: str) -> None:
    """Nobody asks."""


def technical(reader: Reader, cue: Span, rule: Rule, passing: Passing = _unheard) -> Passage | None:
    """The clauses beside the cue that hold the rule's values, if they are enough."""
    sentence = reader.sentence(cue[0])
    first = last = sentence.index(cue[0])
    if rule.around:
        held = reader.held(sentence, rule.values)
        while first > 0 and held[first - 1]:
            first -= 1
        while last + 1 < len(held) and held[last + 1]:
            last += 1
        found = [span for spans in held[first : last + 1] for span in spans]
    else:
        found = values(reader.text, cue[1], sentence.end, rule.values)
    if not found:
        passing("字样旁没有用量、参数等数值")
        return None
    status = _technical_status(sentence, rule, found, (first, last), passing)
    if status is None:
        return None
    start = sentence.clauses[sentence.index(found[0][0])][0]
    last_value = max(found[-1][1], _same_clause(sentence, cue, found))
    short = _OBJECT if rule.category == "B7" else _SHORT_TAIL
    end = _bracketed(sentence, _tail(sentence, last_value, short))
    if rule.category == "T4":  # a line of code goes on behind its semicolon
        end = max(end, found[-1][1] - (reader.text[found[-1][1] - 1] == ","))
    return Passage(start, end, tuple(found), rule.category, status, rule.because, cue)


def _same_clause(sentence: Sentence, cue: Span, found: Sequence[Span]) -> int:
    """The end of the word, where it stands behind the last value in its clause (以3亿元并购)."""
    same = sentence.index(cue[0]) == sentence.index(found[-1][0])
    return cue[1] if same else 0


def _bracketed(sentence: Sentence, end: int) -> int:
    """A passage that ends inside short brackets takes what else they hold (图号AB-12,版次C)."""
    opened = sentence.text.rfind("(", sentence.start, end)
    closed = sentence.text.find(")", end, min(sentence.end, end + _BRACKET))
    if opened < 0 or closed < 0 or ")" in sentence.text[opened:end]:
        return end
    return closed


def _technical_status(
    sentence: Sentence,
    rule: Rule,
    found: Sequence[Span],
    clauses: tuple[int, int],
    passing: Passing,
) -> Status | None:
    secret = sentence.says(SECRECY)
    count = sum(weight(sentence.text, span) for span in found)
    enough = count >= rule.at_least and _has_telling(sentence.text, rule, found)
    if not (enough or (secret and not rule.strict)):
        passing(f"数值只有{count}个、要{rule.at_least}个，句中又没有保密字样")
        return None
    if rule.must and not sentence.says(rule.must):
        passing("句中没有计划、拟、预计等字样")
        return None
    first, last = sentence.clauses[clauses[0]][0], sentence.clauses[clauses[1]][1]
    near = bool(rule.not_with and rule.not_with.search(sentence.text, first, last))
    if near or (rule.sentence and sentence.says(rule.not_with)):
        if secret and enough:
            return Status.SUSPECT
        passing("旁边是检验、标示、公示等公开用语")
        return None
    if rule.needs and not sentence.says(rule.needs):
        return Status.SUSPECT
    return Status.CERTAIN if secret and enough else Status.LIKELY


def _has_telling(text: str, rule: Rule, found: Sequence[Span]) -> bool:
    return not rule.one_of or bool(values(text, found[0][0], found[-1][1], rule.one_of))


def figure(reader: Reader, cue: Span, rule: Rule, passing: Passing = _unheard) -> Passage | None:
    """The clause with an amount shortly behind the cue, unless it is the amount of a penalty."""
    text, sentence = reader.text, reader.sentence(cue[0])
    here = sentence.index(cue[0])
    start, end = sentence.clauses[here]
    found = [span for span in reader.held(sentence, rule.values)[here] if span[0] >= cue[1]]
    if not found or found[0][0] - cue[1] > WINDOW:
        passing(f"字样后{WINDOW}个字以内没有数额")
        return None
    if sentence.says(rule.not_with) or _RATE_OF_FINE.search(text, start, end):
        passing("句中是罚款幅度、违法数额等公开用语")
        return None
    public = [m.end() for m in _PUBLISHED.finditer(text, start, found[0][0])]
    if public and public[-1] > cue[1]:
        passing("数额属于更近的罚款、没收、货值等字样")
        return None
    found = _continued(reader, sentence, rule, found)
    end = _tail(sentence, found[-1][1])
    basis = rule.category == "B6" and _BASIS.search(text, end, end + _BASIS_REACH)
    doubtful = bool(basis) or sentence.says(_PUBLISHED)
    if doubtful or (rule.needs and not sentence.says(rule.needs)):
        status = Status.SUSPECT
    else:
        status = Status.CERTAIN if sentence.says(SECRECY) else Status.LIKELY
    return Passage(start, end, tuple(found), rule.category, status, rule.because, cue)


def _continued(reader: Reader, sentence: Sentence, rule: Rule, found: list[Span]) -> list[Span]:
    """The amounts of the clause and of those that go on with it (每三年递增百分之五)."""
    text, here = reader.text, sentence.index(found[0][0])
    public = _PUBLISHED.search(text, found[0][1], sentence.clauses[here][1])
    if public:
        return [span for span in found if span[0] < public.start()]
    held = reader.held(sentence, rule.values)
    for (start, end), more in zip(sentence.clauses[here + 1 :], held[here + 1 :], strict=True):
        goes_on = more and _GOES_ON.match(text, start, end)
        if not goes_on or _PUBLISHED.search(text, start, end):
            break
        found = [*found, *more]
    return found


def _tail(sentence: Sentence, end: int, short: int = _SHORT_TAIL) -> int:
    """The end of the clause, where only a word or two follow its last value (按…收取)."""
    last = sentence.clauses[sentence.index(end - 1)][1]
    rest = sentence.text[end:last]
    return end if len(rest) > short or _VERDICT.search(rest) else last


def listed(
    reader: Reader,
    cue: Span,
    rule: Rule,
    organizations: Sequence[Span],
    passing: Passing = _unheard,
) -> Passage | None:
    """The list of organisations behind the cue, if it names enough of them.

    ``organizations`` are in order and do not overlap.
    """
    sentence = reader.sentence(cue[0])
    members = list(_members(sentence, cue, organizations))
    members = _merged(members, list(_named(sentence, cue)))
    names = sum(1 + len(_JOINT.findall(sentence.text, *span)) for span in members)
    if names < rule.at_least:
        passing(f"字样后连着的单位名称只有{names}个，要{rule.at_least}个")
        return None
    if sentence.says(SECRECY):
        status = Status.CERTAIN
    else:
        verb = sentence.text[cue[0] : cue[1]] in _VERBS
        status = Status.SUSPECT if verb else Status.LIKELY
    start, end = members[0][0], members[-1][1]
    return Passage(start, end, tuple(members), rule.category, status, rule.because, cue)


#: Buyers that the facts name in passing, not as a list of customers.
_VERBS = frozenset({"销往", "销售给", "出售给"})
_LEAD = 20
_JOINT = re.compile(r"(?<=[司厂部店院行社场站])[和与及](?!平|谐)")
# Between two names of a list; behind it may stand the beginning of a name that was not recognised.
_BETWEEN = re.compile(
    r"(?:\([^()]{0,24}\))?(?:[、,;和与及以或 ]{1,4}(?P<head>[\u4e00-\u9fff]{0,8})|)"
)
_LEADS = re.compile("(?:包括|包含|涉及|分别|主要|均|有|为|是|即|如)+")
_ORGAN = re.compile(
    r"(?:局|委员会|政府|[法]院|检察院|海关|[总支大]队|派出所|管委会|(?<!俱乐)(?<!经营)厅)$"
)


# Names of a list that no ending of the organisation detector ends: a place or a fancy name and
# what such houses are called in general. Between the commas of a list that is enough.
_MEMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·()]{2,22}?(?:公司|集团|[厂店行社院部馆场站所铺坊庄园堂阁轩斋城号楼吧厅司]|中心"
    r"|工作室|合作社|商行|经营部|车间|基地|学校|医院|酒店|超市|商场|市场|档口|摊位|门市|专柜|商会|协会)"
)
_NO_MEMBER = re.compile(
    "^(?:该|本|上述|其他|多家|若干|部分|各|等|不|未|已|经|均|与|在|向|对|由)|"
    "(?:现场|市场|当场|立场|广场|入场|出场|内部|全部|外部|一部|局部|干部|住所|场所|处所|厕所|字号|编号|账号|型号|批号|行号|车站|网站)$"
)
_SEPARATED = re.compile(r"[、,;]|[和与及](?=[\u4e00-\u9fff]{3})|以及")
_CLOSING = re.compile(r"(?:等?[0-9一二三四五六七八九十两几多]{1,3}[家户个]|等)[^、,;]{0,8}$")
_BEHIND = re.compile(
    r"(?:[有为是即如:]|包括|包含|涉及|分别|主要|来自|均|名单|清单|含|计|共)+|"
    r"[^、,;。]{0,12}?(?:包括|分别为|分别是|来自|主要有|有|为|是|:)"
)


def _named(sentence: Sentence, cue: Span) -> Iterator[Span]:
    """What stands between the commas behind the cue and is called like a house or a firm."""
    lead = _BEHIND.match(sentence.text, cue[1], sentence.end)
    at = lead.end() if lead else cue[1]
    while at < sentence.end:
        cut = _SEPARATED.search(sentence.text, at, sentence.end)
        end = cut.start() if cut else sentence.end
        member = _MEMBER.fullmatch(sentence.text, at, _counted_off(sentence.text, at, end))
        if not member or _NO_MEMBER.search(member[0]) or _ORGAN.search(member[0]):
            return
        yield member.span()
        at = cut.end() if cut else sentence.end


def _counted_off(text: str, start: int, end: int) -> int:
    """Where a name ends before words that close the list (等三家, 两家)."""
    closing = _CLOSING.search(text[start:end])
    return start + closing.start() if closing else end


def _merged(known: list[Span], named: list[Span]) -> list[Span]:
    """Both kinds of members in order, the longer one where they overlap."""
    kept: list[Span] = []
    for span in sorted([*known, *named], key=lambda s: (s[0], -s[1])):
        if kept and span[0] < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], span[1]))
        else:
            kept.append(span)
    return kept


def _end(span: Span) -> int:
    return span[1]


def _members(sentence: Sentence, cue: Span, organizations: Sequence[Span]) -> Iterator[Span]:
    end = cue[1]
    for first, last in organizations[bisect_right(organizations, cue[1], key=_end) :]:
        start = max(first, cue[1])
        if start >= sentence.end:
            return
        if end == cue[1]:
            linked = start - end <= _LEAD
        else:
            between = _BETWEEN.fullmatch(sentence.text, end, start)
            linked = between is not None
            start = between.start("head") if between and between["head"] else start
        if not linked or _ORGAN.search(sentence.text, start, last):
            return
        lead = _LEADS.match(sentence.text, start, last)
        start = lead.end() if lead else start
        yield start, last
        end = last
