"""One file of rules: a whole pack, or a narrower level's additions to one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from policies.conformance import Clause
from policies.dictionary import Dictionary
from policies.keeping import Keeping
from policies.level import Level
from policies.review import Review
from policies.rule import Rule
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


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What every pack file can say. Immutable.

    ``on`` is the pack that a narrower level adds to. ``channels`` and ``kinds`` map codes to
    Chinese names, ``masks`` entity types to their mask. ``detectors`` are those that must have
    looked at a record before it may leave. ``marks`` stop nothing: what they say about a record is
    logged with it. ``keeping`` are the retention floors that the file sets itself. ``content`` is
    the file as written, ``settings`` how its switches stand.
    """

    id: str
    title: str
    version: str
    level: Level
    effective_from: date
    effective_to: date | None
    instrument: str
    sources: tuple[str, ...]
    content: object = field(repr=False)
    on: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    detectors: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    settings: Mapping[str, bool] = field(default_factory=dict)
    record_rules: tuple[Rule, ...] = ()
    field_rules: tuple[Rule, ...] = ()
    entity_rules: tuple[Rule, ...] = ()
    marks: tuple[Rule, ...] = ()
    reviews: tuple[Review, ...] = ()
    periods: tuple[Period, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    masks: Mapping[str, Covering] = field(default_factory=dict)
    keeping: Mapping[str, Keeping] = field(default_factory=dict)
    dictionaries: tuple[Dictionary, ...] = ()
    clauses: tuple[Clause, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the file, in the order of its sections."""
        return (
            *self.record_rules,
            *self.field_rules,
            *self.entity_rules,
            *self.marks,
            *(review.rule for review in self.reviews),
            *(period.rule for period in self.periods),
            *(deadline.rule for deadline in self.deadlines),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what the file says, hexadecimal."""
        return digest_of(self.content)

    def in_force(self, day: date) -> bool:
        """Whether it is in force on the day, both ends included."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def digest_of(content: object) -> str:
    """SHA-256 over nested texts, lists and mappings in one canonical writing, hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
