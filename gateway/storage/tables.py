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
    "cosignatures", "departures",
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
    _one_of("event", "published", "corrected", "renewed", "withdrawn"),
    Index(None, "record", "owner", "channel"),
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
