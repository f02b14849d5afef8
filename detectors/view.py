"""The text view: what detectors match on, with every position mapped back to the original.

Folding (`detectors.folding`, `detectors.numerals`) makes one character, or one HTML reference or
tag, into one character or none, so a span in the view always has exactly one span in the original.
Separators inside numbers are not removed from the view itself (two telephone numbers side by side
would become one); `TextView.numbers` joins them instead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property

from detectors import candidates, numerals
from detectors.candidates import LONGEST_NUMBER, Candidates, Number
from detectors.folding import fold
from detectors.separators import FIELD_SEPARATOR

__all__ = ["FIELD_SEPARATOR", "LONGEST_NUMBER", "Number", "TextView"]


class TextView:
    """Folded text with a map back to the original. Immutable; its repr shows no text.

    ``raw`` is the original, ``text`` the view. Linear in the length of the text; when nothing
    is to be folded the view *is* the original string.
    """

    __slots__ = ("__dict__", "_digits", "_ends", "_seams", "_starts", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        folded, self._starts, self._ends = fold(raw)
        # Numerals are digits cautiously in `text`, everywhere in what `numbers` reads.
        self.text, self._digits, self._seams = numerals.read(folded)

    def __repr__(self) -> str:
        return f"TextView({len(self.raw)} characters)"

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Span in the view -> span in the original; what is invisible inside it is included."""
        if self._starts is None:
            return start, end
        if start >= end:
            at = self._starts[start] if start < len(self._starts) else len(self.raw)
            return at, at
        last = self._starts[end - 1] + 1 if self._ends is None else self._ends[end - 1]
        return self._starts[start], last

    def position(self, raw_offset: int) -> int:
        """Offset in the original -> the first position in the view at or after it."""
        if self._starts is None:
            return raw_offset
        return bisect_right(self._starts, raw_offset - 1)

    def before(self, start: int, width: int = 12) -> str:
        """Up to ``width`` characters in front of ``start``, not past the field's beginning."""
        window = self.text[max(0, start - width) : start]
        return window.rpartition(FIELD_SEPARATOR)[2]

    def after(self, end: int, width: int = 12) -> str:
        """Up to ``width`` characters behind ``end``, not past the field's end."""
        return self.text[end : end + width].partition(FIELD_SEPARATOR)[0]

    @cached_property
    def _candidates(self) -> Candidates:
        return candidates.candidates(self._digits, self._seams)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every candidate identifier, however it is spaced, dashed, dotted or broken over lines."""
        found = self._candidates.numbers
        if self.text is not self._digits:
            found = [n if self._reads_so(n) else n._replace(glued=True) for n in found]
        return tuple(found)

    def _reads_so(self, n: Number) -> bool:
        """Whether the text itself has these digits, and no numeral that may be a word."""
        return self.text[n.start : n.end] == self._digits[n.start : n.end]

    @property
    def endless(self) -> Sequence[tuple[int, int]]:
        """Rows of so many single digits that no number is looked for in them."""
        return self._candidates.endless

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The text, and if there is another reading of its numbers, that one, of the same length.

        In the other O is 0, l is 1, and numerals at the ends of a number are digits.
        """
        if self.text is not self._digits or any(n.guessed for n in self.numbers):
            return self.text, candidates.as_digits(self._digits)
        return (self.text,)

    @cached_property
    def numbers_by_length(self) -> Mapping[int, Sequence[Number]]:
        """`numbers` by the length of their compact form: each kind looks only at its own."""
        by_length: dict[int, list[Number]] = {}
        for number in self.numbers:
            by_length.setdefault(len(number.compact), []).append(number)
        return by_length
