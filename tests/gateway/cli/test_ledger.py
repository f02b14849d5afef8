"""``ledger``: anybody can recompute the log, and whoever changed it is named by its entry."""

import json
import sqlite3

import pytest

from gateway.storage import tables


@pytest.fixture
def released(demo_home, piles):
    """The lines of the demo's released pile."""
    return piles(demo_home / "out")["released"]


def change(home, statement, *values):
    """What an attacker with the file does: the trigger goes first, then the row."""
    with sqlite3.connect(home / "gongshi.db") as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
        ).fetchall()
        assert names, "the table is append-only"
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(statement, values)


def test_a_sound_log_verifies(gongshi, demo_home, released):
    """Exit 0 with the number of entries, and a process that never wrote can say so."""
    done = gongshi("ledger", "verify", "--home", demo_home, "--json")
    assert (done.code, done.json()["entries"]) == (0, 61)
    assert "61 条" in gongshi("ledger", "verify", "--home", demo_home).out
    checkpoint = released[-1]["receipt"]["checkpoint"]
    assert gongshi("ledger", "verify", "--checkpoint", checkpoint, "--home", demo_home).code == 0


def test_a_receipt_is_taken_as_it_stands_in_a_line(gongshi, demo_home, released, tmp_path):
    """A line of released.jsonl, or the receipt alone, proves that its entry is still there."""
    path = tmp_path / "kept.json"
    for kept in (released[0], released[-1]["receipt"]):
        path.write_text(json.dumps(kept))
        assert gongshi("ledger", "verify", "--receipt", path, "--home", demo_home).code == 0


def test_what_is_no_receipt_is_wrong_usage(gongshi, demo_home, tmp_path):
    """Another file, another shape, another type: exit 2 and no traceback."""
    path = tmp_path / "kept.json"
    odd = '{"seq": "1", "leaf": 2, "checkpoint": 3}'
    for text in ("", "[]", "{}", '{"receipt": null}', '{"seq": 1}', "null", odd):
        path.write_text(text)
        done = gongshi("ledger", "verify", "--receipt", path, "--home", demo_home)
        assert done.code == 2, text
    for option in (("--receipt", tmp_path / "absent"), ("--checkpoint", "gongshi-ledger/1")):
        assert gongshi("ledger", "verify", *option, "--home", demo_home).code == 2


def test_a_changed_byte_names_its_entry(process, demo_copy):
    """One byte of entry 17 in the file: exit 1, and 17 is what the sentence says."""
    with sqlite3.connect(demo_copy / "gongshi.db") as database:
        (body,) = database.execute("SELECT body FROM ledger WHERE seq = 17").fetchone()
    at = body.index('"outcome"') + 11
    changed = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
    change(demo_copy, "UPDATE ledger SET body = ? WHERE seq = 17", changed)
    done = process("ledger", "verify", "--home", demo_copy)
    assert done.code == 1
    assert "17" in done.err
    assert "Traceback" not in done.err


def test_a_cut_tail_is_seen_by_a_kept_receipt(gongshi, demo_copy, released, tmp_path):
    """The chain alone cannot know of it; the receipt outside can."""
    path = tmp_path / "kept.json"
    path.write_text(json.dumps(released[-1]))
    seq = released[-1]["receipt"]["seq"]
    # How many heads the demo itself keeps depends on how long it took.
    assert gongshi("ledger", "checkpoint", "--home", demo_copy).code == 0
    with sqlite3.connect(demo_copy / "gongshi.db") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for table in (tables.releases, tables.publications, tables.outcomes, tables.cases):
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
                (table.name,),
            ).fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.execute(f"DELETE FROM {table.name} WHERE seq >= ?", (seq,))
    change(demo_copy, "DELETE FROM ledger WHERE seq >= ?", seq)
    done = gongshi("ledger", "verify", "--home", demo_copy)
    assert done.code == 1, "the signed checkpoints beside the log know of it"
    assert f"第 {seq} 条" in done.err
    with sqlite3.connect(demo_copy / "gongshi.db") as database:
        database.execute("DROP TRIGGER checkpoints_no_delete")
        database.execute("DELETE FROM checkpoints")
    assert gongshi("ledger", "verify", "--home", demo_copy).code == 0
    done = gongshi("ledger", "verify", "--receipt", path, "--home", demo_copy)
    assert done.code == 1
    assert str(seq) in done.err


def test_a_rewritten_entry_is_seen_by_its_receipt(gongshi, demo_home, released, tmp_path):
    """A receipt that speaks of another leaf is not kept by this log."""
    path = tmp_path / "kept.json"
    receipt = released[0]["receipt"]
    path.write_text(json.dumps({**receipt, "leaf": released[1]["receipt"]["leaf"]}))
    done = gongshi("ledger", "verify", "--receipt", path, "--home", demo_home)
    assert done.code == 1
    assert str(receipt["seq"]) in done.err


def test_show_pages_through_the_entries(gongshi, demo_home):
    """Entries in order behind ``--after``, as JSON or as a table."""
    done = gongshi("ledger", "show", "--after", 58, "--home", demo_home, "--json")
    assert [entry["seq"] for entry in done.json()] == [59, 60, 61]
    assert done.json()[0]["entry"]["event"] in {"decided", "rejected"}
    table = gongshi("ledger", "show", "--limit", 5, "--home", demo_home)
    assert table.code == 0
    assert "脱敏日志" in table.out
    assert gongshi("ledger", "show", "--limit", 0, "--home", demo_home).code == 2
