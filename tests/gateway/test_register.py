"""The access register: nothing is seen unregistered, and no line of it changes unnoticed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from gateway.access_report import Limits, report
from gateway.accounts import Account, Role
from gateway.chain import Entry
from gateway.errors import LedgerBroken, UsageError
from gateway.inspection import inspect
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.register import BASIS, look, look_of, purpose_of, write
from gateway.storage import tables
from gateway.storage.database import Database, default_url

KEYS = Keys(bytes(32))
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # a Monday, noon in Beijing
PREVIEW = {
    "transformations": [
        {"field": "CF_SY", "start": 3, "end": 6, "entity_type": "PERSON", "action": "mask"},
        {"field": "CF_FR_ZJHM", "start": 0, "end": 18, "entity_type": None, "action": "drop"},
    ]
}


def _account(name="r1"):
    return Account(name, name, Role.REVIEWER, "t")


class Book:
    """A log and its register."""

    def __init__(self, database):
        self.database = database
        self.ledger = Ledger(database, lambda: NOON, KEYS.signer())

    def look(self, at=NOON, who="r1", record="r", purpose="核对", **more):
        seen = look(
            KEYS, at=at.isoformat(timespec="milliseconds"), account=_account(who), record=record,
            case="c1", preview=PREVIEW, purpose=purpose, **more,
        )  # fmt: skip
        with self.database.writing() as tx:
            receipt = self.ledger.append(tx, [seen.entry("c", KEYS.profile.digest)])[0]
            write(tx, KEYS, seen, purpose, receipt.seq)
        return seen

    def report(self, month="2026-11", **limits):
        with self.database.reading() as tx:
            return report(tx, month, lambda day: day.weekday() < 5, Limits(**limits))


@pytest.fixture
def book(database):
    return Book(database)


def test_a_look_tells_who_when_why_and_what(book):
    """Who, role, when, purpose, basis, fields and covered spans, as they were written."""
    seen = book.look(basis="行政复议法第二十三条", fields=["CF_SY"])
    with book.database.reading() as tx:
        row = tx.execute(select(tables.access_register)).one()
        assert look_of(row) == seen
        assert purpose_of(tx, KEYS, row) == "核对"
    assert (seen.account, seen.role, seen.basis) == ("r1", "reviewer", "行政复议法第二十三条")
    span = {"field": "CF_SY", "start": 3, "end": 6, "entity_type": "PERSON"}
    assert (seen.fields, seen.spans) == (("CF_SY",), (span,))
    assert book.look().basis == BASIS
    assert len(book.look().spans) == 2
    assert book.ledger.verify().entries == 3


@pytest.mark.parametrize("purpose", ["", " ", "\u3000\n"])
def test_no_look_without_a_purpose(book, purpose):
    """Blank is no purpose, in whatever space."""
    with pytest.raises(UsageError):
        book.look(purpose=purpose)
    assert book.ledger.head().seq == 0


def test_the_log_holds_no_purpose(book):
    """A purpose may name a person: neither log nor register holds it in the clear."""
    book.look(purpose="核对钟离秋的电话")
    with book.database.reading() as tx:
        for table in (tables.ledger, tables.access_register):
            assert "钟离秋" not in repr(tx.execute(select(table)).all())


CHANGES = {
    "who": "UPDATE access_register SET account = 'other' WHERE id = 2",
    "when": "UPDATE access_register SET at = '2020-01-01T00:00:00.000Z' WHERE id = 2",
    "why": "UPDATE access_register SET purpose_digest = 'x' WHERE id = 2",
    "basis": "UPDATE access_register SET basis = 'x' WHERE id = 2",
    "what": "UPDATE access_register SET spans = '[]' WHERE id = 2",
    "broken": "UPDATE access_register SET spans = 'x' WHERE id = 2",
    "removed": "DELETE FROM access_register WHERE id = 2",
    "taken out of sight": "UPDATE access_register SET seq = NULL WHERE id = 2",
    "moved": "UPDATE access_register SET seq = 1 WHERE id = 2",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_line_is_named(home, change):
    """ASVS 16.4.2: whoever edits the register behind the program's back is found by the log."""
    book = Book(Database.open(default_url(home)))
    for _ in range(3):
        book.look()
    with book.database.writing() as tx:
        for verb in ("update", "delete"):
            tx.execute(text(f"DROP TRIGGER access_register_no_{verb}"))
        tx.execute(text(CHANGES[change]))
    with pytest.raises(LedgerBroken, match="登记"):
        book.ledger.verify()
    book.database.close()


def test_a_purpose_of_another_look_is_not_shown(home):
    """Two looks at one case: who swaps their sealed purposes is found when they are read."""
    book = Book(Database.open(default_url(home)))
    for purpose in ("核对", "复议"):
        book.look(purpose=purpose)
    with book.database.writing() as tx:
        tx.execute(text("DROP TRIGGER access_register_no_update"))
        tx.execute(
            text(
                "UPDATE access_register SET purpose_sealed = "
                "(SELECT purpose_sealed FROM access_register WHERE id = 2) WHERE id = 1"
            )
        )
        row, other = tx.execute(select(tables.access_register)).all()
        assert purpose_of(tx, KEYS, other) == "复议"
        with pytest.raises(LedgerBroken, match="查看登记第 1 号") as caught:
            purpose_of(tx, KEYS, row)
    assert "复议" not in str(caught.value)
    book.database.close()


def test_an_added_line_is_named(book):
    """A look that the log does not know was put there by somebody else."""
    seen = book.look()
    row = {
        "at": seen.at, "account": "x", "role": "reviewer", "record": "r", "case_id": "c1",
        "purpose_sealed": b"x", "basis": "b", "fields": "[]",
    }  # fmt: skip
    for seq in (None, 1, 9):
        with pytest.raises(LedgerBroken, match="登记"):
            _verify_with(book, row | {"seq": seq})
    assert book.ledger.verify().entries == 1


def _verify_with(book, row):
    """Verify with one more line, in a transaction that the fault undoes."""
    with book.database.writing() as tx:
        tx.execute(insert(tables.access_register).values(row))
        inspect(tx, None, ())


def test_a_month_is_counted(book):
    """Looks, records, spans; by account, basis and day, in Beijing's months."""
    book.look()
    book.look(who="r2", record="s")
    book.look(NOON + timedelta(days=1), basis="行政复议法")
    book.look(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))  # December in Beijing
    book.look(datetime(2026, 10, 31, 16, 0, tzinfo=UTC))  # November in Beijing
    found = book.report()
    assert (found.looks, found.records, found.spans) == (4, 2, 8)
    assert found.accounts == {"r1": 3, "r2": 1}
    assert found.bases == {BASIS: 3, "行政复议法": 1}
    assert found.days == {"2026-11-01": 1, "2026-11-23": 2, "2026-11-24": 1}
    assert book.report("2026-12").looks == 1
    assert book.report("2027-01").unusual == ()


def test_usual_looks_are_not_listed(book):
    """Working hours of a working day, a few records: nothing to ask about."""
    for hour in range(5):
        book.look(NOON + timedelta(hours=hour), record=f"r{hour}")
    assert book.report().unusual == ()


@pytest.mark.parametrize(
    ("times", "kind"),
    [
        ([NOON + timedelta(minutes=15 * n) for n in range(9)], "一日内查看过多"),
        ([NOON + timedelta(minutes=n) for n in range(5)], "一小时内查看过多"),
        ([datetime(2026, 11, 23, 15, 30, tzinfo=UTC)], "夜间查看"),
        ([datetime(2026, 11, 22, 21, 59, tzinfo=UTC)], "夜间查看"),
        ([NOON - timedelta(days=1)], "非工作日查看"),
    ],
    ids=["day", "hour", "late", "early", "Sunday"],
)
def test_unusual_looks_are_listed(book, times, kind):
    """Many, at night, on a day off: by counts and times, one line an account and time."""
    for number, at in enumerate(times):
        book.look(at, record=f"r{number}")
    found = [each for each in book.report(a_day=8, an_hour=4).unusual if each.kind == kind]
    assert [(each.account, each.looks) for each in found] == [("r1", len(times))]


def test_the_same_record_again_and_again_is_listed(book):
    """By the record's token, not by its id."""
    for n in range(4):
        book.look(NOON + timedelta(hours=n))
    (found,) = book.report().unusual
    assert (found.kind, found.place, found.looks) == ("反复查看同一记录", "r", 4)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "26-11", "2026-11-01"])
def test_what_is_no_month_is_wrong_usage(book, month):
    """Four digits, a hyphen, two digits of a month."""
    with pytest.raises(UsageError):
        book.report(month)


def test_lines_of_an_older_program_are_still_read(book):
    """A register from before spans and digests counts, and the log's own look stays unvouched."""
    row = {
        "at": "2026-11-23T04:00:00.000+00:00", "account": "x", "role": "reviewer", "record": "r",
        "case_id": "c1", "purpose_sealed": b"x", "basis": "b", "fields": '["*"]',
    }  # fmt: skip
    with book.database.writing() as tx:
        tx.execute(insert(tables.access_register).values(row))
        book.ledger.append(tx, [_old_entry()])
    assert book.ledger.verify().entries == 1
    assert book.report().looks == 1
    assert date(2026, 11, 23).isoformat() in book.report().days


def _old_entry():
    return Entry("revealed", "r", "c", {"case": "c1", "account": "x", "role": "reviewer"})
