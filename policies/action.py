"""The five actions, mild to strict, so that ``max`` is the policy."""

from __future__ import annotations

from enum import IntEnum


class Action(IntEnum):
    """What happens to a span, a field or a record (保留、遮盖、不展示、待审、禁止公示)."""

    KEEP = 0
    MASK = 1
    DROP = 2
    HOLD = 3
    BLOCK = 4

    @property
    def word(self) -> str:
        """The value used in packs, files and the API: ``keep``, ``mask`` and so on."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Action:
        """The action of a pack's word; raises `KeyError` for any other word."""
        return cls[word.upper()]
