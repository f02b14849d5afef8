"""Sentences and clauses by position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secret_sentences import Reader


def clauses(text, position=0):
    return [text[a:b] for a, b in Reader(text).sentence(position).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲,乙;丙。丁", ["甲", "乙", "丙"]),
        ("利润1,203.4万元,余额5元", ["利润1,203.4万元", "余额5元"]),
        ("表(编号,姓名),已泄露", ["表(编号,姓名)", "已泄露"]),
        ("甲\n乙", ["甲"]),
    ],
    ids=range(4),
)
def test_commas_part_clauses_but_not_numbers_or_brackets(text, expected):
    """A clause is what stands between commas that part something."""
    assert clauses(text) == expected


@given(st.text("甲乙,;。\n(5", max_size=60), st.integers(0, 59))
def test_every_position_is_in_its_own_sentence(text, position):
    """The sentence of a position holds it, but for the stop that ends it."""
    if position < len(text):
        sentence = Reader(text).sentence(position)
        assert sentence.start <= position <= sentence.end
        assert sentence.index(position) < len(sentence.clauses)


def test_a_text_without_stops_is_cut_all_the_same():
    """No sentence grows with the text, so that the work stays in proportion to it."""
    sentence = Reader("甲乙丙," * 2000).sentence(4000)
    assert sentence.start <= 4000 <= sentence.end
    assert sentence.end - sentence.start <= 1200


def test_a_reader_shows_no_text():
    """A traceback that shows its values leaks nothing."""
    assert "甲乙" not in repr(Reader("甲乙").sentence(0))
