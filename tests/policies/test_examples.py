"""Cases are read with their findings, and a case that does not come out is reported."""

from __future__ import annotations

import pytest

from detectors.finding import Status
from policies import catalog
from policies.example_reader import parse_examples
from policies.examples import faults_of, run_examples
from policies.fault import PackFault

PACK = catalog.shipped().load("rs-2018-gd")
CASE = """
defaults: {channel: department-portal, kind: penalty, published_on: 2026-03-02}
examples:
  - name: 证人
    decides: [GD-E-OTHER-PEOPLE]
    facts: {decision_date: 2026-02-25, subject_kind: organisation}
    fields: {CF_SY: "证人{秦小满|PERSON witness likely group=2 category=x detail=1}在场"}
    expect: {outcome: in_review, spans: {CF_SY: [mask]}, shown: {CF_SY: 证人秦某在场}}
"""


def _check(text):
    return faults_of(PACK.rules, run_examples(PACK, parse_examples(text)))


def _faults(text):
    found = _check(text)
    return [f.message for f in found if f.file == "examples.yaml"]


def test_markup_becomes_a_finding():
    """The braces vanish from the text and stand in the finding."""
    (example,) = parse_examples(CASE)
    (found,) = example.scan.findings["CF_SY"]
    assert example.texts["CF_SY"] == "证人秦小满在场"
    assert (found.start, found.end, found.role, found.status) == (2, 5, "witness", Status.LIKELY)
    assert (found.category, found.detail, found.group) == ("x", 3, 2)


def test_right_case_passes():
    """A case that comes out as written has no fault."""
    assert _faults(CASE) == []


WRONG = [
    ("outcome: in_review", "outcome: released", "outcome"),
    ("CF_SY: [mask]", "CF_SY: [keep]", "spans.CF_SY"),
    ("证人秦某在场", "证人某某在场", "shown.CF_SY"),
    ("GD-E-OTHER-PEOPLE", "GD-E-OFFICER", "GD-E-OFFICER"),
    ("outcome: in_review", "publish_by: 2026-03-04", "publish_by"),
    ("outcome: in_review", "public_until: none", "public_until"),
    ("outcome: in_review", "notes: [CLAMPED]", "CLAMPED"),
    ("outcome: in_review", "fields: {CF_SY: drop}", "fields.CF_SY"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=range(len(WRONG)))
def test_wrong_case_is_reported(right, wrong, said):
    """A case that does not come out names itself and what differs."""
    messages = _faults(CASE.replace(right, wrong))
    assert messages
    assert all("证人" in message for message in messages)
    assert any(said in message for message in messages)


def test_rule_without_case_is_reported():
    """A rule that no case decides is a fault of the pack at the rule's line."""
    faults = _check(CASE)
    missing = [f for f in faults if "GD-E-VIN" in f.message]
    (rule,) = [r for r in PACK.rules if r.id == "GD-E-VIN"]
    assert [f.line for f in missing] == [rule.line]


UNREADABLE = [
    ("witness likely", "wittness likely"),
    ("name: 证人", "title: 证人"),
    ("2026-03-02", "2.3.2026"),
    ("kind: penalty, ", ""),
    ("outcome:", "result:"),
    ("subject_kind: organisation", "subjectkind: organisation"),
]


@pytest.mark.parametrize(("right", "wrong"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable_case_is_refused(right, wrong):
    """A typing error in a case is a fault with its line, not a case that passes."""
    with pytest.raises(PackFault):
        parse_examples(CASE.replace(right, wrong))
