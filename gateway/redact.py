"""Step 5: the original and its decision in, the redacted record out. Pure.

`Redacted` is made only here; from here on nothing else travels. The ledger and the release never
accept a `Record`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from detectors.view import TextView
from gateway.crypto import Digest
from policies import masks
from policies.action import Action
from policies.decision import Decision, SpanRuling

_MINT = object()

#: Covers a span when two findings overlap so that no single mask is sure to cover both.
_COVER = "remove"
_PSEUDONYM = "surname"


@dataclass(frozen=True, slots=True)
class Transformation:
    """One change: offsets in the original (``start``, ``end``) and in the result (``new_…``).

    A field that is not shown at all is one transformation from 0 to its length with operator
    ``drop``. ``also`` names further rules that asked for the same characters to be covered.
    """

    field: str
    start: int
    end: int
    new_start: int
    new_end: int
    entity_type: str | None
    status: str | None
    action: str
    operator: str
    replacement: str
    rule: str
    basis: str
    detector: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redacted:
    """What may be shown of one record on one channel. Only `redact` can make one."""

    channel: str
    fields: Mapping[str, str] = field(repr=False)
    transformations: tuple[Transformation, ...] = field(repr=False)
    mint: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.mint is not _MINT:
            raise TypeError("Redacted is made by gateway.redact.redact alone")

    def digest(self, by: Digest) -> str:
        """Digest over the channel and the shown fields, hexadecimal."""
        shown = {"channel": self.channel, "fields": dict(self.fields)}
        return by(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hex()

    def moved(self, code: str, start: int, end: int) -> tuple[int, int]:
        """A span of the original that no transformation touches -> the same span in `fields`."""
        shift = 0
        for change in self.transformations:
            if change.field == code and change.end <= start:
                shift = change.new_end - change.end
        return start + shift, end + shift


def redact(fields: Mapping[str, str], decision: Decision) -> Redacted:
    """Apply a decision to the original fields.

    Spans that overlap are covered together. Fields whose ruling is more than ``keep`` are not
    shown at all. Raises `ValueError` (without a value) when a span lies outside its field.
    """
    spans = _by_field(decision.spans)
    ordinals = _ordinals(fields, decision)
    shown: dict[str, str] = {}
    changes: list[Transformation] = []
    for code, text in fields.items():
        ruling = decision.fields[code]
        if ruling.action > Action.KEEP:
            changes.append(
                Transformation(
                    code, 0, len(text), 0, 0, None, None, ruling.action.word, "drop", "",
                    ruling.rule, ruling.basis, None,
                )
            )  # fmt: skip
            continue
        shown[code], applied = _redact_text(code, text, spans.get(code, ()), ordinals)
        changes.extend(applied)
    return Redacted(decision.channel, shown, tuple(changes), _MINT)


def _by_field(spans: Iterable[SpanRuling]) -> dict[str, list[SpanRuling]]:
    grouped: dict[str, list[SpanRuling]] = defaultdict(list)
    for span in spans:
        if span.action > Action.KEEP:
            grouped[span.field].append(span)
    return grouped


def _redact_text(
    code: str, text: str, spans: Sequence[SpanRuling], ordinals: Mapping[str, int]
) -> tuple[str, list[Transformation]]:
    pieces: list[str] = []
    changes: list[Transformation] = []
    last = shift = 0
    for cluster in _clusters(spans, len(text)):
        change = _cover(code, text, cluster, ordinals, shift)
        pieces += (text[last : change.start], change.replacement)
        last, shift = change.end, change.new_end - change.end
        changes.append(change)
    pieces.append(text[last:])
    return "".join(pieces), changes


def _clusters(spans: Iterable[SpanRuling], length: int) -> list[list[SpanRuling]]:
    """Spans in order, those that overlap together."""
    clusters: list[list[SpanRuling]] = []
    reach = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not 0 <= span.start < span.end <= length:
            raise ValueError(f"a span of {span.detector} lies outside its field")
        if clusters and span.start < reach:
            clusters[-1].append(span)
        else:
            clusters.append([span])
        reach = max(reach, span.end)
    return clusters


def _cover(
    code: str,
    text: str,
    cluster: Sequence[SpanRuling],
    ordinals: Mapping[str, int],
    shift: int,
) -> Transformation:
    start, end = cluster[0].start, max(s.end for s in cluster)
    lead = max(cluster, key=lambda s: (s.action, s.end - s.start))
    operator = lead.operator or _COVER
    replacement = _masked(text, lead, operator, ordinals)
    whole = lead.start == start and lead.end == end
    if len(cluster) > 1 and not (whole and _covers(text[start:end], replacement, start, cluster)):
        operator, replacement = _COVER, masks.apply(_COVER, text[start:end], {})
    return Transformation(
        field=code,
        start=start,
        end=end,
        new_start=start + shift,
        new_end=start + shift + len(replacement),
        entity_type=lead.entity_type,
        status=lead.status,
        action=lead.action.word,
        operator=operator,
        replacement=replacement,
        rule=lead.rule,
        basis=lead.basis,
        detector=lead.detector,
        also=tuple(dict.fromkeys(s.rule for s in cluster if s.rule != lead.rule)),
    )


def _masked(text: str, span: SpanRuling, operator: str, ordinals: Mapping[str, int]) -> str:
    params = dict(span.params or {})
    original = text[span.start : span.end]
    if operator == _PSEUDONYM:
        ordinal = ordinals.get(_person_key(span, original))
        if ordinal:
            params["ordinal"] = str(ordinal)
    if span.detail is not None:
        params["detail"] = str(span.detail - span.start)
    return masks.apply(operator, original, params)


def _covers(original: str, replacement: str, start: int, cluster: Sequence[SpanRuling]) -> bool:
    """Whether what a partial mask leaves standing touches none of the other findings."""
    kept = _common_prefix(original, replacement)
    tail = _common_prefix(original[kept:][::-1], replacement[kept:][::-1])
    lower, upper = start + kept, start + len(original) - tail
    return all(s.start >= lower and s.end <= upper for s in cluster[1:])


def _common_prefix(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _person_key(span: SpanRuling, original: str) -> str:
    """The same for every mention of one person in this record."""
    if span.group is not None:
        return f"#{span.group}"
    return "".join(char for char in TextView(original).text if char.isalnum())


def _ordinals(fields: Mapping[str, str], decision: Decision) -> dict[str, int]:
    """Numbers for people whose masks would read alike: 张某1, 张某2 (法释〔2016〕19号 art. 9).

    A person whose mask is unique in the record gets none. Where the text already says 张某 of
    somebody, ours are numbered too, past the numbers that stand there.
    """
    shown = {c: t for c, t in fields.items() if decision.fields[c].action == Action.KEEP}
    people: dict[str, dict[str, None]] = defaultdict(dict)
    for span in decision.spans:
        if span.operator == _PSEUDONYM and span.action > Action.KEEP and span.field in shown:
            original = shown[span.field][span.start : span.end]
            people[masks.apply(_PSEUDONYM, original, {})][_person_key(span, original)] = None
    everything = "\n".join(shown.values())
    ordinals: dict[str, int] = {}
    for mask, keys in people.items():
        taken = mask in everything
        if len(keys) == 1 and not taken:
            continue
        number = 0
        for key in keys:
            number += 1
            while taken and f"{mask}{number}" in everything:
                number += 1
            ordinals[key] = number
    return ordinals
