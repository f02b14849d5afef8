"""Lists of customers and suppliers: the names that follow one another behind a word for them.

A member is what the organisation detector knows, or what stands between the commas of the list and
is called like a house or a firm. Pure; knows nothing of detectors or policy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from detectors.finding import Status
from detectors.secret_cues import Rule
from detectors.secret_passages import SECRECY, Passage, Passing, unheard
from detectors.secret_sentences import Reader, Sentence
from detectors.secret_values import Span


def listed(
    reader: Reader,
    cue: Span,
    rule: Rule,
    organizations: Sequence[Span],
    passing: Passing = unheard,
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
