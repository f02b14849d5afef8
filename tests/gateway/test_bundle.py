"""A period that leaves as one file: whole while others write, and one history only."""

import json
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from gateway import bundle
from gateway.bundle import Period
from gateway.chain import Entry
from gateway.errors import LedgerBroken
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.storage.database import Database, default_url

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ALL = Period("", "")


class Log:
    """A signed log on SQLite."""

    def __init__(self, home):
        signer = Keys(bytes(32)).signer()
        self.database = Database.open(default_url(home))
        self.ledger, self.public = Ledger(self.database, lambda: NOON, signer), (signer.public,)

    def grow(self, count, record="r"):
        with self.database.writing() as tx:
            self.ledger.append(tx, [Entry("decided", record, "c", {"n": n}) for n in range(count)])


@pytest.fixture
def log(home):
    made = Log(home)
    yield made
    made.database.close()


def _changed(path, name, change):
    """The bundle with one part changed."""
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(forged, "w") as made:
        for each in given.namelist():
            content = given.read(each)
            made.writestr(each, change(content) if each == name else content)
    return forged


def test_what_is_logged_meanwhile_stays_out(log, tmp_path, monkeypatch):
    """Entries behind the signed head are not exported under it."""
    log.grow(3)
    signed = log.ledger.checkpoint

    def busy():
        note = signed()
        log.grow(2)
        return note

    monkeypatch.setattr(log.ledger, "checkpoint", busy)
    made = bundle.export(log.ledger, tmp_path / "x.zip", ALL)
    assert (made.last, made.size) == (3, 3)
    assert bundle.check(tmp_path / "x.zip", log.public) == made


def test_heads_in_a_bundle_are_checked(log, tmp_path):
    """The chain's links are evidence too: one changed digit of any of them is named."""
    log.grow(5)
    bundle.export(log.ledger, tmp_path / "x.zip", ALL)

    def forged(number):
        def change(content):
            rows = [json.loads(line) for line in content.splitlines()]
            head = rows[number]["head"]
            rows[number]["head"] = ("1" if head[0] == "0" else "0") + head[1:]
            return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

        return change

    for number in range(5):
        path = _changed(tmp_path / "x.zip", "entries.jsonl", forged(number))
        with pytest.raises(LedgerBroken):
            bundle.check(path, log.public)


def test_two_signed_histories_are_named(log, tmp_path):
    """A kept head of the true history beside a rewritten one, both signed by the log's key."""
    log.grow(3)
    log.ledger.checkpoint()
    bundle.export(log.ledger, tmp_path / "true.zip", ALL)
    with zipfile.ZipFile(tmp_path / "true.zip") as file:
        kept = file.read("checkpoints.json")
    with log.database.writing() as tx:
        for table in ("checkpoints", "ledger"):
            tx.execute(text(f"DROP TRIGGER {table}_no_delete"))
            tx.execute(text(f"DELETE FROM {table}"))
    log.grow(3, "another")
    bundle.export(log.ledger, tmp_path / "x.zip", ALL)
    bundle.check(tmp_path / "x.zip", log.public)
    path = _changed(tmp_path / "x.zip", "checkpoints.json", lambda _: kept)
    with pytest.raises(LedgerBroken, match="留存的检查点与条目不符"):
        bundle.check(path, log.public)
