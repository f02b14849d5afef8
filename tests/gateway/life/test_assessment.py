"""The monthly report equals a hand count on a hundred rows, and tells nothing of a person."""

from __future__ import annotations

import importlib
import io
import re
from dataclasses import replace
from datetime import date
from random import Random

import openpyxl
import pytest

from detectors.finding import SHIELDS
from detectors.sheet import Sheet
from gateway.accounts import Account, Role
from gateway.errors import UsageError
from gateway.keys import Keys
from gateway.life import assessment_pages, objections, repairs
from gateway.life.assessment import assess
from gateway.record import Owner, Record, Rejected
from gateway.sample import numbers
from gateway.storage.database import Database, default_url
from policies.standards.spec import Problem

TOWN = importlib.import_module("town")
OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
A, B = "广州市天河区市场监督管理局", "广州市天河区卫生健康局"
SOON, LONG_AGO = date(2026, 2, 25), date(2026, 2, 2)
LOCAL = ("local-portal", "xinyong-china")
ITEM = {
    "SX_LX": "行政处罚",
    "SX_MC": "对经营超过保质期食品的处罚",
    "SX_SDYJ": "《中华人民共和国食品安全法》第一百二十四条",
    "SX_SSJG": A,
    "SX_SSJGDM": TOWN.AGENCY_CODE,
    "SX_XDR_LB": "法人及非法人组织",
    "SX_GKSX": "公开",
    "SX_BMSC": "可公开",
    "SX_BMSCR": "欧阳思远",
    "SX_BMSCRQ": "2026/02/02",
}


def penalties(town, which, **more):
    """Penalties of the first unit, sent to both channels."""
    for i in which:
        town.submit(town.penalty(f"P-{i}", **{"decided": SOON} | more), LOCAL)


def submitted(town):
    """What comes in on the second of March."""
    phones = Random(3)
    penalties(town, [0], item_code="01")  # on time; this one names its item
    penalties(town, range(1, 10))  # on time
    penalties(town, range(10, 15), decided=LONG_AGO)  # late
    penalties(town, range(15, 20), state="无效")  # they wait for a person, and go on waiting
    for i, code in enumerate(("REQUIRED", "REQUIRED", "BAD_DATE"), 20):  # refused
        faults = (Problem("CF_SY", code, "请改正"),)
        town.gateway.submit([Rejected(f"P-{i}", 1, faults, "penalty", A)], LOCAL, TOWN.OWNER)
    penalties(town, [20, *range(23, 33)])  # the first is mended; all on time
    penalties(town, [33], decided=date(2025, 11, 20))  # late
    for i in range(34, 60):  # each holds one telephone number: masked, so a person looks first
        text = f"当事人销售过期食品，电话{numbers.mobile(phones)}。"
        penalties(town, [i], fields={"CF_SY": text})
    for i in range(40):
        body = f"联系电话{numbers.mobile(phones)}。" if i < 10 else "予以公告。"
        fields = {"title": "公告", "body": body, "decision_date": "2026/02/25"}
        town.submit(
            Record(f"D-{i}", "document", fields, owner=Owner(B), procedure="普通程序"), LOCAL
        )


def judged(town):
    """What persons do on the third: verdicts, takedowns, objections."""
    waiting = {town.token(f"P-{i}") for i in range(15, 20)}
    for case in town.cases():
        if case.record not in waiting:
            town.gateway.judge(case.id, TOWN.ACCEPT, TOWN.REVIEWER)
    for i in (24, 25, 26, 27):
        town.take_down(f"P-{i}")
    for i in (28, 29):
        town.take_down(f"P-{i}", noticed_on=date(2026, 3, 2))
    first, _ = (
        objections.file(town.gateway, (town.token(f"P-{i}"), TOWN.OWNER), "error", "有误", "p")
        for i in (30, 31)
    )
    objections.answer(town.gateway, first.id, "rejected", "无误", OTHER)


def a_month(town):
    """A hundred rows of March 2026: sixty penalties of one unit, forty documents of another."""
    submitted(town.at("2026-03-02"))
    judged(town.at("2026-03-03"))
    town.at("2026-03-10")
    given = ("identity", "performance")
    for name in ("P-0", "P-33"):
        held = repairs.apply(town.gateway, (town.token(name), TOWN.OWNER), given, "依法经营。", "p")
        if held.state == "applied":
            repairs.decide(town.gateway, held.id, True, "符合条件", OTHER)
    for code in ("01", "02"):
        fields = ITEM | {"SX_JBBM": code}
        town.submit(Record(f"I-{code}", "catalogue_item", fields), ["local-portal"])
    return town.at("2026-03-31")


BY_HAND = {
    (A, "penalty"): {
        "submitted": 60, "rejected": 3, "published": 53, "on_time": 47, "late": 6, "missing": 5,
        "withdrawn": 6, "withdrawn_late": 2, "expired": 0, "objections": 2, "objections_late": 1,
        "objections_upheld": 0, "repairs_granted": 1, "repairs_refused": 1, "covered": 26,
        "items": 2, "items_reporting": 1,
        "coverage": 0.5, "timeliness": round(47 / 58, 4), "compliance": round(57 / 60, 4),
        "rejected_by_code": {"BAD_DATE": 1, "REQUIRED": 2},
    },
    (B, "document"): {
        "submitted": 40, "rejected": 0, "published": 40, "on_time": 40, "late": 0, "missing": 0,
        "withdrawn": 0, "withdrawn_late": 0, "expired": 0, "objections": 0, "objections_late": 0,
        "objections_upheld": 0, "repairs_granted": 0, "repairs_refused": 0, "covered": 10,
        "items": 0, "items_reporting": 0,
        "coverage": None, "timeliness": 1.0, "compliance": 1.0, "rejected_by_code": {},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def built(journey, tmp_path_factory):
    """The month, made once; no test of it adds to March."""
    home = tmp_path_factory.mktemp("month") / "home"
    database = Database.open(default_url(home))
    yield a_month(TOWN.Town(journey, database, Keys.open(home)))
    database.close()


@pytest.fixture
def month(built):
    return built.at("2026-03-31")


def test_it_equals_a_hand_count(month):
    """Every number of both units; the sum is the sum."""
    report = assess(month.gateway, "2026-03").told()
    found = {(line.pop("unit"), line.pop("kind")): line for line in report["lines"]}
    assert found.pop((A, "catalogue_item"))["published"] == 2
    for key, line in BY_HAND.items():
        assert found.pop(key) == line
    assert not found
    total = report["total"]
    assert (total["submitted"], total["published"], total["covered"]) == (102, 95, 36)
    assert total["rejected_by_code"] == {"BAD_DATE": 1, "REQUIRED": 2}


def test_another_month_counts_nothing_of_it(month):
    """February had none of it, and April only what is still missing."""
    gateway = month.gateway
    assert assess(gateway, "2026-02").told()["total"]["submitted"] == 0
    may = assess(month.at("2026-05-31").gateway, "2026-05").told()["total"]
    assert (may["submitted"], may["published"], may["missing"]) == (0, 0, 5)
    for wrong in ("2026", "2026-13", "x"):
        with pytest.raises(UsageError):
            assess(gateway, wrong)


def test_nothing_of_a_person_is_in_it(month):
    """The gateway's own detectors look at all that is printed; a person as unit is a number."""
    month.at("2026-04-01")
    odd = replace(month.penalty("P-X"), owner=Owner("钟离秋 13800001234"))
    month.submit(odd, LOCAL)
    report = assess(month.gateway, "2026-04")
    assert report.hidden == 1
    page = assessment_pages.html(report)
    assert "13800001234" not in page
    assert "钟离秋" not in page
    for text in (re.sub("<[^>]*>", "\n", page), str(report.told())):
        scan = month.journey.scanner.scan(Sheet.of_text(text))
        found = [f.entity_type for findings in scan.findings.values() for f in findings]
        assert set(found) <= SHIELDS


def test_workbook_and_page_say_the_same(month):
    """Every count of the report stands in the sheet; bars bear their numbers; no script."""
    report = assess(month.gateway, "2026-03")
    book = openpyxl.load_workbook(io.BytesIO(assessment_pages.xlsx(report)))
    head, *rows = book["2026-03"].iter_rows(values_only=True)
    by_unit = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in rows}
    assert by_unit[A, "行政处罚"]["公示"] == 53
    assert by_unit["合计", "—"]["报送"] == 102
    assert [row[2:] for row in book["退回原因"].iter_rows(values_only=True)][1:] == [
        ("BAD_DATE", 1), ("REQUIRED", 2),
    ]  # fmt: skip
    page = assessment_pages.html(report)
    assert "<script" not in page
    assert "http" not in page
    assert "81.0%" in page  # 47 / 58


def test_a_unit_is_no_formula(small_town):
    """What a unit calls itself does nothing in a spreadsheet."""
    small_town.submit(replace(small_town.penalty("P"), owner=Owner("=1+1")), LOCAL)
    report = assess(small_town.gateway, "2026-03")
    book = openpyxl.load_workbook(io.BytesIO(assessment_pages.xlsx(report)))
    units = [row[0] for row in book["2026-03"].iter_rows()]
    assert all(cell.data_type == "s" for cell in units)
