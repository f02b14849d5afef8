"""The packs of the state and the province: never milder than what they follow, and by date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from detectors.finding import Finding, Scan, Status
from policies import catalog, masks
from policies.action import Action
from policies.catalog import EXAMPLES_FILE, PACK_FILE, Source
from policies.facts import Facts
from policies.layers import lifting
from policies.pack import Pack
from policies.standards.spec import FieldSpec
from policies.vocabulary import ENTITY_TYPES, FIELD_ATTRIBUTES, RECORD_ATTRIBUTES

NEW_LAW = date(2026, 4, 1)
OLD = catalog.shipped().load("rs-2018-gd")
STATE = catalog.shipped().load("national-2026")
STACK = catalog.shipped().standing("national-2026", NEW_LAW)
FACTS = Facts(
    channel="department-portal",
    kind="penalty",
    published_on=date(2026, 5, 13),
    subject_kind="organisation",
    procedure="普通程序",
    severity="一般",
    decision_date=date(2026, 5, 11),
)
PENALTIES = ("penalty", "document")
UNHEARD = "unheard-of"
OUTCOMES = ("released", "in_review", "blocked")


def decide(pack: Pack, **changes: object):
    return pack.decide(replace(FACTS, **changes), {}, {}, Scan({}))


def every(attribute: str) -> list[str | None]:
    """All that a record can say of one attribute: the words, nothing, and what nobody knows."""
    return [*sorted(RECORD_ATTRIBUTES[attribute] or ()), None, UNHEARD]


def opened(pack: Pack, *, yes: bool) -> Pack:
    """With all switches that both packs have one way; those of one pack stay as they are."""
    common = OLD.settings.keys() & pack.settings.keys()
    return pack.switched(dict.fromkeys(common, yes))


def test_the_law_is_chosen_by_the_day_of_publication():
    """The last day of the notice alone, and the first of the later law with its province."""
    assert catalog.shipped().for_date(date(2026, 3, 31)).id == "rs-2018-gd"
    chosen = catalog.shipped().for_date(NEW_LAW)
    assert chosen.id == "national-2026"
    assert [layer.id for layer in chosen.layers] == ["guangdong"]


def test_the_province_lifts_nothing():
    """Guangdong only adds to the law of the state."""
    assert lifting(STACK) == ()


def words(entity_type: str, attribute: str) -> list[str | None]:
    """What rules of either pack can tell apart in one attribute of a finding of this type."""
    named = {
        word
        for rule in (*OLD.entity_rules, *STATE.entity_rules)
        if all(c.holds(entity_type) for c in rule.when if c.attribute == "entity_type")
        for condition in rule.when
        if condition.attribute == attribute
        for word in condition.words
    }
    return [*sorted({*named, UNHEARD} - {None}), None]


def findings(entity_type: str) -> Iterator[Finding]:
    roles, categories = words(entity_type, "role"), words(entity_type, "category")
    for status, role, category in product(Status, roles, categories):
        yield Finding(0, 5, entity_type, 0.9, "fake@1", status, role=role, category=category)


def column(display: str, *, free_text: bool = True) -> FieldSpec:
    return FieldSpec("CF_SY", "CF_SY", "text", None, "optional", display, free_text)


@pytest.mark.parametrize("yes", [False, True], ids=["closed", "open"])
@pytest.mark.parametrize("entity_type", [*sorted(ENTITY_TYPES), "NEW_TYPE"])
def test_no_finding_is_treated_more_mildly(entity_type, yes):
    """Every type, status, role and category, for every kind of record and subject."""
    old, new = opened(OLD, yes=yes), opened(STATE, yes=yes)
    text = {"CF_SY": "秦小满某某"}
    for kind, subject in product(OLD.kinds, every("subject_kind")):
        facts = replace(FACTS, kind=kind, subject_kind=subject)
        for found, display in product(findings(entity_type), ("public", "internal")):
            specs, scan = {"CF_SY": column(display)}, Scan({"CF_SY": (found,)})
            before = old.decide(facts, specs, text, scan).spans[0]
            after = new.decide(facts, specs, text, scan).spans[0]
            assert after.action >= before.action, (found, facts)
            if before.action > Action.KEEP:
                covered = (masks.apply(s.operator, "秦小满某某", s.params) for s in (before, after))
                shown, now_shown = covered
                assert now_shown in (shown, masks.COVER), (found, facts)


def test_no_column_is_treated_more_mildly():
    """Every display, and every column that a rule of either pack names."""
    named = {
        word
        for rule in (*OLD.field_rules, *STATE.field_rules)
        for condition in rule.when
        if condition.attribute == "field"
        for word in condition.words
    }
    for display, code in product(sorted(FIELD_ATTRIBUTES["display"] or ()), {*named, UNHEARD}):
        spec = {code: replace(column(display), code=code)}
        before = OLD.decide(FACTS, spec, {code: "某"}, Scan({})).fields[code]
        after = STATE.decide(FACTS, spec, {code: "某"}, Scan({})).fields[code]
        assert after.action >= before.action, (display, code)


SAID = {
    "channel": [*OLD.channels],
    "kind": [*OLD.kinds, UNHEARD],
    "subject_kind": every("subject_kind"),
    "procedure": every("procedure"),
    "severity": every("severity"),
}
# Beside what else a record can say, these stand for all of the above.
FEWER = {
    "channel": ["xinyong-guangdong", "department-portal"],
    "kind": [*OLD.kinds],
    "subject_kind": ["organisation", "natural_person", None],
    "procedure": ["普通程序", None],
    "severity": ["轻微", "一般", "较重", "严重", None],
}
ASIDE = [
    *({"usage_scope": word} for word in every("usage_scope")),
    *({"state": word} for word in every("state")),
    *({"hints": frozenset({str(word)})} for word in every("hint")),
    *(
        {"secrecy_review": review, "disclosure": disclosure}
        for review in ("可公开", "不予公开", None)
        for disclosure in every("disclosure")
    ),
    {"subject_minor": True},
    {"decision_date": None, "hints": frozenset({"undated_penalty"})},
    {"decision_date": date(2025, 5, 13)},
    {"decision_date": date(2025, 5, 12)},
    {"decision_date": date(2023, 5, 12)},
    {"declared_until": date(2026, 6, 1)},
    {"declared_until": date(2040, 1, 1)},
]


@pytest.mark.parametrize(
    ("said", "asides"), [(SAID, [{}]), (FEWER, ASIDE)], ids=["plain", "with more said"]
)
def test_no_record_is_treated_more_mildly(said, asides):
    """Every channel, kind, subject, procedure and class; shown never longer."""
    for words_said, aside in product(product(*said.values()), asides):
        facts = replace(FACTS, **dict(zip(said, words_said, strict=True)), **aside)
        before, after = (pack.decide(facts, {}, {}, Scan({})) for pack in (OLD, STACK))
        assert OUTCOMES.index(after.outcome) >= OUTCOMES.index(before.outcome), facts
        if before.public_until is not None:
            assert after.public_until is not None, facts
            assert after.public_until <= before.public_until, facts


@pytest.mark.parametrize("channel", STATE.channels)
@pytest.mark.parametrize("kind", PENALTIES)
@pytest.mark.parametrize("severity", [None, "0", UNHEARD])
def test_a_class_that_is_not_said_is_never_guessed(channel, kind, severity):
    """It waits for a person by a rule of its own, and no year is put in its place."""
    decision = decide(STATE, channel=channel, kind=kind, severity=severity)
    assert decision.outcome == "in_review"
    assert "CN-36-CLASS-UNSET" in {ruling.rule for ruling in decision.record}
    assert decision.public_until == date(2026, 8, 11)


@pytest.mark.parametrize("channel", STATE.channels)
@pytest.mark.parametrize("kind", PENALTIES)
@pytest.mark.parametrize("severity", every("severity"))
def test_public_security_penalties_of_a_person_are_sealed(channel, kind, severity):
    """On every channel, whatever class; with the subject unsaid a person looks."""
    sealed = {"channel": channel, "kind": kind, "severity": severity, "procedure": "普通程序"}
    hints = frozenset({"public_security"})
    switched = STATE.switched(dict.fromkeys(STATE.settings, True))
    for pack in (STATE, switched):
        person = decide(pack, subject_kind="natural_person", hints=hints, **sealed)
        assert person.outcome == "blocked"
        assert "CN-136-PERSON" in {ruling.rule for ruling in person.record}
    unsaid = decide(switched, subject_kind=None, hints=hints, **sealed)
    assert unsaid.outcome == "in_review"
    assert "CN-136-OTHERS" in {ruling.rule for ruling in unsaid.record}


REPAIRS = [("一般", 3), ("严重", 12), ("轻微", 0), (None, 3)]


@pytest.mark.parametrize(("severity", "months"), REPAIRS, ids=range(len(REPAIRS)))
def test_repair_is_open_after_the_shortest_time_of_the_class(severity, months):
    """At once, after three months, after a year."""
    period = STATE.period(replace(FACTS, severity=severity))
    assert period is not None
    assert period.repair_months == months


EXAMPLE = Path(__file__).parents[2] / "docs" / "packs" / "jiangsu-example"


def test_the_example_of_another_province_works():
    """It compiles on the law of the state, its cases pass, and it names what it lifts."""
    rules, cases = ((EXAMPLE / name).read_text("utf-8") for name in (PACK_FILE, EXAMPLES_FILE))
    packs = catalog.shipped().replaced([Source(EXAMPLE.name, rules, cases)])
    assert [str(fault) for fault in packs.check(EXAMPLE.name)] == []
    assert [sorted(r.lifts) for r in lifting(packs.load(EXAMPLE.name))] == [["CN-E-SCENE"]]
    assert len(rules.splitlines()) < 100
