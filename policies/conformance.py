"""Clause by clause: what an instrument asks, by which rules a pack does it, and what proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.examples import Result
    from policies.rule import Rule


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the instrument; ``says`` is what it asks, in one sentence.

    ``rules`` are ids of rules, or beginnings of ids with ``*``. Where no rule can do it,
    ``elsewhere`` says who does.
    """

    clause: str
    says: str
    rules: tuple[str, ...] = ()
    elsewhere: str = ""
    line: int = 0

    def covers(self, rule: str) -> bool:
        """Whether the rule of that id stands under this clause."""
        return any(fnmatchcase(rule, name) for name in self.rules)


@dataclass(frozen=True, slots=True)
class Conformity:
    """One clause with the rules that do it, and how many of their examples come out as written."""

    clause: Clause
    rules: tuple[Rule, ...]
    examples: int
    failed: int

    @property
    def result(self) -> str:
        """``met``, ``failed``, ``unproven`` (rules without an example) or ``elsewhere``."""
        if self.failed:
            return "failed"
        if self.rules:
            return "met" if self.examples else "unproven"
        return "elsewhere"

    @property
    def chinese(self) -> str:
        """The result as officers read it, with a mark that says the same without colour."""
        return {
            "met": "✓ 符合",
            "failed": f"✗ {self.failed} 个示例不符",
            "unproven": "! 没有示例",
            "elsewhere": "→ 另有落实",
        }[self.result]

    def shown(self) -> dict[str, object]:
        """As plain data."""
        return {
            "clause": self.clause.clause,
            "says": self.clause.says,
            "rules": [rule.id for rule in self.rules],
            "elsewhere": self.clause.elsewhere or None,
            "examples": self.examples,
            "failed": self.failed,
            "result": self.result,
        }


def conformity(
    clauses: Sequence[Clause], rules: Sequence[Rule], results: Sequence[Result]
) -> tuple[Conformity, ...]:
    """The clauses in their order, each with its rules and the results of their examples."""
    by_rule: Mapping[str, list[Result]] = {rule.id: [] for rule in rules}
    for result in results:
        for rule in result.example.decides:
            by_rule.get(rule, []).append(result)
    return tuple(_conformity(clause, rules, by_rule) for clause in clauses)


def _conformity(
    clause: Clause, rules: Sequence[Rule], by_rule: Mapping[str, list[Result]]
) -> Conformity:
    mine = tuple(rule for rule in rules if clause.covers(rule.id))
    proofs = {result.example.line: result for rule in mine for result in by_rule[rule.id]}
    failed = sum(bool(result.wrong) for result in proofs.values())
    return Conformity(clause, mine, len(proofs), failed)
