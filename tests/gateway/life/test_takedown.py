"""A takedown takes a record off every channel the same day, once; expiry comes by the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from gateway.accounts import Account, Role
from gateway.errors import Conflict, LedgerBroken, NotFound, UsageError
from gateway.life.takedown import Notice, take_down
from gateway.verdict import Verdict

CHANNELS = ("department-portal", "local-portal", "xinyong-china")
DAY = date(2026, 3, 2)
ACCEPT = Verdict("accept", "可公开", "已核对")
REVIEWER = Account("rev-1", "审核员甲", Role.REVIEWER, "2026-01-01T00:00:00.000Z")


def test_a_takedown_ends_it_on_every_channel_at_once(town):
    """One entry and one event a channel, with ground, reason and the days that count."""
    town.submit(town.penalty("A-1"))
    town.submit(town.penalty("A-2"))
    answers = town.take_down("A-1")
    assert town.states("A-1") == dict.fromkeys(CHANNELS, "withdrawn")
    assert town.states("A-2") == dict.fromkeys(CHANNELS, "released")
    assert [a["outcome"] for a in answers] == ["withdrawn"] * 3
    for given in answers:
        assert "fields" not in given
        assert given["takedown"] == {
            "ground": "court",
            "says": "人民法院判决撤销",
            "reason": "判决书已经生效",
            "noticed_on": "2026-03-02",
            "due": "2026-03-02",
        }
        assert [r["rule"] for r in given["reasons"]] == ["GD-09-TAKEDOWN"]
    ended = [entry for entry in town.logged() if entry.event == "withdrawn"]
    assert {entry.channel for entry in ended} == set(CHANNELS)
    assert all("判决书" not in str(entry.body) for entry in ended)
    town.gateway.ledger.verify()


def test_the_same_notice_twice_is_one_takedown(town):
    """The second answers what the first answered, and nothing more is told to the channels."""
    town.submit(town.penalty("A-1"))
    first = town.take_down("A-1")
    entries = len(town.logged())
    assert town.take_down("A-1") == first
    assert town.events("A-1") == ["published"] * 3 + ["withdrawn"] * 3
    assert len(town.logged()) == entries


def test_what_waits_for_a_person_is_cancelled(small_town):
    """A verdict must not put back what was revoked meanwhile."""
    town = small_town
    town.submit(town.penalty("A-1", state="无效"))
    (case, *_) = town.cases()
    answers = town.take_down("A-1")
    assert {a["outcome"] for a in answers} == {"withdrawn"}
    assert all("fields" not in a for a in answers)
    assert town.cases() == []
    with pytest.raises(Conflict):
        town.gateway.judge(case.id, ACCEPT, REVIEWER)
    assert [e.event for e in town.logged()][-3:] == ["cancelled"] * 3
    town.gateway.ledger.verify()


@pytest.mark.parametrize("ending", ["withdrawn", "expired"])
def test_nothing_comes_back_without_a_review(small_town, ending):
    """Sent again as it was, or changed, it waits for a person; a verdict publishes it anew."""
    town = small_town
    record = town.penalty("A-1")
    town.submit(record)
    if ending == "withdrawn":
        town.take_down("A-1")
    else:
        with town.database.writing() as tx:
            tx.execute(text("UPDATE publications SET until = '2026-03-01'"))
        town.expire()
    assert town.submit(record) == ["in_review"] * 3
    assert town.submit(record) == ["in_review"] * 3
    assert set(town.states("A-1").values()) == {ending}
    assert {r["rule"] for c in town.cases() for r in c.reasons} == {"RETURNED"}
    town.approve()
    assert set(town.states("A-1").values()) == {"released"}
    assert town.submit(record) == ["released"] * 3


@pytest.mark.parametrize(
    "notice",
    [
        Notice("whim", "理由"),
        Notice("court", " "),
        Notice("court", "电话13800001234"),
        Notice("court", "判决", DAY + timedelta(days=1)),
    ],
    ids=["ground", "no reason", "personal data", "tomorrow"],
)
def test_a_takedown_needs_a_ground_and_a_harmless_reason(small_town, notice):
    """What the channels are told holds no personal data; nothing happens otherwise."""
    small_town.submit(small_town.penalty("A-1"))
    with pytest.raises(UsageError):
        take_down(small_town.gateway, small_town.token("A-1"), "portal-1", notice, "p")
    assert set(small_town.states("A-1").values()) == {"released"}


def test_an_unknown_record_cannot_be_taken_down(small_town):
    """Neither can another account's."""
    small_town.submit(small_town.penalty("A-1"))
    with pytest.raises(NotFound):
        small_town.take_down("A-9")
    with pytest.raises(NotFound):
        take_down(
            small_town.gateway, small_town.token("A-1"), "portal-2", Notice("court", "是"), "p"
        )


EXPIRIES = [
    ("2026-02-27", "一般", "2027-02-27"),
    ("2024-02-29", "严重", "2027-02-28"),
    ("2025-08-31", None, "2026-08-31"),
]


@pytest.mark.parametrize(("decided", "severity", "last"), EXPIRIES)
def test_expiry_is_the_day_after_the_last(town, decided, severity, last):
    """The last public day is public; at the next midnight it is gone, once."""
    start = max(date.fromisoformat(decided), DAY)
    town.at(start)
    town.submit(town.penalty("A-1", decided=date.fromisoformat(decided), severity=severity))
    town.at(last)
    assert town.expire() == 0
    assert set(town.states("A-1").values()) == {"released"}
    town.at(date.fromisoformat(last) + timedelta(days=1))
    assert town.expire() == 3
    assert town.expire() == 0
    assert set(town.states("A-1").values()) == {"expired"}
    assert town.events("A-1")[-3:] == ["expired"] * 3
    (*_, entry) = town.logged()
    assert (entry.event, entry.body["reasons"][0]["rule"]) == ("expired", "GD-08-EXPIRED")
    town.gateway.ledger.verify()


def test_many_expire_in_one_night(small_town, monkeypatch):
    """More than fit one transaction, each once."""
    monkeypatch.setattr("gateway.life.takedown._AT_ONCE", 4)
    for _ in range(5):
        small_town.submit(small_town.penalty())
    small_town.at("2027-03-03")
    assert small_town.expire() == 15
    assert small_town.events().count("expired") == 15


@pytest.mark.parametrize(
    "intrusion",
    [
        "UPDATE publications SET state = 'released'",
        "UPDATE publications SET until = '2099-01-01'",
        "DELETE FROM publications",
    ],
)
def test_a_changed_table_of_what_is_public_is_found(town, intrusion):
    """Verification folds the releases and compares."""
    town.submit(town.penalty("A-1"))
    town.take_down("A-1")
    town.gateway.ledger.verify()
    with town.database.writing() as tx:
        tx.execute(text(intrusion))
    with pytest.raises(LedgerBroken, match="一览"):
        town.gateway.ledger.verify()
