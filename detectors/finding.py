"""What detection reports: findings, and the detectors that could not look.

A finding never carries the found text; whoever holds the text can cut it out by the span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

#: Entity types that are known and kept: finding them shields their text from the other
#: detectors (a credit code is not a card number) and explains why it was not masked.
SHIELDS = frozenset(
    {
        "ORGANIZATION",
        "CN_USCC",
        "CN_ORG_CODE",
        "CN_BUSINESS_REGISTRATION",
        "DOCUMENT_NUMBER",
        "LICENCE_NUMBER",
        "STATUTE",
        "PUBLIC_AMOUNT",
    }
)


class Status(IntEnum):
    """How sure a detector is, unsure to sure."""

    SUSPECT = 1
    LIKELY = 2
    CERTAIN = 3

    @property
    def word(self) -> str:
        """The value used in files, the API and policy packs: ``suspect`` and so on."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One span that a detector recognised.

    ``start`` and ``end`` are offsets in Unicode code points of the original field text, end
    exclusive. ``score`` is in 0..1. ``detector`` is ``kind@version``. ``detail`` is the offset
    from which the sensitive part runs (the part of an address below the county).
    ``group`` is equal for mentions of one person inside a record and means nothing outside it.
    ``allowed`` is the id of the allow-list that names what was found; what that may show is the
    policy's. ``explanation`` tells why in words that hold nothing of the text.
    """

    start: int
    end: int
    entity_type: str
    score: float
    detector: str
    status: Status
    role: str | None = None
    category: str | None = None
    explanation: str = ""
    detail: int | None = None
    group: int | None = None
    allowed: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A detector that did not look (失败、超时、缺失): the record must go to a person."""

    detector: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of one record: findings by field, in order of their start, and silences."""

    findings: Mapping[str, tuple[Finding, ...]]
    unread: tuple[Unread, ...] = ()
