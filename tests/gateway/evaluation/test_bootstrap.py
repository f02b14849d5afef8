"""Figures are quotients of sums, with intervals that a seed repeats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.evaluation import bootstrap
from gateway.evaluation.bootstrap import figures
from gateway.evaluation.tally import ALL, COUNTS, KEPT, Group, Tally


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        (ALL, "strict_precision", 2 / 5),
        (ALL, "strict_recall", 2 / 4),
        (ALL, "strict_f1", 2 * 2 / (5 + 4)),
        (ALL, "overlap_precision", 3 / 5),
        (ALL, "overlap_recall", 3 / 4),
        (ALL, "overlap_f1", 2 * 3 / (5 + 4)),
        (ALL, "sure_strict_f1", 2 * 1 / (3 + 4)),
        (ALL, "covered", 2 / 4),
        (ALL, "chars_covered", 9 / 12),
        (ALL, "detail_covered", 0.0),
        (ALL, "detail_chars_covered", 4 / 5),
        (ALL, "leak_rate", 1 / 4),
        (ALL, "bare_share", 3 / 12),
        (ALL, "waiting", 1 / 2),
        (KEPT, "damage", 1 / 2),
        (Group("form", "PERSON·han2"), "strict_recall", 1 / 2),
    ],
)
def test_a_figure_is_counted_by_hand(letters, group, name, value):
    """Against the two documents of the fixture."""
    figure = figures(Tally(letters))[group][name]
    assert figure.value == pytest.approx(value)
    assert 0 <= figure.low <= figure.high <= 1


def test_what_cannot_be_counted_has_no_figure(letters):
    """Findings have no role, so no precision by role; companies have no leak rate."""
    found = figures(Tally(letters))
    assert "strict_f1" not in found[Group("role", "PERSON·party")]
    assert "leak_rate" not in found[Group("type", "ORGANIZATION")]
    assert "strict_recall" not in found[Group("type", "PHONE_NUMBER")]


def test_a_seed_repeats_its_intervals(letters):
    """The same seed, the same figures; the value itself does not depend on it."""
    tally = Tally(letters)
    assert figures(tally, seed=7) == figures(tally, seed=7)
    assert (
        figures(tally, seed=7)[ALL]["covered"].value == figures(tally, seed=8)[ALL]["covered"].value
    )


class Given:
    """A tally of documents with these (covered, sensitive) counts."""

    def __init__(self, documents):
        self.groups = [ALL]
        self.counts = np.zeros((len(documents), 1, len(COUNTS)))
        for at, (covered, sensitive) in enumerate(documents):
            self.counts[at, 0, COUNTS.index("covered")] = covered
            self.counts[at, 0, COUNTS.index("sensitive")] = sensitive

    def total(self):
        return self.counts.sum(axis=0)


def test_documents_are_drawn_as_wholes():
    """Two documents, one all found and one not: the share is 0, a half or 1, so the bounds are."""
    figure = figures(Given([(10, 10), (0, 10)]))[ALL]["covered"]
    assert (figure.low, figure.value, figure.high) == (0.0, 0.5, 1.0)


def test_the_interval_is_the_one_of_the_binomial():
    """A hundred documents of one mention each: about 1.96 standard errors to both sides."""
    figure = figures(Given([(1, 1)] * 80 + [(0, 1)] * 20), resamples=4000)[ALL]["covered"]
    error = 1.96 * (0.8 * 0.2 / 100) ** 0.5
    assert figure.low == pytest.approx(0.8 - error, abs=0.02)
    assert figure.high == pytest.approx(0.8 + error, abs=0.02)


def test_blocks_make_no_difference_to_what_is_covered(monkeypatch):
    """Many documents are drawn in blocks; the intervals stay about the same."""
    tally = Given([(1, 1)] * 80 + [(0, 1)] * 20)
    whole = figures(tally)[ALL]["covered"]
    monkeypatch.setattr(bootstrap, "_AT_ONCE", 700)
    parts = figures(tally)[ALL]["covered"]
    assert (parts.low, parts.high) == pytest.approx((whole.low, whole.high), abs=0.03)


documents = st.lists(
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(documents)
def test_an_interval_lies_within_the_documents_own_shares(documents):
    """No resample is better than its best document nor worse than its worst."""
    figure = figures(Given(documents), resamples=60)[ALL]["covered"]
    shares = [covered / sensitive for covered, sensitive in documents]
    assert min(shares) - 1e-9 <= figure.low <= figure.high <= max(shares) + 1e-9
