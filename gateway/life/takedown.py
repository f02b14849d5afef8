"""Ends of publicity: a takedown (撤下) with its reason, and expiry (公示期限届满) by the clock.

Both are idempotent: what is down already stays as it is, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from gateway import outcomes, reviews
from gateway.errors import NotFound, UsageError
from gateway.ledger import Entry
from gateway.life import publications
from gateway.life.happening import Happening, happen
from policies.calendar import add_working_days
from policies.decision import Ruling
from policies.life import Takedown

if TYPE_CHECKING:
    from gateway.journey import Gateway

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """Why something comes down: a ground of the pack and a reason, which the channels are told.

    ``noticed_on`` is the day on which the publishing site was told (today if unsaid).
    """

    ground: str
    reason: str = field(repr=False)
    noticed_on: date | None = None


def take_down(
    gateway: Gateway, record: str, owner: str, notice: Notice, account: str
) -> list[dict[str, Any]]:
    """Take a record off every channel; the answer of each channel, those of before included.

    ``record`` is its token. Cases that wait are closed: their verdict could put it back. Raises
    `NotFound` for what is neither public nor waiting, `UsageError` for an unknown ground, a reason
    that is missing or holds personal data.
    """
    rules, days = _checked(gateway, notice)
    with gateway.database.writing() as tx:
        places = publications.of_records(tx, [record], owner)
        waiting = reviews.cancel(tx, record, owner, "withdrawn", gateway.now())
        if not places and not waiting:
            raise NotFound("没有这条记录，或者它没有公示过")
        _log_cancelled(gateway, tx, waiting, notice, account)
        happen(
            gateway,
            tx,
            [p for p in places if p.is_public],
            _happening(rules, notice, days, account),
        )
        return outcomes.latest(tx, record, owner)


def _checked(gateway: Gateway, notice: Notice) -> tuple[Takedown, tuple[date, date]]:
    rules, today = gateway.life.takedown, gateway.journey.today
    noticed = notice.noticed_on or today
    if notice.ground not in rules.grounds:
        raise UsageError(f"撤下的事由只能是：{'、'.join(rules.grounds)}")
    if not notice.reason.strip():
        raise UsageError("撤下必须写明理由")
    if noticed > today:
        raise UsageError("收到告知的日期不能晚于今天")
    gateway.refuse_personal_data(notice.reason)
    calendar = gateway.journey.pack.calendar
    return rules, (noticed, add_working_days(noticed, rules.working_days, calendar)[0])


def _happening(rules: Takedown, notice: Notice, days: tuple[date, date], account: str) -> Happening:
    noticed, due = (day.isoformat() for day in days)
    return Happening(
        "withdrawn",
        (Ruling(rules.rule.action, rules.rule.id, rules.rule.basis),),
        {"ground": notice.ground, "noticed_on": noticed, "due": due, "account": account},
        {
            "takedown": {
                "ground": notice.ground,
                "says": rules.grounds[notice.ground],
                "reason": notice.reason.strip(),
                "noticed_on": noticed,
                "due": due,
            }
        },
    )


def _log_cancelled(
    gateway: Gateway, tx: Connection, waiting: list[reviews.Case], notice: Notice, account: str
) -> None:
    """A case that is closed without a verdict has its entry too, and its answer."""
    said = {"outcome": "cancelled", "ground": notice.ground, "account": account}
    entries = [Entry("cancelled", c.record, c.channel, {**said, "case": c.id}) for c in waiting]
    receipts = gateway.ledger.append(tx, entries)
    for case, receipt in zip(waiting, receipts, strict=True):
        body: Mapping[str, Any] = {**case.preview, "outcome": "withdrawn"}
        shown = {name: value for name, value in body.items() if name != "fields"}
        outcomes.settle(tx, case.seq, shown | {"receipt": receipt.shown()})


def expire(gateway: Gateway) -> int:
    """Stop showing whatever is past its last public day; how many places.

    In transactions of a few hundred, so that others may write in between.
    """
    rule, ended = gateway.journey.pack.expiry, 0
    today = gateway.journey.today.isoformat()
    what = Happening("expired", (Ruling(rule.action, rule.id, rule.basis),))
    while True:
        with gateway.database.writing() as tx:
            over = publications.over(tx, today, _AT_ONCE)
            happen(gateway, tx, over, what)
        ended += len(over)
        if len(over) < _AT_ONCE:
            return ended
