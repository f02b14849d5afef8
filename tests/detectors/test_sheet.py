"""The record as one text: which field a position is in, and what its column holds."""

from detectors.sheet import Passage, Sheet


def sheet():
    return Sheet(
        [
            Passage("a", "甲\u200b乙", holds="PERSON"),
            Passage("b", ""),
            Passage("c", " 440106197803120020。", holds="CN_ID_CARD", heading="证件号码"),
        ]
    )


def test_positions_know_their_field():
    """Empty fields and invisible characters do not shift the fields behind them."""
    s = sheet()
    assert s.passage_at(0).field == "a"
    assert s.passage_at(s.view.text.index("4")).field == "c"
    assert s.column(s.view.text.index("4")) == "CN_ID_CARD"


def test_a_value_fills_its_column_but_for_a_few_strays():
    """Column evidence wants (nearly) the whole column, and of that type."""
    s = sheet()
    start = s.view.text.index("4")
    assert s.fills(start, start + 18, "CN_ID_CARD")
    assert not s.fills(start, start + 11, "CN_ID_CARD")
    assert not s.fills(start, start + 18, "CN_USCC")


def test_a_separator_inside_a_field_changes_no_offset():
    """A planted separator neither cuts a number nor moves the next field."""
    s = Sheet([Passage("a", "138\x1e0013\x1e8000"), Passage("b", "x")])
    assert len(s.raw) == len("138\x1e0013\x1e8000") + 2
    assert any(n.compact == "13800138000" for n in s.view.numbers)


def test_the_repr_names_fields_only():
    """No value in a traceback."""
    assert repr(sheet()) == "Sheet(a, b, c)"
    assert "440106" not in repr(sheet().passages)


def test_an_empty_sheet_has_no_text():
    """A record without fields can be scanned."""
    assert Sheet([]).raw == ""
