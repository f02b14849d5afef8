"""Columns, headings and the word for living somewhere tell a whole address, up to the next stop."""

import pytest

from detectors.place_headings import told
from detectors.sheet import Passage, Sheet


def _told(text: str, holds: str | None = None) -> list[tuple[str, bool]]:
    sheet = Sheet([Passage("t", text, holds=holds)])
    return [(sheet.view.text[t.start : t.end], t.sure) for t in told(sheet)]


@pytest.mark.parametrize(
    ("text", "place", "sure"),
    [
        ("住址：青竹路9号，电话", "青竹路9号", True),
        ("住址：老供销社院内。", "老供销社院内", True),
        ("地 址：青竹路9号 法定代表人张三", "青竹路9号", False),
        ("现住青竹路9号云州公司宿舍，务工", "青竹路9号云州公司宿舍", False),
        ("男，汉族，住南湖镇四季青2540。", "南湖镇四季青2540", False),
        ("租住于青竹路9号的张三", "青竹路9号", False),
    ],
)
def test_what_follows_the_sign_is_the_address(text: str, place: str, sure: bool):
    """Up to a stop, a gap, another heading or what qualifies somebody."""
    assert _told(text) == [(place, sure)]


@pytest.mark.parametrize(
    "text",
    ["住址：不详，", "地址：http://example.cn/a", "住院治疗三天后，", "家住在哪里由他自己决定，"],
)
def test_what_is_no_address_is_not_taken(text: str):
    """An unknown one, a link, a stay in hospital, a sentence."""
    assert not _told(text)


def test_a_column_is_taken_as_it_is():
    """Whatever it holds, up to another piece of information."""
    assert _told("老供销社院内 13800138000", "ADDRESS") == [("老供销社院内", True)]
