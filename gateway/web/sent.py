"""What callers send through the door. Reprs show nothing, and unknown keys are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.web.drafting import LONGEST, MOST_SIMULATED

Word = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Yaml = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Cell = str | int | float | bool | None

#: The largest number a cursor may have: what a 64-bit column holds.
LAST = 2**63 - 1


class Sent(BaseModel):
    """A part of a request. Keys that are not in the document are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return iter(())


class Responsible(Sent):
    """责任单位、责任人; never published unless a pack says so."""

    unit: Word
    person: Word = ""


class Submission(Sent):
    """One record and the channels it is meant for."""

    id: Annotated[str, Field(max_length=128)] | None = None
    kind: Word | None = None
    standard: Word | None = None
    source: Word | None = None
    owner: Responsible | None = None
    procedure: Word | None = None
    severity: Word | None = None
    item_code: Word | None = None
    fields: dict[str, Cell]
    channels: Annotated[list[Word], Field(min_length=1, max_length=16)]

    def envelope(self) -> dict[str, Any]:
        """The envelope as the intake reads it."""
        return self.model_dump(exclude={"channels"}, exclude_none=True) | {"fields": self.fields}


class Purpose(Sent):
    """Why somebody wants to see an original, on which basis, and which fields (all if unsaid)."""

    purpose: Text
    basis: Word | None = None
    fields: Annotated[list[Word], Field(max_length=200)] | None = None


class SentEdit(Sent):
    """One span that the reviewer adds, changes or lifts; offsets in the original field text."""

    op: Literal["add", "change", "lift"]
    field: Word
    start: Annotated[int, Field(ge=0, le=LAST)]
    end: Annotated[int, Field(ge=0, le=LAST)]
    reason: Text
    entity_type: Word = "PERSON"
    operator: Word = "remove"


class SentVerdict(Sent):
    """A reviewer's verdict with the classification conclusion (保密审查结论)."""

    verdict: Literal["accept", "fix", "reject"]
    conclusion: Literal["可公开", "处理后公开", "不予公开", "移送定密"]
    reason: Text
    edits: Annotated[list[SentEdit], Field(max_length=1000)] = []


class SentTakedown(Sent):
    """Why a record comes down: a ground of the pack and a reason that the channels are told."""

    ground: Word
    reason: Text
    noticed_on: date | None = None


class SentObjection(Sent):
    """What somebody objects to: ``error``, ``omission``, ``overdue``, or what a pack adds."""

    ground: Word
    text: Text


class SentRepair(Sent):
    """The materials that were handed in, and the commitment that is published."""

    materials: Annotated[list[Word], Field(max_length=16)]
    commitment: Annotated[str, Field(max_length=2000)] = ""


class SentAnswer(Sent):
    """The answer to an objection."""

    answer: Literal["upheld", "rejected"]
    reason: Text


class SentDecision(Sent):
    """The decision about a repair."""

    grant: bool
    reason: Text


class Cursor(Sent):
    """Up to which event of a feed everything has been carried out."""

    cursor: Annotated[int, Field(ge=0, le=LAST)]


class SentRegistered(Sent):
    """What an officer registers: ``entries`` of a list, or the ``text`` of the other kinds."""

    kind: Literal["list", "document", "dictionary", "allow-list"]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    category: Literal["customer", "project", "person", "other"] = "other"
    departments: Annotated[list[Word], Field(max_length=50)] = []
    entries: Annotated[list[Word], Field(max_length=50_000)] = []
    text: Annotated[str, Field(min_length=1, max_length=1_000_000)] | None = None


class SentPlace(Sent):
    """A span of the original, as the case's transformations name it."""

    field: Word
    start: Annotated[int, Field(ge=0, le=LAST)]
    end: Annotated[int, Field(ge=0, le=LAST)]


class SentQuestion(Sent):
    """Who is asked, when the notice was served (today if unsaid), about which spans."""

    party: Word
    served_on: date | None = None
    spans: Annotated[list[SentPlace], Field(max_length=200)] = []


class SentConsent(Sent):
    """What a third party answered."""

    answer: Literal["agreed", "refused"]
    reason: Annotated[str, Field(max_length=2000)] = ""
    on: date | None = None


class SentConclusion(Sent):
    """What the authority decided about what a third party was asked."""

    decision: Literal["publish", "withhold"]
    reason: Text
    public_interest: bool = False


class SentDraft(Sent):
    """A pack as it is written: its rules and the cases beside them, YAML."""

    pack: Word
    rules: Yaml
    examples: Yaml


class Rewritten(Sent):
    """A draft written anew."""

    rules: Yaml
    examples: Yaml


class Traffic(Sent):
    """The recorded traffic to try a draft on, and why."""

    purpose: Text
    last: Annotated[int, Field(ge=1, le=MOST_SIMULATED)] = 1_000
    day: date | None = None


class Start(Sent):
    """From which day an approved version decides; today if unsaid."""

    active_from: date | None = None


class Taken(Sent):
    """Into which draft a proposal is written, and why its words may be read."""

    draft: Word
    purpose: Text


class Asked(Sent):
    """Why and why not: a record, one of its fields, and a character of it if ``at`` is given."""

    fields: dict[str, Cell]
    kind: Word | None = None
    field: Word
    at: Annotated[int, Field(ge=0)] | None = None
    channels: Annotated[list[Word], Field(max_length=16)] | None = None


_PARAMETERS = (
    "state",
    "after",
    "limit",
    "owner",
    "record_id",
    "case_id",
    "Idempotency-Key",
    "seq",
    "first",
    "second",
    "month",
    "channel",
    "objection_id",
    "repair_id",
    "consent_id",
    "registered_id",
    "pack",
    "rule",
    "digest",
    "draft",
    "proposal",
)
#: Names that may stand in a problem's location; every other name was chosen by the caller.
KNOWN_NAMES = frozenset(
    {"body", "query", "path", "header", *_PARAMETERS}.union(
        *(sent.model_fields for sent in Sent.__subclasses__())
    )
)
