"""The console: sign-in, sessions, and what waiting cases are ordered and found by."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0012"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_AGENCIES = ("CF_CFJG", "XK_XKJG", "SX_SSJG", "agency")
_SOME = 500


def upgrade() -> None:
    """Create the tables, and place the cases that are there."""
    _sign_in()
    _queue()
    _column()
    _log()
    dialect = op.get_bind().dialect.name
    _count_queue(dialect)
    _leave_queue(dialect)
    _place_cases(op.get_bind())


def _sign_in() -> None:
    op.create_table(
        "credentials",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_step", _NUMBER, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Text),
        sa.Column("set_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_credentials"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_credentials_account"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("began_at", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
        sa.Column("opened", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sessions_account"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])


def _queue() -> None:
    op.add_column("cases", sa.Column("claimed_at", sa.Text))
    for name, kind in (("rank", _SORTED), ("unit", sa.Text()), ("rules", sa.Text())):
        op.add_column("cases", sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index("ix_cases_settled_at", "cases", ["settled_at"])
    op.create_table(
        "case_facets",
        sa.Column("facet", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("rank", _SORTED, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", "rank", name="pk_case_facets"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_facets_case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_facets_case_id", "case_facets", ["case_id"])
    op.create_table(
        "case_counts",
        sa.Column("facet", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name="pk_case_counts"),
    )


def _column() -> None:
    words = ("record", "owner", "channel", "kind", "unit", "subject", "number", "decided_on")
    op.create_table(
        "column_records",
        sa.Column("slug", sa.Text, nullable=False),
        *(sa.Column(word, sa.Text, nullable=False) for word in words),
        sa.Column("until", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("content_seq", _NUMBER, nullable=False),
        sa.Column("last_seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_column_records"),
    )
    op.create_index("ix_column_records_last_seq", "column_records", ["last_seq"])
    op.create_index("ix_column_records_state", "column_records", ["state"])
    order = ["channel", "shown", "decided_on", "slug"]
    op.create_index("ix_column_records_channel_shown_decided_on_slug", "column_records", order)


def _log() -> None:
    op.create_index("ix_outcomes_seq", "outcomes", ["seq"])
    words = ("day", "event", "record", "channel", "kind", "outcome", "unit", "reviewer", "marks")
    op.create_table(
        "log_decisions",
        sa.Column("seq", _NUMBER, nullable=False, autoincrement=False),
        *(sa.Column(word, sa.Text, nullable=False) for word in words),
        sa.PrimaryKeyConstraint("seq", name="pk_log_decisions"),
    )
    for word in ("day", "record", "unit", "reviewer"):
        op.create_index(f"ix_log_decisions_{word}", "log_decisions", [word])
    days = ("day", "channel", "entity_type", "rule")
    op.create_table(
        "log_days",
        *(sa.Column(word, sa.Text, nullable=False) for word in days),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*days, name="pk_log_days"),
    )
    op.create_table(
        "log_reached",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seq", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_log_reached"),
    )


def _leave_queue(dialect: str) -> None:
    """Whatever settles a case takes it out of the queue, so no code can forget to."""
    forget = "DELETE FROM case_facets WHERE case_id = NEW.id;"
    if dialect == "sqlite":
        op.execute(
            "CREATE TRIGGER cases_leave_queue AFTER UPDATE OF state ON cases"
            f" WHEN NEW.state = 'settled' BEGIN {forget} END"
        )
        return
    op.execute(
        "CREATE FUNCTION gongshi_leave_queue() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {forget} RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER cases_leave_queue AFTER UPDATE OF state ON cases FOR EACH ROW"
        " WHEN (NEW.state = 'settled') EXECUTE FUNCTION gongshi_leave_queue()"
    )


def _count_queue(dialect: str) -> None:
    """How many wait for each thing a case is found by: too many to be counted for every page."""
    more = (
        "INSERT INTO case_counts (facet, value, waiting) VALUES (NEW.facet, NEW.value, 1)"
        " ON CONFLICT (facet, value) DO UPDATE SET waiting = case_counts.waiting + 1;"
    )
    fewer = (
        "UPDATE case_counts SET waiting = waiting - 1"
        " WHERE facet = OLD.facet AND value = OLD.value;"
    )
    for change, counted in (("INSERT", more), ("DELETE", fewer)):
        name = f"case_facets_{change.lower()}"
        on = f"CREATE TRIGGER {name} AFTER {change} ON case_facets"
        if dialect == "sqlite":
            op.execute(f"{on} BEGIN {counted} END")
            continue
        op.execute(
            f"CREATE FUNCTION gongshi_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {counted} RETURN NULL; END $$"
        )
        op.execute(f"{on} FOR EACH ROW EXECUTE FUNCTION gongshi_{name}()")


def _place_cases(tx: sa.Connection) -> None:
    """What the program of this revision writes when it opens a case, for those opened before."""
    cases = sa.table("cases", *(sa.column(n) for n in ("id", "rank", "unit", "rules")))
    facets = sa.table("case_facets", *(sa.column(n) for n in ("facet", "value", "rank", "case_id")))
    said = sa.text(
        "SELECT id, kind, channel, due, risk, opened_at, state, answer FROM cases"
        " WHERE id > :after ORDER BY id LIMIT :some"
    )
    after = ""
    while rows := tx.execute(said, {"after": after, "some": _SOME}).all():
        for row in rows:
            placed = _placed(row)
            tx.execute(sa.update(cases).where(cases.c.id == row.id).values(**placed["columns"]))
            if row.state != "settled":
                tx.execute(sa.insert(facets), placed["facets"])
        after = rows[-1].id


def _placed(row: sa.Row[Any]) -> dict[str, Any]:
    answer = orjson.loads(row.answer)
    fields, policy = answer.get("fields", {}), answer["policy"]
    unit = next((fields[name] for name in _AGENCIES if fields.get(name)), "")
    rules = sorted({reason["rule"] for reason in answer["reasons"]})
    detectors = {(t["detector"] or "").partition("@")[0] for t in answer["transformations"]}
    rank = f"{row.due or '9999-12-31'}/{99_999 - min(row.risk, 99_999):05}/{row.opened_at}/{row.id}"
    found = [
        ("all", ""), ("kind", row.kind), ("channel", row.channel), ("unit", unit),
        ("policy", f"{policy['pack']} {policy['version']}"), ("rules", ",".join(rules)),
        *(("reason", rule) for rule in rules), *(("detector", name) for name in detectors),
    ]  # fmt: skip
    return {
        "columns": {"rank": rank, "unit": unit, "rules": ",".join(rules)},
        "facets": [
            {"facet": facet, "value": value, "rank": rank, "case_id": row.id}
            for facet, value in found
            if value or facet == "all"
        ],
    }
