"""The section ``life`` of a pack: read with its faults by line; each of its rules says no once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import catalog
from policies.action import Action
from policies.compiler import compile_pack
from policies.fault import PackFault
from policies.life import Plea
from policies.rule import Rule
from policies.term import Period, add_months

PACK = catalog.load("rs-2018-gd")
SOURCE = catalog.source("rs-2018-gd")
REPAIR = PACK.life.repair
DECIDED = date(2026, 3, 2)
RULE = Rule("R", "依据", "说明", Action.KEEP)
ALL = frozenset(REPAIR.materials)


def plea(months=12, repair=3, day=date(2026, 6, 2), **more):
    period = None if months == 0 else Period(RULE, months, repair)
    told = {"decided": DECIDED, "published": DECIDED, "materials": ALL} | more
    return Plea(on=day, period=period, **told)


CASES = {
    "满三个月、材料齐全的可以修复": (plea(), []),
    "差一天满三个月": (plea(day=date(2026, 6, 1)), ["GD-10-MINIMUM"]),
    "严重失信": (plea(36, None), ["GD-10-SERIOUS"]),
    "没有公示期限": (plea(None, None), ["GD-10-OUTSIDE"]),
    "没有规则确定期限": (plea(0), ["GD-10-OUTSIDE"]),
    "修复后一年内再次受罚": (plea(repaired_on=(date(2025, 3, 3),)), ["GD-10-RELAPSE"]),
    "修复满一年后受罚": (plea(repaired_on=(date(2025, 3, 2),)), []),
    "受罚在修复之前": (plea(repaired_on=(date(2026, 3, 3),)), []),
    "修复当日受罚": (plea(repaired_on=(DECIDED,)), ["GD-10-RELAPSE"]),
    "缺承诺": (plea(materials=ALL - {"commitment"}), ["GD-10-MATERIALS"]),
    "没有决定日期的自公示之日起算": (
        plea(decided=None, published=date(2026, 4, 1)),
        ["GD-10-MINIMUM"],
    ),
    "几项都不符合": (
        plea(day=date(2026, 4, 1), materials=frozenset()),
        ["GD-10-MINIMUM", "GD-10-MATERIALS"],
    ),
}


@pytest.mark.parametrize(("asked", "rules"), CASES.values(), ids=CASES)
def test_who_may_be_repaired(asked, rules):
    """Every clause that says no is named, in the order of the pack."""
    assert [ruling.rule for ruling in REPAIR.refused(asked)] == rules


def test_every_refusal_is_decided_by_a_case():
    """A rule without an example is a rule that nobody has seen at work."""
    decided = {rule for _, rules in CASES.values() for rule in rules}
    assert decided == {rule.id for rule in REPAIR.refusals.values()}
    assert all("第(" in rule.basis for rule in PACK.life.rules)


@given(st.dates(date(2018, 1, 1), date(2030, 1, 1)), st.integers(1, 36), st.integers(0, 1500))
def test_later_is_never_stricter(decided, months, days):
    """Who may be repaired on one day may be on every later one."""
    asked = plea(36, months, decided=decided, published=decided)
    first = REPAIR.earliest(asked)
    assert first == add_months(decided, months)
    on = date.fromordinal(decided.toordinal() + days)
    refused = REPAIR.refused(plea(36, months, on, decided=decided, published=decided))
    assert (refused == ()) is (on >= first)


FAULTS = {
    "working_days: 0\n": "working_days: -1\n",
    "counted_from: decision": "counted_from: whenever",
    "relapse_months: 12": "relapse_months: ein Jahr",
    "    answer_within: 2\n": "    answer_within: 0\n",
    "    extend_by: 3\n": "",
    "      commitment: 公开的信用修复承诺\n": "      commitment: promise\n",
    "        id: GD-10-RELAPSE\n": "        id: GD-10-SERIOUS\n",
}


@pytest.mark.parametrize(("written", "wrong"), FAULTS.items(), ids=range(len(FAULTS)))
def test_mistakes_are_named_by_line(written, wrong):
    """A pack with half a section does not compile."""
    assert written in SOURCE
    with pytest.raises(PackFault) as caught:
        compile_pack(SOURCE.replace(written, wrong))
    assert all(fault.line > 1 for fault in caught.value.faults)


def test_a_pack_may_say_nothing_of_it():
    """Then whoever asks is told so; the digest of a pack covers the section."""
    start, end = SOURCE.index("life:\n"), SOURCE.index("masks:\n")
    bare = compile_pack(SOURCE[:start] + SOURCE[end:])
    assert bare.life is None
    assert bare.digest != PACK.digest
