"""The first schema: ledger, answers, releases, cases, accounts, and what makes them permanent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DIGEST = sa.String(64)
_PERMANENT = ("ledger", "releases", "access_register")


def upgrade() -> None:
    """Create every table, then forbid to change or remove what must stay."""
    _ledger()
    _answers()
    _cases()
    _accounts()
    if op.get_context().dialect.name == "postgresql":
        _permanent_postgresql()
    else:
        _permanent_sqlite()


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("leaf", _DIGEST, nullable=False),
        sa.Column("head", _DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger"),
    )
    op.create_index("ix_ledger_record", "ledger", ["record"])
    op.create_table(
        "known_keys",
        sa.Column("fingerprint", _DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_known_keys"),
    )


def _answers() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("content", _DIGEST, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_outcomes_seq"),
    )
    op.create_index("ix_outcomes_record_owner_channel", "outcomes", ["record", "owner", "channel"])
    op.create_table(
        "releases",
        sa.Column("seq", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_releases"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_releases_seq"),
        sa.CheckConstraint(
            "event IN ('published', 'corrected', 'renewed', 'withdrawn')",
            name=op.f("ck_releases_event"),
        ),
    )
    op.create_index("ix_releases_record_owner_channel", "releases", ["record", "owner", "channel"])
    op.create_table(
        "business_keys",
        sa.Column("key", _DIGEST, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_business_keys"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("due", sa.Text),
        sa.Column("risk", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("verdict", sa.Text),
        sa.Column("conclusion", sa.Text),
        sa.Column("verdict_reason_sealed", sa.LargeBinary),
        sa.Column("settled_by", sa.Text),
        sa.Column("settled_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_cases_seq"),
        sa.CheckConstraint("state IN ('open', 'claimed', 'settled')", name=op.f("ck_cases_state")),
    )
    op.create_index("ix_cases_record", "cases", ["record"])
    op.create_index("ix_cases_state_due", "cases", ["state", "due"])
    op.create_table(
        "access_register",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("purpose_sealed", sa.LargeBinary, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_register"),
    )
    op.create_index("ix_access_register_account", "access_register", ["account"])
    op.create_index("ix_access_register_record", "access_register", ["record"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("key_digest", _DIGEST, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("revoked_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("key_digest", name="uq_accounts_key_digest"),
        sa.CheckConstraint(
            "role IN ('portal', 'reviewer', 'officer', 'auditor', 'admin')",
            name=op.f("ck_accounts_role"),
        ),
    )
    op.create_table(
        "idempotency",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request", _DIGEST, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_idempotency"),
    )


def _permanent_sqlite() -> None:
    for table in _PERMANENT:
        for change in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _permanent_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION gongshi_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$"
    )
    for table in _PERMANENT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gongshi_append_only()"
        )
