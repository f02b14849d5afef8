"""Chinese working days (工作日) from versioned data: holidays and 调休 by year.

Years that the data does not know count Monday to Friday and are marked provisional.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekdays off (``rest``) and working weekend days (``work``) of the known ``years``."""

    version: str
    years: frozenset[int]
    rest: frozenset[date]
    work: frozenset[date]
    digest: str

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.rest)


def parse(text: str) -> Calendar:
    """A calendar from its YAML. Raises `ValueError` for what is no day."""
    content: dict[str, Any] = yaml.safe_load(text)
    rest: set[date] = set()
    work: set[date] = set()
    for year, days in content["years"].items():
        for name, into in (("rest", rest), ("work", work)):
            into.update(date.fromisoformat(f"{year}-{day}") for day in days[name])
    if rest & work:
        raise ValueError("a day of the calendar is both a holiday and a working day")
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return Calendar(
        content["version"], frozenset(content["years"]), frozenset(rest), frozenset(work), digest
    )


def added(text: str) -> Calendar:
    """Further years as an administrator writes them, checked; `ValueError` says what is wrong.

    The same YAML as the shipped calendar: each year with ``notice``, ``rest`` and ``work``.
    """
    try:
        content = yaml.safe_load(text)
        calendar = parse(text)
        notices = {year: str(days["notice"]).strip() for year, days in content["years"].items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("须写 version 和 years，每年有 notice、rest、work（月-日）") from None
    if not calendar.years or not all(type(year) is int for year in calendar.years):
        raise ValueError("至少要写一年，年份写作四位数字")
    if not all(notices.values()):
        raise ValueError("每年都要写明国务院办公厅通知的文号（notice）")
    if any(day.weekday() >= _SATURDAY for day in calendar.rest):
        raise ValueError("rest 只写不是星期六、星期日的放假日")
    if any(day.weekday() < _SATURDAY for day in calendar.work):
        raise ValueError("work 只写调休上班的星期六、星期日")
    return calendar


def extended(calendar: Calendar, more: Calendar) -> Calendar:
    """The calendar with the years of another one, which take the place of its own."""

    def days(own: frozenset[date], new: frozenset[date]) -> frozenset[date]:
        return frozenset(day for day in own if day.year not in more.years) | new

    return Calendar(
        f"{calendar.version}+{more.version}",
        calendar.years | more.years,
        days(calendar.rest, more.rest),
        days(calendar.work, more.work),
        hashlib.sha256(f"{calendar.digest}{more.digest}".encode()).hexdigest(),
    )


@cache
def china() -> Calendar:
    """The calendar of the State Council's notices that ships with the package."""
    return parse((files("policies.calendars") / "china.yaml").read_text("utf-8"))


@lru_cache(maxsize=4096)
def add_working_days(day: date, count: int, calendar: Calendar) -> tuple[date, bool]:
    """The ``count``-th working day after ``day`` (day 1 is the next working day).

    The second value tells whether a day of an unknown year was counted: the date is then
    provisional. ``count`` 0 gives ``day`` itself.
    """
    provisional = False
    while count > 0:
        day += timedelta(days=1)
        provisional = provisional or day.year not in calendar.years
        count -= calendar.is_working(day)
    return day, provisional
