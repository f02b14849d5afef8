"""The levels at which rules are made, broad to narrow: each may add to those before it."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Who made a rule: the state, the province, a department, or a channel for itself."""

    NATIONAL = 0
    PROVINCE = 1
    DEPARTMENT = 2
    CHANNEL = 3

    @property
    def word(self) -> str:
        """The value used in packs: ``national``, ``province``, ``department``, ``channel``."""
        return self.name.lower()

    @property
    def chinese(self) -> str:
        """The name that officers read."""
        return ("整包", "省", "部门", "渠道")[self]

    @classmethod
    def of(cls, word: str) -> Level:
        """The level of a pack's word; raises `KeyError` for any other word."""
        return cls[word.upper()]
