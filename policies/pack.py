"""A policy pack: the rules of one instrument, frozen, with the digest that identifies them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from detectors.finding import Scan
from policies.calendar import Calendar
from policies.decision import Decision, PackRef, Ruling
from policies.engine import Engine
from policies.facts import Facts
from policies.fault import UnknownSwitch
from policies.keeping import DEFAULTS, Keeping
from policies.life import Life
from policies.partly_read import with_partly_read
from policies.rule import Rule
from policies.standards.spec import FieldSpec
from policies.term import Deadline, Period


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice that the sources leave open; ``says`` is what "on" means."""

    name: str
    says: str
    default: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Covering:
    """The one mask of an entity type and its settings."""

    operator: str
    params: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Pack:
    """One compiled pack. Immutable; two packs with one digest decide alike.

    ``channels`` and ``kinds`` map codes to Chinese names, ``masks`` entity types to their mask.
    ``detectors`` are those that must have looked at a record before it may leave. ``marks`` stop
    nothing: what they say about a record is logged with it.
    ``keeping`` are the retention floors, ``life`` the rules of the time after publication.
    ``content`` is the pack as written, ``settings`` how its switches stand.
    """

    id: str
    title: str
    version: str
    effective_from: date
    effective_to: date | None
    instrument: str
    sources: tuple[str, ...]
    channels: Mapping[str, str]
    kinds: Mapping[str, str]
    detectors: tuple[str, ...]
    switches: tuple[Switch, ...]
    settings: Mapping[str, bool]
    record_rules: tuple[Rule, ...]
    field_rules: tuple[Rule, ...]
    entity_rules: tuple[Rule, ...]
    marks: tuple[Rule, ...]
    review: Rule
    reviewed: str
    periods: tuple[Period, ...]
    deadline: Deadline
    expiry: Rule
    masks: Mapping[str, Covering]
    notes: tuple[str, ...]
    calendar: Calendar = field(repr=False)
    content: object = field(repr=False)
    keeping: Mapping[str, Keeping] = field(default_factory=lambda: DEFAULTS)
    life: Life | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over content, calendar and switch settings, hexadecimal."""
        whole = {
            "content": self.content,
            "calendar": self.calendar.digest,
            "settings": dict(self.settings),
        }
        canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def ref(self) -> PackRef:
        """Id, version and digest, as they stand in decisions and in the ledger."""
        return PackRef(self.id, self.version, self.digest)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the pack, in the order of the file's sections."""
        return (
            *self.record_rules,
            *self.field_rules,
            *self.entity_rules,
            *self.marks,
            self.review,
            *(period.rule for period in self.periods),
            self.deadline.rule,
            self.expiry,
        )

    def switched(self, settings: Mapping[str, bool]) -> Pack:
        """The same pack with some switches set; its digest differs if one of them does.

        Raises `UnknownSwitch`.
        """
        for name in settings:
            if name not in self.settings:
                raise UnknownSwitch(f"规则包没有这个开关；可用：{'、'.join(self.settings)}")
        return dataclasses.replace(self, settings={**self.settings, **settings})

    def in_force(self, day: date) -> bool:
        """Whether the pack is in force on the day, both ends included."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )

    def decide(
        self,
        facts: Facts,
        specs: Mapping[str, FieldSpec],
        fields: Mapping[str, str],
        scan: Scan,
    ) -> Decision:
        """Everything this pack says about one record on one channel.

        ``specs`` are the fields of the record's kind by code, each with what it holds for this
        record's subject; ``fields`` the texts that are present. Raises `UnknownChannel`. Fails
        closed: what no rule knows, a person sees.
        """
        whole = with_partly_read(specs, fields, scan)
        return self._engine.decide(facts, specs, fields.keys(), whole)

    def record_rulings(self, facts: Facts) -> tuple[Ruling, ...]:
        """Every record rule that matches, strictest first, the keeping ones included."""
        return self._engine.record_rulings(facts)

    def period(self, facts: Facts) -> Period | None:
        """The period rule for such a record: how long it is public, when it may be repaired."""
        return self._engine.period(facts)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self)
