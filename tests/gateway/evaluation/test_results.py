"""The JSON holds every figure and every case, and not one word of a document."""

from __future__ import annotations

import orjson
import pytest

from gateway.evaluation.measure import judge
from gateway.evaluation.results import Evaluation, as_object
from gateway.evaluation.tally import ALL, Group


def group(whole, kind, name=""):
    return next(g for g in whole["groups"] if (g["kind"], g["name"]) == (kind, name))


def test_figures_stand_with_their_intervals_and_counts(evaluation):
    """A figure is value, low and high; counts of nothing are left out."""
    told = group(as_object(evaluation), "all")
    value, low, high = told["figures"]["leak_rate"]
    assert value == pytest.approx(0.25)
    assert low <= value <= high
    assert (told["counts"]["leaked"], told["counts"]["hidden"]) == (1, 3)
    assert "kept" not in told["counts"]


def test_leaks_are_told_by_place_and_reason(evaluation):
    """Document, field, offsets, type, role, form, pile and reason."""
    assert as_object(evaluation)["leaks"] == [
        {
            "id": "D-1", "field": "body", "start": 4, "end": 6, "label": "PERSON",
            "type": "PERSON", "role": "third_party", "form": "han2", "outcome": "released",
            "reason": "missed",
        }
    ]  # fmt: skip


def test_every_mention_and_every_wrong_finding_is_there(evaluation):
    """Those that may stay with their damage, the sensitive ones with their fate."""
    whole = as_object(evaluation)
    assert len(whole["mentions"]) == 6
    company = whole["mentions"][-1]
    assert (company["policy"], company["damaged"], company["dropped"]) == ("keep", True, False)
    assert [(w["type"], w["status"]) for w in whole["wrong"]] == [
        ("PHONE_NUMBER", "suspect"),
        ("PERSON", "certain"),
    ]
    assert whole["documents"][1] == {"id": "D-2", "outcome": "in_review", "surrogate": True}
    assert whole["outcomes"] == {"released": 1, "in_review": 1}


def test_what_is_known_and_kept_is_no_wrong_finding(walked, mention, finding, evaluation):
    """An organisation that nobody annotated hides nothing, so it is not listed."""
    row = judge(walked("陈小兰云记", [mention(0, 3)], keeps=[finding(3, 5, "ORGANIZATION")]))
    assert row.wrong
    assert as_object(Evaluation.of([row], evaluation.setting))["wrong"] == []


def test_no_word_of_a_document_is_in_it(evaluation):
    """Neither in the JSON nor in the repr of the evaluation."""
    written = orjson.dumps(as_object(evaluation)).decode() + repr(evaluation)
    for word in ("陈小兰", "王伟", "李芳", "云峰路", "松和公司"):
        assert word not in written


def test_groups_are_asked_for_by_kind(evaluation):
    """In the order of the tables."""
    assert evaluation.groups("all", "outcome") == [
        ALL,
        Group("outcome", "in_review"),
        Group("outcome", "released"),
    ]
