"""Rules and the books they stand in: which rules match, strictest first, remembered.

A rule is data: conditions on attributes, an action, a legal basis. It holds no code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.action import Action

#: What an attribute can be: a word, nothing, or (hints) several words at once.
Value = str | frozenset[str] | None

# Stands for every word that no rule of the book mentions; no pack can write it.
_OTHER = "\x00"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a rule's `when`: the attribute is (or, ``negated``, is not) one of the words.

    ``None`` among the words stands for ``unset``.
    """

    attribute: str
    words: frozenset[str | None]
    negated: bool = False

    def holds(self, value: Value) -> bool:
        """Whether this condition is met by the value of its attribute."""
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
    """

    id: str
    basis: str
    does: str
    action: Action
    when: tuple[Condition, ...] = ()
    switches: tuple[tuple[str, bool], ...] = ()
    mask: str | None = None
    line: int = 0

    def matches(self, values: Mapping[str, Value]) -> bool:
        """Whether every condition holds. An attribute that is not given counts as ``unset``."""
        return all(c.holds(values.get(c.attribute)) for c in self.when)

    def open(self, switches: Mapping[str, bool]) -> bool:
        """Whether the switches stand as this rule wants them."""
        return all(switches[name] is wanted for name, wanted in self.switches)


class Rulebook:
    """The rules of one level (record, field or entity), with every answer remembered.

    Words that no rule mentions are folded into one before they are remembered, so what a caller
    writes can never make the memory grow.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        words: dict[str, set[str | None]] = {}
        for rule in rules:
            for condition in rule.when:
                words.setdefault(condition.attribute, set()).update(condition.words)
        self._words = {attribute: frozenset(known) for attribute, known in words.items()}
        self._answers: dict[tuple[Value, ...], tuple[Rule, ...]] = {}

    def fold(self, attribute: str, value: Value) -> Value:
        """The value as far as the rules of this book can tell it from others."""
        known = self._words.get(attribute)
        if known is None or not value:
            return None
        if isinstance(value, frozenset):
            return frozenset(word if word in known else _OTHER for word in value)
        return value if value in known else _OTHER

    def matching(self, values: Mapping[str, Value]) -> tuple[Rule, ...]:
        """Every rule that matches, strictest first, ties in the order of the pack."""
        key = tuple(self.fold(attribute, values.get(attribute)) for attribute in self._words)
        answer = self._answers.get(key)
        if answer is None:
            folded = dict(zip(self._words, key, strict=True))
            found = [rule for rule in self.rules if rule.matches(folded)]
            answer = tuple(sorted(found, key=lambda rule: -rule.action))
            self._answers[key] = answer
        return answer
