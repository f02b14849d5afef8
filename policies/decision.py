"""What the policy says about one record on one channel. Decisions explain themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.action import Action


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule applied: to a record (``field`` is ``None``) or to a whole field."""

    action: Action
    rule: str
    basis: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class SpanRuling:
    """One finding decided. Offsets are those of the finding, in the original field text.

    ``operator`` names the mask and ``params`` are its settings; both are empty for ``keep``.
    A held or blocked span still carries the operator that covers it in what is shown. ``allowed``
    is the allow-list that names it, whether or not that shows it.
    """

    field: str
    start: int
    end: int
    entity_type: str
    status: str
    detector: str
    action: Action
    rule: str
    basis: str
    operator: str = ""
    params: Mapping[str, str] | None = None
    role: str | None = None
    group: int | None = None
    detail: int | None = None
    allowed: str | None = None


@dataclass(frozen=True, slots=True)
class PackRef:
    """The exact pack that decided: id, version and SHA-256 of its content."""

    pack: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything the policy says about one record on one channel.

    ``record`` holds the record rules that matched with more than ``keep``, ``fields`` one ruling
    for every field, ``spans`` one for every finding. ``review`` are the rulings by which the
    record waits for a person although no rule holds it. ``publish_by`` and ``public_until`` are
    inclusive dates; ``None`` where no clause sets one. ``notes`` are facts to log (a clamped
    date, a provisional calendar, an inferred subject kind, a mark such as a dispute) and hold no
    value of the record. ``published_on`` is the date of publication that it was decided for.
    """

    channel: str
    pack: PackRef
    record: tuple[Ruling, ...]
    fields: Mapping[str, Ruling]
    spans: tuple[SpanRuling, ...]
    review: tuple[Ruling, ...]
    publish_by: date | None = None
    public_until: date | None = None
    notes: tuple[Ruling, ...] = ()
    published_on: date | None = None

    @property
    def reasons(self) -> tuple[Ruling, ...]:
        """Why the record is not simply released: every hold, block and review reason, once."""
        spans = (
            Ruling(s.action, s.rule, s.basis, s.field)
            for s in self.spans
            if s.action >= Action.HOLD
        )
        fields = (f for f in self.fields.values() if f.action >= Action.HOLD)
        return tuple(dict.fromkeys((*self.record, *fields, *spans, *self.review)))

    @property
    def outcome(self) -> str:
        """``blocked``, ``in_review`` or ``released``: the strictest of all that applies."""
        reasons = self.reasons
        if any(r.action is Action.BLOCK for r in reasons):
            return "blocked"
        return "in_review" if reasons else "released"
