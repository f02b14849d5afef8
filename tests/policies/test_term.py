"""Periods are calendar months with the month's end clamped; a shorter declared date wins."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.term import add_months, last_public_day

MONTHS = [
    ("2020-02-29", 12, "2021-02-28"),
    ("2020-02-29", 36, "2023-02-28"),
    ("2020-02-29", 48, "2024-02-29"),
    ("2025-11-30", 3, "2026-02-28"),
    ("2026-03-31", 1, "2026-04-30"),
    ("2025-12-31", 12, "2026-12-31"),
    ("2026-02-25", 0, "2026-02-25"),
]


@pytest.mark.parametrize(("day", "months", "last"), MONTHS)
def test_add_months(day, months, last):
    """Three months are not ninety days, and a missing day is the month's last."""
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_longer_is_never_earlier(day, one, other):
    """A longer period never ends before a shorter one."""
    assert (add_months(day, one) <= add_months(day, other)) or one > other


START = date(2026, 2, 25)
DECLARED = [
    (12, None, date(2027, 2, 25), False),
    (12, date(2026, 8, 25), date(2026, 8, 25), False),
    (12, date(2027, 2, 25), date(2027, 2, 25), False),
    (12, date(2031, 1, 1), date(2027, 2, 25), True),
    (None, None, None, False),
    (None, date(2031, 1, 1), date(2031, 1, 1), False),
]


@pytest.mark.parametrize("case", DECLARED, ids=range(len(DECLARED)))
def test_declared_date(case):
    """The feeder's shorter date wins, the longer one is clamped and said to be."""
    months, declared, until, clamped = case
    assert last_public_day(START, months, declared) == (until, clamped)
