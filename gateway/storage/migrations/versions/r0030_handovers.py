"""The note by which one signing key of the log named the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; keys that are there were the first of their logs."""
    op.add_column("log_keys", sa.Column("handover", sa.Text))
