"""A change of rules is told in words, with the direction in which it goes."""

from __future__ import annotations

import pytest

from policies import catalog
from policies.compiler import compile_layer, compile_pack
from policies.difference import Direction, difference
from policies.layers import compose

SOURCE = catalog.shipped().source("rs-2018-gd").rules
PACK = compile_pack(SOURCE)

CHANGES = [
    (
        "动作放宽",
        "    does: 举报人、投诉人姓名全部去除。\n"
        "    when: {entity_type: PERSON, role: complainant}\n    action: drop",
        "    does: 举报人、投诉人姓名全部去除。\n"
        "    when: {entity_type: PERSON, role: complainant}\n    action: mask",
        ("GD-E-COMPLAINANT", Direction.MILDER, "动作由“不展示”改为“遮盖”"),
    ),
    (
        "动作收紧",
        "    when: {entity_type: VIN}\n    action: mask",
        "    when: {entity_type: VIN}\n    action: drop",
        ("GD-E-VIN", Direction.STRICTER, "动作由“遮盖”改为“不展示”"),
    ),
    (
        "适用面变大",
        "when: {channel: xinyong-guangdong, kind: penalty, subject_kind: natural_person}",
        "when: {kind: penalty, subject_kind: natural_person}",
        ("GD-03-NATURAL-PERSON", Direction.STRICTER, "适用情形由“渠道为信用广东"),
    ),
    (
        "适用面变小",
        "when: {channel: xinyong-guangdong, kind: [penalty, document], procedure: 简易程序}",
        "when: {channel: xinyong-guangdong, kind: penalty, procedure: 简易程序}",
        ("GD-03-SIMPLE-PROCEDURE", Direction.MILDER, "适用情形"),
    ),
    (
        "保留的适用面变大",
        "    when: {entity_type: BANK_ACCOUNT, category: government}\n    action: keep",
        "    when: {entity_type: BANK_ACCOUNT}\n    action: keep",
        ("GD-E-TREASURY", Direction.MILDER, "适用情形"),
    ),
    (
        "换了条件",
        "when: {state: 无效}",
        "when: {state: 其他}",
        ("GD-09-INVALID", Direction.DEPENDS, "当前状态为其他"),
    ),
    (
        "期限变短",
        "    lasts: 3 years",
        "    lasts: 2 years",
        ("GD-08-THREE-YEARS", Direction.STRICTER, "公示 3 年"),
    ),
    (
        "修复提前",
        "    lasts: 1 year\n    repair_after: 3 months",
        "    lasts: 1 year\n    repair_after: 1 month",
        ("GD-08-ONE-YEAR", Direction.MILDER, "满 1 个月可申请信用修复"),
    ),
    (
        "复核放宽",
        "  rule: changed",
        "  rule: held",
        ("GD-12-REVIEW", Direction.MILDER, "只有规则要求的记录"),
    ),
    (
        "复核收紧",
        "  rule: changed",
        "  rule: all",
        ("GD-12-REVIEW", Direction.STRICTER, "所有记录都由人工复核"),
    ),
    (
        "遮盖放宽",
        "  TRADE_SECRET: remove",
        "  TRADE_SECRET: head",
        ("TRADE_SECRET", Direction.MILDER, "遮盖方式由“全部去除”改为“只留开头”"),
    ),
    (
        "时限",
        "  working_days: 7",
        "  working_days: 5",
        ("GD-03-SEVEN-DAYS", Direction.DEPENDS, "由7 个工作日内改为5 个工作日内"),
    ),
    (
        "开关",
        "    says: 显示执法人员姓名\n    default: false",
        "    says: 显示执法人员姓名\n    default: true",
        ("show_officers", Direction.DEPENDS, "由关闭改为打开"),
    ),
    (
        "依据",
        "参照法释〔2016〕19号第十条 删除车牌号\n    does: 车辆",
        "参照法释〔2016〕19号第九条 删除车牌号\n    does: 车辆",
        ("GD-E-VEHICLE", Direction.SAME, "第九条"),
    ),
]


@pytest.mark.parametrize("case", CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change_is_told(case):
    """What was changed, where it leads, and nothing else."""
    _, right, wrong, (rule, direction, said) = case
    assert right in SOURCE
    (change,) = difference(PACK, compile_pack(SOURCE.replace(right, wrong, 1)))
    assert (change.rule, change.direction) == (rule, direction)
    assert said in change.says


def test_nothing_changed_says_nothing():
    """A pack does not differ from itself, whatever its comments."""
    assert difference(PACK, compile_pack(SOURCE + "# 注释\n")) == ()


def test_a_rule_added_and_removed():
    """A new hiding rule is stricter; taking one away depends on what else matches."""
    added = """  - id: GD-E-NEW
    basis: 依据（虚构）
    does: 新规则。
    when: {entity_type: PERSON, role: witness}
    action: drop
"""
    longer = compile_pack(SOURCE.replace("entity_rules:\n", "entity_rules:\n" + added, 1))
    (change,) = difference(PACK, longer)
    assert (change.rule, change.direction) == ("GD-E-NEW", Direction.STRICTER)
    assert "身份为证人" in change.says
    (back,) = difference(longer, PACK)
    assert (back.rule, back.direction) == ("GD-E-NEW", Direction.DEPENDS)


def test_a_level_added():
    """A level that lifts nothing is stricter as a whole."""
    text = """
pack: shore
title: 海滨省补充规则
version: "1"
effective: {from: 2020-01-01}
instrument: 海滨省社会信用条例（虚构）
sources: [海滨省社会信用条例（虚构）]
level: province
on: rs-2018-gd
masks: {PERSON: remove}
"""
    changes = difference(PACK, compose(PACK, [compile_layer(text, PACK)]))
    level = next(change for change in changes if change.section == "层级")
    assert (level.rule, level.direction) == ("shore", Direction.STRICTER)
