"""Trade secrets (商业秘密): recipes, processes, keys, customers, prices, and what is marked so.

Claims the clause or list that must not appear, and cuts out of it what the standard shows: fines,
names of organisations that are not the secret, licence numbers, document numbers and statutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.cn_uscc import CnUscc
from detectors.detector import Detector
from detectors.document_number import DocumentNumber
from detectors.finding import Status
from detectors.licence_number import LicenceNumber
from detectors.organization import Mention, organizations
from detectors.public_amount import PublicAmount
from detectors.secret_cues import ORGANISATIONS, cues
from detectors.secret_declarations import declarations
from detectors.secret_keys import keys
from detectors.secret_passages import Passage, Sentence, figure, listed, technical
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
        passages = _joined([*keys(sheet.view.text), *declarations(sheet.view.text), *_cued(sheet)])
        if not passages:
            return
        shown, names = _shown(sheet), organizations(sheet)
        for passage in passages:
            kept = [*shown, *((m.start, m.end) for m in names if _keeps(passage, m))]
            for start, end in _without(sheet.view.text, passage, kept):
                yield self.claim(
                    sheet,
                    start,
                    end,
                    passage.status,
                    Evidence.CONTEXT | Evidence.STRUCTURE,
                    passage.because,
                    category=passage.category,
                )


def _cued(sheet: Sheet) -> Iterator[Passage]:
    text = sheet.view.text
    for cue, rule in cues(text):
        sentence = Sentence.around(text, cue[0])
        if rule.values == (ORGANISATIONS,):
            names = [(m.start, m.end) for m in organizations(sheet) if not m.known]
            passage = listed(sentence, cue, rule, names)
        elif rule.category in _TECHNICAL:
            passage = technical(sentence, cue, rule)
        else:
            passage = figure(sentence, cue, rule)
        if passage:
            yield passage


def _joined(passages: Sequence[Passage]) -> list[Passage]:
    """Overlapping passages as one, named by the first category in `_ORDER`."""
    joined: list[Passage] = []
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        if joined and passage.start < joined[-1].end:
            joined[-1] = _union(joined[-1], passage)
        else:
            joined.append(passage)
    return joined


def _union(one: Passage, other: Passage) -> Passage:
    first = min(one, other, key=lambda p: _ORDER.index(p.category))
    return replace(
        first,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        values=(*one.values, *other.values),
        status=max(one.status, other.status),
    )


def _keeps(passage: Passage, name: Mention) -> bool:
    """Whether a name stays readable inside a passage: it is not what makes the passage secret."""
    return name.known or not _touches(passage, name.start, name.end)


def _touches(passage: Passage, start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in passage.values)


def _shown(sheet: Sheet) -> list[Span]:
    """Spans of the view that the standard shows; of amounts those of the penalty only."""
    view = sheet.view
    return [
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
    while start < end and text[end - 1] in " \t,;、":
        end -= 1
    if _touches(passage, start, end):
        yield start, end
