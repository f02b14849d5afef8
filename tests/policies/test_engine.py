"""The laws of deciding, and the notice clause by clause."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import SHIELDS, Finding, Scan, Status, Unread
from policies import catalog, masks
from policies.action import Action
from policies.facts import Facts
from policies.fault import UnknownChannel
from policies.review import Scope
from policies.standards.spec import FieldSpec
from policies.vocabulary import ENTITY_TYPES, RECORD_ATTRIBUTES, ROLES

PACK = catalog.shipped().load("rs-2018-gd")
FACTS = Facts(
    channel="department-portal",
    kind="penalty",
    published_on=date(2026, 3, 2),
    subject_kind="organisation",
    procedure="普通程序",
    decision_date=date(2026, 2, 25),
)


def spec(code, display="public", free_text=True, holds=None):
    return FieldSpec(code, code, "text", None, "optional", display, free_text, holds)


SPECS = {
    "CF_SY": spec("CF_SY"),
    "CF_NR": spec("CF_NR"),
    "CF_XDR_MC": spec("CF_XDR_MC", "header", False),
    "CF_CFLB": spec("CF_CFLB", "public", False),
    "CF_FR_ZJHM": spec("CF_FR_ZJHM", "never", False, "CN_ID_CARD"),
    "BZ": spec("BZ", "internal"),
}


def finding(entity_type="PERSON", status=Status.CERTAIN, start=0, **rest):
    return Finding(start, start + 3, entity_type, 0.9, "fake@1", status, **rest)


TEXTS = dict.fromkeys(SPECS, "秦小满")


def decide(found=None, facts=FACTS, pack=PACK, unread=(), specs=SPECS, texts=TEXTS):
    return pack.decide(facts, specs, texts, Scan(found or {}, unread))


ANY_FACTS = st.builds(
    Facts,
    channel=st.sampled_from(sorted(PACK.channels)),
    kind=st.sampled_from([*PACK.kinds, "unheard-of"]),
    published_on=st.dates(date(2018, 9, 5), date(2030, 1, 1)),
    subject_kind=st.sampled_from(
        [None, "organisation", "natural_person", "individual_business", "其他"]
    ),
    procedure=st.sampled_from([None, "简易程序", "普通程序", "其他"]),
    severity=st.sampled_from([None, "轻微", "一般", "严重", "3", "其他"]),
    usage_scope=st.sampled_from([None, "0", "1", "2", "9"]),
    decision_date=st.none() | st.dates(date(2018, 1, 1), date(2027, 1, 1)),
    declared_until=st.none() | st.dates(date(2018, 1, 1), date(2040, 1, 1)),
    hints=st.frozensets(st.sampled_from([*sorted(RECORD_ATTRIBUTES["hint"]), "other"])),
    subject_minor=st.booleans(),
    disclosure=st.sampled_from([None, "公开", "依申请", "其他"]),
    secrecy_review=st.sampled_from([None, "可公开", "不公开"]),
    state=st.sampled_from([None, "1", "2"]),
    item_listing=st.sampled_from([None, "listed", "unlisted", "no_catalogue"]),
)
ANY_FINDING = st.builds(
    Finding,
    start=st.just(0),
    end=st.just(3),
    entity_type=st.sampled_from([*sorted(ENTITY_TYPES), "NEW_TYPE"]),
    score=st.just(0.9),
    detector=st.just("fake@1"),
    status=st.sampled_from(Status),
    role=st.sampled_from([None, "unheard-of", *sorted(ROLES)]),
    category=st.sampled_from([None, "government", "private", "service", "T1", "T4", "B3"]),
    detail=st.sampled_from([None, 0, 2]),
)
ANY_SCAN = st.dictionaries(
    st.sampled_from([*SPECS, "UNKNOWN_COLUMN"]), st.lists(ANY_FINDING, max_size=4).map(tuple)
)
SEVERITY = {"released": 0, "in_review": 1, "blocked": 2}


@given(ANY_FACTS, ANY_SCAN, st.sampled_from(sorted(SPECS)), ANY_FINDING)
def test_one_more_finding_is_never_milder(facts, found, field, extra):
    """A further finding makes no outcome milder and changes no other ruling."""
    before = decide(found, facts)
    after = decide({**found, field: (*found.get(field, ()), extra)}, facts)
    assert SEVERITY[after.outcome] >= SEVERITY[before.outcome]
    assert all(span in after.spans for span in before.spans)
    assert set(before.reasons) <= set(after.reasons)
    assert before.record == after.record
    assert {c: r for c, r in after.fields.items() if c in before.fields} == before.fields


@given(ANY_FACTS, ANY_SCAN, st.randoms())
def test_order_does_not_matter(facts, found, random):
    """The order of fields and findings changes no outcome and no ruling."""
    mixed = {code: list(findings) for code, findings in found.items()}
    for findings in mixed.values():
        random.shuffle(findings)
    codes = list(mixed)
    random.shuffle(codes)
    one, other = decide(found, facts), decide({c: tuple(mixed[c]) for c in codes}, facts)
    assert one.outcome == other.outcome
    assert sorted(map(repr, one.spans)) == sorted(map(repr, other.spans))
    assert set(one.review) == set(other.review)


@given(ANY_FACTS, ANY_SCAN)
def test_every_finding_is_ruled_and_covered(facts, found):
    """One ruling for each finding; whatever is more than `keep` has a mask that covers it."""
    decision = decide(found, facts)
    assert len(decision.spans) == sum(map(len, found.values()))
    for span in decision.spans:
        assert span.rule
        assert span.basis
        if span.action is Action.KEEP:
            assert span.operator == ""
        else:
            assert masks.apply(span.operator, "秦小满", span.params) != "秦小满"
        if span.action is Action.DROP:
            assert span.operator == "remove"


@given(ANY_FACTS, ANY_SCAN)
def test_strictest_wins(facts, found):
    """The ruling of a finding is the maximum over all rules that match it."""
    decision = decide(found, facts)
    for ruling in decision.fields.values():
        matching = [
            r
            for r in PACK.field_rules
            if r.matches(_values(facts) | _place(ruling.field)) and r.open(PACK.settings)
        ]
        expected = max((r.action for r in matching), default=Action.HOLD)
        assert ruling.action is expected
    rulings = PACK.record_rulings(facts)
    assert rulings[0].action == max(r.action for r in rulings)


def _values(facts):
    return {
        "channel": facts.channel,
        "kind": facts.kind,
        "subject_kind": facts.subject_kind,
        "procedure": facts.procedure,
        "severity": facts.severity,
        "usage_scope": facts.usage_scope,
        "hint": facts.hints,
    }


def _place(code):
    known = SPECS.get(code)
    return {"field": code} | ({"display": known.display} if known else {})


@given(ANY_FACTS, ANY_SCAN)
def test_memory_does_not_decide(facts, found):
    """A pack that has decided much decides like one that has decided nothing."""
    fresh = replace(PACK)
    assert fresh.decide(facts, SPECS, TEXTS, Scan(found)) == decide(found, facts)


@pytest.mark.parametrize("entity_type", sorted(SHIELDS))
@pytest.mark.parametrize("status", list(Status), ids=lambda s: s.word)
def test_shields_are_kept(entity_type, status):
    """What is known to be public stays at every status and asks nobody."""
    decision = decide({"CF_SY": (finding(entity_type, status),)})
    assert [s.action for s in decision.spans] == [Action.KEEP]
    assert decision.outcome == "released"


CLAUSES = [
    ("三 简易程序不上信用广东", {"procedure": "简易程序"}, "xinyong-guangdong", "blocked"),
    ("三 简易程序可上信用中国", {"procedure": "简易程序"}, "xinyong-china", "released"),
    ("三 个人处罚不上信用广东", {"subject_kind": "natural_person"}, "xinyong-guangdong", "blocked"),
    ("三 个人处罚可上门户", {"subject_kind": "natural_person"}, "local-portal", "released"),
    ("三 个体户不是个人", {"subject_kind": "individual_business"}, "xinyong-guangdong", "released"),
    (
        "三 个人许可可上信用广东",
        {"kind": "permit", "subject_kind": "natural_person"},
        "xinyong-guangdong",
        "released",
    ),
    (
        "三 类别空白而像个人",
        {"subject_kind": None, "hints": frozenset({"natural_person"})},
        "xinyong-guangdong",
        "in_review",
    ),
    (
        "三 程序空白而像简易",
        {"procedure": None, "hints": frozenset({"simple_procedure"})},
        "xinyong-guangdong",
        "in_review",
    ),
    (
        "三 两栏都空白而无迹象",
        {"subject_kind": None, "procedure": None},
        "xinyong-guangdong",
        "released",
    ),
    ("使用范围为授权查询", {"usage_scope": "2"}, "social-media", "blocked"),
    ("使用范围为公示", {"usage_scope": "0"}, "social-media", "released"),
    ("二 目录未经审查", {"kind": "catalogue_item"}, "xinyong-guangdong", "in_review"),
    (
        "二 目录经审查可公开",
        {"kind": "catalogue_item", "secrecy_review": "可公开", "disclosure": "公开"},
        "xinyong-china",
        "released",
    ),
    ("八 期满", {"decision_date": date(2025, 3, 1)}, "department-portal", "blocked"),
    ("八 最后一日", {"decision_date": date(2025, 3, 2)}, "department-portal", "released"),
    (
        "八 严重三年未满",
        {"decision_date": date(2024, 3, 1), "severity": "严重"},
        "department-portal",
        "released",
    ),
    ("未知种类", {"kind": "unheard-of"}, "department-portal", "in_review"),
]


@pytest.mark.parametrize("case", CLAUSES, ids=[c[0] for c in CLAUSES])
def test_clause(case):
    """Each clause of the notice decides the record it is about."""
    _, changes, channel, outcome = case
    assert decide(facts=replace(FACTS, channel=channel, **changes)).outcome == outcome


PERIODS = [
    (None, None, date(2021, 2, 28)),
    ("一般", None, date(2021, 2, 28)),
    ("轻微", None, date(2021, 2, 28)),
    ("严重", None, date(2023, 2, 28)),
    ("3", None, date(2023, 2, 28)),
    (None, date(2020, 9, 1), date(2020, 9, 1)),
    (None, date(2030, 9, 1), date(2021, 2, 28)),
]


@pytest.mark.parametrize("case", PERIODS, ids=range(len(PERIODS)))
def test_period_from_a_leap_day(case):
    """1 year, 3 years, unset as 1 year, clamped both ways, from 2020-02-29."""
    severity, declared, until = case
    facts = replace(
        FACTS,
        severity=severity,
        declared_until=declared,
        decision_date=date(2020, 2, 29),
        published_on=date(2020, 3, 2),
    )
    decision = decide(facts=facts)
    assert decision.public_until == until
    clamped = declared is not None and declared > until
    assert ("CLAMPED" in {n.rule for n in decision.notes}) is clamped


def test_permit_has_no_end():
    """No clause sets a period for permits, so none is made up."""
    decision = decide(facts=replace(FACTS, kind="permit"))
    assert (decision.public_until, decision.publish_by) == (None, date(2026, 3, 5))


def test_missing_decision_date_counts_from_publication():
    """Without a decision date a penalty is not public for ever, and the log says so."""
    decision = decide(facts=replace(FACTS, decision_date=None))
    assert decision.public_until == date(2027, 3, 2)
    assert decision.publish_by is None
    assert "NO-DATE" in {n.rule for n in decision.notes}


def test_repair_follows_the_period():
    """One-year penalties may be repaired after three months, three-year ones never."""
    assert PACK.period(FACTS).repair_months == 3
    assert PACK.period(replace(FACTS, severity="严重")).repair_months is None


def test_unread_detector_holds():
    """A silent detector sends the record to a person and is named."""
    decision = decide(unread=(Unread("person@3", "timeout"),))
    assert decision.outcome == "in_review"
    assert decision.record[0].rule == "UNREAD"
    assert "person@3" in decision.record[0].basis


def test_unknown_channel_is_an_error_without_its_name():
    """Nothing is decided for a channel that the pack does not know."""
    with pytest.raises(UnknownChannel) as raised:
        decide(facts=replace(FACTS, channel="canary-4711"))
    assert "canary" not in str(raised.value)


def test_unknown_column_is_held():
    """A column that no standard and no rule knows is not shown and a person sees it."""
    decision = PACK.decide(FACTS, SPECS, {"CF_SY": "甲", "NEW": "乙"}, Scan({}))
    assert decision.fields["NEW"].action is Action.HOLD
    assert decision.fields["NEW"].rule == "NO-RULE"


def test_findings_in_a_column_that_was_not_named_are_ruled():
    """A finding is never lost because its field was not listed."""
    decision = PACK.decide(FACTS, SPECS, {}, Scan({"CF_SY": (finding(),)}))
    assert decision.fields.keys() == {"CF_SY"}
    assert decision.outcome == "in_review"


REVIEWS = [
    ("遮盖正文", {"CF_SY": (finding(),)}, ["CF_SY"]),
    ("非正文栏里的意外内容", {"CF_CFLB": (finding("PHONE_NUMBER"),)}, ["CF_CFLB"]),
    ("名称栏里的相对人", {"CF_XDR_MC": (finding(role="subject"),)}, []),
    ("疑似的名称", {"CF_XDR_MC": (finding(status=Status.SUSPECT, role="subject"),)}, ["CF_XDR_MC"]),
    ("不展示的栏", {"BZ": (finding(status=Status.SUSPECT),)}, []),
    ("保留的内容", {"CF_SY": (finding("STATUTE"),)}, []),
]


@pytest.mark.parametrize("case", REVIEWS, ids=[c[0] for c in REVIEWS])
def test_review_of_what_changed(case):
    """`changed` means free text changed or a suspect in what is shown; hidden columns do not."""
    _, found, fields = case
    assert [r.field for r in decide(found).review] == fields


@pytest.mark.parametrize(("rule", "outcome"), [("all", "in_review"), ("held", "released")])
def test_other_review_rules(rule, outcome):
    """`all` sends every record to a person, `held` only what a rule holds."""
    (review,) = PACK.reviews
    pack = replace(PACK, reviews=(replace(review, scope=Scope(rule)),))
    assert decide({"CF_SY": (finding(),)}, pack=pack).outcome == outcome
    assert decide(pack=pack).outcome == outcome


def test_hidden_column_hides_no_hold_and_no_block():
    """A dropped column needs no review itself, yet a secrecy mark in it blocks the record."""
    secret = finding("TRADE_SECRET", category="T1")
    mark = finding("STATE_SECRET_MARK")
    assert decide({"BZ": (secret,), "CF_SY": (secret,)}).outcome == "in_review"
    assert decide({"BZ": (secret,)}).outcome == "released"
    assert decide({"BZ": (mark,)}).outcome == "blocked"


def test_strictest_cover_is_kept_when_a_hold_wins():
    """A suspected complainant is held, and still loses the surname too."""
    found = finding(status=Status.SUSPECT, role="complainant")
    (span,) = decide({"CF_SY": (found,)}).spans
    assert (span.action, span.operator) == (Action.HOLD, "remove")


def test_address_carries_where_its_detail_begins():
    """The cut below the county is given as an offset in the span."""
    found = finding("ADDRESS", start=4, role="person", detail=6)
    (span,) = decide({"CF_SY": (found,)}).spans
    assert (span.operator, span.params) == ("county", {"detail": "2"})


NAME = {"CF_XDR_MC": replace(SPECS["CF_XDR_MC"], holds="PERSON", role="subject")}
PERSON = replace(FACTS, subject_kind="natural_person")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("秦小满", "released"),
        ("秦小满、秦小满", "in_review"),
        ("秦小满，（）", "released"),
        ("秦小满、张某2", "released"),
        ("秦小满、陈**", "released"),
        ("秦小满1", "in_review"),
        ("秦小满（曾用名秦大满）", "in_review"),
        ("秦小满某某经营部", "in_review"),
        ("秦小满、陈某强", "in_review"),
        ("自然人", "in_review"),
    ],
    ids=range(10),
)
def test_a_name_column_is_names_all_through_or_covered_whole(text, outcome):
    """What stands beside the first name and is no name is never shown."""
    found = {"CF_XDR_MC": (finding(role="subject"),)} if text.startswith("秦") else {}
    decision = decide(found, PERSON, specs=NAME, texts={"CF_XDR_MC": text})
    assert decision.outcome == outcome
    covers = [(s.start, s.end, s.operator) for s in decision.spans if s.rule == "PARTLY-READ"]
    assert covers == ([(0, len(text), "remove")] if outcome == "in_review" else [])


def test_a_name_column_whose_names_are_shown_hides_nothing():
    """With full names shown by switch or by role there is nothing to protect by covering."""
    shown = PACK.switched({"show_punished_person": True})
    texts = {"CF_XDR_MC": "秦小满先生"}
    found = {"CF_XDR_MC": (finding(role="subject"),)}
    assert decide(found, PERSON, shown, specs=NAME, texts=texts).outcome == "released"
    spec_ = replace(SPECS["CF_XDR_MC"], holds="PERSON", role="legal_representative")
    decision = decide({}, specs={"CF_XDR_MC": spec_}, texts=texts)
    assert decision.outcome == "released"


def test_marks_and_inferences_are_notes_and_stop_nothing():
    """A dispute and an inference go into the log with their sentences."""
    facts = replace(FACTS, state="异议", inferences=("没有填写类别，依代码推断",))
    decision = decide(facts=facts)
    assert decision.outcome == "released"
    notes = {note.rule: note.basis for note in decision.notes}
    assert notes["INFERRED"] == "没有填写类别，依代码推断"
    assert "GD-09-DISPUTED" in notes
    assert decision.published_on == FACTS.published_on


def test_decisions_and_packs_travel_between_processes():
    """A pool of processes can send both."""
    decision = decide({"CF_SY": (finding("VIN"), finding("ADDRESS", detail=1))})
    assert pickle.loads(pickle.dumps(decision)) == decision
    assert pickle.loads(pickle.dumps(PACK)).digest == PACK.digest
