"""Dates of birth: only beside birth or sex."""

import pytest

from detectors.date_of_birth import DateOfBirth
from detectors.finding import Status
from detectors.sheet import Sheet


def _found(text: str) -> list[tuple[str, Status]]:
    sheet = Sheet.of_text(text)
    return [(sheet.raw[c.start : c.end], c.status) for c in DateOfBirth().claims(sheet)]


@pytest.mark.parametrize(
    "date",
    ["1988年4月", "1988年4月6日", "1988-04-06", "1988/4/6", "1988.04", "19880406", "1988年"],
    ids=range(7),
)
@pytest.mark.parametrize("label", ["出生日期：", "生于", "出生年月为"], ids=range(3))
def test_a_labelled_date_is_found_in_every_form(label: str, date: str):
    """The label decides, whatever the date looks like."""
    assert _found(f"{label}{date}，") == [(date, Status.CERTAIN)]


def test_a_date_between_sex_and_birth_is_found_once():
    """Two reasons make one finding."""
    assert _found("男，1990年1月1日出生，汉族") == [("1990年1月1日", Status.CERTAIN)]


def test_a_date_behind_the_sex_alone_is_likely():
    """A bare date behind somebody's sex is a birth as far as anyone can tell."""
    assert _found("女，1990年1月1日，住本县") == [("1990年1月1日", Status.LIKELY)]


@pytest.mark.parametrize(
    "text", ["2018年5月生产", "2018年5月6日生效", "2018年5月6日作出决定"], ids=range(3)
)
def test_other_dates_are_public(text: str):
    """Dates of production, effect and decision are left alone."""
    assert not _found(text)
