"""The rules of asking third parties: what may be asked about, until when, on what ground decided.

Pure; the steps themselves are in `gateway.consents`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import Conflict, UsageError
from policies.action import Action
from policies.decision import Decision, SpanRuling

#: What a third party may be asked about. Identity numbers, minors and marks are not for sale.
ASKABLE = frozenset({"TRADE_SECRET", "REGISTERED", "PERSON", "ADDRESS"})
_USUAL = frozenset({"TRADE_SECRET", "REGISTERED"})
_PROTECTED_ROLES = frozenset({"minor", "complainant"})
#: States in which nothing is decided yet.
OPEN = ("noticed", "agreed", "refused", "unanswered")

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """One span that is asked about; offsets in the original field text."""

    field: str
    start: int
    end: int
    entity_type: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.field, self.start, self.end


@dataclass(frozen=True, slots=True)
class Consent:
    """One question to one third party. Dates are ISO 8601, the last day to answer included."""

    id: str
    case_id: str
    record: str
    channel: str
    spans: tuple[Span, ...]
    served_on: str
    due: str
    provisional: bool
    state: str
    answered_on: str | None
    decision: str | None
    ground: str | None
    opened_by: str
    party: bytes = field(repr=False)  # sealed, like the two below
    answer: bytes | None = field(repr=False)
    reason: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about the spans of a case, for the verdict."""

    consents: tuple[str, ...] = ()
    publish: frozenset[Place] = frozenset()
    withhold: frozenset[Place] = frozenset()


#: A case about which no third party was asked.
NOBODY_ASKED = Decided()

#: The grounds of a decision, by state and decision, mild first: the usual one needs no naming.
GROUNDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("agreed", "publish"): ("consent",),
    ("agreed", "withhold"): ("authority",),
    ("refused", "publish"): ("public-interest",),
    ("refused", "withhold"): ("refused",),
    ("unanswered", "publish"): ("authority", "public-interest"),
    ("unanswered", "withhold"): ("authority",),
}


def ground_of(state: str, decision: str, given: str | None) -> str:
    """The ground of a decision. Against a refusal the public interest must be named.

    Raises `Conflict` where nothing is to be decided (any more), `UsageError` for a ground that
    does not fit.
    """
    fitting = GROUNDS.get((state, decision))
    if fitting is None:
        raise Conflict("已经作出决定，或者案件已经办结")
    if (state, decision) == ("refused", "publish") and given is None:
        raise UsageError("第三方不同意的，只有不公开会对公共利益造成重大影响才能公开，须写明")
    chosen = given or fitting[0]
    if chosen not in fitting:
        raise UsageError("决定的依据与第三方的答复不符")
    return chosen


def spans_of(decision: Decision, wanted: Sequence[Place]) -> list[Span]:
    """The whole findings that are to be asked about; without ``wanted`` every secret.

    Raises `UsageError` for a span that is no covered finding or not to be asked about.
    """
    known = {(s.field, s.start, s.end): s for s in decision.spans if _may_be_asked(decision, s)}
    if not wanted:
        wanted = [place for place, span in known.items() if span.entity_type in _USUAL]
    if not wanted:
        raise UsageError("这件案件没有可以征求第三方意见的内容")
    if not all(place in known for place in wanted):
        raise UsageError("只能就一处已遮盖的商业秘密、登记内容、姓名或住址的整处征求意见")
    return [Span(*place, known[place].entity_type) for place in dict.fromkeys(wanted)]


def _may_be_asked(decision: Decision, span: SpanRuling) -> bool:
    return (
        Action.KEEP < span.action < Action.BLOCK
        and span.entity_type in ASKABLE
        and span.role not in _PROTECTED_ROLES
        and decision.fields[span.field].action is Action.KEEP
    )


def told(span: Span) -> dict[str, Any]:
    """A span as it stands in table and ledger."""
    return {
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "entity_type": span.entity_type,
    }
