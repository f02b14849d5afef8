"""The life after publication: more events, what holds now, what is asked later, who follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DIGEST = sa.String(64)
_EVENTS = (
    "event IN ('published', 'corrected', 'renewed', 'withdrawn', 'expired', 'repaired', "
    "'objection-marked', 'objection-answered')"
)
_STATES = (
    "state IN ('released', 'corrected', 'objection-marked', 'withdrawn', 'expired', 'repaired')"
)
_COLUMNS = "seq, record, owner, channel, event, digest, answer, at"


def upgrade() -> None:
    """More events in `releases`; the new tables beside it, filled from what it holds."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    _more_events_sqlite() if on_sqlite else _more_events_postgresql()
    op.create_index("ix_releases_channel_seq", "releases", ["channel", "seq"])
    _publications()
    _fill(on_sqlite)
    _dossiers()
    op.create_table(
        "followers",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("cursor", _NUMBER, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name="pk_followers"),
    )


def _more_events_sqlite() -> None:
    # SQLite cannot change a CHECK: the table is made anew, and its triggers with it.
    op.rename_table("releases", "releases_before")
    op.drop_index("ix_releases_record_owner_channel", "releases_before")
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
        sa.CheckConstraint(_EVENTS, name=op.f("ck_releases_event")),
    )
    copy = f"INSERT INTO releases ({_COLUMNS}) SELECT {_COLUMNS} FROM releases_before"  # noqa: S608
    op.execute(copy)
    op.drop_table("releases_before")
    op.create_index("ix_releases_record_owner_channel", "releases", ["record", "owner", "channel"])
    for change in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER releases_no_{change} BEFORE {change.upper()} ON releases "
            "BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END"
        )


def _more_events_postgresql() -> None:
    op.drop_constraint(op.f("ck_releases_event"), "releases", type_="check")
    op.create_check_constraint(op.f("ck_releases_event"), "releases", _EVENTS)


def _publications() -> None:
    op.create_table(
        "publications",
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("publish_by", sa.Text),
        sa.Column("until", sa.Text),
        sa.PrimaryKeyConstraint("record", "owner", "channel", name="pk_publications"),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name="fk_publications_seq"),
        sa.CheckConstraint(_STATES, name=op.f("ck_publications_state")),
    )
    op.create_index("ix_publications_state_until", "publications", ["state", "until"])
    op.create_index("ix_publications_kind_seq", "publications", ["kind", "seq"])


def _fill(on_sqlite: bool) -> None:
    """What the releases of before amount to: dates of the last that showed, state of the last."""

    def said(name: str) -> str:
        return f"json_extract(s.answer, '$.{name}')" if on_sqlite else f"s.answer::json->>'{name}'"

    op.execute(
        "INSERT INTO publications "  # noqa: S608 - made of constants
        "(record, owner, channel, kind, seq, state, since, publish_by, until) "
        f"SELECT s.record, s.owner, s.channel, coalesce({said('kind')}, ''), span.last, "
        "CASE n.event WHEN 'withdrawn' THEN 'withdrawn' WHEN 'corrected' THEN 'corrected' "
        f"ELSE 'released' END, span.since, {said('publish_by')}, {said('public_until')} "
        "FROM (SELECT max(seq) AS last, min(at) AS since, "
        "max(CASE WHEN event <> 'withdrawn' THEN seq END) AS shown, "
        "max(CASE WHEN event <> 'renewed' THEN seq END) AS named "
        "FROM releases GROUP BY record, owner, channel) span "
        "JOIN releases s ON s.seq = span.shown JOIN releases n ON n.seq = span.named"
    )


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("unit", _DIGEST, nullable=False),
        sa.Column("subject", _DIGEST),
        sa.Column("subject_kind", sa.Text),
        sa.Column("item", _DIGEST),
        sa.Column("procedure", sa.Text),
        sa.Column("severity", sa.Text),
        sa.Column("decided_on", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("record", "owner", name="pk_dossiers"),
    )
    op.create_index("ix_dossiers_subject", "dossiers", ["subject"])
    op.create_index("ix_dossiers_unit", "dossiers", ["unit"])
    op.create_table(
        "units",
        sa.Column("unit", _DIGEST, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("unit", name="pk_units"),
    )
