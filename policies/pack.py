"""A policy pack in force: the rules of one instrument with the levels below it, frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detectors.finding import Finding, Scan
from policies.calendar import Calendar
from policies.decision import Decision, PackRef, Ruling
from policies.engine import Engine
from policies.facts import Facts
from policies.fault import UnknownSwitch
from policies.layer import Layer, digest_of
from policies.life import Life
from policies.partly_read import with_partly_read
from policies.rule import Matched, Rule
from policies.standards.spec import FieldSpec
from policies.term import Deadline, Period


@dataclass(frozen=True, kw_only=True)
class Pack(Layer):
    """A compiled pack. Immutable; two packs with one digest decide alike.

    ``layers`` are the narrower levels whose rules are among its own (`policies.layers.compose`).
    ``expiry`` is the rule of the last public day, ``reply`` how long a third party may take to
    answer, ``life`` the rules of the time after publication.
    """

    expiry: Rule
    reply: Deadline
    calendar: Calendar = field(repr=False)
    life: Life | None = None
    layers: tuple[Layer, ...] = ()

    @property
    def whole(self) -> dict[str, object]:
        """Everything that decides: content, layers, calendar and switch settings, as plain data."""
        said: dict[str, object] = {
            "content": self.content,
            "calendar": self.calendar.digest,
            "settings": dict(self.settings),
        }
        if self.layers:
            said["layers"] = [layer.content for layer in self.layers]
        return said

    @cached_property
    def digest(self) -> str:
        """SHA-256 over `whole`, hexadecimal."""
        return digest_of(self.whole)

    @cached_property
    def ref(self) -> PackRef:
        """Id, version and digest, as they stand in decisions and in the ledger."""
        return PackRef(self.id, self.version, self.digest)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the pack, in the order of the file's sections."""
        later = self.life.rules if self.life else ()
        return (*super().rules, self.expiry, self.reply.rule, *later)

    def switched(self, settings: Mapping[str, bool]) -> Pack:
        """The same pack with some switches set; its digest differs if one of them does.

        Raises `UnknownSwitch`.
        """
        for name in settings:
            if name not in self.settings:
                raise UnknownSwitch(f"规则包没有这个开关；可用：{'、'.join(self.settings)}")
        return dataclasses.replace(self, settings={**self.settings, **settings})

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

    def on_record(self, facts: Facts) -> Matched:
        """The record rules that apply to such a record, and those that were lifted."""
        return self._engine.on_record(facts)

    def on_field(self, facts: Facts, code: str, spec: FieldSpec | None) -> Matched:
        """The field rules that apply to a column of such a record, and those that were lifted."""
        return self._engine.on_field(facts, code, spec)

    def on_finding(
        self, facts: Facts, code: str, spec: FieldSpec | None, finding: Finding
    ) -> Matched:
        """The entity rules that apply to a finding there, and those that were lifted."""
        return self._engine.on_finding(facts, code, spec, finding)

    def period(self, facts: Facts) -> Period | None:
        """The period rule for such a record: how long it is public, when it may be repaired."""
        return self._engine.period(facts)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self)
