"""An alternation regrouped by first character finds what it found before."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detectors.heads import by_head, first_of

ELEMENTS = st.sampled_from(
    ["a", "b", "c", "[ab]", "[b-d]", "(?:a|bc)", "(?:a|)", "(?<!a)b", "(?<=c)a", "(?:b(?!c)|c)d"]
)
SEQUENCES = st.lists(st.tuples(ELEMENTS, st.sampled_from(["", "", "?"])), min_size=1, max_size=4)


def _sequence(parts):
    # A look-behind cannot be repeated, and the last element keeps the branch from being empty.
    optional = [e if e.startswith("(?<") else f"{e}{mark}" for e, mark in parts]
    return "".join(optional) + "d"


@given(st.lists(SEQUENCES.map(_sequence), min_size=1, max_size=5), st.text("abcd", max_size=30))
@example(["被", "被?处罚", "处"], "被处罚处罚")
def test_the_same_spans_are_found(branches, text):
    """Whatever the branches and the text, every match is where the plain alternation has it."""
    pattern = "|".join(branches)
    plain, grouped = re.compile(pattern), re.compile(by_head(pattern))
    assert [m.span() for m in grouped.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize(
    "pattern", [r"\d5", "[^a]b", ".b", "a*b", "(?=a)b", "(a)b", "^a", "a{2}b", r"[\s]a"]
)
def test_a_branch_without_a_first_character_is_refused(pattern):
    """What cannot be regrouped is an error when the module is read, not a silence later."""
    with pytest.raises(ValueError, match="cannot begin"):
        by_head(f"x|{pattern}")


def test_special_characters_stay_what_they_are():
    """Escapes, brackets in classes and bars inside groups are not torn apart."""
    found = re.compile(by_head(r"\(甲|[)\]]乙|(?:丙|丁)戊|a\|b")).findall("(甲 ]乙 )乙 丁戊 a|b 丙")
    assert found == ["(甲", "]乙", ")乙", "丁戊", "a|b"]


@given(st.lists(SEQUENCES.map(_sequence), min_size=1, max_size=5), st.text("abcd", max_size=30))
def test_the_look_ahead_lets_every_match_through(branches, text):
    """With the look-ahead in front the same spans are found."""
    pattern = "|".join(branches)
    grouped, guarded = (
        re.compile(p) for p in (by_head(pattern), first_of(pattern) + by_head(pattern))
    )
    assert [m.span() for m in guarded.finditer(text)] == [m.span() for m in grouped.finditer(text)]
