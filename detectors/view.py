"""The text view: what detectors match on, with every position mapped back to the original.

Folding is one character to one, or to none, so a span in the view always has exactly one
span in the original. Separators inside numbers are not removed from the view itself (two
telephone numbers side by side would become one); `TextView.numbers` joins them instead.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

#: Joins the fields of one record into one text. No detector matches across it.
FIELD_SEPARATOR = "\x1e"

# Characters that show nothing: zero-width spaces and joiners, directional marks, soft
# hyphens, variation selectors.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef"
)
_INVISIBLE_RE = re.compile(f"[{_INVISIBLE}]+")

# Blocks that hold compatibility forms of letters, digits, punctuation and ideographs.
_COMPATIBILITY_BLOCKS = (
    (0x00A0, 0x00A0),  # no-break space
    (0x0660, 0x0669),  # Arabic-Indic digits
    (0x06F0, 0x06F9),
    (0x0966, 0x096F),  # Devanagari digits
    (0x2000, 0x200A),  # typographic spaces
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x2F00, 0x2FDF),  # Kangxi radicals
    (0x3000, 0x3000),  # ideographic space
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFE50, 0xFE6B),  # small form variants
    (0xFF01, 0xFF5E),  # full-width ASCII
    (0x1D400, 0x1D7FF),  # mathematical alphanumerics
    (0x2F800, 0x2FA1F),
)
_FOLDABLE_RE = re.compile(
    "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _COMPATIBILITY_BLOCKS) + "]"
)

_NUMERALS = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    "○": "0",
    "貳": "2",
    "參": "3",
    "陸": "6",
    "幺": "1",
    "两": "2",
}
_NUMERAL_TABLE = str.maketrans(_NUMERALS)

#: What people put between the digits of one number: spaces, dashes, dots, one line break.
_SEPARATOR = (
    r"(?:[ \t]?[-\u2010-\u2015\u2212\uff0d._\u00b7\u2022\u2219\u30fb*]{1,2}[ \t]?"
    r"|[ \t]{0,4}\r?\n[ \t]{0,4}|[ \t]{1,3})"
)
_NUMERAL_CLASS = "[0-9" + "".join(_NUMERALS) + "]"
# Chinese numerals count as digits only in number position: seven or more in a row, so that
# dates (二〇一八年), articles (第四十四条) and names stay as they are.
_NUMERAL_RUN_RE = re.compile(f"{_NUMERAL_CLASS}(?:{_SEPARATOR}?{_NUMERAL_CLASS}){{6,}}")
_HAS_NUMERAL_RE = re.compile("[" + "".join(_NUMERALS) + "]")

_RUN_RE = re.compile(rf"[0-9A-Za-z]+(?:{_SEPARATOR}[0-9A-Za-z]+)*")
_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
_DIGIT_RE = re.compile(r"[0-9]")

#: Longest identifier that is looked for, in characters without separators.
LONGEST_NUMBER = 32
_FEWEST_DIGITS = 4


@cache
def _fold_table() -> dict[int, str]:
    """Code point -> the one character it is a compatibility form of (Unicode NFKC)."""
    table: dict[int, str] = {}
    for first, last in _COMPATIBILITY_BLOCKS:
        for code in range(first, last + 1):
            char = chr(code)
            decimal = unicodedata.decimal(char, None)
            folded = str(decimal) if decimal is not None else unicodedata.normalize("NFKC", char)
            if len(folded) == 1 and folded != char:
                table[code] = folded
    return table


@dataclass(frozen=True, slots=True)
class Number:
    """A candidate identifier: consecutive groups of letters and digits, separators removed.

    ``compact`` is upper case. ``start`` and ``end`` are positions in the view. ``groups`` says
    in how many pieces it was written.
    """

    compact: str
    start: int
    end: int
    groups: int

    def __repr__(self) -> str:
        return f"Number(start={self.start}, end={self.end}, groups={self.groups})"


class TextView:
    """Folded text with a map back to the original. Immutable; its repr shows no text.

    ``raw`` is the original, ``text`` the view. Linear in the length of the text; when nothing
    is to be folded the view *is* the original string.
    """

    __slots__ = ("__dict__", "_origin", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._origin: Sequence[int] | None = None
        text = raw
        if not raw.isascii():
            if _INVISIBLE_RE.search(text):
                text, self._origin = _without_invisible(text)
            if _FOLDABLE_RE.search(text):
                text = text.translate(_fold_table())
            if _HAS_NUMERAL_RE.search(text):
                text = _NUMERAL_RUN_RE.sub(lambda m: m[0].translate(_NUMERAL_TABLE), text)
        self.text = text

    def __repr__(self) -> str:
        return f"TextView({len(self.raw)} characters)"

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Span in the view -> span in the original; what is invisible inside it is included."""
        if self._origin is None:
            return start, end
        if start >= end:
            at = self._origin[start] if start < len(self._origin) else len(self.raw)
            return at, at
        return self._origin[start], self._origin[end - 1] + 1

    def position(self, raw_offset: int) -> int:
        """Offset in the original -> the first position in the view at or after it."""
        if self._origin is None:
            return raw_offset
        return bisect_right(self._origin, raw_offset - 1)

    def before(self, start: int, width: int = 12) -> str:
        """Up to ``width`` characters in front of ``start``, not past the field's beginning."""
        window = self.text[max(0, start - width) : start]
        return window.rpartition(FIELD_SEPARATOR)[2]

    def after(self, end: int, width: int = 12) -> str:
        """Up to ``width`` characters behind ``end``, not past the field's end."""
        return self.text[end : end + width].partition(FIELD_SEPARATOR)[0]

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every candidate identifier, however it is spaced, dashed, dotted or broken over lines.

        A candidate starts and ends at a group's edge, so ``13800138000 13900139000`` gives both
        numbers and their concatenation, and the kinds decide by structure which one is real.
        """
        found: list[Number] = []
        for run in _RUN_RE.finditer(self.text):
            if len(_DIGIT_RE.findall(run[0])) >= _FEWEST_DIGITS:
                found.extend(_windows(run[0], run.start()))
        return tuple(found)


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


def _windows(run: str, offset: int) -> list[Number]:
    groups = [(g[0].upper(), g.start(), g.end()) for g in _GROUP_RE.finditer(run)]
    found: list[Number] = []
    for first, (_, start, _) in enumerate(groups):
        compact = ""
        for count, (part, _, end) in enumerate(groups[first:], 1):
            compact += part
            if len(compact) > LONGEST_NUMBER:
                break
            if len(compact) > _FEWEST_DIGITS and len(_DIGIT_RE.findall(compact)) >= _FEWEST_DIGITS:
                found.append(Number(compact, offset + start, offset + end, count))
    return found
