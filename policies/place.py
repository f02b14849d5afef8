"""One column of a record under a pack: how the field is ruled, and what is found in it.

Each answer is remembered, so that a finding costs one look-up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.finding import Finding, Status
from policies.action import Action
from policies.decision import Ruling
from policies.partly_read import CATEGORY, PARTLY_READ, PARTLY_READ_BASIS
from policies.rule import Matched, Rule, Rulebook, Value
from policies.standards.spec import FieldSpec
from policies.vocabulary import MARKS, PERSONAL

if TYPE_CHECKING:
    from policies.layer import Covering

#: The rule of what an allow-list shows.
ALLOWED = "ALLOWED"
_ALLOWED_BASIS = "安全管理员登记的白名单"
_PROTECTED_ROLES = frozenset({"minor", "complainant"})

_COVER_ALL = "remove"
# Distinct answers one place may remember; more means that a detector invents words.
_MOST_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Books:
    """The rules that columns are ruled by, and the mask of each entity type."""

    fields: Rulebook
    entities: Rulebook
    masks: Mapping[str, Covering]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding decided, without its span: everything that equal findings share.

    ``changes`` tells whether a person must look under the review rule ``changed``.
    """

    action: Action
    rule: str
    basis: str
    status: str
    operator: str
    params: Mapping[str, str] | None
    changes: bool


def may_be_allowed(finding: Finding) -> bool:
    """Whether an allow-list may show a finding.

    Never a certain personal identifier, a protected person, a mark on the document, nor what the
    organisation itself has registered.
    """
    if finding.entity_type in MARKS or finding.entity_type == "REGISTERED":
        return False
    if finding.role in _PROTECTED_ROLES:
        return False
    return finding.entity_type not in PERSONAL or finding.status is not Status.CERTAIN


class Place:
    """One column of the records with equal facts. ``spec`` is ``None`` for an unknown column."""

    __slots__ = ("_books", "_shown", "_values", "_verdicts", "matched", "ruling", "spec")

    def __init__(
        self, books: Books, facts: Mapping[str, Value], code: str, spec: FieldSpec | None
    ) -> None:
        self.spec = spec
        self._books = books
        self._values: dict[str, Value] = {**facts, "field": code}
        if spec is not None:
            self._values["display"] = spec.display
            self._values["free_text"] = str(spec.free_text).lower()
            self._values["holds"] = spec.holds
        self._verdicts: dict[tuple[str, str | None, Status, str | None], Verdict] = {}
        #: The field rules that apply; a column that no rule knows is held.
        self.matched = books.fields.matching(self._values)
        rule = self.matched.decides
        self.ruling = Ruling(rule.action, rule.id, rule.basis, code)
        broadest = min(each.level for each in self.matched.apply)
        broad = next(each for each in self.matched.apply if each.level is broadest)
        # A column that only a narrower level hides still waits for whom it waited before.
        self._shown = broad.action is not Action.DROP

    def matching(self, finding: Finding) -> Matched:
        """The entity rules that apply to a finding in this column."""
        said = {
            "entity_type": finding.entity_type,
            "role": finding.role,
            "status": finding.status.word,
            "category": finding.category,
        }
        return self._books.entities.matching({**self._values, **said})

    def verdict(self, finding: Finding) -> Verdict:
        """What the entity rules say about a finding in this column."""
        key = (finding.entity_type, finding.role, finding.status, finding.category)
        verdict = self._verdicts.get(key)
        if verdict is None:
            if len(self._verdicts) >= _MOST_REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[key] = self._decided(finding)
        if finding.allowed and verdict.action is not Action.BLOCK and may_be_allowed(finding):
            return Verdict(Action.KEEP, ALLOWED, _ALLOWED_BASIS, verdict.status, "", None, False)
        return verdict

    def _partly_read(self, finding: Finding) -> Verdict:
        """A name column with more in it than names: covered whole where names are covered.

        Where the rules show the names of this column nothing is lost by showing the rest.
        """
        sure = dataclasses.replace(finding, status=Status.CERTAIN, category=None)
        named, status = self.verdict(sure), finding.status.word
        if named.action in (Action.KEEP, Action.BLOCK):
            return dataclasses.replace(named, status=status)
        shown = self._shown
        action = Action.HOLD if shown else Action.DROP
        basis = PARTLY_READ_BASIS
        return Verdict(action, PARTLY_READ, basis, status, _COVER_ALL, None, shown)

    def _decided(self, finding: Finding) -> Verdict:
        """The strictest entity rule; a finding that no rule knows is held and covered.

        In a column that is not shown there is nothing to wait for, so a hold becomes a drop.
        """
        if finding.category == CATEGORY:
            return self._partly_read(finding)
        matched = self.matching(finding)
        rule, action, status = matched.decides, matched.decides.action, finding.status.word
        shown = self._shown
        if action is Action.HOLD and not shown:
            action = Action.DROP
        operator, params = self._covering(finding.entity_type, matched.apply, action)
        looks = finding.status is Status.SUSPECT or not self._is_own_content(finding)
        changes = action > Action.KEEP and shown and looks
        return Verdict(action, rule.id, rule.basis, status, operator, params, changes)

    def _covering(
        self, entity_type: str, matched: tuple[Rule, ...], action: Action
    ) -> tuple[str, Mapping[str, str] | None]:
        """The mask: none for `keep`; the strictest any matching rule wants, whichever won.

        Among rules that leave something the broadest level's mask counts: a narrower level that
        lifts nothing cannot show more.
        """
        if action is Action.KEEP:
            return "", None
        wanted = (rule.action is Action.DROP or rule.mask == _COVER_ALL for rule in matched)
        if action is Action.DROP or any(wanted):
            return _COVER_ALL, None
        covers = [rule for rule in matched if rule.action > Action.KEEP]
        first = min(covers, key=lambda rule: rule.level)
        if first.mask:
            return first.mask, None
        usual = self._books.masks.get(entity_type)
        return (usual.operator, usual.params) if usual else (_COVER_ALL, None)

    def _is_own_content(self, finding: Finding) -> bool:
        """Whether the column is meant to hold just this (the subject in the name column).

        A mask there is no change of free text: every record of the kind gets it alike.
        """
        if self.spec is None or self.spec.free_text:
            return False
        is_name = self.spec.display == "header" and finding.role == "subject"
        return is_name or finding.entity_type == self.spec.holds
