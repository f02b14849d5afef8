"""Folds a text one character to one or to none, and remembers where each came from.

What shows nothing is left out, compatibility forms become the character they stand for, HTML
references and tags (`detectors.markup`) become the one character they show. Nothing else changes.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from detectors import markup

# Characters that show nothing: control characters (but for tab, line ends and the field
# separator), zero-width spaces and joiners, directional marks, soft hyphens, variation selectors.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1d\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef"
)
_INVISIBLE_RE = re.compile(f"[{_INVISIBLE}][{_INVISIBLE}]*")  # to one sign the engine skips

# Blocks that hold compatibility forms of letters, digits, punctuation and ideographs.
_COMPATIBILITY_BLOCKS = (
    (0x00A0, 0x00A0),  # no-break space
    (0x2000, 0x200A),  # typographic spaces
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x2F00, 0x2FDF),  # Kangxi radicals
    (0x3000, 0x3000),  # ideographic space
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFE50, 0xFE6B),  # small form variants
    (0xFF01, 0xFF5E),  # full-width ASCII
    (0x1D400, 0x1D7FF),  # mathematical alphanumerics
    (0x1F130, 0x1F149),  # squared letters
    (0x1FBF0, 0x1FBF9),  # segmented digits
    (0x2F800, 0x2FA1F),
)
_LAST_OF_BASIC_PLANE = 0xFFFF
_LAST_DIGIT = 0x1FBF9  # behind it Unicode has no more of them


class Folded(NamedTuple):
    """A folded text. ``starts`` and ``ends`` say where each character lay in the original.

    ``None`` for ``starts``: each where it is now; for ``ends``: each was one character long.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None


@cache
def fold_table() -> dict[int, str]:
    """Code point -> the one character it is a compatibility form of (Unicode NFKC, digits)."""
    table: dict[int, str] = {}
    for first, last in _COMPATIBILITY_BLOCKS:
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    for code in range(ord("9") + 1, _LAST_DIGIT + 1):  # the digits of every script
        decimal = unicodedata.decimal(chr(code), None)
        if decimal is not None:
            table[code] = str(decimal)
    return table


def _foldable() -> re.Pattern[str]:
    """Finds what may be in the table. Beyond the basic plane one range is faster than many."""
    basic = "".join(map(chr, filter(lambda code: code <= _LAST_OF_BASIC_PLANE, fold_table())))
    beyond = [code for code in fold_table() if code > _LAST_OF_BASIC_PLANE]
    return re.compile(f"[{re.escape(basic)}{chr(min(beyond))}-{chr(max(beyond))}]")


_FOLDABLE_RE = _foldable()


def fold(raw: str) -> Folded:
    """The folded text. Linear; where nothing is to be folded it is the original itself."""
    text, starts = raw, None
    if _INVISIBLE_RE.search(text):
        text, starts = _without_invisible(text)
    if not text.isascii() and _FOLDABLE_RE.search(text):
        # Four times as fast as `str.translate`, which looks up every character.
        text = _FOLDABLE_RE.sub(_folded, text)
    if ("<" in text or "&" in text) and markup.MAYBE_RE.search(text):
        shown, first, last = markup.reduce(text, _shown)
        return Folded(shown, *_composed(starts, first, last))
    return Folded(text, starts)


def _folded(char: re.Match[str]) -> str:
    return fold_table().get(ord(char[0]), char[0])


def _shown(char: str) -> str:
    """What a character that was written as a reference looks like here: one character or none."""
    return "" if _INVISIBLE_RE.match(char) else fold_table().get(ord(char), char)


def _composed(
    starts: Sequence[int] | None, first: Sequence[int], last: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Positions in the reduced text -> positions in the original, by way of what lay between."""
    if starts is None:
        return first, last
    return array("Q", (starts[a] for a in first)), array("Q", (starts[b - 1] + 1 for b in last))


def _without_invisible(text: str) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    origin = array("Q")
    last = 0
    for gap in _INVISIBLE_RE.finditer(text):
        pieces.append(text[last : gap.start()])
        origin.extend(range(last, gap.start()))
        last = gap.end()
    pieces.append(text[last:])
    origin.extend(range(last, len(text)))
    return "".join(pieces), origin
