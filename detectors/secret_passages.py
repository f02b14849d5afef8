"""From a word and the values beside it to the passage that must not appear.

A passage is made of whole clauses of one sentence. Pure; knows nothing of detectors or policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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


def unheard(_: str) -> None:
    """Nobody asks."""


def technical(reader: Reader, cue: Span, rule: Rule, passing: Passing = unheard) -> Passage | None:
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


def figure(reader: Reader, cue: Span, rule: Rule, passing: Passing = unheard) -> Passage | None:
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
