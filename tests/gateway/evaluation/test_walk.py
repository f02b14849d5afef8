"""A document goes the gateway's own way, and what the policy wants of each mention is asked."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest

from gateway.evaluation.gold import read
from gateway.evaluation.measure import judge
from gateway.evaluation.walk import Walker
from gateway.home import journey
from gateway.sample import LATEST, numbers, records

RNG = Random(20261121)
ID_NUMBER = numbers.id_number(RNG, "440106", 1987)
USCC = numbers.uscc(RNG, "440106")


@pytest.fixture(scope="module")
def walker():
    return Walker(journey(LATEST), "department-portal")


def walked(walker, row):
    (gold,) = read([json.dumps(row, ensure_ascii=False).encode()])
    return walker.walk(gold)


def test_a_text_is_walked_as_a_document(walker):
    """What is found is masked in what would be shown, and the document waits for a person."""
    text = f"当事人陈小兰，身份证号{ID_NUMBER}。"
    start = text.index(ID_NUMBER)
    spans = [{"start": start, "end": start + 18, "label": "CN_ID"}]
    seen = walked(walker, {"id": "T-1", "text": text, "spans": spans})
    assert seen.outcome == "in_review"
    assert ID_NUMBER not in seen.redacted.fields["body"]
    assert {f.entity_type for f in seen.findings["body"]} >= {"CN_ID_CARD"}
    (mention,) = seen.mentions
    assert not seen.wanted[mention].shown
    assert judge(seen).judged[0].strict


def test_the_policy_is_asked_about_the_annotated_role(walker):
    """A legal representative is shown, a third party is not, whatever a detector makes of them."""
    text = "松和公司法定代表人陈小兰到场，路人王建国作证。"
    spans = [
        {"start": 9, "end": 12, "label": "PERSON", "role": "legal_rep_or_operator"},
        {"start": 17, "end": 20, "label": "PERSON", "role": "third_party"},
    ]
    seen = walked(walker, {"id": "T-1", "text": text, "spans": spans})
    boss, witness = seen.mentions
    assert (text[9:12], text[17:20]) == ("陈小兰", "王建国")
    assert seen.wanted[boss].shown
    assert seen.wanted[boss].rule == "CN-E-LEGAL-REPRESENTATIVE"
    assert not seen.wanted[witness].shown


@pytest.mark.parametrize(
    ("role", "shown"),
    [("legal_rep_or_operator", True), ("third_party", False), ("official", False), (None, True)],
)
def test_an_annotated_role_outweighs_the_detectors(walker, role, shown):
    """The detector says legal representative; without an annotated role that is believed."""
    text = "松和公司法定代表人陈小兰到场。"
    span = {"start": 9, "end": 12, "label": "PERSON"} | ({"role": role} if role else {})
    seen = walked(walker, {"id": "T-1", "text": text, "spans": [span]})
    assert [f.role for f in seen.findings["body"] if f.start == 9] == ["legal_representative"]
    (mention,) = seen.mentions
    assert seen.wanted[mention].shown is shown
    fate = judge(seen).judged[0].fate
    assert (fate.fate, fate.reason) == (("shown", None) if shown else ("leaked", "wrong_role"))


FIELDS = {
    "行政相对人名称": "广州市棠禾食品有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1(统一社会信用代码)": USCC,
    "法定代表人": "欧阳思远",
    "法定代表人证件类型": "身份证",
    "法定代表人证件号码": f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]}-{ID_NUMBER[14:]}",
    "行政处罚决定书文号": "穗天市监罚〔2026〕88号",
    "违法行为类型": "经营超过保质期的食品",
    "违法事实": "证人王建国称其购得该食品。",
    "处罚依据": "《中华人民共和国食品安全法》第一百二十四条",
    "处罚类别": "警告",
    "处罚内容": "给予警告。",
    "处罚决定日期": "2026/10/09",
    "处罚有效期": "2099/12/31",
    "处罚机关": "广州市天河区市场监督管理局",
    "处罚机关统一社会信用代码": numbers.uscc(RNG, "440106", "11"),
    "数据来源单位": "广州市天河区市场监督管理局",
    "数据来源单位统一社会信用代码": numbers.uscc(RNG, "440106", "11"),
}
NUMBER_COLUMN = "法定代表人证件号码"
GOLD = {
    NUMBER_COLUMN: [{"start": 0, "end": 20, "label": "CN_ID"}],
    "违法事实": [{"start": 2, "end": 5, "label": "PERSON", "role": "third_party"}],
    "处罚决定日期": [{"start": 0, "end": 10, "label": "BIRTH_DATE"}],
}


def record(**fields):
    return {"id": "R-1", "kind": "penalty", "fields": FIELDS | fields, "gold": GOLD}


def test_a_records_mentions_stand_in_its_canonical_fields(walker):
    """A spaced number is followed into its compact form; names of columns become codes."""
    seen = walked(walker, record())
    places = {(m.field, m.start, m.end) for m in seen.mentions}
    assert ("CF_FR_ZJHM", 0, 18) in places
    assert ("CF_SY", 2, 5) in places
    assert seen.texts["CF_FR_ZJHM"] == ID_NUMBER
    assert "CF_FR_ZJHM" not in seen.redacted.fields


def test_a_mention_without_a_place_is_counted(walker):
    """Part of a date that was written otherwise has been translated: it is left out and told."""
    gold = GOLD | {"处罚决定日期": [{"start": 0, "end": 4, "label": "BIRTH_DATE"}]}
    seen = walked(walker, record(处罚决定日期="2026年10月9日") | {"gold": gold})
    assert seen.misplaced == 1
    assert "CF_JDRQ" not in {m.field for m in seen.mentions}
    assert judge(seen).misplaced == 1


def test_a_refused_record_is_still_scanned(walker):
    """What the standard refuses shows nothing; its detection counts under its own columns."""
    seen = walked(walker, record(行政相对人名称=""))
    assert (seen.outcome, seen.redacted) == ("rejected", None)
    judged = {j.mention.field: j for j in judge(seen).judged}
    assert judged["违法事实"].covered
    assert judged["违法事实"].fate is None


def test_the_generators_records_are_found(walker):
    """Every gold span of a few generated records has a place, and numbers are all covered."""
    lines = [
        json.dumps(line, ensure_ascii=False, default=str).encode()
        for line in records(5, 3, length=300, until=date(2026, 11, 1), with_gold=True)
    ]
    rows = [judge(walker.walk(row)) for row in read(lines)]
    judged = [j for row in rows for j in row.judged]
    assert judged
    assert not any(row.misplaced for row in rows)
    assert all(j.covered for j in judged if j.mention.entity_type == "CN_ID_CARD")


def test_nothing_of_a_text_shows(walker):
    """The walked document keeps its texts out of its repr."""
    seen = walked(walker, {"id": "T-1", "text": f"号码{ID_NUMBER}", "spans": []})
    assert ID_NUMBER not in repr(seen)
