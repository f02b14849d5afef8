"""Which records a person sees before they are shown although no rule holds them (复核)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from policies.rule import Rule

_WHOLE = 10_000
_BYTES = 8


class Scope(StrEnum):
    """What a review rule asks for: nothing more, changed texts, a share, or every record."""

    HELD = "held"
    CHANGED = "changed"
    SAMPLE = "sample"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Review:
    """One review rule. ``share`` is in ten-thousandths of all records, drawn with ``seed``."""

    rule: Rule
    scope: Scope
    share: int = 0
    seed: str = ""

    def draws(self, record: str) -> bool:
        """Whether the record falls into the sample: the same answer for the same id, always."""
        drawn = hashlib.blake2b(f"{self.seed}\x1f{record}".encode(), digest_size=_BYTES).digest()
        return int.from_bytes(drawn, "big") * _WHOLE < self.share << (8 * _BYTES)
