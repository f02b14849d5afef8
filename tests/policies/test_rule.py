"""Conditions, and rule books that remember without growing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policies.action import Action
from policies.rule import NO_RULE, Condition, Rule, Rulebook

WORDS = st.sampled_from([None, "a", "b", "c", ""])
CONDITIONS = st.builds(
    Condition,
    attribute=st.sampled_from(["x", "y", "hint"]),
    words=st.frozensets(st.sampled_from([None, "a", "b"]), min_size=1),
    negated=st.booleans(),
)
RULES = st.lists(
    st.builds(
        Rule,
        id=st.uuids().map(str),
        basis=st.just("依据"),
        does=st.just("说明"),
        action=st.sampled_from(Action),
        when=st.lists(CONDITIONS, max_size=3).map(tuple),
    ),
    max_size=6,
)
VALUES = st.fixed_dictionaries(
    {"x": WORDS, "y": WORDS, "hint": st.frozensets(st.sampled_from(["a", "b", "c"]))}
)


def _plain(values):
    return {
        name: value or (frozenset() if name == "hint" else None) for name, value in values.items()
    }


@given(RULES, st.lists(VALUES, max_size=4))
def test_remembering_changes_no_answer(rules, questions):
    """A book answers as if it asked each rule anew, strictest first, ties in order."""
    book = Rulebook(rules)
    for values in questions:
        expected = [rule for rule in rules if rule.matches(_plain(values))]
        found = list(book.matching(values).apply)
        if not expected:
            assert [rule.id for rule in found] == [NO_RULE]
        else:
            assert found == sorted(expected, key=lambda r: -r.action)


def test_unmentioned_words_share_one_answer():
    """What callers write cannot make the memory grow."""
    rule = Rule("A", "依据", "说明", Action.KEEP, (Condition("x", frozenset({"a"})),))
    book = Rulebook([rule])
    for number in range(100):
        assert book.matching({"x": f"word-{number}"}).known == ()
    assert book.fold("x", "word-1") == book.fold("x", "word-2")
    assert len(book._answers) == 1


def test_unset_and_other_than():
    """`unset` is a missing value; `other_than` is met by everything else, a missing one too."""
    unset = Condition("x", frozenset({None}))
    other = Condition("x", frozenset({"0", None}), negated=True)
    assert (unset.holds(None), unset.holds("0")) == (True, False)
    assert (other.holds(None), other.holds("0"), other.holds("7")) == (False, False, True)
