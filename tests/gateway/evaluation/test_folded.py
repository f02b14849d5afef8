"""A string is found whatever its spaces, width and case, at its own place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.evaluation.folded import Folded, aligned


@pytest.mark.parametrize(
    ("text", "needle", "places"),
    [
        ("电话１３８ ００", "13800", [(2, 8)]),
        ("车牌粤a·12345", "粤A·12345", [(2, 10)]),
        ("王\u200b 伟与王伟", "王伟", [(0, 4), (5, 7)]),
        ("甲甲甲", "甲甲", [(0, 2), (1, 3)]),
        ("甲乙", "丙", []),
        ("㎡和㎡", "m2和m2", [(0, 3)]),
    ],
)
def test_a_needle_is_found_at_its_places(text, needle, places):
    """Spans are those of the text as written; overlapping occurrences count."""
    assert list(Folded.of(text).places(Folded.of(needle).text)) == places


@given(st.text("甲乙丙12A ", max_size=20), st.text("甲乙丙12A", min_size=1, max_size=3))
def test_what_is_found_reads_the_same(text, needle):
    """Every place holds the needle, and none is found only if it does not stand there."""
    places = list(Folded.of(text).places(needle.casefold()))
    for start, end in places:
        assert text[start:end].replace(" ", "") == needle
    assert bool(places) == (needle in text.replace(" ", ""))


def test_a_code_is_followed_into_its_canonical_form():
    """A span of a spaced number lies in the compact one; a whole value stays whole."""
    place = aligned("号码 4401-06 ａｂ", "号码440106AB")
    assert place(3, 10) == (2, 8)
    assert place(11, 13) == (8, 10)


def test_of_a_translated_value_only_the_whole_has_a_place():
    """A coded word tells nothing of where a part of the original stood."""
    place = aligned("2026年10月9日", "2026/10/09")
    assert place(0, 10) == (0, 10)
    assert place(0, 4) == (0, 0)


@given(st.text("甲乙1a -", min_size=1, max_size=12), st.data())
def test_alignment_keeps_what_a_span_reads(raw, data):
    """What a span of the raw value reads without spaces, its place in the canonical one reads."""
    kept = "".join(raw.upper().replace("-", "").split())
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    low, high = aligned(raw, kept)(start, end)
    assert kept[low:high] == "".join(raw[start:end].upper().replace("-", "").split())
