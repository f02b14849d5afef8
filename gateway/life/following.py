"""A portal follows its channel: pages of events, confirmations, and the list of who is behind.

Before anything is told, what is past its last day is ended: no feed shows an expired record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.accounts import Account
from gateway.errors import NotFound
from gateway.journey import Gateway
from gateway.life import feeds
from gateway.life.feeds import Behind
from gateway.life.takedown import expire


@dataclass(frozen=True, slots=True)
class Following:
    """One channel of one gateway; raises `NotFound` for a channel that the pack does not know."""

    gateway: Gateway
    channel: str

    def __post_init__(self) -> None:
        if self.channel not in self.gateway.journey.pack.channels:
            raise NotFound("没有这个渠道")

    def current(self) -> str:
        """The channel, after what is over has been ended."""
        expire(self.gateway)
        return self.channel

    def page(self, after: int, limit: int) -> dict[str, Any]:
        """Events behind ``after``, and the cursor behind which the next page begins."""
        self.current()
        with self.gateway.database.reading() as tx:
            found = feeds.events(tx, source_of(self.gateway), self.channel, after, limit)
        cursor = int(found[-1]["id"]) if found else after
        return {"channel": self.channel, "events": found, "cursor": cursor}

    def confirm(self, account: Account, cursor: int) -> int:
        """Everything up to ``cursor`` has been carried out by this portal; where it stands now."""
        with self.gateway.database.writing() as tx:
            return feeds.confirm(tx, self.channel, account.id, cursor, self.gateway.now())


def source_of(gateway: Gateway) -> str:
    """The name of this gateway in its events, as its signed checkpoints bear it."""
    return f"urn:gongshi:{gateway.keys.fingerprint[:16]}"


def unconfirmed(gateway: Gateway, channel: str | None = None) -> list[Behind]:
    """Who has not confirmed that something came down, on one channel or on all."""
    walk = gateway.journey
    channels = [Following(gateway, channel).channel] if channel else list(walk.pack.channels)
    with gateway.database.reading() as tx:
        return feeds.unconfirmed(tx, channels, walk.today)
