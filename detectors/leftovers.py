"""Numbers that were half masked before they came here: 110101********8531, 138****8000.

What is left may be enough to tell whose number it is, so a person has to see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.sheet import Sheet

# What people mask with. The letter x is one of them.
_STARS = "*\u00d7\u2022\u25cf\u203b#\u25a0\u25a1"
_STAR, _SIGN = f"[{_STARS}]", f"[{_STARS}xX]"
_HIDDEN = tuple(2 * sign for sign in f"{_STARS}xX")
_EDGE = r"(?<![0-9A-Za-z*].)"  # looked at behind the first character: to that the engine skips
_END = r"(?![0-9A-Za-z*])"
_GAP = r"[ -]?"

#: Six to fourteen characters of an identity number, the rest of it hidden; 15 or 18 in all.
IDENTITY_RE = re.compile(
    rf"[1-9]{_EDGE}[0-9]{{3,14}}(?:{_SIGN}{{2,14}}[0-9]{{1,4}}[0-9Xx]?|[xX]{{3,14}}|{_STAR}{{3,14}}){_END}"
)
#: The ends of a mobile number: eleven characters in all.
MOBILE_RE = re.compile(
    rf"1{_EDGE}[3-9][0-9]?{_GAP}[0-9]{{0,4}}{_GAP}{_SIGN}{{3,8}}{_GAP}[0-9]{{0,4}}{_END}"
)
#: An area code and part of what follows.
LANDLINE_RE = re.compile(
    rf"0{_EDGE}[0-9]{{2,3}}-(?:[0-9]{{1,4}}-?{_SIGN}{{3,7}}|{_SIGN}{{3,7}}-?[0-9]{{1,4}}){_END}"
)
#: The ends of a card number: 16 to 19 characters in all.
CARD_RE = re.compile(
    rf"[3-6]{_EDGE}[0-9]{{3,5}}(?:{_GAP}{_SIGN}{{2,13}}){{1,4}}{_GAP}[0-9]{{1,4}}{_END}"
)


def leftovers(sheet: Sheet, shape: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What of a number of this shape is left, wherever anything was hidden."""
    if sheet.once(_anything_hidden):
        yield from shape.finditer(sheet.view.text)


def size(leftover: re.Match[str]) -> int:
    """How many characters the number had, without what groups it."""
    return len(re.sub("[ -]", "", leftover[0]))


def _anything_hidden(sheet: Sheet) -> bool:
    return any(pair in sheet.view.text for pair in _HIDDEN)
