"""What goes through the door, for validation and for the OpenAPI document. Reprs show nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
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


class Reason(BaseModel):
    """A rule that decided, with its legal basis."""

    rule: str
    basis: str
    field: str | None = None


class Transformation(BaseModel):
    """One change; ``start`` and ``end`` are offsets in the original, in code points."""

    field: str
    start: int
    end: int
    new_start: int
    new_end: int
    entity_type: str | None
    status: str | None
    action: str
    operator: str
    replacement: str
    rule: str
    basis: str
    detector: str | None
    also: list[str]


class Policy(BaseModel):
    """The pack that decided."""

    pack: str
    version: str
    digest: str


class Proof(BaseModel):
    """What proves a receipt to a machine that has only the log's public key."""

    tree: str
    path: list[str]
    answer: list[str]


class Receipt(BaseModel):
    """Proof that the decision is in the redaction log."""

    seq: int
    leaf: str
    checkpoint: str
    proof: Proof | None = None


class Lifted(BaseModel):
    """A finding that is shown on a reviewer's word."""

    field: str
    start: int
    end: int
    entity_type: str
    status: str
    rule: str
    basis: str
    detector: str


class Decided(BaseModel):
    """What was decided about a record on one channel; ``blocked`` carries no fields."""

    kind: str
    channel: str
    outcome: Literal["released", "in_review", "blocked"]
    severity: str | None
    fields: dict[str, str] | None = None
    lifted: list[Lifted] | None = None
    transformations: list[Transformation]
    reasons: list[Reason]
    notes: list[Reason]
    policy: Policy
    publish_by: str | None
    public_until: str | None
    receipt: Receipt | None


class Line(Decided):
    """The same with the id that the submitter gave."""

    id: str
    row: int | None


class Answers(BaseModel):
    """One record, one line a channel."""

    id: str
    answers: list[Line]


class Told(BaseModel):
    """A takedown as the channels are told."""

    ground: str
    says: str
    reason: str
    noticed_on: str
    due: str


class Mark(BaseModel):
    """The mark of an objection."""

    id: str
    ground: str
    says: str
    since: str


class Repaired(BaseModel):
    """A repair as the channels are told."""

    id: str
    commitment: str
    granted_on: str
    effect: str


class Life(Line):
    """What became of a record on one channel after its publication."""

    outcome: Literal[  # type: ignore[assignment] # wider: all of a record's life
        "released", "in_review", "blocked", "withdrawn", "expired", "repaired"
    ]
    takedown: Told | None = None
    objection: Mark | None = None
    repair: Repaired | None = None


class Lives(BaseModel):
    """One record, one line a channel."""

    id: str
    answers: list[Life]


class Ticket(BaseModel):
    """An objection without its text."""

    id: str
    ground: str
    filed_on: str
    due: str
    state: Literal["open", "upheld", "rejected", "corrected"]
    answered_on: str | None
    late: bool


class Tickets(BaseModel):
    """Objections by the last day to answer."""

    objections: list[Ticket]


class Application(BaseModel):
    """An application for credit repair; ``reasons`` are the clauses of a refusal."""

    id: str
    state: Literal["applied", "granted", "refused"]
    applied_on: str
    decided_on: str | None
    commitment: str
    materials: list[str]
    reasons: list[Reason]


class Applications(BaseModel):
    """Applications that wait, oldest first."""

    repairs: list[Application]


class Event(BaseModel):
    """One event of a channel (CloudEvents 1.0)."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"]
    data: dict[str, Any]


class Feed(BaseModel):
    """Events of a channel in order; go on behind ``cursor``."""

    channel: str
    events: list[Event]
    cursor: int


class Confirmed(BaseModel):
    """Where a follower stands."""

    channel: str
    cursor: int


class LogLine(BaseModel):
    """One entry of a record's log, without originals and without the accounts of reviewers."""

    seq: int
    at: str
    event: str
    channel: str | None
    body: dict[str, Any]


class RecordLog(BaseModel):
    """The log of one record; ``next`` is the cursor for more, or ``null``."""

    id: str
    entries: list[LogLine]
    next: int | None


class CaseLine(BaseModel):
    """A case in the queue."""

    id: str
    record: str
    owner: str
    channel: str
    kind: str
    opened_at: str
    due: str | None
    risk: int
    state: Literal["open", "claimed", "settled"]
    reasons: list[Reason]


class Queue(BaseModel):
    """Cases by deadline; ``total`` counts those beyond the limit too."""

    total: int
    cases: list[CaseLine]


class CaseShown(CaseLine):
    """A case with what would be published; the original is not in it."""

    preview: Decided


class Original(BaseModel):
    """An original, shown to one person for one purpose."""

    case: str
    id: str
    kind: str
    procedure: str | None
    severity: str | None
    fields: dict[str, str]


class Judged(Decided):
    """What became of a case."""

    case: str


class LedgerLine(LogLine):
    """One entry of the redaction log."""

    record: str
    leaf: str
    head: str


class LedgerPage(BaseModel):
    """Entries in order; ``next`` is the cursor for more, or ``null``."""

    entries: list[LedgerLine]
    next: int | None


class Checkpoint(BaseModel):
    """The head of the redaction log, to be kept outside."""

    seq: int
    at: str
    head: str
    checkpoint: str
    note: str | None = None


class EntryProof(BaseModel):
    """One entry with its inclusion proof under the checkpoint of now."""

    entry: LedgerLine
    receipt: Receipt


class Growth(BaseModel):
    """A consistency proof (RFC 6962, section 2.1.2)."""

    first: int
    second: int
    path: list[str]


class Seen(BaseModel):
    """A covered span that a person saw uncovered; offsets in the original."""

    field: str
    start: int
    end: int
    entity_type: str | None


class Look(BaseModel):
    """Who saw which original, when and why."""

    id: int
    at: str
    account: str
    role: str
    record: str
    case: str | None
    purpose: str
    basis: str
    fields: list[str]
    spans: list[Seen]
    seq: int | None


class Register(BaseModel):
    """The access register in order; ``next`` is the cursor for more, or ``null``."""

    entries: list[Look]
    next: int | None


class Unusual(BaseModel):
    """Looks that a person should ask about."""

    kind: str
    account: str
    place: str
    looks: int


class RegisterReport(BaseModel):
    """A month of the access register, counted."""

    month: str
    looks: int
    records: int
    spans: int
    accounts: dict[str, int]
    roles: dict[str, int]
    bases: dict[str, int]
    days: dict[str, int]
    unusual: list[Unusual]


class Health(BaseModel):
    """The probe's answer."""

    status: Literal["ok", "ready"]


_REQUESTS = (
    Submission, Responsible, Purpose, SentEdit, SentVerdict, SentTakedown, SentObjection,
    SentRepair, SentAnswer, SentDecision, Cursor,
)  # fmt: skip
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
)
#: Names that may stand in a problem's location; every other name was chosen by the caller.
KNOWN_NAMES = frozenset(
    {"body", "query", "path", "header", *_PARAMETERS}.union(*(m.model_fields for m in _REQUESTS))
)
