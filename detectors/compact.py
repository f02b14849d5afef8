"""A text without what people vary when they write a thing down twice: spaces, case, punctuation.

Built on the text view, so that an entry and a passage that hold the same characters become the
same codes, and every code still knows its position in the view. Knows no keys and no lists.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

import numpy as np
import numpy.typing as npt

from detectors.view import FIELD_SEPARATOR, TextView

Codes = npt.NDArray[np.uint32]
Positions = npt.NDArray[np.int64]

_PLANE = 0x10000
_SURROGATES = range(0xD800, 0xE000)
#: Stops and commas end an enumeration: 甲公司、乙公司 are two names, not one.
_STOPS = "。,;:!?、"
# A numeral reads as its digit everywhere, so that it does not matter what stands beside it.
_NUMERALS = dict(zip("零〇一二三四五六七八九", "00123456789", strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖两", "1234567892", strict=True)
)
_ENCODING = "utf-32-le"


class Keep(Enum):
    """What is kept beside letters, digits and ideographs: stops, or nothing."""

    STOPS = "stops"
    WORDS = "words"


@dataclass(frozen=True, slots=True, eq=False)
class Compact:
    """The codes that count, and where each stands in the text they were taken from."""

    codes: Codes = field(repr=False)
    origin: Positions = field(repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A window of codes -> the span of the text that holds them."""
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def compact(text: str, keep: Keep) -> Compact:
    """The text, which is a view's, reduced. Field separators stay: nothing runs over them."""
    points = np.frombuffer(text.encode(_ENCODING, "surrogatepass"), dtype="<u4")
    low = points < _PLANE
    codes = np.where(low, _table(keep)[np.where(low, points, 0)], points)
    origin = np.flatnonzero(codes)
    return Compact(codes[origin].astype("<u4"), origin)


def codes_of(entry: str, keep: Keep) -> Codes:
    """The codes of an entry that stands alone, folded like any text that is scanned."""
    return compact(TextView(entry).text.replace(FIELD_SEPARATOR, " "), keep).codes


@cache
def _table(keep: Keep) -> Codes:
    """Code point -> the code that it counts as; 0 for what does not count."""
    table = np.zeros(_PLANE, dtype="<u4")
    for point in range(_PLANE):
        table[point] = point if point in _SURROGATES else _code(chr(point), keep)
    return table


def _code(char: str, keep: Keep) -> int:
    if char == FIELD_SEPARATOR or (keep is Keep.STOPS and char in _STOPS):
        return ord(char)
    if not char.isalnum():
        return 0
    folded = _NUMERALS.get(char) or unicodedata.normalize("NFKC", char).lower()
    return ord(folded) if len(folded) == 1 else ord(char)


@cache
def folding() -> str:
    """Names the way texts are folded here: what was registered under another no longer matches.

    16 hex digits over what every character of the basic plane becomes.
    """
    every = "".join(f"{chr(p)} " for p in range(_PLANE) if p not in _SURROGATES)
    digest = hashlib.sha256()
    for keep in Keep:
        digest.update(codes_of(every, keep).tobytes())
    return digest.hexdigest()[:16]
