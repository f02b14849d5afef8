"""A standard's file that does not fit is refused with its place."""

from __future__ import annotations

import pytest

from policies.standards.canon import StandardError, Standards
from policies.standards.load import parse_headings, parse_kind

KIND = """
kind: note
name: 记事
fields:
  - {code: N_MC, name: 名称, type: text, length: 10, obligation: required, display: public}
  - {code: N_RQ, name: 日期, type: date, length: 10, obligation: optional, display: public}
rules:
  - code: IN_FUTURE
    message: 请核对“{name}”
    not_future: [N_RQ]
key: [[N_MC]]
subject: {field: N_MC, words: {甲: organisation}}
held: {N_MC: {organisation: {holds: ORGANIZATION}}}
"""


def test_a_kind_that_fits_is_read():
    """Fields, rules, key and subject become values."""
    kind = parse_kind(KIND, "note.yaml")
    assert [f.code for f in kind.fields] == ["N_MC", "N_RQ"]
    assert kind.rules[0].not_future == ("N_RQ",)
    assert kind.held["N_MC"]["organisation"].holds == "ORGANIZATION"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("type: text", "type: number", "N_MC"),
        ("obligation: required", "obligation: must", "must"),
        ("display: public", "display: shown", "shown"),
        ("length: 10", "length: ten", "length"),
        ("length: 10", "size: 10", "size"),
        ("code: N_RQ", "code: N_MC", "twice"),
        ("not_future: [N_RQ]", "not_future: [N_XX]", "N_XX"),
        ("not_future: [N_RQ]", "in_order: [N_RQ]", "orders"),
        ("    not_future: [N_RQ]\n", "", "says nothing"),
        ("“{name}”", "“{value}”", "IN_FUTURE"),
        ("held: {N_MC: {organisation: ", "held: {N_MC: {organisation: 1}}\nx: {a: {b: ", "held"),
        ("key: [[N_MC]]", "key: [[N_XX]]", "key"),
        ("field: N_MC", "field: N_XX", "subject"),
        ("holds: ORGANIZATION", "keeps: ORGANIZATION", "keeps"),
        ("fields:\n", "fields: 3\nnotes:\n", "list"),
        ("subject: {", "subject: [{", "not YAML"),
    ],
    ids=range(16),
)
def test_a_kind_that_does_not_fit_is_refused(old, new, place):
    """The error names the file and what is wrong."""
    with pytest.raises(StandardError, match=place):
        parse_kind(KIND.replace(old, new), "note.yaml")


def test_files_that_are_no_mapping_or_missing_are_refused():
    """A list is no standard, and there must be one file of headings."""
    with pytest.raises(StandardError, match="mapping"):
        parse_headings("- a", "headings.yaml")
    with pytest.raises(StandardError, match="headings"):
        Standards.of_texts({"note.yaml": KIND})
