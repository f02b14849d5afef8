"""Whether the pieces of a number look as if one number had been written in them."""

from __future__ import annotations

import re

from detectors.sheet import Sheet
from detectors.view import Number

_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
# Markdown inside a word (6222**0212**3456) is not a grouping.
_EMPHASIS_RE = re.compile(r"(?<=[0-9A-Za-z])(?:\*\*|__|`)(?=[0-9A-Za-z])")
_PIECES = (1, 3, 4, 5, 6)
# A number that a line end cuts has two pieces.
_OVER_A_LINE_END = 2


def in_few_pieces(n: Number, most: int) -> bool:
    """Written in at most so many pieces, or digit by digit."""
    return n.groups <= most or n.spelled


def evenly_written(sheet: Sheet, n: Number) -> bool:
    """One piece, two pieces over a line end, or equal pieces (of 1, or 3 to 6) and a shorter one.

    So 6222 0212 3456 7890 123 is one number and a card number followed by a year is two.
    """
    if n.groups == 1:
        return True
    written = sizes(sheet, n)
    if len(written) == 1 or n.guessed:
        return True
    if len(written) == _OVER_A_LINE_END and "\n" in sheet.view.text[n.start : n.end]:
        return True
    first, last = written[0], written[-1]
    return first in _PIECES and set(written[:-1]) == {first} and last <= first


def sizes(sheet: Sheet, n: Number) -> list[int]:
    """How many characters stand in each piece; numerals that may be words do not count."""
    text = _EMPHASIS_RE.sub("", sheet.view.text[n.start : n.end])
    return [len(group) for group in _GROUP_RE.findall(text)]
