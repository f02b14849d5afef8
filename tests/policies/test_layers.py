"""Levels: a level that lifts nothing only hides more; what it lifts, it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Finding, Scan, Status
from policies import catalog
from policies.action import Action
from policies.compiler import compile_layer
from policies.facts import Facts
from policies.fault import PackFault
from policies.layer import Covering, Layer
from policies.layers import compose, lifting
from policies.level import Level
from policies.masks import apply
from policies.review import Review, Scope
from policies.rule import NO_RULE, Condition, Rule, Span
from policies.standards.spec import FieldSpec
from policies.term import Deadline, Period

PACK = catalog.shipped().load("rs-2018-gd")
FACTS = Facts(
    channel="department-portal",
    kind="penalty",
    published_on=date(2026, 3, 2),
    subject_kind="organisation",
    procedure="普通程序",
    decision_date=date(2026, 2, 25),
)
TEXT = "证人欧阳小满在场"
SPECS = {
    "CF_SY": FieldSpec("CF_SY", "CF_SY", "text", None, "optional", "public", True),
    "BZ": FieldSpec("BZ", "BZ", "text", None, "optional", "internal", True),
}
TEXTS = {"CF_SY": TEXT, "BZ": TEXT}
WITH_UNKNOWN_COLUMN = {**TEXTS, "NEW": TEXT}

LAYER = """
pack: shore
title: 海滨省补充规则
version: "1"
effective: {from: 2020-01-01}
instrument: 海滨省社会信用条例（虚构）
sources: [海滨省社会信用条例（虚构）]
level: province
on: rs-2018-gd
"""


def layer_of(text="", **said):
    """A compiled level from its sections, or a bare one with the given rules."""
    if text:
        return compile_layer(LAYER + text, PACK)
    return replace(compile_layer(LAYER, PACK), **said)


def decide(pack, facts=FACTS, found=None, texts=TEXTS):
    return pack.decide(facts, SPECS, texts, Scan(found or {}))


def hidden(pack, facts, finding):
    """How many characters of a finding are covered, in what the public would see."""
    decision = decide(pack, facts, {"CF_SY": (finding,)})
    if decision.fields["CF_SY"].action > Action.KEEP:
        return len(TEXT)
    (span,) = decision.spans
    if span.action is Action.KEEP:
        return 0
    original = TEXT[span.start : span.end]
    shown = apply(span.operator, original, span.params)
    return sum(char not in shown for char in original)


WORDS = {
    "channel": sorted(PACK.channels),
    "kind": sorted(PACK.kinds),
    "subject_kind": ["organisation", "natural_person", None],
    "entity_type": ["PERSON", "VIN", "CN_ID_CARD", "NEW_TYPE"],
    "status": ["certain", "suspect"],
    "role": ["witness", "officer", None],
    "field": ["CF_SY", "BZ", "NEW"],
}
DAYS = st.dates(date(2026, 1, 1), date(2026, 5, 1))


def _conditions(names):
    words = st.sampled_from(names).flatmap(
        lambda name: st.builds(
            Condition,
            st.just(name),
            st.frozensets(st.sampled_from(WORDS[name]), min_size=1),
            st.booleans(),
        )
    )
    days = st.builds(
        lambda name, start: Condition(name, frozenset(), days=Span(start)),
        st.sampled_from(["decided", "published"]),
        DAYS,
    )
    return st.lists(words | days, max_size=2).map(tuple)


def _rules(names, level):
    return st.lists(
        st.builds(
            Rule,
            st.uuids().map(str),
            st.just("依据"),
            st.just("说明"),
            st.sampled_from(Action),
            _conditions(names),
            mask=st.sampled_from([None, "surname", "head", "remove"]),
            level=st.just(level),
        ),
        max_size=3,
    ).map(tuple)


RECORD, FIELD = ["channel", "kind", "subject_kind"], ["channel", "kind", "field"]
ENTITY = [*FIELD, "entity_type", "status", "role"]


def _layers(level):
    kept = replace(layer_of(), level=level, id=level.word)
    fixed = Rule("R", "依据", "说明", Action.KEEP, level=level)
    named = st.uuids().map(lambda made: replace(fixed, id=str(made)))
    return st.builds(
        lambda **said: replace(kept, **said),
        record_rules=_rules(RECORD, level),
        field_rules=_rules(FIELD, level),
        entity_rules=_rules(ENTITY, level),
        reviews=st.lists(st.builds(Review, named, st.sampled_from(Scope)), max_size=1).map(tuple),
        periods=st.lists(
            st.builds(Period, named, st.sampled_from([None, 1, 12, 60])), max_size=1
        ).map(tuple),
        deadlines=st.lists(st.builds(Deadline, named, st.integers(1, 30)), max_size=1).map(tuple),
        masks=st.sampled_from([{}, {"PERSON": Covering("remove")}]),
    )


ANY_FACTS = st.builds(
    lambda **said: replace(FACTS, **said),
    channel=st.sampled_from(WORDS["channel"]),
    kind=st.sampled_from([*WORDS["kind"], "unheard-of"]),
    subject_kind=st.sampled_from(WORDS["subject_kind"]),
    decision_date=st.none() | DAYS,
    published_on=DAYS,
)
ANY_FINDING = st.builds(
    Finding,
    st.just(2),
    st.just(6),
    st.sampled_from(WORDS["entity_type"]),
    st.just(0.9),
    st.just("fake@1"),
    st.sampled_from([Status.CERTAIN, Status.SUSPECT]),
    role=st.sampled_from(WORDS["role"]),
)
SEVERITY = {"released": 0, "in_review": 1, "blocked": 2}
FAR = date(9999, 1, 1)


@given(_layers(Level.PROVINCE), _layers(Level.CHANNEL), ANY_FACTS, ANY_FINDING)
def test_a_level_that_lifts_nothing_never_shows_more(province, channel, facts, finding):
    """Adding a level makes no outcome milder, no term longer and uncovers no character."""
    stacks = [PACK, compose(PACK, [province]), compose(PACK, [channel, province])]
    found = {"CF_SY": (finding,), "BZ": (finding,)}
    decided = [decide(pack, facts, found) for pack in stacks]
    for pack, narrower, before, after in zip(
        stacks, stacks[1:], decided, decided[1:], strict=False
    ):
        assert SEVERITY[after.outcome] >= SEVERITY[before.outcome]
        assert (after.public_until or FAR) <= (before.public_until or FAR)
        assert (after.publish_by or FAR) <= (before.publish_by or FAR)
        for code, ruling in before.fields.items():
            assert after.fields[code].action >= ruling.action
        assert hidden(narrower, facts, finding) >= hidden(pack, facts, finding)


@given(_layers(Level.PROVINCE), ANY_FACTS, ANY_FINDING)
def test_showing_more_takes_a_rule_that_lifts(province, facts, finding):
    """A keeping rule shows more only by the name of what it lifts, and is then reported."""
    keep = Rule("SHOW", "依据", "说明", Action.KEEP, level=Level.PROVINCE)
    silent = compose(PACK, [replace(province, entity_rules=(keep,))])
    assert hidden(silent, facts, finding) >= hidden(PACK, facts, finding)
    assert keep not in lifting(silent)
    names = frozenset({rule.id for rule in PACK.entity_rules} | {NO_RULE})
    named = replace(keep, lifts=names)
    loud = compose(PACK, [replace(layer_of(), entity_rules=(named,))])
    (span,) = decide(loud, facts, {"CF_SY": (finding,)}).spans
    assert (span.action, span.rule) == (Action.KEEP, "SHOW")
    assert lifting(loud) == (named,)


@given(st.permutations([Level.PROVINCE, Level.DEPARTMENT, Level.CHANNEL]))
def test_levels_stand_broad_to_narrow(order):
    """In whichever order levels are handed in, the pack and its digest are the same."""
    layers = [replace(layer_of(), level=level, id=level.word) for level in order]
    pack = compose(PACK, layers)
    assert [layer.level for layer in pack.layers] == sorted(order)
    assert pack.digest == compose(PACK, layers[::-1]).digest != PACK.digest


def test_what_is_lifted_is_told():
    """The rules that applied and those that were set aside are both there to be explained."""
    pack = compose(
        PACK,
        [
            layer_of(
                """
entity_rules:
  - id: HB-OFFICER
    basis: 海滨省行政执法公示办法（虚构）
    does: 执法人员姓名保留。
    when: {entity_type: PERSON, role: officer}
    action: keep
    lifts: [GD-E-OFFICER]
"""
            )
        ],
    )
    officer = Finding(2, 6, "PERSON", 0.9, "fake@1", Status.CERTAIN, role="officer")
    matched = pack.on_finding(FACTS, "CF_SY", SPECS["CF_SY"], officer)
    assert [rule.id for rule in matched.apply] == ["HB-OFFICER"]
    assert [rule.id for rule in matched.lifted] == ["GD-E-OFFICER"]


DEPARTMENT = """
department: [海滨市市场监督管理局]
record_rules:
  - id: HB-STOP
    basis: 本局规定（虚构）
    does: 本局的处罚先由人工判断。
    when: {kind: penalty}
    action: hold
"""


def test_a_department_rules_its_own_records():
    """Rules of a department hold for its records alone."""
    text = LAYER.replace("level: province", "level: department") + DEPARTMENT
    pack = compose(PACK, [compile_layer(text, PACK)])
    own = replace(FACTS, units=frozenset({"海滨市市场监督管理局"}))
    other = replace(FACTS, units=frozenset({"海滨市公安局"}))
    assert decide(pack, own).outcome == "in_review"
    assert decide(pack, other).outcome == "released"
    assert decide(pack).outcome == "released"


@pytest.mark.parametrize(
    ("day", "outcome"), [(date(2026, 3, 31), "in_review"), (date(2026, 4, 1), "released")]
)
def test_a_rule_of_transition(day, outcome):
    """Conditions on days include both ends."""
    text = """
record_rules:
  - id: HB-BEFORE
    basis: 过渡规定（虚构）
    does: 施行前作出的决定由人工判断。
    when: {decided: {to: 2026-03-31}}
    action: hold
"""
    pack = compose(PACK, [layer_of(text)])
    facts = replace(FACTS, decision_date=day, published_on=date(2026, 4, 2))
    assert decide(pack, facts).outcome == outcome


def test_a_sample_is_drawn_by_its_seed():
    """About the stated share waits for a person, the same records each time."""
    text = """
review:
  id: HB-SAMPLE
  basis: 海滨省抽查办法（虚构）
  does: 抽查百分之十。
  rule: sample
  share: 10%
  seed: "2026"
"""
    pack = compose(PACK, [layer_of(text)])
    facts = [replace(FACTS, record=f"r-{number}") for number in range(2000)]
    drawn = [decide(pack, each).outcome for each in facts]
    assert 150 < drawn.count("in_review") < 250
    assert drawn == [decide(pack, each).outcome for each in facts]


FAULTS = [
    ("比整包还宽", "level: province", "level: national", "只能写"),
    ("另一个包", "on: rs-2018-gd", "on: elsewhere", "on 应当写"),
    ("取消不存在的规则", "", "lifts: [GD-E-NONE]", "不能取消"),
    ("取消自己的规则", "", "lifts: [HB-X]", "不能取消"),
    ("遮盖放宽", "", "masks: {PERSON: surname}", "本级只能改为 remove"),
    ("编号重复", "", "id: GD-E-VIN", "已经用过"),
    ("省级写部门", "level: province", "level: province\ndepartment: 某局", "才写“department”"),
    ("部门级没写部门", "level: province", "level: department", "缺少“department”"),
    ("抽查没有比例", "", "rule: sample", "抽查比例"),
    ("日期条件", "", "when: {decided: {}}", "日期条件应当"),
    ("日期颠倒", "", "when: {decided: {from: 2026-02-01, to: 2026-01-01}}", "from 晚于 to"),
]
RULE = """
entity_rules:
  - id: HB-X
    basis: 依据（虚构）
    does: 说明。
    when: {entity_type: VIN}
    action: drop
"""
REVIEW = """
review:
  - {id: HB-R, basis: 依据（虚构）, does: 说明。, rule: sample}
"""


@pytest.mark.parametrize("case", FAULTS, ids=[c[0] for c in FAULTS])
def test_fault_of_a_level(case):
    """What a level may not say is refused with what to do."""
    _, right, wrong, said = case
    text = LAYER.replace(right, wrong) + RULE if right else LAYER
    key = wrong.partition(":")[0]
    if not right and key == "masks":
        text += wrong
    elif not right and key == "rule":
        text += REVIEW
    elif not right and key in {"id", "when"}:
        lines = [f"    {wrong}" if f" {key}:" in line else line for line in RULE.splitlines()]
        text += "\n".join(lines).replace("    id:", "  - id:")
    elif not right:
        text += RULE + "    " + wrong
    with pytest.raises(PackFault) as raised:
        compile_layer(text, PACK)
    assert any(said in fault.message for fault in raised.value.faults), str(raised.value)


def test_a_level_for_another_pack_does_not_compose():
    """Levels go on the pack they were written for, each id once."""
    other: Layer = replace(layer_of(), on="elsewhere")
    with pytest.raises(PackFault):
        compose(PACK, [other])
    twice = layer_of(RULE)
    with pytest.raises(PackFault):
        compose(PACK, [twice, replace(twice, id="again")])
