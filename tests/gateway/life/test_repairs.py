"""Credit repair: who may have it, on what clause it is refused, and what it does."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import text

from gateway.accounts import Account, Role
from gateway.errors import Conflict, NotAllowed, UsageError
from gateway.life import repairs
from gateway.life.feeds import events
from gateway.sample import numbers

OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
ALL = ("identity", "performance")
PROMISE = "本单位承诺依法经营，自觉接受监督。"


def apply(town, name="A-1", materials=ALL, commitment=PROMISE):
    place = (town.token(name), "portal-1")
    return repairs.apply(town.gateway, place, materials, commitment, "portal-1")


def rules(application):
    return [reason["rule"] for reason in application.told()["reasons"]]


def test_granted_it_ends_on_every_channel(town):
    """Month three: applied for, decided by a person, told with the commitment."""
    town.submit(town.penalty("A-1"))
    town.at("2026-06-02")
    held = apply(town)
    assert (held.state, rules(held)) == ("applied", [])
    assert set(town.states("A-1").values()) == {"released"}
    with pytest.raises(Conflict):
        apply(town)
    assert repairs.decide(town.gateway, held.id, True, "符合条件", OTHER).state == "granted"
    assert set(town.states("A-1").values()) == {"repaired"}
    with town.database.reading() as tx:
        *_, event = events(tx, "urn:x", "xinyong-china", 0, 100)
    assert event["type"] == "cn.gongshi.repaired"
    assert "fields" not in event["data"]
    assert event["data"]["repair"]["commitment"] == PROMISE
    assert event["data"]["repair"]["effect"] == "终止公示，停止共享和使用"
    with pytest.raises(Conflict):
        apply(town)
    town.gateway.ledger.verify()


@pytest.mark.parametrize(
    ("day", "refused"), [("2026-05-02", True), ("2026-06-01", True), ("2026-06-02", False)]
)
def test_the_shortest_time_of_publicity(small_town, day, refused):
    """Month two: refused with the clause; from the day three months later: allowed."""
    town = small_town
    town.submit(town.penalty("A-1"))
    held = apply(town.at(day))
    assert rules(held) == (["GD-10-MINIMUM"] if refused else [])
    assert ("第(十)项" in held.reasons) is refused


def test_what_is_serious_is_not_repaired(small_town):
    """严重 is never repaired under this pack; everything that is wrong is said at once."""
    town = small_town
    town.submit(town.penalty("A-1", severity="严重"))
    held = apply(town.at("2028-03-02"), materials=("identity",))
    assert rules(held) == ["GD-10-SERIOUS", "GD-10-MATERIALS"]
    assert held.state == "refused"


def test_a_permit_has_nothing_to_repair(small_town):
    """What no clause ends is outside of this."""
    town = small_town
    town.submit(town.penalty("A-1"))
    with town.database.writing() as tx:
        tx.execute(text("UPDATE publications SET kind = 'permit'"))
    assert "GD-10-OUTSIDE" in rules(apply(town.at("2026-07-01")))


def test_a_relapse_within_a_year_is_refused(small_town):
    """Punished again within a year after a repair: no repair of that; later, or another: yes."""
    town = small_town
    code = numbers.uscc(Random(5), "440106")
    town.submit(town.penalty("A-1"))
    town.at("2026-06-02")
    repairs.decide(town.gateway, apply(town).id, True, "符合条件", OTHER)
    town.submit(town.penalty("A-2", decided=date(2026, 6, 1)))
    town.submit(town.penalty("A-3", decided=date(2026, 6, 2)))
    town.submit(town.penalty("A-4", decided=date(2026, 6, 2), fields={"CF_XDR_SHXYM": code}))
    town.at("2027-06-01")
    town.submit(town.penalty("A-5", decided=date(2027, 6, 1)))
    town.at("2027-06-02")
    town.submit(town.penalty("A-6", decided=date(2027, 6, 2)))
    town.at("2027-09-03")
    said = {name: rules(apply(town, name)) for name in ("A-2", "A-3", "A-4", "A-5", "A-6")}
    relapse = ["GD-10-RELAPSE"]
    assert said == {"A-2": [], "A-3": relapse, "A-4": [], "A-5": relapse, "A-6": []}


@pytest.mark.parametrize(
    ("materials", "commitment"),
    [((), PROMISE), (("identity",), PROMISE), (ALL, ""), (("commitment", *ALL), "")],
)
def test_missing_materials_are_refused(small_town, materials, commitment):
    """All of them, and a commitment that can be published: a box that is ticked is none."""
    town = small_town
    town.submit(town.penalty("A-1"))
    assert rules(apply(town.at("2026-07-01"), "A-1", materials, commitment)) == ["GD-10-MATERIALS"]


def test_the_commitment_is_published_without_personal_data(small_town):
    """Like any document: what a person must not be known by is covered."""
    town = small_town
    town.submit(town.penalty("A-1"))
    rng = Random(3)
    phone, card = numbers.mobile(rng), numbers.id_number(rng, "440106", 1980)
    town.at("2026-07-01")
    held = apply(town, commitment=f"{PROMISE}联系电话{phone}，身份证号码{card}。")
    assert PROMISE in held.commitment
    assert phone not in held.commitment
    assert card not in held.commitment
    with pytest.raises(UsageError):
        apply(town, commitment="机密★5年 承诺")


def test_who_applies_does_not_decide(small_town):
    """And a refusal by a person says why, without personal data."""
    town = small_town
    town.submit(town.penalty("A-1"))
    town.at("2026-07-01")
    held = repairs.apply(town.gateway, (town.token("A-1"), "portal-1"), ALL, PROMISE, OTHER.id)
    with pytest.raises(NotAllowed):
        repairs.decide(town.gateway, held.id, True, "可以", OTHER)
    third = Account("rev-3", "审核员丙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
    with pytest.raises(UsageError):
        repairs.decide(town.gateway, held.id, False, "电话13800001234没有人接", third)
    done = repairs.decide(town.gateway, held.id, False, "履行材料不实", third)
    assert (done.state, done.told()["reasons"][0]["basis"]) == ("refused", "履行材料不实")
    assert set(town.states("A-1").values()) == {"released"}
    assert apply(town).state == "applied"


def test_a_repaired_record_expires_no_more_and_comes_back_through_a_person(small_town):
    """An end is an end."""
    town = small_town
    record = town.penalty("A-1")
    town.submit(record)
    town.at("2026-06-02")
    repairs.decide(town.gateway, apply(town).id, True, "符合条件", OTHER)
    assert town.at("2027-03-03").expire() == 0
    town.at(date(2026, 6, 2) + timedelta(days=1))
    assert town.submit(record) == ["in_review"] * 3
