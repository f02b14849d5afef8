"""What a change of rules would do: the same records under the rules of today and under a draft.

Counts characters, spots and outcomes, names rules, fields and offsets; no text of a record leaves
it. The second scan of step 5 is left out on both sides: it stops what slipped through the first,
whatever the rules say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from detectors.finding import Scan
from gateway.journey import Arrival, Journey
from gateway.pool import worked
from gateway.record import Record, Rejected
from gateway.redact import Redacted, Transformation, redact
from gateway.sheets import Scans
from policies.decision import Decision
from policies.layers import lifting

#: A record with what it is called in the result: a row of a file, a case.
Referred = tuple[str, Arrival]
HIDDEN, SHOWN = "hidden", "shown"
_SAMPLES = 5
_BATCH = 64
_WHOLE_FIELD = "FIELD"


@dataclass(frozen=True, slots=True)
class Effect:
    """A run of characters that a draft would newly hide or show; offsets in the original."""

    direction: str
    field: str
    entity_type: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One record on one channel under both rules. ``rule`` is what a stricter outcome is due to."""

    channel: str
    before: str
    after: str
    rule: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Steps 2 to 5 under two packs; a record is read once where both read with the same eyes."""

    before: Journey
    after: Journey

    def groups(
        self, arrivals: Sequence[Arrival], channels: Sequence[str]
    ) -> list[list[Compared | Rejected]]:
        """Both decisions on each channel; a row that was refused stays as it is."""
        records = [arrival for arrival in arrivals if isinstance(arrival, Record)]
        old = new = _scanned(self.before, records)
        if _eyes(self.before) != _eyes(self.after):
            new = _scanned(self.after, records)
        compared = (
            [
                _compared(
                    record,
                    self.before.decide(record, channel, was),
                    self.after.decide(record, channel, now),
                )
                for channel in channels
            ]
            for record, was, now in zip(records, old, new, strict=True)
        )
        return [[a] if isinstance(a, Rejected) else [*next(compared)] for a in arrivals]


def _scanned(journey: Journey, records: Sequence[Record]) -> list[Scan]:
    scans = Scans(journey.scanner, tuple(records))
    return scans.of((record, record.fields) for record in records)


def _eyes(journey: Journey) -> tuple[object, ...]:
    return journey.pack.dictionaries, journey.pack.detectors


def _compared(record: Record, before: Decision, after: Decision) -> Compared:
    old, new = redact(record.fields, before), redact(record.fields, after)
    added = [r for r in after.reasons if r not in before.reasons] or [*after.reasons]
    strictest = max(added, key=lambda reason: reason.action, default=None)
    rule = strictest.rule if strictest else ""
    effects = tuple(_effects(record, old, new))
    return Compared(after.channel, before.outcome, after.outcome, rule, effects)


def _effects(record: Record, old: Redacted, new: Redacted) -> Iterator[Effect]:
    """Field by field; where both rules change the same there is nothing to count."""
    before, after = _by_field(old), _by_field(new)
    for code, text in record.fields.items():
        if before[code] != after[code]:
            was, now = _hidden(text, before[code]), _hidden(text, after[code])
            yield from _runs(HIDDEN, code, {at: c for at, c in now.items() if at not in was})
            yield from _runs(SHOWN, code, {at: c for at, c in was.items() if at not in now})


def _by_field(redacted: Redacted) -> dict[str, list[Transformation]]:
    found: dict[str, list[Transformation]] = defaultdict(list)
    for change in redacted.transformations:
        found[change.field].append(change)
    return found


def _hidden(text: str, changes: Iterable[Transformation]) -> dict[int, Transformation]:
    """The offsets of a field that the public does not see, each with what hides it."""
    hidden: dict[int, Transformation] = {}
    for change in changes:
        original = text[change.start : change.end]
        head = _alike(original, change.replacement)
        tail = _alike(original[head:][::-1], change.replacement[head:][::-1])
        hidden |= dict.fromkeys(range(change.start + head, change.end - tail), change)
    return hidden


def _alike(one: str, other: str) -> int:
    """How many characters two texts share from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _runs(direction: str, code: str, spots: Mapping[int, Transformation]) -> Iterator[Effect]:
    start = last = -2
    change: Transformation | None = None
    for at in sorted(spots):
        if at != last + 1 or spots[at] is not change:
            if change is not None:
                yield _effect(direction, code, change, start, last + 1)
            start, change = at, spots[at]
        last = at
    if change is not None:
        yield _effect(direction, code, change, start, last + 1)


def _effect(direction: str, code: str, change: Transformation, start: int, end: int) -> Effect:
    return Effect(direction, code, change.entity_type or _WHOLE_FIELD, change.rule, start, end)


@dataclass(slots=True)
class Simulation:
    """What a run came to. Counts are of characters and of spots, by rule, field, type, channel."""

    records: int = 0
    refused: int = 0
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stricter: Counter[str] = field(default_factory=Counter)
    characters: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    spots: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, reference: str, compared: Sequence[Compared | Rejected]) -> None:
        """Count one record."""
        self.records += 1
        for each in compared:
            if isinstance(each, Rejected):
                self.refused += 1
                continue
            self.outcomes[each.channel, each.before, each.after] += 1
            if each.before != each.after:
                self.stricter[each.rule] += 1
                self._sample("outcome", each.rule, reference, each.channel,
                             before=each.before, after=each.after)  # fmt: skip
            for effect in each.effects:
                self._count(reference, each.channel, effect)

    def _count(self, reference: str, channel: str, effect: Effect) -> None:
        groups = {
            "rule": effect.rule,
            "field": effect.field,
            "entity_type": effect.entity_type,
            "channel": channel,
        }
        for group, name in groups.items():
            self.characters[effect.direction, group, name] += effect.end - effect.start
            self.spots[effect.direction, group, name] += 1
        place = {"field": effect.field, "start": effect.start, "end": effect.end}
        self._sample(
            effect.direction,
            effect.rule,
            reference,
            channel,
            entity_type=effect.entity_type,
            **place,
        )

    def _sample(self, what: str, rule: str, reference: str, channel: str, **said: object) -> None:
        held = self.samples.setdefault((what, rule), [])
        if len(held) < _SAMPLES:
            held.append(
                {"what": what, "rule": rule, "record": reference, "channel": channel, **said}
            )

    def summary(self, before: Journey, after: Journey, draft: str | None = None) -> dict[str, Any]:
        """Everything as plain data; ``draft`` is the digest of what was simulated."""
        return {
            "draft": draft,
            "before": before.pack.digest,
            "after": after.pack.digest,
            "records": self.records,
            "refused": self.refused,
            "outcomes": [
                {"channel": channel, "before": old, "after": new, "records": count}
                for (channel, old, new), count in sorted(self.outcomes.items())
            ],
            "changed_outcomes_by_rule": dict(self.stricter.most_common()),
            "newly": {direction: self._by_group(direction) for direction in (HIDDEN, SHOWN)},
            "newly_shown_characters": self._total(SHOWN),
            "newly_hidden_characters": self._total(HIDDEN),
            "lifting": [rule.id for rule in lifting(after.pack)],
            "samples": [sample for held in self.samples.values() for sample in held],
        }

    def _total(self, direction: str) -> int:
        mine = (k for k in self.characters if k[0] == direction and k[1] == "channel")
        return sum(self.characters[key] for key in mine)

    def _by_group(self, direction: str) -> dict[str, dict[str, dict[str, int]]]:
        found: dict[str, dict[str, dict[str, int]]] = {}
        for (way, group, name), characters in self.characters.most_common():
            if way == direction:
                spots = self.spots[way, group, name]
                found.setdefault(group, {})[name] = {"spots": spots, "characters": characters}
        return found


def simulate(
    before: Journey,
    after: Journey,
    records: Iterable[tuple[str, Arrival, Sequence[str]]],
    jobs: int = 1,
) -> Iterator[Simulation]:
    """Compare records one batch after another; yields the same growing result after each.

    Each record comes with its reference and its channels. ``jobs`` are processes.
    """
    found, comparison = Simulation(), Comparison(before, after)
    waiting: list[list[str]] = []

    def batches() -> Iterator[tuple[list[Arrival], Sequence[str]]]:
        for chunk, channels in _batched(records):
            waiting.append([reference for reference, _ in chunk])
            yield [arrival for _, arrival in chunk], channels

    for groups in worked(comparison, batches(), jobs):
        for reference, group in zip(waiting.pop(0), groups, strict=True):
            found.add(reference, group)
        yield found


def _batched(
    records: Iterable[tuple[str, Arrival, Sequence[str]]],
) -> Iterator[tuple[list[Referred], Sequence[str]]]:
    """Neighbours with the same channels together."""
    chunk: list[Referred] = []
    of: tuple[str, ...] = ()
    for reference, arrival, channels in records:
        if chunk and (tuple(channels) != of or len(chunk) == _BATCH):
            yield chunk, of
            chunk = []
        of = tuple(channels)
        chunk.append((reference, arrival))
    if chunk:
        yield chunk, of
