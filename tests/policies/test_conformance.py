"""Clause by clause: which rules do it, and whether their examples come out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies import catalog
from policies.compiler import compile_pack
from policies.conformance import Clause, conformity
from policies.conformance_page import page
from policies.explained import explained
from policies.fault import PackFault, UnknownRule

SHIPPED = catalog.shipped()
PACK = SHIPPED.load("rs-2018-gd")
RESULTS = SHIPPED.results("rs-2018-gd")
CLAUSES = (
    Clause("第(八)项", "公示期限", ("GD-08-*",)),
    Clause("第(七)项", "考核", (), "由月度评估报告落实"),
    Clause("第(九)项", "没有例子的", ("GD-09-NOBODY",)),
)


def test_each_clause_says_who_does_it():
    """Rules with their examples, or who else does it."""
    lines = conformity(CLAUSES, PACK.rules, RESULTS)
    assert [line.result for line in lines] == ["met", "elsewhere", "elsewhere"]
    assert lines[0].examples >= 5
    assert {rule.id for rule in lines[0].rules} >= {"GD-08-ONE-YEAR", "GD-08-EXPIRED"}


def test_a_failing_example_fails_its_clause():
    """What does not come out as written is counted against the clause, and shown."""
    wrong = [replace(r, wrong=("不符",)) if "GD-08-ONE-YEAR" in r.example.decides else r
             for r in RESULTS]  # fmt: skip
    line = conformity(CLAUSES, PACK.rules, wrong)[0]
    assert (line.result, line.failed > 0) == ("failed", True)
    assert "不符" in page(PACK, PACK, [line])


def test_a_rule_without_examples_is_unproven():
    """Rules alone prove nothing."""
    assert conformity(CLAUSES, PACK.rules, [])[0].result == "unproven"


@pytest.mark.parametrize("pack_id", SHIPPED.ids)
def test_every_clause_of_the_shipped_packs_is_carried_out(pack_id):
    """No clause fails and none is unproven; every rule stands under one."""
    own = SHIPPED.own(pack_id)
    lines = conformity(own.clauses, SHIPPED.load(pack_id).rules, SHIPPED.results(pack_id))
    assert lines
    assert {line.result for line in lines} <= {"met", "elsewhere"}
    told = page(own, SHIPPED.load(pack_id), lines)
    assert all(rule.id in told for rule in own.rules)
    assert "<script" not in told


FAULTS = [
    ("- {clause: 第(三)项, says: 公示。, rules: [GD-03-*]}", "没有列在 clauses"),
    ("- {clause: 全部, says: 全部。, rules: ['*', GD-99-X]}", "没有编号为“GD-99-X”的规则"),
    (
        "- {clause: 全部, says: 全部。, rules: ['*']}\n  - {clause: 第(七)项, says: 考核。}",
        "由谁在别处",
    ),
]


@pytest.mark.parametrize(("clauses", "said"), FAULTS, ids=range(len(FAULTS)))
def test_clauses_are_checked(clauses, said):
    """A rule under no clause, a clause that nobody does and an id that is none are refused."""
    text = SHIPPED.source("rs-2018-gd").rules.partition("\nclauses:\n")[0]
    with pytest.raises(PackFault) as raised:
        compile_pack(f"{text}\nclauses:\n  {clauses}\n")
    assert any(said in fault.message for fault in raised.value.faults)


def test_a_rule_is_explained():
    """Its words, its basis, its conditions as the program reads them, and its examples."""
    (told,) = explained(SHIPPED, "GD-03-NATURAL-PERSON")
    assert "渠道为信用广东" in told["程序怎样读"]
    assert "相对人类别为自然人" in told["程序怎样读"]
    assert told["示例"]
    with pytest.raises(UnknownRule):
        explained(SHIPPED, "GD-NONE")


@pytest.mark.parametrize("pack_id", SHIPPED.ids)
def test_every_rule_can_be_told_in_words(pack_id):
    """No rule of a shipped pack holds a word that officers would read in English."""
    for rule in SHIPPED.own(pack_id).rules:
        for told in explained(SHIPPED, rule.id):
            said = told["程序怎样读"].replace("T1-T5", "")
            assert "other_than" not in said
            assert "unset" not in said
