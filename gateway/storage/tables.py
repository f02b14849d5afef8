"""Every table of the gateway. No column holds an original value in the clear.

`record` is always the token of a record, never the id its sender gave. What a person wrote or
sent lies in a sealed column. Moments are ISO 8601 text, those of the ledger in UTC. Digests are
SHA-256 or HMAC-SHA256 in 64 hex digits.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

#: Tables from which nothing is ever changed or removed; triggers in the database refuse it.
APPEND_ONLY = (
    "ledger", "releases", "access_register", "log_keys", "tree_nodes", "checkpoints",
    "cosignatures", "departures", "policy_stacks",
)  # fmt: skip

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_DIGEST = String(64)
# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Text that is compared by its bytes, whatever language the database was made for.
_SORTED = Text().with_variant(Text(collation="C"), "postgresql")


def _one_of(column: str, *values: str) -> CheckConstraint:
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


ledger = Table(
    "ledger",
    metadata,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("record", Text, nullable=False, index=True),
    Column("channel", Text),
    Column("body", Text, nullable=False),  # canonical JSON
    Column("leaf", _DIGEST, nullable=False),
    Column("head", _DIGEST, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("record", Text, nullable=False),
    Column("owner", Text, nullable=False),  # account id, or 'local'
    Column("channel", Text, nullable=False),
    Column("content", _DIGEST, nullable=False),  # HMAC of the canonical input
    Column("outcome", Text, nullable=False),
    Column("answer", Text, nullable=False),  # redacted output line without the id, JSON
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),
    Column("at", Text, nullable=False),
    Index(None, "record", "owner", "channel"),
    Index(None, "seq"),
)

releases = Table(
    "releases",
    metadata,
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("event", Text, nullable=False),  # the last of a record on a channel holds now
    Column("digest", _DIGEST, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Text, nullable=False),
    _one_of(
        "event", "published", "corrected", "renewed", "withdrawn", "expired", "repaired",
        "objection-marked", "objection-answered",
    ),
    Index(None, "record", "owner", "channel"),
    Index(None, "channel", "seq"),
)  # fmt: skip

#: What holds now, for questions about many records: the last of each place's releases.
publications = Table(
    "publications",
    metadata,
    Column("record", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Text, nullable=False),  # when it was first published
    Column("publish_by", Text),  # dates, ISO 8601, inclusive
    Column("until", Text),
    _one_of(
        "state", "released", "corrected", "objection-marked", "withdrawn", "expired", "repaired"
    ),
    Index(None, "state", "until"),
    Index(None, "kind", "seq"),
)

#: What the later life of a record asks about: words, dates and keyed digests, no text.
dossiers = Table(
    "dossiers",
    metadata,
    Column("record", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("kind", Text),  # unknown of some rejected rows
    Column("unit", _DIGEST, nullable=False),
    Column("subject", _DIGEST),
    Column("subject_kind", Text),
    Column("item", _DIGEST),
    Column("procedure", Text),
    Column("severity", Text),
    Column("decided_on", Text),  # date, ISO 8601
    Column("at", Text, nullable=False),  # when it last came
    Index(None, "subject"),
    Index(None, "unit"),
)

units = Table(
    "units",
    metadata,
    Column("unit", _DIGEST, primary_key=True),
    Column("name_sealed", LargeBinary, nullable=False),
)

followers = Table(
    "followers",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("cursor", _NUMBER, nullable=False),  # the last event that it confirmed
    Column("at", Text, nullable=False),
)

business_keys = Table(
    "business_keys",
    metadata,
    Column("key", _DIGEST, primary_key=True),  # HMAC of the standard's duplicate key
    Column("record", Text, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("due", Text),  # date, ISO 8601
    Column("risk", Integer, nullable=False),  # what was covered, counted
    Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON
    Column("sealed", LargeBinary, nullable=False),  # the original, encrypted
    Column("answer", Text, nullable=False),  # redacted preview, JSON
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", Text),
    Column(
        "rank", _SORTED, nullable=False, server_default=""
    ),  # deadline, risk, age, id: the order of the queue
    Column("unit", Text, nullable=False, server_default=""),  # the agency as it would be published
    Column("rules", Text, nullable=False, server_default=""),  # the rules of its reasons, joined
    Column("verdict", Text),
    Column("conclusion", Text),
    Column("verdict_reason_sealed", LargeBinary),
    Column("settled_by", Text),
    Column("settled_at", Text),
    _one_of("state", "open", "claimed", "settled"),
    Index(None, "state", "due"),
    Index(None, "settled_at"),
)

case_facets = Table(
    "case_facets",
    metadata,
    Column("facet", Text, primary_key=True),  # what a waiting case is found by
    Column("value", Text, primary_key=True),
    Column("rank", _SORTED, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

case_counts = Table(
    "case_counts",
    metadata,
    Column("facet", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("waiting", Integer, nullable=False),  # kept by triggers of the table above
)

column_records = Table(
    "column_records",
    metadata,
    Column("slug", Text, primary_key=True),  # its name in public addresses
    Column("record", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("unit", Text, nullable=False),  # as published, like the two below
    Column("subject", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("decided_on", Text, nullable=False),  # dates, ISO 8601
    Column("until", Text),
    Column("state", Text, nullable=False, index=True),
    Column("shown", Integer, nullable=False),  # 1 or 0
    Column("words", Text, nullable=False),  # what may be searched for
    Column("content_seq", _NUMBER, nullable=False),  # the release that shows its fields
    Column("last_seq", _NUMBER, nullable=False, index=True),  # the last that speaks of it
    Index(None, "channel", "shown", "decided_on", "slug"),
)

log_decisions = Table(
    "log_decisions",
    metadata,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False, index=True),
    Column("event", Text, nullable=False),
    Column("record", Text, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("unit", Text, nullable=False, index=True),
    Column("reviewer", Text, nullable=False, index=True),
    Column("marks", Text, nullable=False),  # its types, rules and detectors: ,type:X,rule:Y,
)

log_days = Table(
    "log_days",
    metadata,
    Column("day", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("entity_type", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("changes", Integer, nullable=False),
)

#: How far the ledger was read into the tables above, one row.
log_reached = Table(
    "log_reached",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", _NUMBER, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("key_digest", _DIGEST, nullable=False, unique=True),
    Column("created_at", Text, nullable=False),
    Column("revoked_at", Text),
    _one_of("role", "portal", "reviewer", "officer", "auditor", "admin"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("password", Text, nullable=False),  # scrypt with its parameters and salt
    Column("secret_sealed", LargeBinary, nullable=False),  # of the one-time codes
    Column("last_step", _NUMBER, nullable=False),  # a code is good once
    Column("failures", Integer, nullable=False),
    Column("locked_until", Text),
    Column("set_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", _DIGEST, primary_key=True),  # of the token in the cookie
    Column("account", Text, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("began_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("opened", Text, nullable=False),  # of which kinds of case one was opened, JSON
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", _DIGEST, nullable=False),
    Column("status", Integer, nullable=False),
    Column("response", Text, nullable=False),
    Column("at", Text, nullable=False),
)

access_register = Table(
    "access_register",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("record", Text, nullable=False, index=True),
    Column("case_id", Text),
    Column("purpose_sealed", LargeBinary, nullable=False),
    Column("basis", Text, nullable=False),
    Column("fields", Text, nullable=False),  # the field codes that were shown, JSON
    Column("seq", _NUMBER),  # the entry of the log that tells of this look
    Column("spans", Text),  # covered spans that were seen in the clear, JSON
    Column("purpose_digest", _DIGEST),  # HMAC of the purpose: what the entry vouches for
)

registered = Table(
    "registered",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),  # an officer's label, refused if it holds personal data
    Column("category", Text, nullable=False),
    Column("departments", Text, nullable=False),  # JSON; none means all
    Column("entries", Integer, nullable=False),
    Column("folding", Text, nullable=False),  # how texts were folded when it was made
    Column("content", LargeBinary),  # sealed; a list has its digests in files instead
    Column("files", Text, nullable=False),  # JSON: name of a file and its SHA-256
    Column("state", Text, nullable=False),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),  # its last change
    _one_of("kind", "list", "document", "dictionary", "allow-list"),
    _one_of("state", "imported", "active", "removed"),
    Index(None, "seq"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("spans", Text, nullable=False),  # JSON: field, start, end, entity_type
    Column("party_sealed", LargeBinary, nullable=False),
    Column("served_on", Text, nullable=False),  # dates, ISO 8601
    Column("due", Text, nullable=False),
    Column("provisional", Integer, nullable=False),  # 1: counted in a year without calendar
    Column("state", Text, nullable=False),
    Column("answered_on", Text),
    Column("answer_sealed", LargeBinary),
    Column("decision", Text),
    Column("ground", Text),
    Column("decision_sealed", LargeBinary),
    Column("opened_by", Text, nullable=False),
    Column("decided_by", Text),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),  # its last step
    _one_of("state", "noticed", "agreed", "refused", "unanswered", "decided", "void"),
    _one_of("decision", "publish", "withhold"),
    Index(None, "state", "due"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),  # the portal whose word a delivery is
    Column("url", Text, nullable=False),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("next_at", Text, nullable=False),
    Column("removed_at", Text),
)

objections = Table(
    "objections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, index=True),  # none where the record is said to be missing
    Column("owner", Text),
    Column("unit", _DIGEST),
    Column("ground", Text, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("filed_on", Text, nullable=False),  # dates, ISO 8601
    Column("due", Text, nullable=False),
    Column("extended", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("answer_sealed", LargeBinary),
    Column("answered_by", Text),
    Column("answered_on", Text),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),  # its last step
    _one_of("state", "open", "upheld", "rejected", "corrected"),
    Index(None, "state", "due"),
)

repairs = Table(
    "repairs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("subject", _DIGEST, index=True),
    Column("materials", Text, nullable=False),  # words of the pack, JSON
    Column("commitment", Text, nullable=False),  # redacted: it is published
    Column("applied_by", Text, nullable=False),
    Column("applied_on", Text, nullable=False),  # dates, ISO 8601
    Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON
    Column("decided_by", Text),
    Column("decided_on", Text),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),  # its last step
    _one_of("state", "applied", "granted", "refused"),
)

known_keys = Table(
    "known_keys",
    metadata,
    Column("fingerprint", _DIGEST, primary_key=True),
)

log_keys = Table(
    "log_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # the highest signs now
    Column("vkey", Text, nullable=False, unique=True),  # public key, as in signed notes
    Column("profile", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("handover", Text),  # signed note by which the key before named this one
)

tree_nodes = Table(
    "tree_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),  # 8, 16, 24, ...
    Column("idx", _NUMBER, primary_key=True, autoincrement=False),
    Column("hash", _DIGEST, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),  # signed note
)

cosignatures = Table(
    "cosignatures",
    metadata,
    Column("size", _NUMBER, ForeignKey("checkpoints.size"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("line", Text, nullable=False),  # a witness's signature line
)

departures = Table(
    "departures",
    metadata,
    Column("run", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Column("channel", Text),
    Column("piles", Text),  # SHA-256 by file name, JSON
    Column("size", _NUMBER),  # of the log at that moment
    Column("at", Text, nullable=False),
    _one_of("event", "departing", "departed"),
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("name", Text, primary_key=True),  # what the key seals: record/<token>, register/<month>
    Column("kek", Text, nullable=False),  # the key-encryption key that wraps it
    Column("wrapped", LargeBinary, nullable=False),
    Index(None, "kek"),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False, index=True),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", Text),
)

disposals = Table(
    "disposals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", Text, nullable=False),
    Column("before", Text, nullable=False),  # settled before this moment
    Column("records", Text, nullable=False),  # tokens, JSON
    Column("approved_by", Text),
    Column("approved_at", Text),
)

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("pack", Text, nullable=False, index=True),
    Column("digest", _DIGEST, nullable=False),  # of rules and examples as written
    Column("rules", Text, nullable=False),  # YAML
    Column("examples", Text, nullable=False),  # YAML
    Column("state", Text, nullable=False),
    Column("authors", Text, nullable=False),  # accounts, JSON
    Column("simulation", Text),  # counts, JSON
    Column("approved_by", Text),
    Column("active_from", Text),  # a day
    Column("changed_at", Text, nullable=False),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),
    _one_of("state", "draft", "tested", "simulated", "approved", "withdrawn"),
)

policy_stacks = Table(
    "policy_stacks",
    metadata,
    Column("digest", _DIGEST, primary_key=True),  # as it stands in decisions
    Column("pack", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON that the digest is over
    Column("at", Text, nullable=False),
    Column("seq", _NUMBER, ForeignKey("ledger.seq"), nullable=False),
)
