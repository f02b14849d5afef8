"""Counts come out as they are counted by hand."""

from __future__ import annotations

import pytest

from gateway.evaluation.measure import judge
from gateway.evaluation.tally import ALL, COUNTS, KEPT, KINDS, Group, Tally


def counts(rows, group):
    tally = Tally(rows)
    sums = tally.total()[tally.groups.index(group)]
    return {name: int(n) for name, n in zip(COUNTS, sums, strict=True) if n}


@pytest.mark.parametrize(
    ("group", "counted"),
    [
        (
            ALL,
            {
                "documents": 2, "waiting": 1, "mentions": 4, "strict": 2, "overlap": 3, "found": 5,
                "sure_strict": 1, "sure_found": 3, "sensitive": 4, "covered": 2, "chars": 12,
                "chars_inside": 9, "details": 1, "detail_chars": 5, "detail_chars_inside": 4,
                "hidden": 3, "leaked": 1, "hide_chars": 12, "bare_chars": 3,
            },
        ),
        (
            Group("type", "PERSON"),
            {
                "mentions": 3, "strict": 2, "overlap": 2, "found": 3, "sure_strict": 1,
                "sure_found": 2, "sensitive": 3, "covered": 2, "chars": 7, "chars_inside": 5,
                "hidden": 2, "leaked": 1, "hide_chars": 7, "bare_chars": 2,
            },
        ),
        (
            Group("role", "PERSON·party"),
            {
                "mentions": 2, "strict": 2, "overlap": 2, "found": 2, "sure_strict": 1,
                "sure_found": 1, "sensitive": 2, "covered": 2, "chars": 5, "chars_inside": 5,
                "hidden": 2, "hide_chars": 5,
            },
        ),
        (
            Group("type", "ORGANIZATION"),
            {"mentions": 2, "strict": 1, "overlap": 1, "found": 1, "sure_strict": 1,
             "sure_found": 1},
        ),
        (Group("type", "PHONE_NUMBER"), {"found": 1}),
        (KEPT, {"kept": 2, "damaged": 1}),
        (Group("keep", "ORG"), {"kept": 2, "damaged": 1}),
        (
            Group("source", "surrogate"),
            {
                "documents": 1, "waiting": 1, "mentions": 1, "strict": 1, "overlap": 1, "found": 2,
                "sure_found": 1, "sensitive": 1, "covered": 1, "chars": 2, "chars_inside": 2,
                "hidden": 1, "hide_chars": 2,
            },
        ),
    ],
)  # fmt: skip
def test_a_group_counts_its_own(letters, group, counted):
    """Against the two documents of the fixture, mention by mention."""
    assert counts(letters, group) == counted


def test_groups_stand_in_the_order_of_the_tables(letters):
    """Everything first, then by pile, source, type, role, owner, form and what was kept."""
    kinds = [KINDS.index(group.kind) for group in Tally(letters).groups]
    assert kinds == sorted(kinds)
    assert Tally(letters).groups[0] == ALL


def test_real_and_surrogate_are_apart_by_type_too(letters):
    """A type has a row for each source, and the two add up to the whole."""
    real = counts(letters, Group("source", "real·PERSON"))
    made_up = counts(letters, Group("source", "surrogate·PERSON"))
    assert real["mentions"] + made_up["mentions"] == 3
    assert "documents" not in real


def test_a_file_that_says_nothing_has_no_sources(walked, mention):
    """Where no row is marked as surrogate or real there is nothing to tell apart."""
    groups = Tally([judge(walked("陈小兰", [mention(0, 3)]))]).groups
    assert "source" not in {group.kind for group in groups}


def test_optional_mentions_count_nowhere(walked, mention, finding):
    """Neither the mention nor the finding that answers it."""
    row = judge(walked("陈小兰", [mention(0, 3, optional=True)], [finding(0, 3)]))
    assert counts([row], ALL) == {"documents": 1}


def test_an_unannotated_kept_type_is_not_held_against_anybody(walked, mention, finding):
    """Where no organisation is annotated in the whole file, finding one is no error."""
    found = {"keeps": [finding(3, 7, "ORGANIZATION")]}
    alone = judge(walked("陈小兰云记商行", [mention(0, 3)], **found))
    other = judge(walked("云记商行", [mention(0, 4, "ORG")], ident="D-2"))
    shield = Group("type", "ORGANIZATION")
    assert shield not in Tally([alone]).groups
    assert counts([alone, other], shield) == {"mentions": 1, "found": 1, "sure_found": 1}


def test_what_is_shown_by_a_rule_is_not_to_be_hidden(walked, mention):
    """Neither in the denominator of the leaks nor among the bare characters."""
    boss = mention(0, 3)
    row = judge(walked("陈小兰", [boss], shows=[boss]))
    told = counts([row], Group("type", "PERSON"))
    assert told == {"mentions": 1, "sensitive": 1, "chars": 3, "shown": 1}


def test_a_dropped_field_is_told_apart_from_damage(walked, mention):
    """What a field rule does not show is no over-redaction of the span in it."""
    row = judge(walked("云记商行", [mention(0, 4, "ORG")], drops=["body"]))
    assert counts([row], KEPT) == {"dropped": 1}
