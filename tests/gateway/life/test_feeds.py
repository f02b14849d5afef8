"""A feed loses nothing and keeps its order; a portal that applies it shows what is public."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import orjson
import pytest
from sqlalchemy import select

from gateway.accounts import Account, Role
from gateway.errors import NotFound, UsageError
from gateway.keys import Keys
from gateway.life import feeds, objections
from gateway.life.following import Following, unconfirmed
from gateway.storage import tables
from gateway.storage.database import Database, default_url

CHANNELS = ("department-portal", "local-portal", "xinyong-china")
PORTAL = Account("por-1", "门户", Role.PORTAL, "2026-01-01T00:00:00.000Z")
OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
SCRIPT = Path(__file__).with_name("portal.py")
sys.path.insert(0, str(SCRIPT.parent))
Portal = importlib.import_module("portal").Portal
Town = importlib.import_module("town").Town


def follow(town, portal, channel, page=3):
    """Read the feed to its end, a small page at a time."""
    following = Following(town.gateway, channel)
    while True:
        found = following.page(portal.cursor, page)["events"]
        if not found:
            return
        portal.apply(found)


def truth(town, channel):
    """What the releases say is public, with the fields as they were released."""
    return {
        record: fields for record, fields in _fields(town, channel).items()
        if record in town.public(channel)
    }  # fmt: skip


def _fields(town, channel):
    table = tables.releases
    query = select(table.c.record, table.c.answer).where(table.c.channel == channel)
    with town.database.reading() as tx:
        rows = tx.execute(query.order_by(table.c.seq)).all()
    return {r.record: orjson.loads(r.answer).get("fields") for r in rows}


def busy(town, rng, records=12, steps=60):
    """A town in which everything happens, and a step after which to look."""
    names = []
    for step in range(steps):
        name = rng.choice(names) if names and rng.random() < 0.6 else None
        if name is None:
            record = town.penalty(f"B-{step}")
            names.append(record.id)
            town.submit(record)
        elif rng.random() < 0.4:
            town.take_down(name)
        elif rng.random() < 0.5 and "released" in town.states(name).values():
            objections.file(town.gateway, (town.token(name), "portal-1"), "error", "有误", "p")
        else:
            town.approve()
        yield step


@pytest.fixture
def portals(tmp_path):
    return {channel: Portal(str(tmp_path / f"{channel}.db")) for channel in CHANNELS}


def test_a_portal_shows_exactly_what_is_public(small_town, portals):
    """After every few steps, on each channel, whatever the page size."""
    town = small_town
    for step in busy(town, Random(7)):
        if step % 5 == 0:
            for size, channel in enumerate(CHANNELS, 1):
                follow(town, portals[channel], channel, size)
                shown = {s: d["fields"] for s, d in portals[channel].shown().items()}
                assert shown == truth(town, channel)
    assert portals["local-portal"].shown()


def test_events_are_cloud_events_in_order(town):
    """Each with the attributes of the standard, ids that rise, the approved fields byte by byte."""
    town.submit(town.penalty("A-1"))
    town.submit(town.penalty("A-2"))
    town.take_down("A-1")
    page = Following(town.gateway, "local-portal").page(0, 10)
    kinds = [e["type"] for e in page["events"]]
    assert kinds == ["cn.gongshi.published"] * 2 + ["cn.gongshi.withdrawn"]
    assert [int(e["id"]) for e in page["events"]] == sorted(int(e["id"]) for e in page["events"])
    for event in page["events"]:
        assert event["specversion"] == "1.0"
        assert event["source"].startswith("urn:gongshi:")
        assert event["datacontenttype"] == "application/json"
        assert "transformations" not in event["data"]
    assert page["events"][0]["data"]["fields"] == _fields_of(town, int(page["events"][0]["id"]))
    assert page["events"][2]["data"]["takedown"]["reason"] == "判决书已经生效"
    assert page["cursor"] == int(page["events"][-1]["id"])
    assert Following(town.gateway, "local-portal").page(page["cursor"], 10)["events"] == []


def _fields_of(town, seq):
    table = tables.releases
    with town.database.reading() as tx:
        text = tx.scalar(select(table.c.answer).where(table.c.seq == seq))
    return orjson.loads(text)["fields"]


def test_new_dates_of_the_same_fields_are_told(small_town):
    """What is renewed is published again with its dates; the portal's copy stays right."""
    town = small_town
    record = town.penalty("A-1")
    town.submit(record)
    town.submit(replace(record, severity="严重"))
    kinds = [e["type"] for e in Following(town.gateway, "local-portal").page(0, 9)["events"]]
    assert kinds == ["cn.gongshi.published"] * 2
    assert town.events("A-1") == ["published"] * 3 + ["renewed"] * 3


def test_who_has_not_confirmed_is_listed(small_town):
    """By channel, with the day by which it should have been done; nobody follows: listed too."""
    town = small_town
    town.submit(town.penalty("A-1"))
    assert unconfirmed(town.gateway) == []
    town.take_down("A-1")
    assert {(b.channel, b.account, b.late) for b in unconfirmed(town.gateway)} == {
        (channel, None, False) for channel in CHANNELS
    }
    following = Following(town.gateway, "local-portal")
    events = following.page(0, 10)["events"]
    assert following.confirm(PORTAL, int(events[0]["id"])) == int(events[0]["id"])
    town.at("2026-03-03")
    (behind,) = unconfirmed(town.gateway, "local-portal")
    assert (behind.account, behind.ends, behind.late, behind.due) == (
        PORTAL.id, 1, True, "2026-03-02",
    )  # fmt: skip
    assert following.confirm(PORTAL, int(events[1]["id"])) == int(events[1]["id"])
    assert following.confirm(PORTAL, 1) == int(events[1]["id"])
    assert unconfirmed(town.gateway, "local-portal") == []


def test_nobody_confirms_what_was_not_told(small_town):
    """Neither the future nor another channel."""
    town = small_town
    town.submit(town.penalty("A-1"), ["local-portal"])
    with pytest.raises(UsageError):
        Following(town.gateway, "local-portal").confirm(PORTAL, 99)
    with pytest.raises(UsageError):
        Following(town.gateway, "xinyong-china").confirm(PORTAL, 1)
    with pytest.raises(NotFound):
        Following(town.gateway, "nowhere")
    with town.database.reading() as tx:
        assert feeds.unconfirmed(tx, ["local-portal"], town.clock.day) == []


_WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[1])))
from town import Town, DAY
from detectors.border import Scanner
from gateway.journey import Journey
from gateway.keys import Keys
from gateway.storage.database import Database, default_url
from policies import catalog
pack = catalog.load("rs-2018-gd")
home = Path(sys.argv[2])
town = Town(Journey(Scanner(()), pack, DAY), Database.open(default_url(home)), Keys.open(home))
step = int(sys.argv[3])
while True:
    step += 1
    town.submit(town.penalty(f"K-{step}", fields={"CF_WSH": f"穗天市监罚〔2026〕{step}号"}))
    if step % 2:
        town.take_down(f"K-{step}")
    print(step, flush=True)
"""


def test_a_kill_on_either_side_loses_nothing(home, tmp_path, journey):
    """Server and portal are killed again and again; in the end they hold the same."""
    rng = Random(11)
    state = str(tmp_path / "portal.db")
    for round_ in range(6):
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(SCRIPT.parent), str(home), str(round_ * 1000)],
            stdout=subprocess.PIPE, env=dict(os.environ),
        )  # fmt: skip
        for _ in range(rng.randrange(2, 6)):
            worker.stdout.readline()
        worker.kill()
        worker.communicate()
        _killed_portal(_town(home, journey), state, rng)
    town, portal = _town(home, journey), Portal(state)
    follow(town, portal, "local-portal", 5)
    shown = {s: d["fields"] for s, d in portal.shown().items()}
    assert shown == truth(town, "local-portal")
    assert len(shown) >= 6
    town.gateway.ledger.verify()
    town.database.close()


def _killed_portal(town, state, rng):
    """A portal in its own process that dies somewhere in the middle of what it is given."""
    portal = subprocess.Popen(
        [sys.executable, str(SCRIPT), state, "local-portal"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    cursor = int(portal.stdout.readline())
    events = Following(town.gateway, "local-portal").page(cursor, 100)["events"]
    portal.stdin.write(json.dumps(events).encode() + b"\n")
    portal.stdin.flush()
    if rng.random() < 0.5:
        portal.stdout.readline()
    portal.kill()
    portal.communicate()
    town.database.close()


def _town(home, journey):
    return Town(journey, Database.open(default_url(home)), Keys.open(home))
