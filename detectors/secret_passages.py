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
    "|不(?:愿|想|许|准)(?:让)?[^,。;]{0,6}(?:知道|知晓|带出|外传)"
)

#: How far in front of an amount a word decides about it (standards.md section 5, tie-break).
WINDOW = 15
_PUBLISHED = re.compile(
    "罚款|处以|并处|没收|违法所得|货值|加处|罚没|罚金|非法所得|获利|注册资[本金]"
)
_RATE_OF_FINE = re.compile(r"处.{0,24}(?:分之|[0-9.]+ ?[%‰倍]|倍).{0,8}(?:罚款|罚金)")
_SHORT_TAIL = 6
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
    end = _tail(sentence, found[-1][1])
    return Passage(start, end, tuple(found), rule.category, status, rule.because, cue)


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


def _tail(sentence: Sentence, end: int) -> int:
    """The end of the clause, where only a word or two follow its last value (按…收取)."""
    last = sentence.clauses[sentence.index(end - 1)][1]
    rest = sentence.text[end:last]
    return end if len(rest) > _SHORT_TAIL or _VERDICT.search(rest) else last


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
