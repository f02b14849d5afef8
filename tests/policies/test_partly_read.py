"""Name columns are names all through, or the whole cell is one more suspect."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Finding, Scan, Status, Unread
from policies.partly_read import CATEGORY, with_partly_read
from policies.standards.spec import FieldSpec


def spec(code, holds):
    return FieldSpec(code, code, "text", None, "optional", "header", holds=holds, role="subject")


SPECS = {"MC": spec("MC", "PERSON"), "SY": spec("SY", None)}


def person(start, end):
    return Finding(start, end, "PERSON", 0.9, "fake@1", Status.CERTAIN, role="subject")


def noted(text, *findings):
    scan = with_partly_read(SPECS, {"MC": text}, Scan({"MC": findings}))
    return [(f.start, f.end) for f in scan.findings["MC"] if f.category == CATEGORY]


def test_only_columns_of_persons_are_looked_at():
    """Free text, unknown columns and silences pass through untouched."""
    scan = Scan({"SY": (person(0, 1),)}, (Unread("person@1", "timeout"),))
    assert with_partly_read(SPECS, {"SY": "甲乙丙丁", "NEW": "戊己"}, scan) is scan
    found = with_partly_read(SPECS, {"MC": "甲乙丙丁", "SY": "甲"}, scan)
    assert (found.unread, found.findings["SY"]) == (scan.unread, scan.findings["SY"])
    assert found.findings["MC"][0].status is Status.SUSPECT


def test_a_name_with_a_word_before_it_is_no_name():
    """Six ideographs without a dot were not all a name, whoever took them for one."""
    assert noted("自然人秦小满", person(0, 6)) == [(0, 6)]
    assert noted("秦 小 满", person(0, 5)) == []
    assert noted("约翰·史密斯", person(0, 6)) == []
    assert noted("JOHN SMITH", person(0, 10)) == []


@given(st.text(max_size=12), st.text("、 ，；()（）-", max_size=4))
def test_whatever_can_be_read_beside_the_name_is_noted(rest, between):
    """Letters and digits of any script; separators and brackets say nothing."""
    text = f"秦小满{between}{rest}"
    read = unicodedata.normalize("NFKC", rest)  # ⼀ is read as 一
    told = any(char.isalnum() for char in read)
    masked = "某" in read or "*" in read or "×" in read or "x" in read.lower()
    if told and not masked:
        assert noted(text, person(0, 3)) == [(0, len(text))]
    elif not told and not masked:
        assert noted(text, person(0, 3)) == []
