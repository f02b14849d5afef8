"""Headings are recognised however they are decorated, and never beyond their meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.standards import standard
from policies.standards.canon import shipped
from policies.standards.headings import key, label

SAME = [
    ("行政相对人代码_1(统一社会信用代码)", "CF_XDR_SHXYM"),
    ("行政相对人代码_1", "CF_XDR_SHXYM"),
    ("3.行政相对人代码＿１（统一社会信用代码）", "CF_XDR_SHXYM"),
    ("统一社会信用代码", "CF_XDR_SHXYM"),
    ("处罚决定日期", "CF_JDRQ"),
    ("* 处罚决定日期 (必填)", "CF_JDRQ"),
    ("处罚决定日期(YYYY/MM/DD)", "CF_JDRQ"),
    ("证件类型", "CF_XDR_ZJLX"),
    ("证件类型（自然人）", "CF_XDR_ZJLX"),
    ("证件类型(法定代表人)", "CF_FR_ZJLX"),
    ("公示截止期", "CF_GSJZQ"),
    ("罚款金额(万元)", "CF_NR_FK"),
    ("罚款金额（万元）（选填）", "CF_NR_FK"),
    ("罚 款 金 额", "CF_NR_FK"),
    ("（20）罚款金额【万元】", "CF_NR_FK"),
    ("罚款金额(CF_NR_FK)", "CF_NR_FK"),
    ("cf_nr_fk（罚款金额）", "CF_NR_FK"),
    ("没收违法所得、没收非法财物的金额(万元)", "CF_NR_WFFF"),
    ("cfXdrMc", "CF_XDR_MC"),
    ("ＣＦ＿ＸＤＲ＿ＭＣ", "CF_XDR_MC"),
    ("CF_FDDB", "CF_FRDB"),
    ("处罚事由", "CF_SY"),
]
OTHER = ["罚款金额(元)", "罚款金额(CF_SY)", "处罚决定日期(旧)", "", "(万元)", "电话", "x" * 500]


@pytest.mark.parametrize(("name", "code"), SAME, ids=range(len(SAME)))
def test_decorated_headings_are_recognised(name, code):
    """Width, case, numbering, asterisks, brackets and 必填 make no difference."""
    assert standard.canonical("penalty", name) == code


@pytest.mark.parametrize("name", OTHER, ids=range(len(OTHER)))
def test_a_bracket_that_changes_the_meaning_is_not_ignored(name):
    """Yuan are not ten thousand yuan; a bracket naming another column is a contradiction."""
    assert standard.canonical("penalty", name) is None


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name):
    """Making a name comparable twice changes nothing."""
    assert key(key(name)) == key(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("联系电话", "“联系电话”"),
        ("罚款金额(元)", "“罚款金额(元)”"),
        ("CF_XDR_ZJHM_MC", "“CF_XDR_ZJHM_MC”"),
        ("cf_fr", "“cf_fr”"),
        ("CF_NEW_NAME", "第7列"),
        ("CF_ZHANGSAN", "第7列"),
        ("CF_13800138000", "第7列"),
        ("举报人周秀英电话", "第7列"),
        ("周秀英身份证号", "第7列"),
        ("单位电话" * 6, "第7列"),
        ("（）", "第7列"),
        ("", "第7列"),
        ("TEL_NO(2)", "第7列"),
        ("欧阳建国", "第7列"),
        ("440106199003070028", "第7列"),
        ("电话138-0013-8000", "第7列"),
        ("a@b.cn", "第7列"),
        ("很长的一个列名" * 5, "第7列"),
        ("列\n名", "第7列"),
        (None, "第7列"),
        ("司马无忌欠款", "第7列"),
    ],
    ids=range(21),
)
def test_an_unknown_column_is_named_only_if_nothing_can_hide_in_it(name, shown):
    """Long names, numbers, addresses and names that hold a value are called by position."""
    assert label(name, 7, ["司马无忌"], shipped().vocabulary) == shown
