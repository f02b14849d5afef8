"""A pack with a mistake is refused with the line of the mistake and what to do about it."""

from __future__ import annotations

import pytest

from policies import catalog
from policies.compiler import compile_pack
from policies.fault import PackFault

SOURCE = catalog.shipped().source("rs-2018-gd").rules

FAULTS = [
    ("保存期少于六个月", "    days: 184", "    days: 183", "不小于 184"),
    ("保存期不是天数", "    days: 1095", "    days: 三年", "不小于 184"),
    ("不认识的保存对象", "  register:\n    days", "  registers:\n    days", "不认识“registers”"),
    ("重复的编号", "id: GD-03-PERMIT", "id: GD-02-REVIEWED", "已经用过"),
    ("保留的编号", "id: GD-03-PERMIT", "id: NO-RULE", "保留"),
    ("编号格式", "id: GD-03-PERMIT", "id: 许可", "大写字母"),
    ("不认识的动作", "    action: block", "    action: hide", "keep"),
    ("不认识的条件", "when: {display: never}", "when: {visible: never}", "不认识条件"),
    ("不认识的值", "when: {display: never}", "when: {display: nevr}", "只能写"),
    ("不认识的渠道", "      channel: xinyong-guangdong", "      channel: xinyong-gd", "只能写"),
    ("不认识的类型", "when: {entity_type: VIN}", "when: {entity_type: VINS}", "只能写"),
    ("没有值的条件", "when: {display: never}", "when: {display: []}", "没有写值"),
    ("条件里另有表达式", "{other_than: [private]}", "{matches: [private]}", "不认识“matches”"),
    (
        "没有声明的开关",
        "switch: {show_officers: false}",
        "switch: {officers: false}",
        "没有声明开关",
    ),
    (
        "开关不是真假",
        "switch: {show_officers: false}",
        "switch: {show_officers: no}",
        "true 或 false",
    ),
    ("实体条件用于记录规则", "when: {state: 无效}", "when: {role: minor}", "不认识条件"),
    ("不认识的遮盖", "  VIN: {operator: head, keep: 8}", "  VIN: blur", "只能写"),
    ("遮盖的参数", "  VIN: {operator: head, keep: 8}", "  VIN: {operator: head, keep: x}", "参数"),
    ("遮盖缺了一类", "  VIN: {operator: head, keep: 8}\n", "", "缺少“VIN”"),
    ("遮盖多了一类", "  VIN: {operator", "  STATUTE: remove\n  VIN: {operator", "不认识“STATUTE”"),
    ("遮盖不留内容", "  VIN: {operator: head, keep: 8}", "  VIN: remove", "不留内容"),
    (
        "规则里多了键",
        "    action: block\n    mask: remove",
        "    action: block\n    code: x",
        "不认识“code”",
    ),
    (
        "drop 不能另写遮盖",
        "    action: block\n    mask: remove",
        "    action: drop\n    mask: head",
        "drop",
    ),
    (
        "缺依据",
        "    basis: 粤发改信用函〔2018〕4541号 第(九)项",
        "    note: 第(九)项",
        "缺少“basis”",
    ),
    ("说明不是中文", "    does: 执法人员姓名显示为张某。", "    does: masks officers", "中文"),
    ("期限格式", "    lasts: 3 years", "    lasts: 三年", "期限应当"),
    ("修复期限格式", "    repair_after: 3 months", "    repair_after: 3m", "期限应当"),
    ("工作日数", "  working_days: 7", "  working_days: 七", "正整数"),
    ("复核规则", "  rule: changed", "  rule: sometimes", "只能写"),
    ("日期", "  from: 2018-09-05", "  from: 2018/09/05", "日期应当"),
    ("失效早于生效", "  from: 2018-09-05", "  from: 2018-09-05\n  to: 2018-01-01", "早于"),
    ("缺一节", "expiry:\n", "expires:\n", "缺少“expiry”"),
    ("重复的键", "  from: 2018-09-05", "  from: 2018-09-05\n  from: 2019-09-05", "重复"),
    ("引用", "  from: 2018-09-05", "  from: &a 2018-09-05\n  to: *a", "引用"),
    ("坏的缩进", "  from: 2018-09-05", "  from: [2018-09-05", "YAML"),
]


@pytest.mark.parametrize("case", FAULTS, ids=[c[0] for c in FAULTS])
def test_fault(case):
    """Each mistake is reported at, or right below, the line where it was made."""
    _, right, wrong, said = case
    assert right in SOURCE
    at = SOURCE.index(right)
    line = SOURCE[:at].count("\n") + 1
    with pytest.raises(PackFault) as raised:
        compile_pack(SOURCE.replace(right, wrong, 1), "draft.yaml")
    messages = [f for f in raised.value.faults if said in f.message]
    assert messages, [str(f) for f in raised.value.faults]
    assert messages[0].file == "draft.yaml"
    far = {"遮盖缺了一类", "遮盖不留内容", "缺一节", "缺依据", "坏的缩进"}
    assert case[0] in far or line <= messages[0].line <= line + 3


def test_all_faults_are_reported_at_once():
    """An officer sees every mistake, in the order of the file."""
    draft = SOURCE.replace("  rule: changed", "  rule: x").replace("display: never", "display: x")
    with pytest.raises(PackFault) as raised:
        compile_pack(draft)
    lines = [fault.line for fault in raised.value.faults]
    assert len(lines) == 2
    assert lines == sorted(lines)


WRECKS = [
    "",
    "[]",
    "x",
    "a: {b: c}",
    "&a [*a]",
    "\x00",
    "- " * 4000,
    "{" * 4000,
    "!!python/name:os.x",
]


@pytest.mark.parametrize("wreck", WRECKS, ids=range(len(WRECKS)))
def test_wreck(wreck):
    """Whatever is handed in, the answer is a `PackFault`; nothing is ever constructed."""
    with pytest.raises(PackFault):
        compile_pack(wreck)


def test_comments_do_not_change_the_digest():
    """The digest is over what the pack says; any rule changes it."""
    digest = compile_pack(SOURCE).digest
    assert compile_pack(SOURCE + "# 注释\n").digest == digest
    assert compile_pack(SOURCE.replace("working_days: 7", "working_days: 8")).digest != digest


def test_scalars_stay_text():
    """YAML's own ideas of yes, no and numbers never reach a rule."""
    pack = compile_pack(SOURCE.replace('version: "1.0.0"', "version: 1.10"))
    assert pack.version == "1.10"
