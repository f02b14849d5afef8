"""An objection marks at once, goes to the unit, is answered in time, and ends in a correction."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.accounts import Account, Role
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.life import dossier, objections
from gateway.life.feeds import events

OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
UNIT = "广州市天河区市场监督管理局"
TEXT = "我是钟离秋，电话13800001234，处罚金额写错了"


@pytest.fixture
def marked(town):
    """A town with one public record and an objection to it."""
    town.submit(town.penalty("A-1"))
    held = objections.file(town.gateway, (town.token("A-1"), "portal-1"), "error", TEXT, "portal-1")
    return town, held


def data(town, channel="local-portal"):
    with town.database.reading() as tx:
        return events(tx, "urn:x", channel, 0, 100)


def test_it_marks_every_channel_at_once(marked):
    """The record stays shown, with the mark; the ticket knows its unit and its last day."""
    town, held = marked
    assert set(town.states("A-1").values()) == {"objection-marked"}
    assert (held.filed_on, held.due) == ("2026-03-02", "2026-03-04")
    with town.database.reading() as tx:
        assert dossier.unit_names(tx, town.keys, [held.unit]) == {held.unit: UNIT}
        assert objections.text_of(town.gateway, tx, held) == TEXT
    *_, event = data(town)
    assert event["type"] == "cn.gongshi.objection-marked"
    assert event["data"]["objection"]["says"] == "信息错误"
    assert event["data"]["fields"] == data(town)[0]["data"]["fields"]
    assert "13800001234" not in str([e.body for e in town.logged()])
    town.gateway.ledger.verify()


def test_a_rejected_objection_loses_its_mark(marked):
    """The record is what it was, and resending it is no news."""
    town, held = marked
    done = objections.answer(town.gateway, held.id, "rejected", "经核对无误", OTHER)
    assert done.state == "rejected"
    assert set(town.states("A-1").values()) == {"released"}
    *_, event = data(town)
    assert event["type"] == "cn.gongshi.objection-answered"
    assert "objection" not in event["data"]
    with pytest.raises(Conflict):
        objections.answer(town.gateway, held.id, "rejected", "再次", OTHER)
    town.gateway.ledger.verify()


def test_an_upheld_objection_ends_in_a_reviewed_correction(marked):
    """The new version waits for a person on every channel, however harmless; then it is shown."""
    town, held = marked
    objections.answer(town.gateway, held.id, "upheld", "金额有误", OTHER)
    assert set(town.states("A-1").values()) == {"objection-marked"}
    fixed = town.penalty(
        "A-1", fields={"CF_NR": "给予警告处罚。", "CF_WSH": "穗天市监罚〔2026〕1号"}
    )
    assert town.submit(fixed) == ["in_review"] * 3
    assert {r["rule"] for c in town.cases() for r in c.reasons} == {"CONTESTED"}
    town.approve()
    assert set(town.states("A-1").values()) == {"corrected"}
    *_, event = data(town)
    assert event["type"] == "cn.gongshi.corrected"
    assert event["data"]["fields"]["CF_NR"] == "给予警告处罚。"
    assert "objection" not in event["data"]
    with town.database.reading() as tx:
        assert objections.find(tx, held.id).state == "corrected"
    town.gateway.ledger.verify()


def test_a_second_objection_keeps_the_mark(marked):
    """The mark goes when the last objection is answered."""
    town, held = marked
    place = (town.token("A-1"), "portal-1")
    second = objections.file(town.gateway, place, "overdue", "超期", "portal-1")
    objections.answer(town.gateway, held.id, "rejected", "无误", OTHER)
    assert set(town.states("A-1").values()) == {"objection-marked"}
    objections.answer(town.gateway, second.id, "rejected", "未超期", OTHER)
    assert set(town.states("A-1").values()) == {"released"}


def test_late_answers_are_listed_and_time_is_given_once(marked):
    """By the last day; three more working days, not six."""
    town, held = marked
    town.at("2026-03-05")
    with town.database.reading() as tx:
        (late,) = objections.pending(tx)
    assert late.told(date(2026, 3, 5))["late"]
    assert objections.extend(town.gateway, held.id, OTHER).due == "2026-03-09"
    with pytest.raises(Conflict):
        objections.extend(town.gateway, held.id, OTHER)


def test_what_is_missing_is_routed_to_its_unit(small_town):
    """An omission has no record yet; it is a ticket of the unit alone."""
    town = small_town
    held = objections.file(town.gateway, None, "omission", "没有公示", "portal-1", UNIT)
    assert held.record is None
    town.submit(town.penalty("A-1"))
    with town.database.reading() as tx:
        assert dossier.unit_names(tx, town.keys, [held.unit]) == {held.unit: UNIT}
    assert objections.answer(town.gateway, held.id, "upheld", "已补报", OTHER).state == "upheld"


def test_who_files_does_not_answer(small_town):
    """Nor does an answer or an objection without words count."""
    town = small_town
    town.submit(town.penalty("A-1"))
    place = (town.token("A-1"), "portal-1")
    held = objections.file(town.gateway, place, "error", "有误", OTHER.id)
    with pytest.raises(NotAllowed):
        objections.answer(town.gateway, held.id, "upheld", "是", OTHER)
    with pytest.raises(UsageError):
        objections.file(town.gateway, place, "whim", "有误", "p")
    with pytest.raises(UsageError):
        objections.file(town.gateway, place, "error", " ", "p")
    with pytest.raises(UsageError):
        objections.file(town.gateway, None, "omission", "没有公示", "p")
    with pytest.raises(NotFound):
        objections.extend(town.gateway, "zz", OTHER)


def test_a_takedown_takes_a_contested_record_too(marked):
    """What is marked can be withdrawn, and can expire."""
    town, _ = marked
    town.take_down("A-1", ground="objection", reason="异议成立")
    assert set(town.states("A-1").values()) == {"withdrawn"}
    town.gateway.ledger.verify()
