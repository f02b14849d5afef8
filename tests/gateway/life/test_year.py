"""A year is played: at every midnight each channel shows exactly what a few plain lines say.

Two packs (the second from July on, with shorter periods), three channels, thousands of records,
revocations, objections, repairs, relapses, and a portal that is down for a week. The oracle knows
dates and nothing of the gateway's code.
"""

from __future__ import annotations

import importlib
import itertools
import tempfile
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

import pytest

from detectors.border import Scanner
from gateway.accounts import Account, Role
from gateway.journey import Gateway, Journey
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.life import objections, publications, repairs
from gateway.life.following import Following
from gateway.life.takedown import Notice, expire, take_down
from gateway.sample import numbers
from gateway.storage.database import Database, default_url
from policies import catalog
from policies.compiler import compile_pack

TOWN = importlib.import_module("town")
Portal = importlib.import_module("portal").Portal
CHANNELS, OWNER = TOWN.CHANNELS, TOWN.OWNER
START, SWITCH = date(2026, 1, 1), date(2026, 7, 1)
DOWN = (date(2026, 5, 4), date(2026, 5, 11))
OTHER = Account("rev-2", "审核员乙", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
ALL = ("identity", "performance")
#: Months that each pack shows a class, and months before its repair (None: never).
RULES = {
    "old": {None: (12, 3), "一般": (12, 3), "严重": (36, None)},
    "new": {None: (6, 2), "一般": (6, 2), "严重": (36, None)},
}


def second_pack():
    """The same instrument with other numbers: half a year instead of one, two months not three."""
    text = catalog.source("rs-2018-gd").replace("lasts: 1 year", "lasts: 6 months")
    text = text.replace("repair_after: 3 months", "repair_after: 2 months")
    return compile_pack(text.replace("pack: rs-2018-gd", "pack: second"))


def later(day, months):
    """The oracle's own month arithmetic."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class Fact:
    """All that the oracle knows of a record."""

    token: str
    decided: date
    shown: date
    severity: str | None
    subject: int
    channels: tuple
    ended: date | None = None
    repaired: date | None = None
    marked: set = field(default_factory=set)

    @cached_property
    def last(self):
        pack = "old" if self.shown < SWITCH else "new"
        return later(self.decided, RULES[pack][self.severity][0])

    def is_public(self, channel, day):
        return channel in self.channels and day <= self.last and not (self.ended or self.repaired)


class Year:
    """The gateway on a settable clock, and beside it what has happened, as plain facts."""

    def __init__(self, home, folder):
        old = catalog.load("rs-2018-gd")
        self.packs = {"old": old, "new": second_pack()}
        self.scanner = Scanner(())  # what detectors find is tested elsewhere
        self.database, self.keys = Database.open(default_url(home)), Keys.open(home)
        self.clock, self.rng, self.number = TOWN.Clock(), Random(2026), itertools.count(1)
        self.town = TOWN.Town(Journey(self.scanner, old, START), self.database, self.keys)
        self.portals = {c: Portal(str(folder / f"{c}.db")) for c in CHANNELS}
        self.codes = [numbers.uscc(self.rng, "440106") for _ in range(60)]
        self.facts: dict[str, Fact] = {}
        self.refused = dict.fromkeys(("GD-10-MINIMUM", "GD-10-SERIOUS", "GD-10-RELAPSE"), 0)
        self.granted = 0

    @property
    def gateway(self):
        day = self.clock.day
        walk = Journey(self.scanner, self.packs["old" if day < SWITCH else "new"], day)
        ledger = Ledger(self.database, self.clock)
        return Gateway(walk, self.database, ledger, self.keys, self.clock)

    def day(self):
        """One day of ordinary work."""
        gateway, rng, day = self.gateway, self.rng, self.clock.day
        records = [self.record(day) for _ in range(rng.randrange(4, 9))]
        for channels in (CHANNELS, CHANNELS[:2]):
            sent = [r for r in records if self.facts[r.id].channels == channels]
            gateway.submit(sent, list(channels), OWNER)
        standing = [n for n, f in self.facts.items() if f.is_public(f.channels[0], day)]
        for name in rng.sample(standing, min(2, len(standing))):
            rng.choice((self.revoke, self.object, self.mend, self.mend, self.mend))(gateway, name)

    def record(self, day):
        decided = day - timedelta(days=self.rng.randrange(0, 90))
        severity, subject = self.rng.choice((None, "一般", "严重")), self.rng.randrange(60)
        name = f"R-{next(self.number)}"
        channels = CHANNELS if self.rng.random() < 0.6 else CHANNELS[:2]
        self.facts[name] = Fact(self.town.token(name), decided, day, severity, subject, channels)
        fields = {"CF_XDR_SHXYM": self.codes[subject]}
        return self.town.penalty(name, decided=decided, severity=severity, fields=fields)

    def place(self, name):
        return self.town.token(name), OWNER

    def revoke(self, gateway, name):
        take_down(gateway, *self.place(name), Notice("court", "判决已经生效"), "p")
        self.facts[name].ended = self.clock.day

    def object(self, gateway, name):
        fact = self.facts[name]
        held = objections.file(gateway, self.place(name), "error", "有误", "p")
        fact.marked.add(held.id)
        if self.rng.random() < 0.5:
            objections.answer(gateway, held.id, "rejected", "无误", OTHER)
            fact.marked.discard(held.id)

    def mend(self, gateway, name):
        """Apply for a repair, and compare the answer with what plain dates say."""
        fact, day = self.facts[name], self.clock.day
        months = RULES["old" if day < SWITCH else "new"][fact.severity][1]
        before = [f.repaired for f in self.facts.values() if f.subject == fact.subject]
        expected = {
            "GD-10-SERIOUS": months is None,
            "GD-10-MINIMUM": months is not None and day < later(fact.decided, months),
            "GD-10-RELAPSE": any(r and r <= fact.decided < later(r, 12) for r in before),
        }
        held = repairs.apply(gateway, self.place(name), ALL, "依法经营。", "p")
        rules = {reason["rule"] for reason in held.told()["reasons"]}
        assert rules == {rule for rule, met in expected.items() if met}
        for rule in rules:
            self.refused[rule] += 1
        if held.state == "applied":
            repairs.decide(gateway, held.id, True, "符合条件", OTHER)
            fact.repaired, self.granted = day, self.granted + 1

    def midnight(self):
        """The next day begins: expiry, the portals follow, and everything is compared."""
        self.clock.day += timedelta(days=1)
        gateway, day = self.gateway, self.clock.day
        expire(gateway)
        for channel, portal in self.portals.items():
            oracle = {
                f.token: bool(f.marked) for f in self.facts.values() if f.is_public(channel, day)
            }
            assert self.held(channel) == oracle, day
            if channel == CHANNELS[1] and DOWN[0] <= day < DOWN[1]:
                continue  # that portal is down
            self.follow(gateway, portal, channel)
            assert portal.marks() == oracle, day

    def held(self, channel):
        """What the gateway says is public, and whether it is marked."""
        with self.database.reading() as tx:
            found = publications.on_channel(tx, channel)
        return {p.record: p.state == "objection-marked" for p in found}

    @staticmethod
    def follow(gateway, portal, channel):
        while found := Following(gateway, channel).page(portal.cursor, 50)["events"]:
            portal.apply(found)


@pytest.fixture
def year(tmp_path):
    shared = Path("/dev/shm")  # thousands of transactions; what a disk does is tested elsewhere
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        played = Year(Path(folder) / "home", Path(folder))
        yield played
        played.database.close()


def test_a_year_at_every_midnight(year):
    """365 midnights on three channels, and the log of it all verifies."""
    year.clock.day = START
    while year.clock.day < date(2027, 1, 1):
        year.day()
        year.midnight()
    facts = year.facts.values()
    assert len(facts) > 2000
    assert year.granted > 20
    assert all(count > 10 for count in year.refused.values()), year.refused
    assert sum(f.ended is not None for f in facts) > 50
    assert sum(f.last < year.clock.day for f in facts) > 100
    entries = year.gateway.ledger.verify().entries
    assert entries > 6000
