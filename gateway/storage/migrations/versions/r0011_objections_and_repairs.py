"""Objections to what is published, and the repair of credit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DIGEST = sa.String(64)


def upgrade() -> None:
    """Create both tables."""
    _objections()
    _repairs()


def _objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("record", sa.Text),
        sa.Column("owner", sa.Text),
        sa.Column("unit", _DIGEST),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_on", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("extended", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary),
        sa.Column("answered_by", sa.Text),
        sa.Column("answered_on", sa.Text),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_objections_seq"),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'rejected', 'corrected')",
            name=op.f("ck_objections_state"),
        ),
    )
    op.create_index("ix_objections_record", "objections", ["record"])
    op.create_index("ix_objections_state_due", "objections", ["state", "due"])


def _repairs() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("subject", _DIGEST),
        sa.Column("materials", sa.Text, nullable=False),
        sa.Column("commitment", sa.Text, nullable=False),
        sa.Column("applied_by", sa.Text, nullable=False),
        sa.Column("applied_on", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_on", sa.Text),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_repairs"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_repairs_seq"),
        sa.CheckConstraint(
            "state IN ('applied', 'granted', 'refused')", name=op.f("ck_repairs_state")
        ),
    )
    op.create_index("ix_repairs_record", "repairs", ["record"])
    op.create_index("ix_repairs_subject", "repairs", ["subject"])
