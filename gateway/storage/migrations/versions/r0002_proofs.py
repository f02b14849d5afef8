"""Signed tree heads and their nodes, data keys apart from what they seal, holds and disposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DIGEST = sa.String(64)
_PERMANENT = ("log_keys", "tree_nodes", "checkpoints", "cosignatures", "departures")


def upgrade() -> None:
    """Add what proofs, keys and retention need; what is there stays as it is."""
    _log()
    _departures()
    _keys()
    _retention()
    _register()
    for table in _PERMANENT:
        _make_permanent(table, op.get_context().dialect.name)


def _log() -> None:
    op.create_table(
        "log_keys",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("vkey", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_log_keys"),
        sa.UniqueConstraint("vkey", name="uq_log_keys_vkey"),
    )
    op.create_table(
        "tree_nodes",
        sa.Column("level", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("idx", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", _DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name="pk_tree_nodes"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
    )
    op.create_table(
        "cosignatures",
        sa.Column("size", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("size", "name", name="pk_cosignatures"),
        sa.ForeignKeyConstraint(["size"], ["checkpoints.size"], name="fk_cosignatures_size"),
    )


def _departures() -> None:
    op.create_table(
        "departures",
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("piles", sa.Text),
        sa.Column("size", _NUMBER),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run", "event", name="pk_departures"),
        sa.CheckConstraint("event IN ('departing', 'departed')", name=op.f("ck_departures_event")),
    )


def _keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kek", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_data_keys"),
    )
    op.create_index("ix_data_keys_kek", "data_keys", ["kek"])


def _retention() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("placed_by", sa.Text, nullable=False),
        sa.Column("placed_at", sa.Text, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary, nullable=False),
        sa.Column("lifted_by", sa.Text),
        sa.Column("lifted_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_record", "holds", ["record"])
    op.create_table(
        "disposals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("drafted_by", sa.Text, nullable=False),
        sa.Column("drafted_at", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("records", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_disposals"),
    )


def _register() -> None:
    op.add_column("access_register", sa.Column("seq", _NUMBER))
    op.add_column("access_register", sa.Column("spans", sa.Text))
    op.add_column("access_register", sa.Column("purpose_digest", _DIGEST))


def _make_permanent(table: str, dialect: str) -> None:
    if dialect == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gongshi_append_only()"
        )
        return
    for change in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
