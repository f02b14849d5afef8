"""Trade secrets (商业秘密): recipes, processes, keys, customers, prices, and what is marked so.

Claims the clause or list that must not appear, and cuts out of it what the standard shows: fines,
names of organisations that are not the secret, licence numbers, document numbers and statutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.cn_uscc import CnUscc
from detectors.considered import Considered
from detectors.detector import Detector
from detectors.document_number import DocumentNumber
from detectors.finding import Status
from detectors.licence_number import LicenceNumber
from detectors.organization import Mention, organizations
from detectors.public_amount import PublicAmount
from detectors.secret_cues import ORGANISATIONS, Rule, cues, public_words
from detectors.secret_declarations import declarations
from detectors.secret_keys import keys
from detectors.secret_lists import listed
from detectors.secret_mixtures import mixtures
from detectors.secret_passages import Passage, figure, technical
from detectors.secret_sentences import Reader
from detectors.secret_values import Span
from detectors.sheet import Sheet
from detectors.statute import Statute

_SHOWN: tuple[type[Detector], ...] = (
    CnUscc,
    DocumentNumber,
    LicenceNumber,
    PublicAmount,
    Statute,
)
_TECHNICAL = frozenset({"T1", "T2", "T3", "T4", "T5", "B7"})
# What a passage is where two overlap: the applicant's own mark asks for consent, so it comes
# first; then what is surest by its form.
_ORDER = ("B8", "T4", "T1", "T2", "T3", "T5", "B7", "B1", "B2", "B3", "B4", "B5", "B6")
_HEAD = re.compile("(?:当事人|被处罚人|申请人|经查|该公司)?[ \t:]*")
_COMMAS = frozenset({",", "、", ";"})
_STRAY = " \t,;:、。的()\"“”'"


class TradeSecret(Detector):
    """商业秘密：技术信息 T1 至 T5，经营信息 B1 至 B8."""

    kind: ClassVar[str] = "trade_secret"
    entities: ClassVar[tuple[str, ...]] = ("TRADE_SECRET",)
    label: ClassVar[str] = "商业秘密"
    basis: ClassVar[str] = "反不正当竞争法; 法释〔2020〕7号第一条; 行政许可法第五条"
    check: ClassVar[str] = (
        "字样加数值：组分用量两种以上、工艺参数、单位名单两家以上、金额、密钥形式"
    )
    cues: ClassVar[str] = (
        "配方、工艺、图纸、算法、试验数据、客户名单、供应商、成本、投标报价、账户余额、合同价、"
        "经营计划、申请人标注的商业秘密"
    )
    confidence: ClassVar[str] = (
        "密钥或另有保密字样为确定; 其余为很可能; 与罚没字样同句或另有检验字样为存疑"
    )

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Passages with ``category``; without what must stay readable."""
        text = sheet.view.text
        passages = _joined(text, [*keys(text), *declarations(text), *mixtures(text), *_cued(sheet)])
        if not passages:
            return
        shown, names = _shown(sheet), organizations(sheet)
        for passage in passages:
            kept = [
                *shown,
                *((m.start, m.end) for m in names if _keeps(text, passage, m)),
            ]
            for start, end in _without(text, passage, kept):
                yield self.claim(
                    sheet,
                    start,
                    end,
                    passage.status,
                    Evidence.CONTEXT | Evidence.STRUCTURE,
                    passage.because,
                    category=passage.category,
                )

    def considered(self, sheet: Sheet) -> Iterable[Considered]:
        """Every word of the tables, with the values that raised it or why it passed."""
        return _considered(sheet)


def _considered(sheet: Sheet) -> Iterator[Considered]:
    """Every word of the tables and every key, with what it came to."""
    view, passed = sheet.view, list[Considered]()

    def note(cue: Span, rule: Rule, why: str) -> None:
        span = view.origin(*cue)
        passed.append(Considered(*span, f"{rule.category} {rule.because}：{why}", cue=span))

    text = view.text
    for passage in (*keys(text), *declarations(text), *mixtures(text), *_cued(sheet, note)):
        yield Considered(
            *view.origin(passage.start, passage.end),
            f"{passage.category} {passage.because}",
            found=True,
            cue=None if passage.cue is None else view.origin(*passage.cue),
            values=tuple(view.origin(*span) for span in passage.values),
        )
    yield from passed
    for word in public_words(text):
        yield Considered(*view.origin(*word), "是更长的公开用语，不是商业秘密的字样")


def _cued(
    sheet: Sheet, passed: Callable[[Span, Rule, str], None] = lambda *_: None
) -> Iterator[Passage]:
    """Passages that a word raises; ``passed`` hears of the words that raise none, and why."""
    reader = Reader(sheet.view.text)
    subjects = _subjects(sheet)
    names = [(m.start, m.end) for m in organizations(sheet) if not m.known]
    names = [name for name in names if not any(a < name[1] and name[0] < b for a, b in subjects)]
    done: dict[Rule, int] = {}  # up to where the rule has spoken
    for cue, rule in cues(sheet.view.text):
        if cue[0] < done.get(rule, 0):
            continue
        why = partial(passed, cue, rule)
        if rule.values == (ORGANISATIONS,):
            passage = listed(reader, cue, rule, names, why)
        elif rule.category in _TECHNICAL:
            passage = technical(reader, cue, rule, why)
            done[rule] = reader.clause_end(cue[0]) if rule.around else 0
        else:
            passage = figure(reader, cue, rule, why)
        if passage:
            done[rule] = max(passage.end, done.get(rule, 0))
            yield passage


def _joined(text: str, passages: Sequence[Passage]) -> list[Passage]:
    """Overlapping passages as one, named by the first category in `_ORDER`.

    Those of one category that only a comma parts are one as well.
    """
    groups: list[list[Passage]] = []
    end = 0
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        if groups and _belongs(text, groups[-1][-1].category, end, passage):
            groups[-1].append(passage)
            end = max(end, passage.end)
        else:
            groups.append([passage])
            end = passage.end
    return [_union(group) for group in groups]


def _belongs(text: str, category: str, end: int, passage: Passage) -> bool:
    if passage.start < end:
        return True
    return passage.category == category and text[end : passage.start] in _COMMAS


def _union(group: Sequence[Passage]) -> Passage:
    return replace(
        min(group, key=lambda p: _ORDER.index(p.category)),
        start=min(p.start for p in group),
        end=max(p.end for p in group),
        values=tuple(span for p in group for span in p.values),
        status=max(p.status for p in group),
    )


def _keeps(text: str, passage: Passage, name: Mention) -> bool:
    """Whether a name inside a passage stays readable.

    The subject's does: named by a column, at the head of the passage, or elsewhere in the record
    as well. A name that is (part of) what makes the passage secret does not.
    """
    if name.end <= passage.start or passage.end <= name.start:
        return False
    if name.known or _touches(passage, name.start, name.end):
        return name.known
    words = text[name.start : name.end]
    elsewhere = text.count(words) > text.count(words, passage.start, passage.end)
    return elsewhere or bool(_HEAD.fullmatch(text, passage.start, max(passage.start, name.start)))


def _touches(passage: Passage, start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in passage.values)


def _subjects(sheet: Sheet) -> list[Span]:
    """Wherever a name stands that a column for names holds, glued to other words or not."""
    columns = zip(sheet.passages, sheet.view_starts, strict=True)
    names = {
        sheet.view.after(start, len(passage.text)).strip()
        for passage, start in columns
        if passage.holds == "ORGANIZATION"
    }
    return [
        found.span()
        for name in names
        if len(name) > 1
        for found in re.finditer(re.escape(name), sheet.view.text)
    ]


def _shown(sheet: Sheet) -> list[Span]:
    """Spans of the view that the standard shows; of amounts those of the penalty only."""
    view = sheet.view
    return _subjects(sheet) + [
        (view.position(claim.start), view.position(claim.end))
        for kind in _SHOWN
        for claim in kind().claims(sheet)
        if kind is not PublicAmount or claim.status is Status.CERTAIN
    ]


def _without(text: str, passage: Passage, kept: Iterable[Span]) -> Iterator[Span]:
    """The pieces of a passage between what is kept, as far as they hold a value."""
    start = passage.start
    for first, last in sorted(kept):
        if last <= start or first >= passage.end:
            continue
        yield from _piece(text, passage, start, first)
        start = last
    yield from _piece(text, passage, start, passage.end)


def _piece(text: str, passage: Passage, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start] in _STRAY:
        start += 1
    # A line of code ends with its semicolon.
    while start < end and text[end - 1] in (" \t,、" if passage.category == "T4" else " \t,;、"):
        end -= 1
    if _touches(passage, start, end):
        yield start, end
