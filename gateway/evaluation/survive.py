"""Whether an original survives in what would be shown, and whether what may stay was touched.

A string survives when it stands anywhere in the shown fields, spaces, width and case aside.
Where it stands by right, that is told with the rule; everywhere else it is a leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gateway.evaluation.folded import Folded
from gateway.evaluation.gold import Mention
from gateway.evaluation.walk import HIDE, Walked
from gateway.redact import Redacted, Transformation
from policies.action import Action
from policies.decision import SpanRuling

#: A single character is no secret.
SHORTEST = 2

HIDDEN, LEAKED, SHOWN = "hidden", "leaked", "shown"
#: Why a string survives that should not, the gravest first.
REASONS = {
    "missed": "没有发现",
    "wrong_type": "当作别的类型保留",
    "wrong_role": "当作可公示的角色保留",
    "mask": "遮盖后仍可读出",
    "elsewhere": "此处已遮盖，别处仍有",
}
#: Stands for the rule where the annotation alone says that a place may be shown.
BY_ANNOTATION = "GOLD"

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one sensitive mention: hidden, leaked for a reason, or shown by a rule."""

    fate: str
    reason: str | None = None
    rule: str | None = None


class _Spanned(Protocol):
    """Anything with a place in a field."""

    @property
    def field(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_S = TypeVar("_S", bound=_Spanned)


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """The part of a transformation that reads otherwise afterwards, in both texts."""

    start: int
    end: int
    new_start: int
    new_end: int

    @classmethod
    def of(cls, change: Transformation, text: str) -> _Rewritten:
        original, made = text[change.start : change.end], change.replacement
        head = _common(original, made)
        tail = _common(original[head:][::-1], made[head:][::-1])
        return cls(
            change.start + head, change.end - tail, change.new_start + head, change.new_end - tail
        )

    def touches_new(self, start: int, end: int) -> bool:
        """Whether a span of the result lies on it, or across where something was taken out."""
        if self.new_start == self.new_end:
            return start < self.new_start < end
        return self.new_start < end and start < self.new_end


class Shown:
    """What would be shown of one document, and where each character of it came from."""

    def __init__(self, walked: Walked, redacted: Redacted) -> None:
        self._walked = walked
        self._folded = {code: Folded.of(text) for code, text in redacted.fields.items()}
        self._keeps = [s for s in walked.rulings if s.action is Action.KEEP]
        self._changes: Mapping[str, list[Transformation]] = defaultdict(list)
        self._rewritten: Mapping[str, list[_Rewritten]] = defaultdict(list)
        for change in redacted.transformations:
            self._changes[change.field].append(change)
            made = _Rewritten.of(change, walked.texts[change.field])
            self._rewritten[change.field].append(made)

    def fate(self, mention: Mention) -> Fate | None:
        """What became of a sensitive mention; ``None`` for one too short to be a secret."""
        original = self._walked.texts[mention.field][mention.hide_from : mention.end]
        needle = Folded.of(original).text
        if len(needle) < SHORTEST:
            return None
        wanted = self._walked.wanted.get(mention, HIDE)
        reasons: set[str] = set()
        rules: list[str] = []
        for code, place in self._survivors(needle):
            rule = wanted.rule if wanted.shown else self._right(code, place)
            if rule is None:
                reasons.add(self._reason(mention, code, place))
            else:
                rules.append(rule)
        if reasons:
            return Fate(LEAKED, reason=next(r for r in REASONS if r in reasons))
        return Fate(SHOWN, rule=rules[0]) if rules else Fate(HIDDEN)

    def bare(self, mention: Mention) -> int:
        """Characters of the part to be hidden that stand at their own place, under no mask."""
        if self.dropped(mention):
            return 0
        masked: set[int] = set()
        for change in self._changes.get(mention.field, ()):
            masked.update(range(change.start, change.end))
        return sum(at not in masked for at in range(mention.hide_from, mention.end))

    def damaged(self, mention: Mention) -> bool:
        """Whether a field that is shown lost any character of a mention that may stay."""
        return not self.dropped(mention) and any(
            max(made.start, mention.start) < min(made.end, mention.end)
            for made in self._rewritten.get(mention.field, ())
        )

    def dropped(self, mention: Mention) -> bool:
        """Whether the whole field of a mention is not shown on this channel."""
        return mention.field not in self._folded

    def _survivors(self, needle: str) -> Iterator[tuple[str, _Place | None]]:
        """Field and place in the original of each occurrence; no place where a mask wrote it."""
        for code, folded in self._folded.items():
            for start, end in folded.places(needle):
                yield code, self._origin(code, start, end)

    def _origin(self, code: str, start: int, end: int) -> _Place | None:
        shift = 0
        for made in self._rewritten.get(code, ()):
            if made.touches_new(start, end):
                return None
            if made.new_end <= start:
                shift = made.end - made.new_end
        return start + shift, end + shift

    def _right(self, code: str, place: _Place | None) -> str | None:
        """The rule by which a string may stand at this place, if there is one."""
        if place is None:
            return None
        here = _at(self._walked.mentions, code, place)
        keeps: Sequence[SpanRuling] = _at(self._keeps, code, place)
        if any(m.keep and _holds(m, place) for m in here):
            return keeps[0].rule if keeps else BY_ANNOTATION
        sensitive = [m for m in here if not m.keep and not m.optional]
        if sensitive:
            wanted = [self._walked.wanted.get(m, HIDE) for m in sensitive]
            return wanted[0].rule if all(w.shown for w in wanted) else None
        return next((s.rule for s in keeps if _holds(s, place)), None)

    def _reason(self, mention: Mention, code: str, place: _Place | None) -> str:
        if place is None:
            return "mask"
        if not _at([mention], code, place):
            return "elsewhere"
        if _at(self._changes.get(code, ()), code, place):
            return "mask"
        types = {s.entity_type for s in _at(self._keeps, code, place)}
        if types & mention.accepts:
            return "wrong_role"
        return "wrong_type" if types else "missed"


def _at(spans: Sequence[_S], code: str, place: _Place) -> list[_S]:
    """The spans that share a character with a place."""
    return [s for s in spans if s.field == code and s.start < place[1] and place[0] < s.end]


def _holds(span: _Spanned, place: _Place) -> bool:
    return span.start <= place[0] and place[1] <= span.end


def _common(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
