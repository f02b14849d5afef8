"""Rules and the books they stand in: which rules match, strictest first, remembered.

A rule is data: conditions on attributes, an action, a legal basis. It holds no code.

Of the rules that match, those that a narrower level lifts by name fall away; the strictest of
the rest decides. So a level that lifts nothing can never make anything milder.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from policies.action import Action
from policies.level import Level

#: What an attribute can be: a word, nothing, several words at once (hints), or a day.
Value = str | frozenset[str] | date | None

#: The rule of everything that no rule knows: a person looks.
NO_RULE = "NO-RULE"

# Stands for every word that no rule of the book mentions; no pack can write it.
_OTHER = "\x00"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` to ``end``, both included; ``None`` leaves that side open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: Value) -> bool:
        """Whether a day lies inside; what is no day does not."""
        return (
            isinstance(day, date)
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )

    @property
    def cuts(self) -> frozenset[date]:
        """The first days of what rules can tell apart by this span."""
        after = self.end + _ONE_DAY if self.end and self.end < date.max else None
        return frozenset(day for day in (self.start, after) if day)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a rule's `when`: the attribute is (or, ``negated``, is not) one of the words.

    ``None`` among the words stands for ``unset``. With ``days`` the attribute is a day inside.
    """

    attribute: str
    words: frozenset[str | None]
    negated: bool = False
    days: Span | None = None

    def holds(self, value: Value) -> bool:
        """Whether this condition is met by the value of its attribute."""
        if self.days is not None:
            return self.days.holds(value)
        if isinstance(value, frozenset):
            met = bool(self.words & value) or (not value and None in self.words)
        else:
            met = value in self.words
        return met is not self.negated


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack: if every condition holds, the action applies.

    ``does`` says in one Chinese sentence what it does, ``basis`` on what clause. ``mask`` covers
    the span in place of the entity's usual mask. ``line`` is where it stands in the pack.
    ``lifts`` names the rules of broader levels that do not apply where this one does.
    """

    id: str
    basis: str
    does: str
    action: Action
    when: tuple[Condition, ...] = ()
    switches: tuple[tuple[str, bool], ...] = ()
    mask: str | None = None
    line: int = field(default=0, compare=False)
    lifts: frozenset[str] = frozenset()
    level: Level = Level.NATIONAL

    def matches(self, values: Mapping[str, Value]) -> bool:
        """Whether every condition holds. An attribute that is not given counts as ``unset``."""
        return all(c.holds(values.get(c.attribute)) for c in self.when)

    def open(self, switches: Mapping[str, bool]) -> bool:
        """Whether the switches stand as this rule wants them."""
        return all(switches[name] is wanted for name, wanted in self.switches)


_PERSON_LOOKS = Rule(
    NO_RULE,
    "失败即关闭：规则包没有适用的规则，交人工处理",
    "没有规则适用的，一律待人工处理。",
    Action.HOLD,
)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a book says: the rules that ``apply``, strictest first, and those that were lifted."""

    apply: tuple[Rule, ...]
    lifted: tuple[Rule, ...] = ()

    @property
    def decides(self) -> Rule:
        """The rule that wins: the strictest, of equals the first in the order of the packs."""
        return self.apply[0]

    @property
    def known(self) -> tuple[Rule, ...]:
        """Those that are written in a pack."""
        return tuple(rule for rule in self.apply if rule.id != NO_RULE)


class Rulebook:
    """The rules of one kind (of records, fields or findings), with every answer remembered.

    Words that no rule mentions are folded into one before they are remembered, so what a caller
    writes can never make the memory grow; days are folded to what the rules can tell apart.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        words: dict[str, set[str | None]] = {}
        cuts: dict[str, set[date]] = {}
        for rule in rules:
            for condition in rule.when:
                words.setdefault(condition.attribute, set()).update(condition.words)
                if condition.days:
                    cuts.setdefault(condition.attribute, set()).update(condition.days.cuts)
        self._words = {attribute: frozenset(known) for attribute, known in words.items()}
        self._cuts = {attribute: sorted(days) for attribute, days in cuts.items()}
        self._answers: dict[tuple[Value, ...], Matched] = {}

    def fold(self, attribute: str, value: Value) -> Value:
        """The value as far as the rules of this book can tell it from others."""
        known = self._words.get(attribute)
        if known is None or not value:
            return None
        if isinstance(value, date):
            cuts = self._cuts.get(attribute, [])
            before = bisect_right(cuts, value)
            return cuts[before - 1] if before else date.min
        if isinstance(value, frozenset):
            return frozenset(word if word in known else _OTHER for word in value)
        return value if value in known else _OTHER

    def matching(self, values: Mapping[str, Value]) -> Matched:
        """Every rule that matches and is not lifted, strictest first, ties in the packs' order.

        Where no rule of the broadest level matches, a person looks, unless a narrower level's
        rule lifts just that.
        """
        key = tuple(self.fold(attribute, values.get(attribute)) for attribute in self._words)
        answer = self._answers.get(key)
        if answer is None:
            folded = dict(zip(self._words, key, strict=True))
            answer = self._answers[key] = _settled(r for r in self.rules if r.matches(folded))
        return answer


def _settled(matching: Iterable[Rule]) -> Matched:
    found = list(matching)
    if not any(rule.level is Level.NATIONAL for rule in found):
        found.insert(0, _PERSON_LOOKS)
    lifted: set[str] = set()
    for rule in sorted(found, key=lambda rule: -rule.level):
        if rule.id not in lifted:
            lifted |= rule.lifts
    apply = [rule for rule in found if rule.id not in lifted]
    return Matched(
        tuple(sorted(apply, key=lambda rule: -rule.action)),
        tuple(rule for rule in found if rule.id in lifted),
    )
