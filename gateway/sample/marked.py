"""Texts that know what stands where in them, because they were put together piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gold:
    """One span that is there by construction; offsets in code points, end exclusive."""

    start: int
    end: int
    entity_type: str
    role: str | None = None

    def line(self) -> dict[str, object]:
        """The span as a JSON object, ``role`` only where there is one."""
        shown: dict[str, object] = {
            "start": self.start,
            "end": self.end,
            "entity_type": self.entity_type,
        }
        return {**shown, "role": self.role} if self.role else shown


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the gold spans in it. Adding two shifts the second one's spans."""

    text: str = field(repr=False)
    gold: tuple[Gold, ...] = ()

    @classmethod
    def of(cls, text: str, entity_type: str | None = None, role: str | None = None) -> Text:
        """A text that is one thing as a whole, or nothing in particular."""
        whole = (Gold(0, len(text), entity_type, role),) if entity_type and text else ()
        return cls(text, whole)

    @classmethod
    def joined(cls, parts: Iterable[Text]) -> Text:
        """The parts one after another."""
        pieces: list[str] = []
        gold: list[Gold] = []
        at = 0
        for part in parts:
            pieces.append(part.text)
            gold += (Gold(g.start + at, g.end + at, g.entity_type, g.role) for g in part.gold)
            at += len(part.text)
        return cls("".join(pieces), tuple(gold))
