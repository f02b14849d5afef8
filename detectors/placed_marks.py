"""Marks on a document that count by their place: asked for by a quick sign, each place once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.finding import Status

#: A quick sign, the pattern that it stands for, how sure its marks are, and why.
Kind = tuple[re.Pattern[str], re.Pattern[str], Status, str]


def placed_marks(
    text: str, kinds: Sequence[Kind]
) -> Iterator[tuple[re.Match[str], int, int, Status, str]]:
    """The match, span, status and reason of each mark; of several at one start the first kind's.

    Signs may ask for the start of a line, which the first line has too. The mark is the group
    ``mark`` of its pattern, else the whole match.
    """
    taken: set[int] = set()
    lines = f"\n{text}"
    for sign, pattern, status, why in kinds:
        group = "mark" if "mark" in pattern.groupindex else 0
        for match in pattern.finditer(text) if sign.search(lines) else ():
            start, end = match.span(group)
            if start not in taken:
                taken.add(start)
                yield match, start, end, status, why
