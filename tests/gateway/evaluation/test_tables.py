"""Shares and intervals are written so that nobody takes nearly all for all."""

from __future__ import annotations

import pytest

from gateway.evaluation import tables
from gateway.evaluation.bootstrap import Figure
from gateway.evaluation.tally import Group


@pytest.mark.parametrize(
    ("share", "written"),
    [(1, "100"), (0.99999, "99.9"), (0.5, "50.0"), (0.123456, "12.3"), (0, "0.0")],
)
def test_a_share_is_written_in_per_cent(share, written):
    """100 is said only of all."""
    assert tables.percent(share) == written


def test_an_interval_stands_behind_its_share():
    """In whole per cent; a figure that does not exist is a dash."""
    assert tables.interval(Figure(0.9, 0.851, 1.0)) == "90.0(85–100)"
    assert tables.interval(None) == tables.NONE


def test_a_group_has_a_name():
    """Everything, a source with its type, a pile with its mark, a type as it is."""
    names = [
        tables.name(group)
        for group in (
            Group("all"),
            Group("source", "real"),
            Group("source", "surrogate·PERSON"),
            Group("outcome", "in_review"),
            Group("type", "PERSON"),
        )
    ]
    assert names == ["全部", "其中真实", "其中仿制·PERSON", "? 待人审核", "PERSON"]
