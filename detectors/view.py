"""The text view: what detectors match on, with every position mapped back to the original.

Folding is one character to one, or to none, so a span in the view always has exactly one
span in the original. Separators inside numbers are not removed from the view itself (two
telephone numbers side by side would become one); `TextView.numbers` joins them instead.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

#: Joins the fields of one record into one text. No detector matches across it.
FIELD_SEPARATOR = "\x1e"

# Characters that show nothing: control characters (but for tab, line ends and the field
# separator), zero-width spaces and joiners, directional marks, soft hyphens, variation selectors.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1d\x1f\x7f-\x9f"
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
_MARKS = r"\u2010-\u2015\u2212\uff0d._\u00b7\u2022\u2219\u30fb*-"
_SEPARATOR = (
    rf"(?:[ \t]?[{_MARKS}]{{1,2}}[ \t]?"
    r"|[ \t]{0,4}\r?\n[ \t]{0,4}|[ \t]{1,3})"
)
_NUMERAL_CLASS = "[0-9" + "".join(_NUMERALS) + "]"
# Chinese numerals count as digits only in number position: seven or more in a row, so that
# dates (二〇一八年), articles (第四十四条) and names stay as they are.
_NUMERAL_RUN_RE = re.compile(
    f"{_NUMERAL_CLASS}(?:{_NUMERAL_CLASS}|{_SEPARATOR}{_NUMERAL_CLASS}){{6,}}"
)
_HAS_NUMERAL_RE = re.compile("[" + "".join(_NUMERALS) + "]")
# What such a run can lie in: found much faster, and mostly there is none.
_NUMERAL_BLOCK_RE = re.compile(rf"{_NUMERAL_CLASS}[{''.join(_NUMERALS)}0-9 \t\r\n{_MARKS}]{{6,}}")
# ... and up to three of them in front of or behind ASCII digits may be the end of a name or the
# start of a word (张三13800138000一事): there the text keeps them and `numbers` tries both ways.
_HEAD_RE = re.compile(f"[{''.join(_NUMERALS)}]{{1,3}}(?={_SEPARATOR}?[0-9])")
_TAIL_RE = re.compile(f"(?<=[0-9])({_SEPARATOR}?)[{''.join(_NUMERALS)}]{{1,3}}\\Z")
_SEAM_RE = re.compile(f"(?<=[0-9])(?=[{''.join(_NUMERALS)}])|(?<=[{''.join(_NUMERALS)}])(?=[0-9])")

_RUN_RE = re.compile(rf"[0-9A-Za-z]+(?:{_SEPARATOR}[0-9A-Za-z]+)*")
_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
_DIGIT_RE = re.compile(r"[0-9]")
# A number with letters stuck to it: Tel13800138000, ID11010519491231002X, 13800138000abc.
_GLUED_RE = re.compile(r"([A-Za-z]{0,8})([0-9]{17}[Xx]|[0-9]{3,})([A-Za-z]*)")
_GLUED_TAIL_DIGITS = 11

#: Longest identifier that is looked for, in characters without separators.
LONGEST_NUMBER = 32
_MOST_PIECES = 20
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


def _folded(char: re.Match[str]) -> str:
    return _fold_table().get(ord(char[0]), char[0])


class Number(NamedTuple):
    """A candidate identifier: consecutive groups of letters and digits, separators removed.

    ``compact`` is upper case. ``start`` and ``end`` are positions in the view. ``groups`` says
    in how many pieces it was written. ``glued`` numbers were cut out of a longer word or run of
    numerals, so they need more than their structure.
    """

    compact: str
    start: int
    end: int
    groups: int
    glued: bool = False

    def __repr__(self) -> str:
        return f"Number({self.start}, {self.end})"


class TextView:
    """Folded text with a map back to the original. Immutable; its repr shows no text.

    ``raw`` is the original, ``text`` the view. Linear in the length of the text; when nothing
    is to be folded the view *is* the original string.
    """

    __slots__ = ("__dict__", "_digits", "_origin", "_seams", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._origin: Sequence[int] | None = None
        self._seams: Sequence[int] = ()  # in order
        text = raw
        if _INVISIBLE_RE.search(text):
            text, self._origin = _without_invisible(text)
        if not text.isascii() and _FOLDABLE_RE.search(text):
            # Four times as fast as `str.translate`, which looks up every character.
            text = _FOLDABLE_RE.sub(_folded, text)
        self.text = self._digits = text
        if not text.isascii() and _HAS_NUMERAL_RE.search(text):
            self._fold_numerals(text)

    def _fold_numerals(self, text: str) -> None:
        """Chinese numerals to digits: cautiously in `text`, everywhere in what `numbers` reads."""
        runs = list(_numeral_runs(text))
        if runs:
            self.text = _spliced(text, runs, map(_inner_numerals, runs))
            self._digits = _spliced(text, runs, (r[0].translate(_NUMERAL_TABLE) for r in runs))
            self._seams = sorted(at for run in runs for at in _seams(run))

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
        for run in _RUN_RE.finditer(self._digits):
            size = run.end() - run.start()
            if size <= _FEWEST_DIGITS:
                continue
            if not self._seams and run[0].isdigit():  # one plain number, as most are
                if size <= LONGEST_NUMBER:
                    found.append(Number(run[0], run.start(), run.end(), 1))
            elif len(_DIGIT_RE.findall(run[0])) >= _FEWEST_DIGITS:
                found.extend(_windows(run[0], run.start(), self._seams))
        if self.text is not self._digits:
            found = [n if self._reads_so(n) else n._replace(glued=True) for n in found]
        return tuple(found)

    def _reads_so(self, n: Number) -> bool:
        """Whether the text itself has these digits, and no numeral that may be a word."""
        return self.text[n.start : n.end] == self._digits[n.start : n.end]

    @cached_property
    def numbers_by_length(self) -> Mapping[int, Sequence[Number]]:
        """`numbers` by the length of their compact form: each kind looks only at its own."""
        by_length: dict[int, list[Number]] = {}
        for number in self.numbers:
            by_length.setdefault(len(number.compact), []).append(number)
        return by_length


def _numeral_runs(text: str) -> Iterator[re.Match[str]]:
    """The runs in number position that Chinese numerals take part in."""
    for block in _NUMERAL_BLOCK_RE.finditer(text):
        if _HAS_NUMERAL_RE.search(block[0]):
            for run in _NUMERAL_RUN_RE.finditer(text, *block.span()):
                if _HAS_NUMERAL_RE.search(run[0]):
                    yield run


def _spliced(text: str, runs: Sequence[re.Match[str]], new: Iterable[str]) -> str:
    """The text with each run replaced by the new one of the same length."""
    pieces: list[str] = []
    last = 0
    for run, piece in zip(runs, new, strict=True):
        pieces += (text[last : run.start()], piece)
        last = run.end()
    return "".join((*pieces, text[last:]))


def _inner_numerals(run: re.Match[str]) -> str:
    text = run[0]
    head = _HEAD_RE.match(text)
    first = head.end() if head else 0
    tail = _TAIL_RE.search(text, first)
    last = tail.end(1) if tail else len(text)
    return text[:first] + text[first:last].translate(_NUMERAL_TABLE) + text[last:]


def _seams(run: re.Match[str]) -> Iterator[int]:
    """Where a number may begin or end inside a run that Chinese numerals take part in."""
    if not _DIGIT_RE.search(run[0]):
        yield from (run.start() + 1, run.start() + 2, run.end() - 1)
    for seam in _SEAM_RE.finditer(run.string, run.start(), run.end()):
        yield seam.start()


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


@dataclass(slots=True)  # not frozen: that would double the time of making one
class _Piece:
    """Part of a group. ``opens``: a new group begins; ``loose``: cut off from letters."""

    text: str = field(repr=False)
    start: int
    end: int
    digits: int
    opens: bool
    loose_start: bool = False
    loose_end: bool = False


def _pieces(run: str, offset: int, seams: Sequence[int]) -> Iterator[_Piece]:
    for group in _GROUP_RE.finditer(run):
        word, start, end = group[0], offset + group.start(), offset + group.end()
        letters = _letter_edges(word, start)
        inner = seams[bisect_right(seams, start) : bisect_left(seams, end)]
        if not (letters or inner):  # nothing is cut off from it, as from most
            yield _Piece(word.upper(), start, end, len(_DIGIT_RE.findall(word)), True)
            continue
        edges = sorted({start, end, *letters, *inner})
        for a, b in itertools.pairwise(edges):
            text = word[a - start : b - start].upper()
            digits = len(_DIGIT_RE.findall(text))
            yield _Piece(text, a, b, digits, a == start, a in letters, b in letters)


def _letter_edges(group: str, start: int) -> tuple[int, ...]:
    glued = None if group.isdigit() else _GLUED_RE.fullmatch(group)
    if not glued:
        return ()
    long = len(glued[2]) >= _GLUED_TAIL_DIGITS
    edges = (glued.end(1) if glued[1] else 0, glued.end(2) if glued[3] and long else 0)
    return tuple(start + edge for edge in edges if edge)


def _windows(run: str, offset: int, seams: Sequence[int]) -> list[Number]:
    pieces = list(_pieces(run, offset, seams))
    found: list[Number] = []
    for first, opening in enumerate(pieces):
        compact, groups, digits = "", 1, 0
        for piece in pieces[first : first + _MOST_PIECES]:
            groups += piece.opens and piece is not opening
            compact += piece.text
            digits += piece.digits
            if len(compact) > LONGEST_NUMBER:
                break
            if len(compact) > _FEWEST_DIGITS and digits >= _FEWEST_DIGITS:
                glued = opening.loose_start or piece.loose_end
                found.append(Number(compact, opening.start, piece.end, groups, glued))
    return found
