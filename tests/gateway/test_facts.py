"""A record's facts: what it says wins, what is missing stays unknown, plain signs are hints."""

from datetime import date
from random import Random

import pytest

from detectors.finding import Finding, Scan, Status
from gateway.facts import facts_of
from gateway.record import Record
from gateway.sample import numbers

DAY = date(2026, 11, 20)


def facts(fields=None, scan=None, kind="penalty", channel="department-portal", **said):
    record = Record("A-1", kind, fields or {}, **said)
    return facts_of(record, channel, DAY, scan or Scan({}))


def test_channel_kind_and_day_are_handed_on():
    """The date of publication chooses the law."""
    found = facts()
    assert (found.channel, found.kind, found.published_on) == ("department-portal", "penalty", DAY)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("法人及非法人组织", "organisation"),
        ("自然人", "natural_person"),
        ("个体工商户", "individual_business"),
        ("", None),
    ],
    ids=range(4),
)
def test_the_subject_kind_is_what_the_record_says(word, kind):
    """Nothing is made up where it says nothing at all."""
    assert facts({"CF_XDR_LB": word} if word else {}).subject_kind == kind


def test_the_envelope_speaks_for_procedure_severity_scope_item_and_state():
    """Each stands in the facts as the record states it, or not at all."""
    said = {
        "procedure": "简易程序", "severity": "轻微", "usage_scope": "1", "item_code": "440106001",
        "state": "撤销",
    }  # fmt: skip
    found = facts(**said)
    assert {name: getattr(found, name) for name in said} == said
    empty = facts()
    assert {getattr(empty, name) for name in said} == {None}


def test_dates_come_from_their_columns():
    """决定日期, and 公示截止期 from the record before its column."""
    fields = {"CF_JDRQ": "2026/10/09", "CF_GSJZQ": "2027/01/01"}
    assert facts(fields).decision_date == date(2026, 10, 9)
    assert facts(fields).declared_until == date(2027, 1, 1)
    assert facts(fields, declared_until=date(2026, 12, 1)).declared_until == date(2026, 12, 1)
    assert facts().decision_date is None


def test_the_secrecy_review_of_a_catalogue_item_is_a_fact():
    """保密审查 stands in the catalogue alone."""
    assert facts({"SX_BMSC": "可公开"}, kind="catalogue_item").secrecy_review == "可公开"
    assert facts({"BZ": "可公开"}).secrecy_review is None


def test_plain_signs_reach_the_facts():
    """Text, columns that only a person fills, and sure findings are looked at for hints."""
    person = Finding(0, 3, "PERSON", 0.7, "person@1", Status.LIKELY, role="subject")
    told = facts({"CF_SY": "适用简易程序，当场作出处罚决定。"})
    assert "simple_procedure" in told.hints
    for found in (
        facts({"CF_XDR_ZJHM": "某号"}),
        facts({"CF_XDR_MC": "某名称"}, Scan({"CF_XDR_MC": (person,)})),
    ):
        assert "natural_person" in found.hints
    plain = facts({"CF_XDR_LB": "法人及非法人组织", "CF_SY": "当事人销售食品。"})
    assert not {"simple_procedure", "natural_person"} & plain.hints


def test_each_kind_has_facts_without_fields():
    """An empty record of any kind asks nothing that its standard does not have."""
    for kind in ("permit", "penalty", "catalogue_item", "document"):
        assert facts(kind=kind).subject_kind is None


@pytest.mark.parametrize(
    ("name", "code", "kind", "hints"),
    [
        ("陈志强", None, None, {"natural_person"}),
        ("陈志强", "0" * 17 + "X", None, {"natural_person"}),
        ("广州棠禾食品有限公司", None, "organisation", set()),
        ("棠禾鲜果", numbers.uscc(Random(4), "440106"), "organisation", set()),
        ("陈志强", numbers.uscc(Random(4), "440106", "92"), "individual_business", set()),
    ],
    ids=range(5),
)
def test_a_silent_row_is_understood_by_its_code_and_name(name, code, kind, hints):
    """An inference is stated as one; whoever may be a person is one for a person to judge."""
    found = facts({"CF_XDR_MC": name} | ({"CF_XDR_SHXYM": code} if code else {}))
    assert (found.subject_kind, found.hints) == (kind, hints)
    assert len(found.inferences) == 1
    assert name not in found.inferences[0]
    assert not facts({"CF_XDR_MC": name, "CF_XDR_LB": "自然人"}).inferences


@pytest.mark.parametrize(
    ("born", "decided", "minor"),
    [
        (2008, "2026/01/01", True),
        (2008, "2027/01/01", False),
        (2009, None, True),
        (1985, None, False),
    ],
    ids=range(4),
)
def test_a_subject_under_eighteen_on_the_day_of_the_decision_is_a_minor(born, decided, minor):
    """By its own identity number; without a decision date today counts."""
    fields = {"CF_XDR_ZJHM": numbers.id_number(Random(5), "440106", born)}
    if decided:
        fields["CF_JDRQ"] = decided
    assert facts(fields).subject_minor is minor


def test_how_a_catalogue_item_is_disclosed_and_from_when_are_facts():
    """公开属性, and 生效日 as a hint while it lies ahead."""
    found = facts({"SX_GKSX": "公开", "SX_SXRQ": "2026/11/21"}, kind="catalogue_item")
    assert (found.disclosure, found.hints) == ("公开", {"not_yet_effective"})
    assert facts({"SX_SXRQ": "2026/11/20"}, kind="catalogue_item").hints == frozenset()
