"""Two runs of one file: what was won, what was lost, what moved."""

from __future__ import annotations

import copy

import pytest

from gateway.errors import UsageError
from gateway.evaluation.compare import compared
from gateway.evaluation.results import as_object


@pytest.fixture
def before(evaluation):
    return as_object(evaluation)


def test_a_run_compared_with_itself_has_no_changes(before):
    """Nothing won, nothing lost, nothing moved."""
    same = compared(copy.deepcopy(before), before)
    assert (same.changes, same.moves, same.differs) == ((), (), ())
    assert (same.only_before, same.only_after) == (0, 0)


@pytest.mark.parametrize(
    ("which", "key", "now", "measure", "won"),
    [
        (0, "strict", False, "strict", False),
        (0, "covered", False, "covered", False),
        (0, "fate", "leaked", "leak", False),
        (1, "fate", "hidden", "leak", True),
        (1, "fate", "shown", "leak", True),
        (1, "strict", True, "strict", True),
        (3, "damaged", True, "intact", False),
        (5, "damaged", False, "intact", True),
    ],
)
def test_a_changed_verdict_is_a_case(before, which, key, now, measure, won):
    """One mention, one measure, one direction."""
    after = copy.deepcopy(before)
    after["mentions"][which][key] = now
    (change,) = compared(before, after).changes
    place = before["mentions"][which]
    assert (change.measure, change.won) == (measure, won)
    assert (change.id, change.start, change.end) == (place["id"], place["start"], place["end"])


def test_other_boundaries_of_what_may_stay_are_no_case(before):
    """A company found a character short is not lost as long as it is shown whole."""
    after = copy.deepcopy(before)
    after["mentions"][3]["strict"] = False
    assert compared(before, after).changes == ()


def test_wrong_findings_come_and_go(before):
    """A new one is lost, one that is gone is won; where a document is new nothing is compared."""
    after = copy.deepcopy(before)
    after["wrong"][0] |= {"start": 0, "end": 1}
    changes = compared(before, after).changes
    assert [(c.measure, c.won, c.start) for c in changes] == [
        ("wrong", False, 0),
        ("wrong", True, 21),
    ]
    after["wrong"] = [before["wrong"][0] | {"id": "D-9"}, *before["wrong"]]
    assert compared(before, after).changes == ()


def test_a_figure_that_moved_is_told(before):
    """Only the figures that are compared, and only if they moved."""
    after = copy.deepcopy(before)
    after["groups"][0]["figures"]["covered"][0] = 0.75
    after["groups"][0]["figures"]["bare_share"][0] = 0.0
    (move,) = compared(before, after).moves
    assert (move.kind, move.figure, move.before, move.after) == ("all", "covered", 0.5, 0.75)


def test_other_settings_and_other_mentions_are_told(before):
    """Another channel is named; mentions of one run alone are counted and not compared."""
    after = copy.deepcopy(before)
    after["setting"]["channel"] = "xinyong-guangdong"
    after["mentions"][0]["end"] += 1
    told = compared(before, after)
    assert told.differs == ("channel",)
    assert (told.only_before, told.only_after, told.changes) == (1, 1, ())


def test_what_is_no_evaluation_is_refused(before):
    """Another file, and one of another version of the layout."""
    for other in ([], {}, {"schema": 1}, before | {"schema": 0}, before | {"wrong": None}):
        with pytest.raises(UsageError, match="--compare"):
            compared(other, before)


def test_a_comparison_is_json(before):
    """Changes and moves as objects, what is not known left out."""
    after = copy.deepcopy(before)
    after["mentions"][3]["damaged"] = True
    (change,) = compared(before, after).as_object()["changes"]
    assert change == {
        "won": False, "measure": "intact", "id": "D-1", "field": "body", "start": 14, "end": 18,
        "type": "ORGANIZATION",
    }  # fmt: skip
