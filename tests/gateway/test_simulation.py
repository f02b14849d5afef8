"""A draft tried on records: what is counted is what the public would see otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.border import Scanner
from gateway.journey import Journey
from gateway.record import Record, Rejected
from gateway.redact import redact
from gateway.simulation import Comparison, Simulation, simulate
from gateway.simulation_chart import chart
from policies import catalog
from policies.action import Action
from policies.layer import Covering
from policies.standards.spec import Problem

DAY = date(2026, 3, 2)
CHANNEL = "department-portal"
PACK = catalog.shipped().load("rs-2018-gd")
SCANNER = Scanner()
BEFORE = Journey(SCANNER, PACK, DAY)
CANARY = "欧阳小满"
FIELDS = {
    "CF_XDR_MC": "海滨市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_SY": f"现场负责人：{CANARY}，联系电话：13800138000。",
    "CF_NR": "给予警告。",
    "CF_JDRQ": "2026/02/25",
}


def record(number=1, **more):
    return Record(f"r-{number}", "penalty", FIELDS | more, procedure="普通程序")


def with_rule(rule_id, **change):
    """The pack with one entity rule changed."""
    rules = tuple(replace(r, **change) if r.id == rule_id else r for r in PACK.entity_rules)
    return Journey(SCANNER, replace(PACK, entity_rules=rules), DAY)


SHOWING = with_rule("GD-E-PHONE", action=Action.KEEP)


def played(after, records, before=BEFORE, jobs=1):
    given = [(f"row:{n}", each, (CHANNEL,)) for n, each in enumerate(records)]
    *_, last = simulate(before, after, given, jobs)
    return last.summary(before, after, "digest")


def test_no_change_changes_nothing():
    """The same rules on both sides count nothing."""
    summary = played(BEFORE, [record()])
    assert summary["newly_shown_characters"] == summary["newly_hidden_characters"] == 0
    assert {each["before"] for each in summary["outcomes"]} == {"in_review"}
    assert summary["samples"] == []


def test_what_would_newly_be_shown():
    """Eleven digits that a rule hid; the rule, field and type are named, the number is not."""
    summary = played(SHOWING, [record(n) for n in range(7)])
    shown = summary["newly"]["shown"]
    assert summary["newly_shown_characters"] == 7 * 11
    assert shown["rule"] == {"GD-E-PHONE": {"spots": 7, "characters": 77}}
    assert shown["field"].keys() == {"CF_SY"}
    assert shown["entity_type"].keys() == {"PHONE_NUMBER"}
    assert summary["newly"]["hidden"] == {}
    assert len(summary["samples"]) == 5


def test_what_would_newly_be_hidden():
    """The other way round the same characters are hidden."""
    summary = played(BEFORE, [record()], before=SHOWING)
    assert summary["newly_hidden_characters"] == 11
    assert summary["newly_shown_characters"] == 0


def test_a_mask_counts_what_it_leaves():
    """A name of which the surname stays: only the rest is newly hidden."""
    start = FIELDS["CF_SY"].index(CANARY)
    masks = {**PACK.masks, "PERSON": Covering("remove")}
    summary = played(Journey(SCANNER, replace(PACK, masks=masks), DAY), [record()])
    (sample,) = [s for s in summary["samples"] if s["what"] == "hidden"]
    assert (sample["start"], sample["end"]) == (start, start + 2)


def test_outcomes_that_change_name_their_rule():
    """A record that would be stopped says by which rule."""
    blocking = with_rule("GD-E-PHONE", action=Action.BLOCK)
    summary = played(blocking, [record()])
    assert summary["outcomes"] == [
        {"channel": CHANNEL, "before": "in_review", "after": "blocked", "records": 1}
    ]
    assert summary["changed_outcomes_by_rule"] == {"GD-E-PHONE": 1}


def test_no_original_leaves():
    """Neither summary nor chart holds a text of the record."""
    summary = played(SHOWING, [record(n) for n in range(3)])
    for told in (orjson.dumps(summary).decode(), chart(summary)):
        assert CANARY not in told
        assert "13800138000" not in told
        assert "r-1" not in told


def test_refused_rows_are_counted():
    """A row that breaks the standard is counted, and those beside it go on."""
    refused = Rejected("x", 3, (Problem("CF_SY", "REQUIRED", "缺少"),))
    summary = played(SHOWING, [refused, record()])
    assert (summary["records"], summary["refused"]) == (2, 1)
    assert summary["newly_shown_characters"] == 11


def test_processes_count_the_same():
    """Two processes come to what one comes to."""
    records = [record(n) for n in range(130)]
    assert played(SHOWING, records, jobs=2) == played(SHOWING, records)


@given(
    st.sets(st.sampled_from(sorted(rule.id for rule in PACK.entity_rules)), max_size=6),
    st.sampled_from(Action),
)
def test_counts_are_what_the_public_sees(rules, action):
    """Characters newly shown minus newly hidden are those by which the shown text grows.

    Masks that write something of their own in place of what they hide are left out of the count.
    """
    changed = tuple(
        replace(r, action=action, mask=None) if r.id in rules else r for r in PACK.entity_rules
    )
    bare = {name: Covering("remove") for name in PACK.masks}
    before = Journey(SCANNER, replace(PACK, masks=bare), DAY)
    after = Journey(SCANNER, replace(PACK, entity_rules=changed, masks=bare), DAY)
    ((compared,),) = Comparison(before, after).groups([record()], (CHANNEL,))
    grown = sum((e.end - e.start) * (1 if e.direction == "shown" else -1) for e in compared.effects)
    assert grown == _shown(after) - _shown(before)


def _shown(journey):
    one = record()
    decision = journey.decide(one, CHANNEL, SCAN)
    shown = redact(one.fields, decision)
    written = sum(len(t.replacement) for t in shown.transformations if t.entity_type)
    return sum(map(len, shown.fields.values())) - written


SCAN = BEFORE.scan(record(), FIELDS)


def test_the_chart_is_drawn_from_the_counts():
    """One bar a rule and direction, said in words as well; an empty one says so."""
    drawn = chart(played(SHOWING, [record()]))
    assert "GD-E-PHONE" in drawn
    assert "将新显示 11 字" in drawn
    assert "没有文字" in chart(Simulation().summary(BEFORE, BEFORE))


@pytest.mark.parametrize("channels", [(CHANNEL,), (CHANNEL, "xinyong-china")])
def test_each_channel_is_compared(channels):
    """A record is compared on every channel it is meant for."""
    (group,) = Comparison(BEFORE, SHOWING).groups([record()], channels)
    assert [compared.channel for compared in group] == [*channels]
