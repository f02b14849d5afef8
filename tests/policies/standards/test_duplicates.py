"""The duplicate key: same decision, same key."""

from __future__ import annotations

from policies.standards import standard

ZEROS = "00000000000000000X"


def test_the_key_ignores_case_width_and_brackets(penalty):
    """〔2026〕 and [2026] are the same number; another number is another decision."""
    key = standard.duplicate_key("penalty", penalty)
    same = penalty | {"CF_WSH": "穗虚市监罚［2026］１7号", "CF_NR": "改写的内容"}
    assert key == standard.duplicate_key("penalty", same)
    assert key != standard.duplicate_key("penalty", penalty | {"CF_WSH": "穗虚市监罚〔2026〕71号"})
    assert key != standard.duplicate_key("penalty", penalty | {"CF_JDRQ": "2026/10/13"})


def test_a_natural_person_is_told_by_name(person_penalty):
    """Without a credit code, or with the placeholder, the name counts."""
    key = standard.duplicate_key("penalty", person_penalty)
    assert key is not None
    assert key == standard.duplicate_key("penalty", person_penalty | {"CF_XDR_SHXYM": ZEROS})
    other = person_penalty | {"CF_XDR_MC": "司马有忌"}
    assert key != standard.duplicate_key("penalty", other)


def test_without_a_part_there_is_no_key(penalty, document):
    """A record that lacks the number is compared with nothing."""
    assert standard.duplicate_key("penalty", {**penalty, "CF_WSH": ""}) is None
    assert standard.duplicate_key("document", document) is None


def test_the_problem_names_the_number_field():
    """The message says what to do and holds no value."""
    problem = standard.duplicate_problem("permit")
    assert (problem.field, problem.code) == ("XK_WSH", "DUPLICATE_RECORD")
    assert "请" in problem.message
