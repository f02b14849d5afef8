"""The acceptance checks of the notice, clause by clause, as far as the life of a record is theirs.

What other files prove is not proven again: the data standard (一) is in `tests/policies/standards`,
detection and the register (十一) in `tests/detectors` and `test_register.py`.
"""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from random import Random

import orjson
import pytest
from sqlalchemy import select, text

from gateway.accounts import Account, Role
from gateway.errors import LedgerBroken, NotAllowed
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.life import catalogue, objections, repairs
from gateway.life.assessment import assess
from gateway.life.due import due
from gateway.life.following import Following, unconfirmed
from gateway.record import Record, Rejected
from gateway.sample import numbers
from gateway.storage import tables

TOWN = importlib.import_module("town")
GUANGDONG = "xinyong-guangdong"
OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
PORTAL = Account("por-1", "门户", Role.PORTAL, "2026-01-01T00:00:00.000Z")
ITEM = {
    "SX_LX": "行政处罚", "SX_MC": "对经营超过保质期食品的处罚", "SX_JBBM": "4401060001",
    "SX_SDYJ": "《中华人民共和国食品安全法》第一百二十四条",
    "SX_SSJG": "广州市天河区市场监督管理局",
    "SX_SSJGDM": TOWN.AGENCY_CODE, "SX_XDR_LB": "法人及非法人组织", "SX_GKSX": "公开",
    "SX_BMSC": "可公开", "SX_BMSCR": "欧阳思远", "SX_BMSCRQ": "2026/02/02",
}  # fmt: skip


@pytest.fixture
def town(small_town):
    return small_town


def of_person(town, name):
    """A penalty of a natural person."""
    entity = ("CF_XDR_SHXYM", "CF_FRDB")
    rng = Random(2)
    person = {
        "CF_XDR_LB": "自然人", "CF_XDR_MC": "钟离秋", "CF_XDR_ZJLX": "身份证",
        "CF_XDR_ZJHM": numbers.id_number(rng, "440106", 1980),
    }  # fmt: skip
    made = town.penalty(name, fields=person)
    kept = {code: said for code, said in made.fields.items() if code not in entity}
    return Record(name, "penalty", kept, procedure="普通程序", owner=made.owner)


def test_clause_02_an_unreviewed_item_stays_inside_and_an_edit_is_a_version(town):
    """No secrecy review: not published, and logged; editing: a new version; unlisted: held."""
    unreviewed = Record("I-0", "catalogue_item", ITEM | {"SX_BMSC": "待定", "SX_JBBM": "9"})
    assert town.submit(unreviewed, ["local-portal"]) == ["in_review"]
    assert town.logged()[-1].body["reasons"][0]["rule"] == "GD-02-UNREVIEWED"
    town.submit(Record("I-1", "catalogue_item", ITEM), ["local-portal", GUANGDONG])
    town.submit(Record("I-1", "catalogue_item", ITEM | {"SX_ZX": "主项"}), ["local-portal"])
    with town.database.reading() as tx:
        versions = [h["version"] for h in catalogue.history(tx, "4401060001")]
    assert max(versions) == 3  # one text a channel, and the edit
    town.journey = town.gateway.current().journey
    assert set(town.submit(town.penalty("A-1", item_code="unlisted"))) == {"in_review"}


def test_clause_03_seven_working_days_and_what_never_reaches_xinyong_guangdong(town):
    """The deadline skips the National Day break and counts 调休; two kinds never get there."""
    town.at("2026-09-28")
    record = town.penalty("A-1", decided=date(2026, 9, 28), state="无效")
    town.submit(record, ["local-portal"])
    (case,) = town.cases()
    assert case.due == "2026-10-13"
    town.submit(of_person(town, "A-2"), [GUANGDONG])
    town.submit(town.penalty("A-3", procedure="简易程序"), [GUANGDONG])
    assert Following(town.gateway, GUANGDONG).page(0, 10)["events"] == []
    assert town.states("A-2") == town.states("A-3") == {}
    town.at("2026-10-14")
    with town.database.reading() as tx:
        overdue = due(tx, town.clock.day, 0, town.journey.pack.calendar).overdue
    assert case.id in {c.id for c in overdue}


def test_clause_04_a_bad_row_is_refused_by_name_and_the_good_one_is_not(town):
    """Code and field for the bad one; the good one beside it is published."""
    intake = Intake(town.keys, town.clock.day)
    good = dict(town.penalty("A-1").fields)
    bad = {k: v for k, v in town.penalty("A-2").fields.items() if k != "CF_NR"}
    rows = [
        RawRow(i, {"id": f"A-{i}", "kind": "penalty", "fields": f})
        for i, f in ((1, good), (2, bad))
    ]
    read = [intake.read(row) for row in rows]
    given = town.gateway.submit(read, ["local-portal"], TOWN.OWNER)
    assert [answers[0].outcome for answers in given] == ["released", "rejected"]
    assert isinstance(read[1], Rejected)
    assert [p.field for p in read[1].problems] == ["CF_NR"]


def test_clause_05_a_hall_and_a_file_get_the_same_answer_and_the_same_entry(town):
    """One by one as a service hall does, or many at once: the same outcome, digest and log."""
    one, other = town.penalty("A-1"), town.penalty("B-1")
    same = Record("B-1", "penalty", one.fields, procedure=one.procedure, owner=one.owner)
    town.gateway.submit([one], ["local-portal"], TOWN.OWNER)
    town.gateway.submit([other, same], ["local-portal"], "hall-1")
    entries = [e for e in town.logged() if e.event in {"decided", "rejected"}]
    assert [e.event for e in entries] == ["decided", "decided", "rejected"]  # the same decision
    kept = [
        {k: v for k, v in e.body.items() if k not in {"content", "digest", "answer"}}
        for e in entries
    ]
    assert kept[0] == kept[1]


def test_clause_07_the_monthly_report_counts_what_happened(town):
    """Ten come in, one is refused, two come down: the report says so, and no more."""
    for i in range(10):
        town.submit(town.penalty(f"A-{i}"), ["local-portal"])
    town.take_down("A-0")
    town.take_down("A-1")
    total = assess(town.gateway, "2026-03").told()["total"]
    assert [total[n] for n in ("submitted", "published", "on_time", "withdrawn")] == [10, 10, 10, 2]
    assert "棠禾" not in str(total)


PERIODS = [
    ("2026-02-28", "一般", "2027-02-28"), ("2024-02-29", "严重", "2027-02-28"),
    ("2025-08-31", None, "2026-08-31"), ("2026-01-31", "轻微", "2027-01-31"),
]  # fmt: skip


@pytest.mark.parametrize(("decided", "severity", "last"), PERIODS)
def test_clause_08_periods_and_expiry(town, decided, severity, last):
    """One year, three years, unset is one year; gone from every feed after the last day."""
    town.submit(town.penalty("A-1", decided=date.fromisoformat(decided), severity=severity))
    assert Following(town.at(last).gateway, "local-portal").page(0, 9)["events"][-1]["type"] == (
        "cn.gongshi.published"
    )
    following = date.fromordinal(date.fromisoformat(last).toordinal() + 1)
    page = Following(town.at(following).gateway, "local-portal").page(0, 9)
    assert page["events"][-1]["type"] == "cn.gongshi.expired"
    assert town.public("local-portal") == set()


def test_clause_09_a_notice_at_2330_is_done_the_same_day(town):
    """Hidden before midnight in Beijing, reason kept, all channels confirm, twice is once."""
    town.submit(town.penalty("A-1"))
    town.clock.hour = 23
    town.take_down("A-1")
    first = len(town.logged())
    town.take_down("A-1")
    assert len(town.logged()) == first
    for channel in TOWN.CHANNELS:
        *_, event = Following(town.gateway, channel).page(0, 9)["events"]
        moment = datetime.fromisoformat(event["time"]).astimezone(UTC)
        assert (moment.hour, moment.date()) == (15, date(2026, 3, 2))  # 23 o'clock in Beijing
        assert event["data"]["takedown"]["reason"] == "判决书已经生效"
        Following(town.gateway, channel).confirm(PORTAL, int(event["id"]))
    assert unconfirmed(town.gateway) == []


def test_clause_09_an_objection_is_marked_routed_and_answered(town):
    """Marked at once without being hidden; who filed it does not answer it."""
    town.submit(town.penalty("A-1"))
    place = (town.token("A-1"), TOWN.OWNER)
    held = objections.file(town.gateway, place, "error", "有误", OTHER.id)
    assert set(town.states("A-1").values()) == {"objection-marked"}
    assert held.unit is not None
    with pytest.raises(NotAllowed):
        objections.answer(town.gateway, held.id, "rejected", "无误", OTHER)
    objections.answer(town.gateway, held.id, "rejected", "无误", TOWN.REVIEWER)
    assert set(town.states("A-1").values()) == {"released"}


def test_clause_10_month_two_is_refused_month_three_is_granted(town):
    """严重 never; the commitment is published without a number of anybody."""
    town.submit(town.penalty("A-1"))
    town.submit(town.penalty("A-2", severity="严重"))
    phone = numbers.mobile(Random(9))

    def asked(name):
        given = ("identity", "performance")
        place = (town.token(name), TOWN.OWNER)
        return repairs.apply(town.gateway, place, given, f"依法经营，电话{phone}。", "p")

    town.at("2026-05-02")
    assert asked("A-1").state == "refused"
    town.at("2026-06-02")
    assert asked("A-2").told()["reasons"][0]["rule"] == "GD-10-SERIOUS"
    held = asked("A-1")
    repairs.decide(town.gateway, held.id, True, "符合条件", OTHER)
    *_, event = Following(town.gateway, "local-portal").page(0, 9)["events"]
    assert event["type"] == "cn.gongshi.repaired"
    assert phone not in str(event)


def test_clause_12_one_changed_row_is_found(town):
    """Of the log, of what was released, and of what is said to be public now."""
    town.submit(town.penalty("A-1"))
    town.gateway.ledger.verify()
    with town.database.writing() as tx:
        tx.execute(text("UPDATE publications SET state = 'withdrawn'"))
    with pytest.raises(LedgerBroken):
        town.gateway.ledger.verify()


def test_clause_13_who_submits_does_not_approve(town):
    """谁产生谁负责: the unit stands in the record's dossier, and another person decides."""
    town.submit(town.penalty("A-1", state="无效"), ["local-portal"])
    (case,) = town.cases()
    submitter = Account(TOWN.OWNER, "报送员", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
    with pytest.raises(NotAllowed):
        town.gateway.judge(case.id, TOWN.ACCEPT, submitter)


def test_clause_14_feeds_carry_the_approved_projection_byte_by_byte(town):
    """What a person approved is what every channel gets; what was masked is in no event."""
    phone = numbers.mobile(Random(8))
    channels = ["social-media", "local-portal"]
    town.submit(town.penalty("A-1", fields={"CF_SY": f"销售过期食品，电话{phone}。"}), channels)
    town.approve()
    approved = {}
    with town.database.reading() as tx:
        for row in tx.execute(select(tables.releases)):
            approved[row.channel] = orjson.dumps(orjson.loads(row.answer)["fields"])
    for channel in channels:
        (event,) = Following(town.gateway, channel).page(0, 9)["events"]
        assert orjson.dumps(event["data"]["fields"]) == approved[channel]
        assert phone not in orjson.dumps(event).decode()
    assert approved["social-media"] == approved["local-portal"]
