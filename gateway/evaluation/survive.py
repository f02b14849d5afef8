"""Whether an original survives in what would be shown, and whether what may stay was touched.

A string survives when it stands anywhere in the shown fields, spaces, width and case aside.
Where it stands by right, that is told with the rule; everywhere else it is a leak.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gateway.evaluation.gold import Mention
from gateway.evaluation.walk import Walked
from gateway.redact import Redacted, Transformation
from policies.action import Action

#: A single character is no secret.
SHORTEST = 2

HIDDEN, LEAKED, SHOWN = "hidden", "leaked", "shown"
#: Why a string that should be hidden survives (原因).
REASONS = {
    "missed": "没有发现",
    "wrong_type": "当作别的类型保留",
    "wrong_role": "当作可以公示的角色保留",
    "mask": "遮盖后仍可读出",
    "elsewhere": "此处已遮盖，别处仍有",
}
_KEPT_BY_ANNOTATION = "GOLD"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one sensitive mention: hidden, leaked for a reason, or shown by a rule."""

    fate: str
    reason: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without spaces, in one width and case; ``at`` maps back, character to character."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Folded:
        pairs = [
            (char, at)
            for at, given in enumerate(text)
            for char in unicodedata.normalize("NFKC", given).casefold()
            if not char.isspace() and unicodedata.category(char) != "Cf"
        ]
        return cls("".join(char for char, _ in pairs), tuple(at for _, at in pairs))

    def places(self, needle: str) -> Iterator[tuple[int, int]]:
        """Every span of the original text at which the folded needle stands."""
        start = self.text.find(needle)
        while start >= 0:
            yield self.at[start], self.at[start + len(needle) - 1] + 1
            start = self.text.find(needle, start + 1)


class Shown:
    """What would be shown of one document, folded for searching and mapped to the original."""

    def __init__(self, walked: Walked, redacted: Redacted) -> None:
        self.walked = walked
        self.redacted = redacted
        self._folded = {code: _Folded.of(text) for code, text in redacted.fields.items()}
        self._keeps = [s for s in walked.rulings if s.action is Action.KEEP]

    @cached_property
    def _changes(self) -> Mapping[str, Sequence[Transformation]]:
        by_field: dict[str, list[Transformation]] = {}
        for change in self.redacted.transformations:
            by_field.setdefault(change.field, []).append(change)
        return by_field

    def fate(self, mention: Mention) -> Fate | None:
        """What became of a sensitive mention; ``None`` for one too short to be a secret."""
        original = self.walked.texts[mention.field][mention.hide_from : mention.end]
        needle = _Folded.of(original).text
        if len(needle) < SHORTEST:
            return None
        wanted = self.walked.wanted[mention]
        allowed: str | None = None
        reasons: set[str] = set()
        for code, place in self._survivors(needle):
            if wanted.shown:
                return Fate(SHOWN, rule=wanted.rule)
            rule = None if place is None else self._right(mention, code, *place)
            if rule is None:
                reasons.add(self._reason(mention, code, place))
            else:
                allowed = allowed or rule
        if reasons:
            return Fate(LEAKED, next(r for r in REASONS if r in reasons))
        return Fate(SHOWN, rule=allowed) if allowed else Fate(HIDDEN)

    def bare(self, mention: Mention) -> int:
        """Characters of the part to be hidden that stand at their own place, outside any mask."""
        if mention.field not in self.redacted.fields:
            return 0
        masked: set[int] = set()
        for change in self._changes.get(mention.field, ()):
            masked.update(range(change.start, change.end))
        return sum(at not in masked for at in range(mention.hide_from, mention.end))

    def damaged(self, mention: Mention) -> bool:
        """Whether a shown field lost any character of a mention that may stay."""
        text = self.walked.texts[mention.field]
        return any(
            start < mention.end and mention.start < end
            for start, end in (_lost(c, text) for c in self._changes.get(mention.field, ()))
        )

    def dropped(self, mention: Mention) -> bool:
        """Whether the whole field of a mention is not shown on this channel."""
        return mention.field not in self.redacted.fields

    def _survivors(self, needle: str) -> Iterator[tuple[str, tuple[int, int] | None]]:
        """Field and original place of each occurrence; no place where a mask had a hand in it."""
        for code, folded in self._folded.items():
            for start, end in folded.places(needle):
                yield code, self._origin(code, start, end)

    def _origin(self, code: str, start: int, end: int) -> tuple[int, int] | None:
        shift = 0
        for change in self._changes.get(code, ()):
            if change.new_start < end and start < max(change.new_end, change.new_start + 0):
                return None
            if change.new_start == change.new_end and start < change.new_start < end:
                return None
            if change.new_end <= start:
                shift = change.end - change.new_end
        return start + shift, end + shift

    def _right(self, mention: Mention, code: str, start: int, end: int) -> str | None:
        """The rule by which a string may stand at this place, if there is one."""
        here = [m for m in self.walked.mentions if _over(m, code, start, end)]
        inside = (m for m in here if m.keep and m.start <= start and end <= m.end)
        if any(inside):
            rule = next((s.rule for s in self._keeps if _over(s, code, start, end)), None)
            return rule or _KEPT_BY_ANNOTATION
        hidden = [m for m in here if not m.keep and not m.optional]
        if hidden:
            wanted = [self.walked.wanted[m] for m in hidden]
            return wanted[0].rule if all(w.shown for w in wanted) else None
        return next(
            (s.rule for s in self._keeps if s.field == code and s.start <= start and end <= s.end),
            None,
        )

    def _reason(self, mention: Mention, code: str, place: tuple[int, int] | None) -> str:
        if place is None:
            return "mask"
        if not _over(mention, code, *place):
            return "elsewhere"
        types = {s.entity_type for s in self._keeps if _over(s, code, *place)}
        if types & mention.accepts:
            return "wrong_role"
        return "wrong_type" if types else "missed"


def _over(span: Mention | object, code: str, start: int, end: int) -> bool:
    return span.field == code and span.start < end and start < span.end  # type: ignore[attr-defined]


def _lost(change: Transformation, text: str) -> tuple[int, int]:
    """The part of a changed span that reads otherwise afterwards."""
    original, made = text[change.start : change.end], change.replacement
    head = _common(original, made)
    tail = _common(original[head:][::-1], made[head:][::-1])
    return change.start + head, change.end - tail


def _common(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
