"""The section ``life`` of a pack: takedown (撤下), objection (异议) and repair (信用修复). Pure.

Dates and facts come in as arguments; days, months, grounds and materials are the pack's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.action import Action
from policies.decision import Ruling
from policies.marked import Marked
from policies.rule import Rule
from policies.rule_reader import Reader
from policies.term import Period, add_months
from policies.vocabulary import RECORD_ATTRIBUTES

_ALWAYS, _SOMETIMES = ("outside", "too_early", "incomplete"), ("never", "relapse")
_REFUSALS = ("outside", "never", "too_early", "relapse", "incomplete")
_STARTS = ("decision", "publication")


@dataclass(frozen=True, slots=True)
class Takedown:
    """Within how many working days of the notice a record comes down; 0 is the same day."""

    rule: Rule
    working_days: int
    grounds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Objection:
    """On what grounds one may object, and in how many working days it is answered."""

    rule: Rule
    grounds: Mapping[str, str]
    answer_within: int
    extend_by: int


@dataclass(frozen=True, slots=True)
class Plea:
    """What a repair is decided by. ``repaired_on`` are earlier repairs of the same subject."""

    on: date
    period: Period | None
    decided: date | None
    published: date
    materials: frozenset[str]
    repaired_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """When a record may be repaired: ``refusals`` are the rules that say no, by name.

    ``materials`` must all be there. ``counted_from`` says where the shortest time of publicity
    begins (``decision``, ``publication``), ``relapse_months`` how long after a repair a new penalty
    is a relapse. A pack whose periods can all be repaired needs no ``never``, one that knows no
    relapse no ``relapse``.
    """

    rule: Rule
    materials: Mapping[str, str]
    counted_from: str
    relapse_months: int
    refusals: Mapping[str, Rule]

    def refused(self, plea: Plea) -> tuple[Ruling, ...]:
        """Every rule that says no; empty if the record may be repaired."""
        ends = plea.period is not None and plea.period.months is not None
        first = self.earliest(plea)
        said = {
            "outside": not ends,
            "never": ends and first is None,
            "too_early": first is not None and plea.on < first,
            "relapse": self._is_relapse(plea),
            "incomplete": not self.materials.keys() <= plea.materials,
        }
        no = (self.refusals.get(name, self.refusals["outside"]) for name in _REFUSALS if said[name])
        return tuple(_ruling(rule) for rule in no)

    def earliest(self, plea: Plea) -> date | None:
        """The first day on which a repair may be asked for; ``None`` where there is none."""
        if plea.period is None or plea.period.repair_months is None:
            return None
        start = plea.decided if self.counted_from == "decision" else None
        return add_months(start or plea.published, plea.period.repair_months)

    def _is_relapse(self, plea: Plea) -> bool:
        decided = plea.decided or plea.published
        return any(
            day <= decided < add_months(day, self.relapse_months) for day in plea.repaired_on
        )


@dataclass(frozen=True, slots=True)
class Life:
    """What a pack says about the time after publication."""

    takedown: Takedown
    objection: Objection
    repair: Repair

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the section."""
        own = (self.takedown.rule, self.objection.rule, self.repair.rule)
        return (*own, *self.repair.refusals.values())


def read_life(reader: Reader, marked: Marked) -> Life:
    """The section from its YAML; mistakes become faults of the reader."""
    entries = reader.mapping(marked, ("takedown", "objection", "repair"))
    return Life(
        _takedown(reader, entries["takedown"]),
        _objection(reader, entries["objection"]),
        _repair(reader, entries["repair"]),
    )


def _takedown(reader: Reader, marked: Marked) -> Takedown:
    rule, entries = _rule(reader, marked, "working_days", "grounds")
    days = reader.count(entries["working_days"], least=0)
    return Takedown(rule, days, reader.names(entries["grounds"]))


def _objection(reader: Reader, marked: Marked) -> Objection:
    rule, entries = _rule(reader, marked, "grounds", "answer_within", "extend_by")
    within, more = reader.count(entries["answer_within"]), reader.count(entries["extend_by"], 0)
    return Objection(rule, reader.names(entries["grounds"]), within, more)


def _repair(reader: Reader, marked: Marked) -> Repair:
    known = ("materials", "counted_from", "refusals")
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, (*known, "relapse_months"))
    entries = reader.mapping(marked, known, None)
    refusals = reader.mapping(entries["refusals"], _ALWAYS, _SOMETIMES)
    relapse = entries.get("relapse_months")
    if (relapse is None) is ("relapse" in refusals):
        reader.fault(marked.line, "relapse_months 和 refusals 里的 relapse 要么都写，要么都不写")
    return Repair(
        rule,
        reader.names(entries["materials"]),
        reader.chosen(entries["counted_from"], _STARTS),
        reader.count(relapse) if relapse else 0,
        {name: reader.rule(refusal, {}, Action.BLOCK) for name, refusal in refusals.items()},
    )


def _rule(reader: Reader, marked: Marked, *extra: str) -> tuple[Rule, Mapping[str, Marked]]:
    rule = reader.rule(marked, RECORD_ATTRIBUTES, Action.KEEP, extra)
    return rule, reader.mapping(marked, extra, None)


def _ruling(rule: Rule) -> Ruling:
    return Ruling(rule.action, rule.id, rule.basis)
