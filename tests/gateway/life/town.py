"""A gateway whose day a test sets, and records that are released as they stand: `Town`."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from gateway import reviews
from gateway.accounts import Account, Role
from gateway.draft import record_token
from gateway.journey import Gateway, Journey
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.life import publications
from gateway.life.takedown import Notice, expire, take_down
from gateway.record import Owner, Record
from gateway.sample import numbers
from gateway.storage import tables
from gateway.storage.database import Database
from gateway.verdict import Verdict

DAY = date(2026, 3, 2)
OWNER = "portal-1"
CHANNELS = ("department-portal", "local-portal", "xinyong-china")
REVIEWER = Account("rev-1", "审核员甲", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
ACCEPT = Verdict("accept", "可公开", "已核对")
_RNG = Random(20260302)
AGENCY_CODE = numbers.uscc(_RNG, "440106", "11")
FIRM_CODE = numbers.uscc(_RNG, "440106")
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": FIRM_CODE,
    "CF_FRDB": "欧阳思远",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": "当事人销售超过保质期的食品。",
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_CFLB": "警告",
    "CF_NR": "给予警告。",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": "广州市天河区市场监督管理局",
    "CF_CFJGDM": AGENCY_CODE,
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": AGENCY_CODE,
}


@dataclass
class Clock:
    """A clock that a test sets: noon in Beijing of its day, a second later at each look."""

    day: date = DAY
    hour: int = 12
    looks: int = field(default=0)

    def __call__(self) -> datetime:
        self.looks += 1
        noon = datetime.combine(self.day, time(self.hour), UTC) - timedelta(hours=8)
        return noon + timedelta(milliseconds=self.looks % 3_000_000)


@dataclass
class Town:
    """One gateway on a day that can be set, and what the tests do with it."""

    journey: Journey
    database: Database
    keys: Keys
    clock: Clock = field(default_factory=Clock)
    sent: itertools.count = field(default_factory=lambda: itertools.count(1))

    @property
    def gateway(self) -> Gateway:
        walk = replace(self.journey, today=self.clock.day)
        ledger = Ledger(self.database, self.clock, self.keys.signer())
        return Gateway(walk, self.database, ledger, self.keys, self.clock)

    def at(self, day: date | str) -> Town:
        self.clock.day = date.fromisoformat(day) if isinstance(day, str) else day
        return self

    def penalty(self, name: str | None = None, *, decided: date | None = None, **more) -> Record:
        number = next(self.sent)
        on = decided or self.clock.day
        written = {"CF_WSH": f"穗天市监罚〔{on.year}〕{number}号", "CF_JDRQ": f"{on:%Y/%m/%d}"}
        fields = FIELDS | written | more.pop("fields", {})
        owner = Owner(more.pop("unit", "广州市天河区市场监督管理局"), "")
        told = {"procedure": "普通程序", "owner": owner} | more
        return Record(name or f"A-{number}", "penalty", fields, **told)

    def submit(self, record: Record, channels=CHANNELS, owner: str = OWNER) -> list[str]:
        (given,) = self.gateway.submit([record], list(channels), owner)
        return [each.outcome for each in given]

    def token(self, name: str, owner: str = OWNER) -> str:
        return record_token(self.keys, owner, name)

    def take_down(self, name: str, ground: str = "court", reason="判决书已经生效", **more) -> list:
        notice = Notice(ground, reason, **more)
        return take_down(self.gateway, self.token(name), OWNER, notice, "portal-1")

    def expire(self) -> int:
        return expire(self.gateway)

    def states(self, name: str) -> dict[str, str]:
        with self.database.reading() as tx:
            found = publications.of_records(tx, [self.token(name)], OWNER)
        return {p.channel: p.state.value for p in found}

    def public(self, channel: str) -> set[str]:
        with self.database.reading() as tx:
            return {p.record for p in publications.on_channel(tx, channel)}

    def cases(self) -> list[reviews.Listed]:
        with self.database.reading() as tx:
            return reviews.queue(tx)[1]

    def approve(self) -> None:
        for case in self.cases():
            self.gateway.judge(case.id, ACCEPT, REVIEWER)

    def events(self, name: str | None = None) -> list[str]:
        query = select(tables.releases.c.event).order_by(tables.releases.c.seq)
        if name is not None:
            query = query.where(tables.releases.c.record == self.token(name))
        with self.database.reading() as tx:
            return list(tx.scalars(query))

    def logged(self) -> list:
        return [line.entry for line in self.gateway.ledger.entries(limit=10_000)]
