"""A year that an administrator adds counts at the next start; what is no calendar is refused."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.accounts import Accounts, Role
from gateway.errors import NotAllowed, PackError, UsageError
from gateway.home import CALENDAR_FILE, calendar_of, journey, open_gateway
from gateway.life.calendars import add
from gateway.life.due import due
from policies.calendar import add_working_days

DAY = date(2026, 11, 23)
FRESH = """
version: "2027.1"
years:
  2027:
    notice: 国办发明电〔2026〕虚构号
    rest: ["01-01", "02-08"]
    work: ["01-03"]
"""


@pytest.fixture
def gateway(home):
    return open_gateway(home, day=DAY)


@pytest.fixture
def admin(gateway):
    return Accounts(gateway.database, gateway.clock).create("管理员", Role.ADMIN)[0]


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "fresh.yaml"
        path.write_text(text, "utf-8")
        return path

    return written


def test_an_added_year_is_known_from_the_next_start(gateway, home, admin, file):
    """Deadlines across the new year are certain then, and the pack's digest says so."""
    before = gateway.journey.pack
    start = date(2026, 12, 30)
    assert add_working_days(start, 3, before.calendar) == (date(2027, 1, 4), True)
    assert add(gateway, home, file(FRESH), admin) == [2027]
    pack = open_gateway(home, day=DAY).journey.pack
    assert add_working_days(start, 3, pack.calendar) == (date(2027, 1, 4), False)
    assert add_working_days(start, 2, pack.calendar) == (date(2027, 1, 3), False)
    assert pack.digest != before.digest
    (entry,) = (e.entry for e in gateway.ledger.entries() if e.entry.event == "calendar-added")
    assert entry.body["years"] == [2027]
    kept = journey(DAY, calendar=pack.calendar).pack
    assert kept.digest == pack.digest


def test_years_add_up_and_may_be_replaced(gateway, home, admin, file):
    """The State Council moves a holiday now and then; a later file wins for its years alone."""
    add(gateway, home, file(FRESH), admin)
    moved = FRESH.replace("2027:", "2019:").replace('["01-01", "02-08"]', '["05-02"]')
    moved = moved.replace('["01-03"]', '["05-05"]')
    add(gateway, home, file(moved), admin)
    calendar = calendar_of(home)
    assert 2027 in calendar.years
    assert not calendar.is_working(date(2019, 5, 2))
    assert calendar.is_working(date(2019, 2, 4))  # rested in the shipped 2019
    assert not calendar.is_working(date(2018, 2, 15))


WRONG = {
    "no yaml": "{",
    "no years": 'version: "1"\nyears: {}\n',
    "no notice": FRESH.replace("notice: 国办发明电〔2026〕虚构号", 'notice: ""'),
    "weekend rest": FRESH.replace("02-08", "02-06"),
    "weekday work": FRESH.replace("01-03", "01-05"),
    "no day": FRESH.replace("02-08", "02-30"),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_calendar_is_refused(gateway, home, admin, file, text):
    """Nothing is kept and nothing is logged."""
    with pytest.raises(UsageError):
        add(gateway, home, file(text), admin)
    assert not (home / CALENDAR_FILE).exists()
    assert gateway.ledger.head().seq == 0


def test_a_broken_file_in_the_home_stops_the_start(gateway, home):
    """No deadline is counted by half a calendar."""
    (home / CALENDAR_FILE).write_text("years: 3", "utf-8")
    with pytest.raises(PackError):
        open_gateway(home, day=DAY)


def test_only_an_administrator_adds_a_year(gateway, home, file):
    """三员分立: the calendar belongs to the system administrator."""
    officer = Accounts(gateway.database, gateway.clock).create("安全员", Role.OFFICER)[0]
    with pytest.raises(NotAllowed):
        add(gateway, home, file(FRESH), officer)


def test_overdue_and_due_soon(small_town):
    """By the last day of publication: those past it, and those within the coming working days."""
    town = small_town.at("2026-09-28")  # before the National Day break
    due_days = {}
    for decided in ("2026-09-11", "2026-09-18", "2026-09-27"):
        record = town.penalty(decided=date.fromisoformat(decided), state="无效")
        town.submit(record, ("department-portal",))
        due_days[town.token(record.id)] = decided
    pack = town.journey.pack
    with town.database.reading() as tx:
        found = due(tx, town.clock.day, 1, pack.calendar)
        more = due(tx, town.clock.day, 9, pack.calendar)
    assert [(due_days[c.record], c.due) for c in found.overdue] == [("2026-09-11", "2026-09-21")]
    assert [(due_days[c.record], c.due) for c in found.soon] == [("2026-09-18", "2026-09-29")]
    assert [c.due for c in more.soon] == ["2026-09-29", "2026-10-12"]
