"""Whether the pieces of a number look as if one number had been written in them."""

from __future__ import annotations

import re

from detectors.sheet import Sheet
from detectors.view import Number

_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
_PIECES = (1, 3, 4, 5, 6)


def evenly_written(sheet: Sheet, n: Number) -> bool:
    """One piece, two pieces over a line end, or equal pieces (of 1, or 3 to 6) and a shorter one.

    So 6222 0212 3456 7890 123 is one number and a card number followed by a year is two.
    """
    if n.groups == 1:
        return True
    text = sheet.view.text[n.start : n.end]
    sizes = [len(group) for group in _GROUP_RE.findall(text)]
    if len(sizes) == 2 and "\n" in text:  # noqa: PLR2004 (one line break)
        return True
    return sizes[0] in _PIECES and set(sizes[:-1]) == {sizes[0]} and sizes[-1] <= sizes[0]
