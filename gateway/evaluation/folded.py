"""Texts without spaces and in one width and case, with the way back to the original. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

#: A span of one text -> the same span in another.
Place = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``at`` holds for each of its characters the offset that it came from."""

    text: str = field(repr=False)
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str, without: str = "") -> Folded:
        """NFKC and casefold by character, without spaces, invisible signs and ``without``."""
        pairs = [
            (char, at)
            for at, given in enumerate(text)
            for char in unicodedata.normalize("NFKC", given).casefold()
            if not (char.isspace() or char in without or unicodedata.category(char) == "Cf")
        ]
        return cls("".join(char for char, _ in pairs), tuple(at for _, at in pairs))

    def places(self, needle: str) -> Iterator[tuple[int, int]]:
        """Every span of the original at which a folded needle stands, overlapping ones too."""
        start = self.text.find(needle)
        while start >= 0:
            yield self.at[start], self.at[start + len(needle) - 1] + 1
            start = self.text.find(needle, start + 1)


def aligned(raw: str, kept: str) -> Place:
    """How spans of a submitted value move into the canonical one; an empty span where they cannot.

    A canonical value may have lost spaces and hyphens and changed width and case (codes). Of a
    value that was translated (a date, an amount, a coded word) only the whole has a place.
    """
    if raw == kept:
        return lambda start, end: (start, end)
    before, after = Folded.of(raw, "-"), Folded.of(kept, "-")
    if before.text != after.text:
        return lambda start, end: (0, len(kept) if (start, end) == (0, len(raw)) else 0)

    def place(start: int, end: int) -> tuple[int, int]:
        inside = [to for at, to in zip(before.at, after.at, strict=True) if start <= at < end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    return place
