"""Working days follow the State Council's notices; unknown years are provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.calendar import add_working_days, china, parse

WORKING = [
    ("2018-02-11", True),  # 春节调休
    ("2018-02-15", False),
    ("2019-05-02", False),  # 2019年劳动节调整
    ("2019-05-05", True),
    ("2020-01-31", False),  # 2020年延长春节假期
    ("2020-02-03", True),
    ("2023-10-07", True),
    ("2026-10-07", False),
    ("2026-10-10", True),
    ("2026-10-11", False),
]


@pytest.mark.parametrize(("day", "working"), WORKING)
def test_known_days(day, working):
    """Holidays rest and 调休 weekends work."""
    assert china().is_working(date.fromisoformat(day)) is working


DEADLINES = [
    ("2026-09-28", "2026-10-13", False),  # 29, 30, 国庆, 8, 9, 10(调休), 12, 13
    ("2026-02-25", "2026-03-05", False),  # 2月28日调休上班
    ("2018-09-05", "2018-09-14", False),
    ("2026-12-28", "2027-01-06", True),
    ("2031-03-03", "2031-03-12", True),
]


@pytest.mark.parametrize(("decided", "due", "provisional"), DEADLINES)
def test_seven_working_days(decided, due, provisional):
    """Day 1 is the next working day; a year without data makes the date provisional."""
    found = add_working_days(date.fromisoformat(decided), 7, china())
    assert found == (date.fromisoformat(due), provisional)


@given(st.dates(date(2018, 1, 1), date(2026, 12, 1)), st.integers(1, 12))
def test_counts_working_days(day, count):
    """Between a day and its deadline lie just that many working days, the last included."""
    due, _ = add_working_days(day, count, china())
    span = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(map(china().is_working, span)) == count
    assert china().is_working(due)


def test_holidays_are_weekdays_and_shifts_are_weekends():
    """The data lists only what differs from an ordinary week."""
    assert {d.weekday() < 5 for d in china().rest} == {True}
    assert {d.weekday() < 5 for d in china().work} == {False}
    assert china().years == frozenset(range(2018, 2027))


def test_contradiction_is_refused():
    """A day cannot both rest and work."""
    with pytest.raises(ValueError, match="both"):
        parse('{version: "1", years: {2026: {rest: ["01-01"], work: ["01-01"]}}}')
