"""Which generation a row belongs to, and that all lead to one canonical record."""

from __future__ import annotations

import pytest

from policies.standards import standard
from policies.standards.canon import StandardError, shipped

G1 = {
    "CF_XDR_MC": "CF_XDR_MC",
    "CF_FR": "CF_FRDB",
    "CF_WSH": "CF_WSH",
    "CF_SY": "CF_SY",
    "CF_YJ": "CF_YJ",
    "CF_CFLB1": "CF_CFLB",
    "CF_JG": "CF_NR",
    "CF_JDRQ": "CF_JDRQ",
    "CF_XZJG": "CF_CFJG",
}
CORE = tuple(G1.values())
NEW = """
id: GX
name: 将来的标准
effective_from: 2027-01-01
extends: G2b
kinds: [penalty]
columns:
  penalty:
    CF_XDR_MC: [PARTY_NAME, 当事人全称]
    CF_NR_FK: [FINE]
attributes:
  penalty: {severity: [GRADE]}
coded:
  severity: {A: 轻微, B: 一般, C: 严重}
lacks: {penalty: [CF_XDR_LB, CF_SJLY, CF_SJLYDM]}
"""


def g1(penalty, **more):
    """The case as a first-generation row."""
    return {old: penalty[new] for old, new in G1.items()} | more


def core(reading):
    assert reading.problems == ()
    return {code: reading.fields[code] for code in CORE}


def versions(penalty):
    """One case in every generation, and by Chinese headings."""
    g2 = {c: t for c, t in penalty.items() if c not in {"CF_XDR_LB", "CF_FR_ZJLX", "CF_FR_ZJHM"}}
    specs = standard.spec("penalty")
    return {
        "G1": g1(penalty, DFBM="440100", SJC="2018-01-01 10:00:00", CF_CFMC="某案", CF_ZT="0"),
        "G1b": g1(penalty, CF_BM="0100", CF_SYFW="0", CF_SXYZCD="1", CF_GSJZQ="2027-10-12"),
        "G1-GD": g1(penalty, CF_AREACODE="440000", CF_XDR_GSJD=""),
        "G2": g2 | {"CF_FR_SFZH": penalty["CF_FR_ZJHM"]},
        "G2b": penalty,
        "headings": {specs[code].name: text for code, text in penalty.items()},
        "lower": {code.lower(): text for code, text in penalty.items()},
    }


def test_every_generation_gives_the_same_record(penalty, today):
    """G1, G1b, G1-GD, G2, G2b and Chinese headings are recognised and agree on the case."""
    rows = versions(penalty)
    readings = {name: standard.read(row, today=today) for name, row in rows.items()}
    found = {name: r.standard for name, r in readings.items()}
    assert found == {n: n for n in ("G1", "G1b", "G1-GD", "G2", "G2b")} | {
        "headings": "G2b",
        "lower": "G2b",
    }
    assert {r.kind for r in readings.values()} == {"penalty"}
    wanted = {code: penalty[code] for code in CORE}
    assert all(core(r) == wanted for r in readings.values())
    assert readings["headings"].fields == readings["G2b"].fields == readings["lower"].fields
    assert readings["G2"].fields["CF_FR_ZJHM"] == penalty["CF_FR_ZJHM"]


def test_a_first_generation_permit_keeps_its_own_names(permit, today):
    """XK_XDR is the name, XK_XMMC the title, XK_JZQ the end; its status is not G2b's."""
    row = {
        "XK_XDR": permit["XK_XDR_MC"],
        "XK_XMMC": "一个很长的项目名称" * 10,
        "XK_SPLB": permit["XK_XKLB"],
        "XK_NR": permit["XK_NR"],
        "XK_WSH": permit["XK_WSH"],
        "XK_JDRQ": "2018年3月5日",
        "XK_JZQ": "2020.3.5",
        "XK_XZJG": permit["XK_XKJG"],
        "XK_ZT": "1",
        "DFBM": "440100",
    }
    reading = standard.read(row, today=today)
    assert reading.problems == ()
    assert (reading.kind, reading.standard, reading.status) == ("permit", "G1", "撤销")
    assert reading.fields["XK_YXQZI"] == "2020/03/05"
    assert reading.fields["XK_JDRQ"] == "2018/03/05"
    assert "XK_ZT" not in reading.fields


def test_the_same_status_means_otherwise_in_g2b(permit, today):
    """1 is 有效 in G2b and 撤销 in G1; a code of the other generation is refused."""
    assert standard.read(permit, today=today).status == "有效"
    problems = standard.read(permit | {"XK_ZT": "0"}, today=today).problems
    assert [(p.field, p.code) for p in problems] == [("XK_ZT", "VALUE_NOT_IN_LIST")]


def test_what_g1b_says_beside_the_fields(penalty, today):
    """信息使用范围, 失信严重程度, 权力编码 and 公示截止期 are read in their own meaning."""
    row = g1(penalty, CF_BM="0100", CF_SYFW="1", CF_SXYZCD="3", CF_GSJZQ="2027/1/2")
    reading = standard.read(row, today=today)
    assert (reading.usage_scope, reading.severity, reading.item_code) == ("1", "严重", "0100")
    assert f"{reading.declared_until}" == "2027-01-02"
    assert standard.read(row | {"CF_SXYZCD": "2"}, today=today).severity == "较重"
    undecided = standard.read(row | {"CF_SXYZCD": "0"}, today=today)
    assert undecided.severity is None
    assert undecided.notes
    twice = standard.read(row | {"信息使用范围": "0"}, today=today)
    assert [(p.field, p.code) for p in twice.problems] == [("usage_scope", "DUPLICATE_COLUMN")]
    refused = standard.read(row | {"CF_SYFW": "7"}, today=today)
    assert [(p.field, p.code) for p in refused.problems] == [("usage_scope", "VALUE_NOT_IN_LIST")]


def test_a_permits_last_public_day_is_kept(permit, today):
    """XK_GSJZQ has no canonical field; it is read beside them, or refused if it is no date."""
    reading = standard.read(permit | {"XK_GSJZQ": "2027.1.2"}, today=today)
    assert (reading.problems, f"{reading.declared_until}") == ((), "2027-01-02")
    refused = standard.read(permit | {"XK_GSJZQ": "一年"}, today=today)
    assert [(p.field, p.code) for p in refused.problems] == [("declared_until", "DATE_FORMAT")]


def test_extra_columns_are_understood_in_g2b_too(penalty, today):
    """Feeders add *_SYFW and CF_SXYZCD to G2b rows."""
    reading = standard.read(penalty | {"CF_SYFW": "2", "CF_SXYZCD": "1"}, today=today)
    assert (reading.standard, reading.problems) == ("G2b", ())
    assert (reading.usage_scope, reading.severity) == ("2", "一般")


def test_a_penalty_status_of_unknown_meaning_is_refused(penalty, today):
    """G2b has no penalty status; a filled CF_ZT is not guessed to be G1's."""
    (problem,) = standard.read(penalty | {"CF_ZT": "1"}, today=today).problems
    assert (problem.field, problem.code) == ("status", "VALUE_NOT_IN_LIST")


def test_mixed_forms_are_accepted(penalty, person_penalty, today):
    """FR_ZJHM without XDR_LB is G2; XDR_LB with FR_SFZH is G2b."""
    without_category = {c: t for c, t in penalty.items() if c != "CF_XDR_LB"}
    first = standard.read(without_category, today=today)
    assert (first.standard, first.problems, first.subject_kind) == ("G2", (), None)
    assert first.notes
    assert first.hints == frozenset()
    old_number = {c: t for c, t in penalty.items() if c not in {"CF_FR_ZJHM", "CF_FR_ZJLX"}}
    second = standard.read(old_number | {"cf_fr_sfzh": penalty["CF_FR_ZJHM"]}, today=today)
    assert (second.standard, second.problems) == ("G2b", ())
    assert second.fields["CF_FR_ZJHM"] == penalty["CF_FR_ZJHM"]
    silent = {c: t for c, t in person_penalty.items() if c != "CF_XDR_LB"}
    assert standard.read(silent, today=today).hints == {"natural_person"}


def test_two_class_columns_of_g1_become_one(penalty, today):
    """CF_CFLB1 and CF_CFLB2 are joined by a semicolon."""
    reading = standard.read(g1(penalty, CF_CFLB2="警告"), today=today)
    assert reading.fields["CF_CFLB"] == "罚款;警告"


def test_a_named_generation_decides(penalty, today):
    """The envelope's ``standard`` beats recognition, in any case; an unknown one is refused."""
    row = {c: t for c, t in penalty.items() if c != "CF_XDR_LB"}
    (problem,) = standard.read(row, today=today, standard="g2B").problems
    assert (problem.field, problem.code) == ("CF_XDR_LB", "REQUIRED_BLANK")
    (unknown,) = standard.read(row, today=today, standard="G9").problems
    assert unknown.code == "UNKNOWN_STANDARD"
    assert "G9" not in unknown.message


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("01", "自然人"),
        ("02", "法人及非法人组织"),
        ("03非法人组织", "法人及非法人组织"),
        ("04", "个体工商户"),
    ],
)
def test_local_codes_of_the_category_are_translated(word, category):
    """01 to 04 are words of the closed list."""
    words = {c: w for g in shipped().generations for c, w in g.values.items()}
    assert words["CF_XDR_LB"][word] == category


def test_a_new_standard_is_a_data_file(penalty, today):
    """A generation given as YAML alone is recognised, mapped and has its own obligations."""
    left_out = {"CF_XDR_LB", "CF_XDR_MC", "CF_NR_FK", "CF_SJLY", "CF_SJLYDM"}
    row = {c: t for c, t in penalty.items() if c not in left_out}
    row |= {"PartyName": penalty["CF_XDR_MC"], "Fine": "0.2", "grade": "C"}
    assert standard.read(row, today=today).problems
    reading = shipped().with_generation(NEW).read(row, today=today)
    assert (reading.standard, reading.severity, reading.problems) == ("GX", "严重", ())
    assert reading.fields == {c: penalty[c] for c in penalty if c in reading.fields}
    assert reading.fields["CF_XDR_MC"] == penalty["CF_XDR_MC"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("extends: G2b", "extends: G7", "extends"),
        ("CF_NR_FK: [FINE]", "CF_NR_QQ: [FINE]", "CF_NR_QQ"),
        ("CF_NR_FK: [FINE]", "CF_NR_FK: [当事人全称]", "two meanings"),
        ("kinds: [penalty]", "kinds: [permit]", "penalty"),
        ("name: 将来的标准", "nome: 将来的标准", "nome"),
        ("effective_from: 2027-01-01", "effective_from: soon", "effective_from"),
        ("severity: [GRADE]", "grade: [GRADE]", "grade"),
        ("id: GX", "id: G2b", "twice"),
        ("id: GX", "id: [", "not YAML"),
    ],
    ids=range(9),
)
def test_a_generation_that_does_not_fit_is_refused(old, new, place):
    """The error names the file and the place."""
    with pytest.raises(StandardError, match=place):
        shipped().with_generation(NEW.replace(old, new))
