"""What the door answers, for the OpenAPI document. What callers send: `gateway.web.sent`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


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
    keys: list[str] | None = None


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


class RegisteredOne(BaseModel):
    """One thing that is registered, without its content; ``refused`` are entries left out."""

    id: str
    kind: str
    name: str
    category: str
    departments: list[str]
    entries: int
    state: Literal["imported", "active", "removed"]
    refused: int


class Registered(BaseModel):
    """Everything that was ever registered."""

    registered: list[RegisteredOne]


class Place(BaseModel):
    """A span that a third party is asked about."""

    field: str
    start: int
    end: int
    entity_type: str


class ConsentShown(BaseModel):
    """One question to one third party, who is not named here."""

    id: str
    case_id: str
    channel: str
    served_on: str
    due: str
    provisional: bool
    state: Literal["noticed", "agreed", "refused", "unanswered", "decided", "void"]
    answered_on: str | None
    decision: str | None
    ground: str | None
    spans: list[Place]


class Consents(BaseModel):
    """Questions by the last day to answer."""

    consents: list[ConsentShown]


class Paper(BaseModel):
    """A notice to be printed and served; it holds the exact spans."""

    id: str
    text: str
    html: str


class Health(BaseModel):
    """The probe's answer."""

    status: Literal["ok", "ready"]
