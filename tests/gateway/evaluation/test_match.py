"""Findings answer mentions one to one, by boundaries or by a shared character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Finding, Status
from gateway.evaluation.gold import Mention
from gateway.evaluation.match import covered, match


def found(start, end, entity_type="PERSON"):
    return Finding(start, end, entity_type, 0.9, "fake@1", Status.CERTAIN)


@pytest.mark.parametrize(
    ("findings", "strict", "overlap", "wrong"),
    [
        ([(3, 6, "PERSON")], 1, 1, 0),
        ([(3, 5, "PERSON")], 0, 1, 0),
        ([(3, 6, "ADDRESS")], 0, 0, 1),
        ([(6, 8, "PERSON")], 0, 0, 1),
        ([], 0, 0, 0),
        ([(3, 5, "PERSON"), (3, 6, "PERSON")], 1, 1, 1),
        ([(2, 12, "PERSON")], 0, 1, 0),
        ([(3, 6, "PERSON"), (10, 12, "PERSON")], 2, 2, 0),
    ],
)
def test_findings_answer_mentions(mention, findings, strict, overlap, wrong):
    """Hand-counted against two people at 3–6 and 10–12; one finding answers one mention."""
    people = [mention(3, 6), mention(10, 12)]
    matched = match(people, [found(*f) for f in findings])
    assert (len(matched.strict), len(matched.overlap), len(matched.wrong)) == (
        strict,
        overlap,
        wrong,
    )


def test_an_optional_mention_scores_neither_way(mention):
    """Finding it is no error, missing it is none, and it takes no finding from another."""
    may = mention(3, 6, optional=True)
    assert match([may], [found(3, 6)]) == match([may], [])
    assert match([may], [found(3, 6)]).wrong == ()
    both = match([may, mention(8, 10)], [found(5, 9)])
    assert len(both.overlap) == 1


def test_a_finding_that_also_touches_something_else_is_wrong(mention):
    """Only what touches nothing but optional mentions is excused."""
    may, company = mention(3, 6, optional=True), mention(6, 12, "ORG")
    assert len(match([may, company], [found(4, 8)]).wrong) == 1


def test_an_agencys_telephone_is_neutral(mention):
    """A telephone found there is excused; a name found there would be too, for want of a type."""
    agency = mention(3, 14, "AGENCY_PHONE")
    matched = match([agency], [found(3, 14, "PHONE_NUMBER")])
    assert (matched.overlap, matched.wrong) == (frozenset(), ())


def test_what_has_no_type_makes_a_finding_wrong(mention):
    """A title may stay and is of no kind: whatever is found there is not right."""
    assert len(match([mention(0, 8, "DOC_TITLE")], [found(2, 4)]).wrong) == 1


def test_a_card_answers_an_account(mention):
    """Types that the label accepts are as right as its own."""
    account = mention(0, 16, "BANK_ACCOUNT")
    assert match([account], [found(0, 16, "BANK_CARD")]).strict == {account}


def test_covered_characters_count_once():
    """Two findings that overlap cover no character twice."""
    assert covered(2, 10, [found(0, 5), found(4, 7), found(20, 30)]) == 5


spans = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1]))
kinds = st.sampled_from(["PERSON", "ADDRESS"])
drawn_mentions = st.lists(st.tuples(spans, kinds), max_size=6, unique=True).map(
    lambda given: [Mention("body", *s, k, k, frozenset({k})) for s, k in given]
)
drawn_findings = st.lists(
    st.tuples(spans, kinds).map(lambda given: found(*given[0], given[1])), max_size=6
)


@given(drawn_mentions, drawn_findings, st.tuples(spans, kinds))
def test_laws_of_matching(mentions, findings, more):
    """Strict is overlap, nothing answers twice, and one more finding never answers fewer."""
    matched = match(mentions, findings)
    assert matched.strict <= matched.overlap
    assert len(matched.overlap) + len(matched.wrong) == len(findings)
    again = match(mentions, [*findings, found(*more[0], more[1])])
    assert len(again.overlap) >= len(matched.overlap)
    assert again.strict >= matched.strict
