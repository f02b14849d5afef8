"""What the network sees: one row a character, whatever the form it is written in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.tagger.features import DIGIT, GAP, SIGN, UNKNOWN, breaks, features


@settings(deadline=None)  # the first call reads the tables
@given(st.text(min_size=1))
def test_every_character_has_a_row(text: str):
    """No text makes the arrays longer or shorter than it is."""
    found = features(text)
    assert len(found.characters) == len(found.pairs) == len(found.flags) == len(text)


@pytest.mark.parametrize(
    ("one", "other"), [("，", ","), ("Ａ", "A"), ("９", "0"), ("•", "·"), ("\u3000", " ")]
)
def test_forms_of_one_character_are_one(one: str, other: str):
    """Full-width forms, digits and dots have the number of their plain form."""
    assert features(one).characters[0] == features(other).characters[0]


def test_what_is_not_in_the_alphabet_is_unknown_by_its_kind():
    """A rare ideograph is not a sign, a sign is not a rare ideograph."""
    assert features("㐀").characters[0] == UNKNOWN
    assert features("─").characters[0] == SIGN
    assert features("7").characters[0] == DIGIT
    assert features("\n").characters[0] == features("\x1e").characters[0] == GAP


def test_words_of_the_dictionary_are_flagged_where_they_begin_and_end():
    """公司 has a beginning of two characters and an end."""
    flags = features("某公司").flags
    assert flags[1, 0] == 1
    assert flags[2, 1] == 1
    assert not flags[0].any()


def test_sentences_begin_behind_stops_and_line_ends():
    """Commas end no sentence."""
    assert breaks(features("甲，乙。丙；丁\n戊")).tolist() == [0, 4, 6, 8]


def test_a_stop_at_the_end_opens_no_empty_sentence():
    """The last position is the end."""
    assert breaks(features("甲。")).tolist() == [0]
    assert breaks(features("。")).tolist() == [0]


def test_numbers_do_not_depend_on_what_stands_further_away():
    """A pair's number is that of its two characters."""
    assert features("张三说").pairs[0] == features("问张三").pairs[1]
    assert np.any(features("张三").pairs != features("三张").pairs)
