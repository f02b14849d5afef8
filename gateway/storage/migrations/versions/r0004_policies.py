"""Versions of packs on their way into force, and the exact content that decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DIGEST = sa.String(64)
_TABLE = "policy_stacks"


def upgrade() -> None:
    """Create both tables; what decided is never changed again."""
    op.create_table(
        "policy_versions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("examples", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("simulation", sa.Text),
        sa.Column("approved_by", sa.Text),
        sa.Column("active_from", sa.Text),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_versions"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_policy_versions_seq"),
        sa.CheckConstraint(
            "state IN ('draft', 'tested', 'simulated', 'approved', 'withdrawn')",
            name=op.f("ck_policy_versions_state"),
        ),
    )
    op.create_index("ix_policy_versions_pack", "policy_versions", ["pack"])
    op.create_table(
        _TABLE,
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_policy_stacks"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_policy_stacks_seq"),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gongshi_append_only()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_no_{event.lower()} BEFORE {event} ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        )
