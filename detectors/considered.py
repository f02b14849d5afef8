"""What a detector looked at closer and what it came to: for explanations, why and why not.

Offsets are those of ``sheet.raw``; nothing here holds a text of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.sheet import Sheet

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Considered:
    """A span, whether it was ``found`` to be of the kind, and why (not), in Chinese.

    ``cue`` is the word that drew attention, ``values`` the quantities or names beside it.
    """

    start: int
    end: int
    because: str
    found: bool = False
    cue: Span | None = None
    values: tuple[Span, ...] = ()


def bare_words(
    sheet: Sheet, word: re.Pattern[str], marks: Sequence[tuple[int, int, str]], why_not: str
) -> Iterator[Considered]:
    """Each mark as found, and each word outside of them as passed."""
    for start, end, why in marks:
        yield Considered(start, end, why, found=True)
    for match in word.finditer(sheet.view.text):
        start, end = sheet.view.origin(*match.span())
        if not any(a < end and start < b for a, b, _ in marks):
            yield Considered(start, end, why_not)
