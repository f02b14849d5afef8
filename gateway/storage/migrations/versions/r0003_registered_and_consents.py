"""What an organisation registers, and the consent of third parties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create both tables."""
    _registered()
    _consents()


def _registered() -> None:
    op.create_table(
        "registered",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("departments", sa.Text, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("folding", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registered"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_registered_seq"),
        sa.CheckConstraint(
            "kind IN ('list', 'document', 'dictionary', 'allow-list')",
            name=op.f("ck_registered_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('imported', 'active', 'removed')", name=op.f("ck_registered_state")
        ),
    )
    op.create_index("ix_registered_seq", "registered", ["seq"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.Column("party_sealed", sa.LargeBinary, nullable=False),
        sa.Column("served_on", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("provisional", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answered_on", sa.Text),
        sa.Column("answer_sealed", sa.LargeBinary),
        sa.Column("decision", sa.Text),
        sa.Column("ground", sa.Text),
        sa.Column("decision_sealed", sa.LargeBinary),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_consents_case_id"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_consents_seq"),
        sa.CheckConstraint(
            "state IN ('noticed', 'agreed', 'refused', 'unanswered', 'decided', 'void')",
            name=op.f("ck_consents_state"),
        ),
        sa.CheckConstraint(
            "decision IN ('publish', 'withhold')", name=op.f("ck_consents_decision")
        ),
    )
    op.create_index("ix_consents_case_id", "consents", ["case_id"])
    op.create_index("ix_consents_state_due", "consents", ["state", "due"])
