"""The ledger: no gap, no fork, and nothing in it can change unnoticed."""

import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from gateway import counterparts, inspection
from gateway.chain import answer_digest
from gateway.errors import LedgerBroken, NotFound, StorageUnavailable
from gateway.ledger import Entry, Head, Ledger, Receipt, Verification
from gateway.life import publications
from gateway.storage import tables
from gateway.storage.database import Database, default_url

NOON = datetime(2026, 11, 23, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=8)))
COLUMNS = ("at", "event", "record", "channel", "body", "leaf", "head")
APPENDER = Path(__file__).with_name("appender.py")


RELEASING = {"outcome": "released", "answer": answer_digest({})}


def _entries(count, record="r", **body):
    digest = {"digest": "d" * 64} | body
    return [
        Entry("decided", record, "xinyong-china", digest | {"规则": f"R-{number}"})
        for number in range(count)
    ]


def _ledger(database, clock=lambda: NOON):
    return Ledger(database, clock)


def _append(database, entries, clock=lambda: NOON):
    with database.writing() as tx:
        return _ledger(database, clock).append(tx, entries)


def _release(database, receipt, **changes):
    row = {
        "seq": receipt.seq,
        "record": "r",
        "owner": "local",
        "channel": "xinyong-china",
        "event": "published",
        "digest": "d" * 64,
        "answer": "{}",
        "at": "t",
    }
    with database.writing() as tx:
        tx.execute(insert(tables.releases).values(row | changes))
        publications.follow(tx, [row | changes], [{}])


def test_an_empty_ledger_holds(database):
    """Before the first entry the head is zeros and the log verifies."""
    ledger = _ledger(database)
    assert ledger.head() == Head(0, "", "0" * 64)
    assert ledger.verify() == Verification(0, "0" * 64)
    assert ledger.verify(ledger.head().checkpoint).entries == 0


def test_receipts_name_their_entries(database):
    """Each entry gets its own receipt, in order and without gaps over several appends."""
    receipts = (
        _append(database, _entries(3)) + _append(database, []) + _append(database, _entries(2))
    )
    assert [receipt.seq for receipt in receipts] == [1, 2, 3, 4, 5]
    ledger = _ledger(database)
    assert ledger.head().checkpoint == receipts[-1].checkpoint
    assert ledger.entry(4).leaf == receipts[3].leaf
    for receipt in receipts:
        assert ledger.verify(receipt) == ledger.verify(receipt.checkpoint) == ledger.verify()


def test_entries_are_read_back(database):
    """What is read is what was logged, with its time in UTC."""
    _append(database, _entries(3, "one") + _entries(2, "other"))
    ledger = _ledger(database)
    found = ledger.entries(after=1, limit=3)
    assert [logged.seq for logged in found] == [2, 3, 4]
    assert found[0].entry == _entries(2, "one")[1]
    assert found[0].at == "2026-11-23T04:00:00.123Z"
    assert [logged.seq for logged in ledger.entries(record="other")] == [4, 5]
    assert ledger.entries(after=5) == []


@pytest.mark.parametrize("seq", [-1, 0, 2])
def test_an_entry_that_is_not_there(database, seq):
    """Asking for a number that was not given is `NotFound`."""
    _append(database, _entries(1))
    with pytest.raises(NotFound):
        _ledger(database).entry(seq)


def test_time_never_runs_back(database):
    """A clock that was set back does not put an entry before the last one."""
    _append(database, _entries(1))
    _append(database, _entries(1), lambda: NOON - timedelta(days=1))
    _append(database, _entries(1), lambda: NOON + timedelta(milliseconds=1))
    times = [logged.at[-7:] for logged in _ledger(database).entries()]
    assert times == ["00.123Z", "00.123Z", "00.124Z"]
    assert _ledger(database).verify().entries == 3


def test_a_clock_without_zone_is_refused(database):
    """A time whose zone nobody knows is no evidence."""
    with pytest.raises(TypeError):
        _append(database, _entries(1), lambda: NOON.replace(tzinfo=None))


def test_only_writers_append(database):
    """Outside a writing transaction two heads could be read at once, so it is refused."""
    with pytest.raises(TypeError), database.reading() as tx:
        _ledger(database).append(tx, _entries(1))


def test_nothing_is_logged_of_a_failed_batch(database):
    """A body without canonical form leaves no entry, not even of those before it."""
    with pytest.raises(TypeError):
        _append(database, [*_entries(2), Entry("decided", "r", None, {"score": 0.9})])
    assert _ledger(database).head().seq == 0


def test_values_stay_out_of_sight():
    """ASVS 16.2.5: the repr of an entry does not show its body."""
    assert "canary" not in repr(Entry("decided", "r", None, {"x": "canary"}))


def test_verification_reads_in_pages(database, monkeypatch):
    """Pages of any size give the same result, for entries and for releases."""
    receipts = _append(database, _entries(5, **RELEASING))
    for receipt in receipts:
        _release(database, receipt, owner=str(receipt.seq))
    whole = _ledger(database).verify()
    for size in (1, 2, 5):
        for module in (inspection, counterparts):
            monkeypatch.setattr(module, "_PAGE", size)
        assert _ledger(database).verify() == whole == Verification(5, whole.head)


@pytest.mark.parametrize(
    "changes",
    [{"record": "s"}, {"channel": "local-portal"}, {"digest": "e" * 64}],
    ids=["record", "channel", "digest"],
)
def test_a_release_rests_on_its_entry(database, changes):
    """A release that its entry does not speak of is found."""
    receipt = _append(database, _entries(1, **RELEASING))[0]
    _release(database, receipt, **changes)
    with pytest.raises(LedgerBroken, match="发布记录第 1 号"):
        _ledger(database).verify()


@contextmanager
def _tampered(database, *statements):
    """The database as someone leaves it who removed the triggers; put right again afterwards."""
    with database.writing() as tx:
        before = tx.execute(select(tables.ledger)).all()
    _force(database, *statements)
    try:
        yield
    finally:
        _force(database, (text("DELETE FROM ledger"), {}))
        with database.writing() as tx:
            tx.execute(insert(tables.ledger), [dict(row._mapping) for row in before])


def _force(database, *statements):
    with database.writing() as tx:
        for statement, values in statements:
            tx.execute(statement, values)


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory):
    """A sound ledger of seven entries on SQLite without its triggers and foreign keys."""
    database = Database.open(default_url(tmp_path_factory.mktemp("unguarded")))
    with database.writing() as tx:
        for change in ("update", "delete"):
            tx.execute(text(f"DROP TRIGGER ledger_no_{change}"))
    receipts = _append(database, _entries(7))
    yield database, receipts
    database.close()


@settings(max_examples=150)
@given(data=st.data())
def test_any_changed_byte_is_found(unguarded, data):
    """Whatever byte of whatever column of whatever row is changed, that row is named."""
    database, _ = unguarded
    seq = data.draw(st.integers(1, 7))
    column = data.draw(st.sampled_from(COLUMNS))
    with database.reading() as tx:
        stored = tx.scalar(text(f"SELECT {column} FROM ledger WHERE seq = {seq}")).encode()
    place = data.draw(st.integers(0, len(stored) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != stored[place]))
    changed = stored[:place] + bytes([byte]) + stored[place + 1 :]
    statement = text(f"UPDATE ledger SET {column} = CAST(:changed AS TEXT) WHERE seq = {seq}")
    tampered = _tampered(database, (statement, {"changed": changed}))
    with tampered, pytest.raises(LedgerBroken, match=f"日志第 {seq} 条"):
        _ledger(database).verify()
    assert _ledger(database).verify().entries == 7


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("form", ["blob", "longer", "shorter", "empty"])
def test_any_other_form_is_found(unguarded, column, form):
    """The same bytes as a blob, something appended, cut or emptied: the row is named."""
    forms = {
        "blob": f"CAST({column} AS BLOB)",
        "longer": f"{column} || ' '",
        "shorter": f"substr({column}, 2)",
        "empty": "''",
    }
    statement = text(f"UPDATE ledger SET {column} = {forms[form]} WHERE seq = 3")
    with _tampered(unguarded[0], (statement, {})), pytest.raises(LedgerBroken, match="第 3 条"):
        _ledger(unguarded[0]).verify()


@settings(max_examples=30)
@given(st.sets(st.integers(1, 7), min_size=2, max_size=2).map(sorted))
def test_swapped_entries_are_found(unguarded, pair):
    """Two entries that changed places are named at the first."""
    first, second = pair
    renumber = text("UPDATE ledger SET seq = :new WHERE seq = :old")
    moves = [(first, 99), (second, first), (99, second)]
    steps = [(renumber, {"old": old, "new": new}) for old, new in moves]
    with _tampered(unguarded[0], *steps), pytest.raises(LedgerBroken, match=f"第 {first} 条"):
        _ledger(unguarded[0]).verify()


@pytest.mark.parametrize("seq", range(1, 7))
@pytest.mark.parametrize("closed", [False, True])
def test_a_removed_entry_is_found(unguarded, seq, closed):
    """An entry taken out is named, even if those behind it move up."""
    steps = [(text(f"DELETE FROM ledger WHERE seq = {seq}"), {})]
    if closed:
        moving = (text("UPDATE ledger SET seq = seq - 1 WHERE seq = :old"), range(seq + 1, 8))
        steps += [(moving[0], {"old": old}) for old in moving[1]]
    with _tampered(unguarded[0], *steps), pytest.raises(LedgerBroken, match=f"第 {seq} 条"):
        _ledger(unguarded[0]).verify()


@pytest.mark.parametrize("new", [-3, 0])
def test_an_entry_before_the_first_is_found(unguarded, new):
    """Nothing can be put in front of entry 1."""
    step = text(
        f"INSERT INTO ledger SELECT {new},at,event,record,channel,body,leaf,head "
        "FROM ledger WHERE seq = 1"
    )
    with _tampered(unguarded[0], (step, {})), pytest.raises(LedgerBroken, match=f"第 {new} 条"):
        _ledger(unguarded[0]).verify()


@pytest.mark.parametrize("left", range(7))
def test_a_cut_tail_is_found_against_a_receipt(unguarded, left):
    """The chain cannot tell that its end is gone; a receipt kept outside can."""
    database, receipts = unguarded
    with _tampered(database, (text(f"DELETE FROM ledger WHERE seq > {left}"), {})):
        assert _ledger(database).verify().entries == left
        for evidence in (receipts[-1], receipts[-1].checkpoint):
            with pytest.raises(LedgerBroken, match=f"第 {left + 1} 条"):
                _ledger(database).verify(evidence)


def test_a_rewritten_history_is_found_against_a_receipt(unguarded):
    """A log that somebody wrote anew, sound in itself, does not match what was kept outside."""
    database, receipts = unguarded
    with _tampered(database, (text("DELETE FROM ledger"), {})):
        _append(database, _entries(9, "another"))
        assert _ledger(database).verify().entries == 9
        for evidence in (receipts[2], receipts[2].checkpoint):
            with pytest.raises(LedgerBroken, match="第 3 条"):
                _ledger(database).verify(evidence)
        with pytest.raises(LedgerBroken, match="第 0 条"):
            _ledger(database).verify(f"gongshi-ledger/0/{'a' * 64}")


def test_a_receipt_with_another_leaf_is_found(unguarded):
    """A receipt speaks of one entry; with another leaf it does not."""
    database, receipts = unguarded
    forged = Receipt(3, receipts[3].leaf, receipts[2].checkpoint)
    with pytest.raises(LedgerBroken, match="第 3 条"):
        _ledger(database).verify(forged)


def test_a_release_without_entry_is_found(home):
    """A release whose entry is gone is named, with foreign keys switched off by the intruder."""
    database = Database.open(default_url(home))
    receipts = _append(database, _entries(1) + _entries(1, **RELEASING))
    _release(database, receipts[1])
    with database.writing() as tx:
        tx.execute(text("DROP TRIGGER ledger_no_delete"))
    with database.reading() as tx:  # a pragma that works only outside a transaction
        tx.exec_driver_sql("COMMIT")
        tx.exec_driver_sql("PRAGMA query_only=OFF")
        tx.exec_driver_sql("PRAGMA foreign_keys=OFF")
        tx.exec_driver_sql("DELETE FROM ledger WHERE seq = 2")
        tx.exec_driver_sql("BEGIN")
    with pytest.raises(LedgerBroken, match="发布记录第 2 号"):
        _ledger(database).verify()
    database.close()


def test_a_removed_withdrawal_is_named(home):
    """Who removes it makes public again what the log took down: the entry that blocked it tells."""
    database = Database.open(default_url(home))
    kinds = ({"outcome": "blocked"}, RELEASING, {"outcome": "blocked"}, {"outcome": "blocked"})
    said = [{"answer": answer_digest({})} | kind for kind in kinds]
    receipts = [_append(database, _entries(1, **body))[0] for body in said]
    _release(database, receipts[1])
    _release(database, receipts[2], event="withdrawn")
    assert _ledger(database).verify().entries == 4
    with database.writing() as tx:
        tx.execute(text("DROP TRIGGER releases_no_delete"))
        tx.execute(text("DELETE FROM releases WHERE event = 'withdrawn'"))
    with pytest.raises(LedgerBroken, match="第 3 条：所记的撤下没有撤下记录"):
        _ledger(database).verify()
    database.close()


def test_an_unreadable_body_is_not_shown(unguarded):
    """Reading an entry that was damaged names it and shows nothing of it."""
    step = text("UPDATE ledger SET body = 'canary' WHERE seq = 3")
    with _tampered(unguarded[0], (step, {})), pytest.raises(LedgerBroken) as caught:
        _ledger(unguarded[0]).entries()
    assert "canary" not in str(caught.value)


def test_postgresql_finds_changes_too(fresh_postgres):
    """An administrator of PostgreSQL who disables the triggers is found out."""
    database = Database.open(fresh_postgres)
    _append(database, _entries(3))
    with database.writing() as tx:
        tx.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        tx.execute(text("UPDATE ledger SET event = 'released' WHERE seq = 2"))
    with pytest.raises(LedgerBroken, match="第 2 条"):
        _ledger(database).verify()
    database.close()


def test_threads_append_one_after_the_other(database):
    """Writers in one process leave no gap and no fork."""
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: _append(database, _entries(3)), range(12)))
    assert sorted(r.seq for receipts in batches for r in receipts) == list(range(1, 37))
    assert _ledger(database).verify().entries == 36


def _appender(url, name, size, times):
    command = [sys.executable, str(APPENDER), url, name, str(size), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _receipts(printed):
    # A line that was cut off by the kill was not acknowledged.
    lines = [line.split() for line in printed.splitlines(keepends=True) if line.endswith("\n")]
    return [Receipt(int(seq), leaf, checkpoint) for seq, leaf, checkpoint in lines]


def test_processes_append_one_after_the_other(database, database_url):
    """Two processes that write at once leave no gap and no fork."""
    writers = [_appender(database_url, name, 2, 25) for name in ("one", "other")]
    printed = [writer.communicate(timeout=120)[0] for writer in writers]
    receipts = [receipt for text_ in printed for receipt in _receipts(text_)]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 101))
    assert _ledger(database).verify(max(receipts, key=lambda r: r.seq)).entries == 100


def test_what_was_acknowledged_survives_a_kill(database, database_url):
    """Killed at any moment, the log is whole and holds every receipt that was given out."""
    chance = random.Random(20261123)
    acknowledged = []
    for _ in range(4):
        writer = _appender(database_url, "r", 3, 0)
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        writer.kill()
        acknowledged += _receipts(first + writer.stdout.read())
        writer.wait(60)
        writer.stdout.close()
        entries = _ledger(database).verify(acknowledged[-1]).entries
        assert entries % 3 == 0, "a transaction is there as a whole or not at all"
    for receipt in acknowledged:
        assert _ledger(database).entry(receipt.seq).leaf == receipt.leaf
    assert [receipt.seq for receipt in acknowledged] == sorted({r.seq for r in acknowledged})


def test_a_full_disk_stops_the_walk(home):
    """ASVS 16.5.3: what cannot be logged raises, and nothing of it is kept."""
    database = Database.open(default_url(home))
    _append(database, _entries(1))
    with database.reading() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
        tx.exec_driver_sql(f"PRAGMA max_page_count={pages}")  # of the one connection in the pool
    with pytest.raises(StorageUnavailable):
        _append(database, _entries(2000))
    assert _ledger(database).verify().entries == 1
    database.close()


def test_a_full_disk_of_the_server_stops_the_walk(fresh_postgres):
    """PostgreSQL says 53100 (disk full) in the middle of a batch: refused, nothing of it kept."""
    database = Database.open(fresh_postgres)
    _append(database, _entries(1))
    with database.writing() as tx:
        tx.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "IF NEW.seq > 3 THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF; "
                "RETURN NEW; END $$"
            )
        )
        tx.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON ledger "
                "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
        )
    with pytest.raises(StorageUnavailable):
        _append(database, _entries(5))
    assert _ledger(database).verify().entries == 1
    database.close()


def test_the_log_is_timed_by_now(database):
    """With the real clock the entry carries the present moment."""
    _append(database, _entries(1), lambda: datetime.now(UTC))
    at = datetime.fromisoformat(_ledger(database).entry(1).at)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
