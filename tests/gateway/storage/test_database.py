"""Transactions are durable or nothing, errors hold no value, the schema is the declared one."""

import json
import stat
import subprocess
import sys
import traceback

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, make_url, select, text

from gateway import counterparts, queue
from gateway.accounts import Role
from gateway.errors import StorageUnavailable, UsageError
from gateway.life import publications
from gateway.storage import migrations, tables
from gateway.storage.database import Database, _engine, default_url, insert_or_ignore, is_writing

KEY = "ab" * 32
CANARY = "canary-7f3a-赵不显"
ROW = {
    "seq": 1,
    "at": "2026-11-23T00:00:00.000Z",
    "event": "decided",
    "record": "r",
    "channel": None,
    "body": "{}",
    "leaf": KEY,
    "head": KEY,
}
PERMANENT_ROWS = {
    "ledger": ROW,
    "releases": {
        "seq": 1,
        "record": "r",
        "owner": "local",
        "channel": "c",
        "event": "published",
        "digest": KEY,
        "answer": "{}",
        "at": "t",
    },
    "policy_stacks": {
        "digest": KEY,
        "pack": "r",
        "version": "1",
        "content": "{}",
        "at": "t",
        "seq": 1,
    },
    "access_register": {
        "at": "t",
        "account": "a",
        "role": "reviewer",
        "record": "r",
        "purpose_sealed": b"x",
        "basis": "b",
        "fields": "[]",
    },
    "log_keys": {"number": 1, "vkey": "r", "profile": "standard", "at": "t"},
    "tree_nodes": {"level": 8, "idx": 0, "hash": "r"},
    "checkpoints": {"size": 1, "at": "t", "note": "r"},
    "cosignatures": {"size": 1, "name": "w", "line": "r"},
    "departures": {"run": "r", "event": "departing", "at": "t"},
}
#: Of each table, its number, and the column that an intruder would change.
PLACES = {
    "ledger": ("seq", "record"),
    "releases": ("seq", "record"),
    "access_register": ("id", "record"),
    "log_keys": ("number", "vkey"),
    "tree_nodes": ("level, idx", "hash"),
    "checkpoints": ("size", "note"),
    "cosignatures": ("size, name", "line"),
    "departures": ("run, event", "run"),
    "policy_stacks": ("digest", "pack"),
}
#: What must be there before a row of a table can be.
BEFORE = {"releases": "ledger", "cosignatures": "checkpoints", "policy_stacks": "ledger"}


def _business_key(tx, record="r"):
    return insert_or_ignore(tx, tables.business_keys, [{"key": KEY, "record": record}])


def test_commits_on_exit(database):
    """What was written in a block that ended well is there."""
    with database.writing() as tx:
        assert is_writing(tx)
        assert _business_key(tx) == 1
    with database.reading() as tx:
        assert not is_writing(tx)
        assert tx.scalar(select(tables.business_keys.c.record)) == "r"


def test_rolls_back_on_error(database):
    """An error inside the block leaves nothing behind and passes through as it is."""
    with pytest.raises(KeyError), database.writing() as tx:
        {}[_business_key(tx)]
    with database.reading() as tx:
        assert tx.execute(select(tables.business_keys)).all() == []


def test_insert_or_ignore_keeps_the_first(database):
    """A row whose key is taken is left out and not counted."""
    with database.writing() as tx:
        _business_key(tx, "first")
        rows = [{"key": KEY, "record": "second"}, {"key": "cd" * 32, "record": "third"}]
        assert insert_or_ignore(tx, tables.business_keys, rows) == 1
        assert insert_or_ignore(tx, tables.business_keys, []) == 0
        held = tx.execute(select(tables.business_keys).order_by(tables.business_keys.c.key)).all()
    assert [row.record for row in held] == ["first", "third"]


def test_reading_writes_nothing(database):
    """A reader that tries to write is refused."""
    with pytest.raises(StorageUnavailable), database.reading() as tx:
        _business_key(tx)


def test_reading_sees_one_moment(database):
    """What is committed while a reader reads does not appear to it."""
    with database.reading() as reader:
        before = reader.execute(select(tables.business_keys)).all()
        with database.writing() as tx:
            _business_key(tx)
        assert reader.execute(select(tables.business_keys)).all() == before == []


@pytest.mark.parametrize("statement", ["duplicate", "no such table"])
def test_driver_errors_hold_no_value(database, statement):
    """A driver quotes what broke a constraint; what leaves the gateway does not."""
    table = "business_keys" if statement == "duplicate" else CANARY[:6]
    insertion = text(f"INSERT INTO {table} (key, record) VALUES (:key, :record)")
    twice = [{"key": CANARY, "record": CANARY}] * 2
    with pytest.raises(StorageUnavailable) as caught, database.writing() as tx:
        tx.execute(insertion, twice)
    shown = "".join(traceback.format_exception(caught.value))
    assert CANARY not in shown


def test_text_that_is_no_text_is_refused_without_echo(database):
    """A lone surrogate cannot be stored; the refusal does not carry the text around it."""
    with pytest.raises(StorageUnavailable) as caught, database.writing() as tx:
        _business_key(tx, CANARY + "\ud800")
    assert CANARY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("table", tables.APPEND_ONLY)
@pytest.mark.parametrize("change", ["update", "delete", "replace", "truncate"])
def test_permanent_tables_refuse_changes(database, table, change):
    """ASVS 16.4.2: nothing in the log, its proofs and the access register is changed or removed."""
    number, column = PLACES[table]
    sqlite = repr(database) == "Database(sqlite)"
    statements = {
        "update": f"UPDATE {table} SET {column} = 'x'",
        "delete": f"DELETE FROM {table}",
        "replace": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {column} = 'r'"
        if sqlite
        else f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({number}) "
        f"DO UPDATE SET {column} = 'x'",
        "truncate": f"DELETE FROM {table}" if sqlite else f"TRUNCATE {table} CASCADE",
    }
    with database.writing() as tx:
        for name in filter(None, (BEFORE.get(table), table)):
            tx.execute(insert(tables.metadata.tables[name]).values(PERMANENT_ROWS[name]))
    with pytest.raises(StorageUnavailable), database.writing() as tx:
        tx.execute(text(statements[change]))
    with database.reading() as tx:
        held = tx.scalars(select(tables.metadata.tables[table].c[column])).all()
    assert held == ["r"]


def test_permanent_tables_have_rows_in_this_test():
    """Every append-only table is attacked above."""
    assert set(PERMANENT_ROWS) == set(tables.APPEND_ONLY)


def test_foreign_keys_hold(database):
    """A release without its ledger entry cannot be written."""
    with pytest.raises(StorageUnavailable), database.writing() as tx:
        tx.execute(insert(tables.releases).values(PERMANENT_ROWS["releases"]))


@pytest.mark.parametrize("role", [*Role, "root"])
def test_roles_of_accounts_are_the_five(database, role):
    """The database knows the five roles of the contract and no other."""
    row = {"id": "a", "name": "n", "role": str(role), "key_digest": KEY, "created_at": "t"}
    known = role in set(Role)
    try:
        with database.writing() as tx:
            tx.execute(insert(tables.accounts).values(row))
    except StorageUnavailable:
        assert not known
    else:
        assert known


def test_migrated_schema_is_the_declared_one(database):
    """The revisions build exactly what `tables` declares."""
    with database.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == migrations.HEAD


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_of_the_first_revision_keeps_what_it_holds(kind, home, request):
    """Entries, looks and their guards stay; the new tables come beside them."""
    url = default_url(home) if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    old = Database(_engine(make_url(url)))
    with old.writing() as tx:
        config = Config()
        config.set_main_option("script_location", "gateway.storage:migrations")
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
        for name in ("ledger", "access_register"):
            row = PERMANENT_ROWS[name]
            names, values = ", ".join(row), ", ".join(f":{each}" for each in row)
            tx.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"), row)
    old.close()
    database = Database.open(url)
    with database.reading() as tx:
        assert tx.scalar(select(tables.ledger.c.record)) == "r"
        assert tx.scalar(select(tables.access_register.c.seq)) is None
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    with pytest.raises(StorageUnavailable), database.writing() as tx:
        tx.execute(text("UPDATE access_register SET account = 'x'"))
    database.close()


#: Events of places before there were publications, and what they amount to.
HISTORIES = {
    "a": (("published",), "released"),
    "b": (("published", "corrected", "renewed"), "corrected"),
    "c": (("published", "corrected", "withdrawn"), "withdrawn"),
    "d": (("published", "withdrawn", "published", "renewed"), "released"),
}


def _released_before(tx):
    """Rows of the third revision: releases with their entries, dates that change as they go."""
    seq = 0
    for record, (events, _) in HISTORIES.items():
        for event in events:
            seq += 1
            entry = ROW | {"seq": seq, "record": record}
            said = {"kind": "penalty", "publish_by": None, "public_until": f"2027-01-{seq:02}"}
            release = PERMANENT_ROWS["releases"] | {
                "seq": seq, "record": record, "event": event, "at": f"t{seq:02}",
                "answer": json.dumps(said),
            }  # fmt: skip
            for name, row in (("ledger", entry), ("releases", release)):
                names, values = ", ".join(row), ", ".join(f":{each}" for each in row)
                tx.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"), row)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_released_before_is_public_after(kind, home, request):
    """The releases of the third revision stay, and amount to what their fold says."""
    url = default_url(home) if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    old = Database(_engine(make_url(url)))
    with old.writing() as tx:
        config = Config()
        config.set_main_option("script_location", "gateway.storage:migrations")
        config.attributes["connection"] = tx
        command.upgrade(config, "0003")
        _released_before(tx)
    old.close()
    database = Database.open(url)
    with database.reading() as tx:
        held = list(publications.everything(tx))
        folded = list(counterparts._folded(tx))
    assert held == folded
    assert {p.record: p.state.value for p in held} == {
        record: state for record, (_, state) in HISTORIES.items()
    }
    with pytest.raises(StorageUnavailable), database.writing() as tx:
        tx.execute(text("DELETE FROM releases"))
    database.close()


def test_head_is_the_newest_revision():
    """`HEAD` names the last file of the versions folder."""
    config = Config()
    config.set_main_option("script_location", "gateway.storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_opening_again_keeps_what_is_there(database, database_url):
    """Opening a database of today changes nothing."""
    with database.writing() as tx:
        _business_key(tx)
    again = Database.open(database_url)
    with again.reading() as tx:
        assert tx.scalar(select(tables.business_keys.c.record)) == "r"
    again.close()


def test_a_newer_database_is_refused(database, database_url):
    """A database that a newer program made is left alone."""
    with database.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageUnavailable, match="升级"):
        Database.open(database_url)


def test_bind_knows_its_keys(database, keys):
    """A database takes the keys it met first and no others."""
    database.bind(keys.fingerprint)
    database.bind(keys.fingerprint)
    with pytest.raises(StorageUnavailable, match="密钥"):
        database.bind(KEY)


@pytest.mark.parametrize(
    "index", range(5), ids=["memory", "empty", "nonsense", "other kind", "no file"]
)
def test_unusable_addresses_are_refused_without_echo(index):
    """An address that cannot keep a promise is a usage error that does not repeat it."""
    url = ("sqlite://", "", CANARY, f"mysql://{CANARY}@h/d", "sqlite:///:memory:")[index]
    with pytest.raises(UsageError) as caught:
        Database.open(url)
    assert CANARY not in str(caught.value)


def test_an_unreachable_server_is_unavailable(tmp_path):
    """No server, no work: and the password is not in the message."""
    with pytest.raises(StorageUnavailable) as caught:
        Database.open(f"postgresql://u:{CANARY}@/db?host={tmp_path}")
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_sqlite_files_are_private(home):
    """The database and what lies beside it can be read by their owner alone."""
    database = Database.open(default_url(home))
    with database.writing() as tx:
        _business_key(tx)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    database.close()
    assert modes == dict.fromkeys(["gongshi.db", "gongshi.db-wal", "gongshi.db-shm"], 0o600)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    """A foreign file is refused and left as it is."""
    path = tmp_path / "x.db"
    path.write_text(CANARY * 100)
    with pytest.raises(StorageUnavailable) as caught:
        Database.open(f"sqlite:///{path}")
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert path.read_text() == CANARY * 100


def test_sqlite_is_set_to_survive_a_power_cut(home):
    """Write-ahead log, a sync at each commit, foreign keys on."""
    database = Database.open(default_url(home))
    with database.reading() as tx:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    database.close()
    assert found == ["wal", 2, 1, 30_000]


_OPEN = "import sys; from gateway.storage.database import Database; Database.open(sys.argv[1])"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_may_open_a_new_database_at_once(kind, home, request):
    """Of several first openers each finds the schema complete."""
    url = default_url(home)
    if kind == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    openers = [subprocess.Popen([sys.executable, "-c", _OPEN, url]) for _ in range(4)]
    assert [opener.wait(60) for opener in openers] == [0, 0, 0, 0]


def test_opening_an_up_to_date_database_loads_no_alembic(database, database_url):
    """The half second that alembic takes is paid by the first opening only."""
    program = (
        "import sys; from gateway.storage.database import Database\n"
        "Database.open(sys.argv[1]).close(); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, database_url], check=True, timeout=60)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_cases_of_before_are_placed_in_the_queue(kind, home, request):
    """A case that waited before there was a queue is found and counted; a settled one is not."""
    url = default_url(home) if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    old = Database(_engine(make_url(url)))
    answer = (
        '{"fields": {"CF_CFJG": "某局"}, "reasons": [{"rule": "R2"}, {"rule": "R1"}],'
        ' "transformations": [{"detector": "person@2"}], "policy": {"pack": "p", "version": "1"}}'
    )
    with old.writing() as tx:
        config = Config()
        config.set_main_option("script_location", "gateway.storage:migrations")
        config.attributes["connection"] = tx
        command.upgrade(config, "0003")
        tx.execute(insert(tables.ledger).values(ROW))
        for case_id, state in (("a", "open"), ("b", "settled")):
            row = {
                "id": case_id, "record": "r", "owner": "local", "channel": "c", "kind": "penalty",
                "opened_at": "t", "due": "2026-11-30", "risk": 3, "state": state, "reasons": "[]",
                "sealed": b"x", "answer": answer, "seq": 1,
            }  # fmt: skip
            names, values = ", ".join(row), ", ".join(f":{each}" for each in row)
            tx.execute(text(f"INSERT INTO cases ({names}) VALUES ({values})"), row)
    old.close()
    database = Database.open(url)
    with database.reading() as tx:
        assert queue.page(tx, {"unit": "某局", "reason": "R1", "detector": "person"}) == ["a"]
        assert queue.counts(tx)["rules"] == {"R1,R2": 1}
        placed = set(tx.execute(select(tables.cases.c.rank, tables.cases.c.rules)).all())
    expected = {(queue.rank("2026-11-30", 3, "t", each), "R1,R2") for each in "ab"}
    assert placed == expected
    database.close()
