"""How long a record is public and by when it must be: calendar months and working days.

All dates are inclusive days in Asia/Shanghai; today comes in with the facts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from policies.rule import Rule

_YEAR = 12
_NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Period:
    """How long records that meet the rule are shown, from the decision date.

    ``months`` is ``None`` where no clause sets an end; ``repair_months`` is the shortest time of
    publicity before a repair (信用修复), ``None`` where there is none.
    """

    rule: Rule
    months: int | None
    repair_months: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Within how many working days after the decision a record must be public."""

    rule: Rule
    working_days: int


def shortest(periods: Sequence[Period]) -> Period:
    """Of the periods of several levels the strictest: shown shortest, repaired latest."""
    least = min(periods, key=lambda period: _NEVER if period.months is None else period.months)
    repairs = [period.repair_months for period in periods]
    latest = None if None in repairs else max(months for months in repairs if months is not None)
    return replace(least, repair_months=latest)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 2020-02-29 + 12 gives 2021-02-28."""
    index = day.year * _YEAR + day.month - 1 + months
    year, month = divmod(index, _YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_public_day(
    start: date, months: int | None, declared: date | None
) -> tuple[date | None, bool]:
    """The last public day, and whether the feeder's longer date was clamped to the maximum.

    A shorter date of the feeder wins.
    """
    if months is None:
        return declared, False
    most = add_months(start, months)
    if declared is None:
        return most, False
    return min(most, declared), declared > most
