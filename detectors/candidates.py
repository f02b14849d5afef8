"""Candidate identifiers: every joining of neighbouring groups of letters and digits.

A candidate starts and ends at a group's edge, so ``13800138000 13900139000`` gives both numbers
and their concatenation, and the kinds decide by structure which one is real.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from detectors.separators import SEPARATOR

# A single character first: to one the engine skips, to a repetition it does not.
_RUN_RE = re.compile(rf"[0-9A-Za-z][0-9A-Za-z]*(?:{SEPARATOR}[0-9A-Za-z]+)*")
_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
_DIGIT_RE = re.compile(r"[0-9]")
# A number with letters stuck to it: Tel13800138000, ID11010519491231002X, 13800138000abc.
_GLUED_RE = re.compile(r"([A-Za-z]{0,8})([0-9]{17}[Xx]|[0-9]{3,})([A-Za-z]*)")
_GLUED_TAIL_DIGITS = 11
# Markdown inside a word is no end of a group: 6222**0212**3456.
_EMPHASIS = frozenset({"**", "__", "`"})
# Is in every such row, and found much faster; mostly there is none.
_ROW_RE = re.compile(r"[,、;/] ?[0-9A-Za-z] ?(?:[,、;/] ?[0-9A-Za-z] ?){5}")
# 1,3,8,…: one by one, with commas. The edge is looked at behind the first character.
_LISTED_RE = re.compile(
    r"[0-9A-Za-z](?<![0-9A-Za-z.].)(?<![0-9A-Za-z][,、;/].)"
    r"(?:[ ]?[,、;/][ ]?[0-9A-Za-z](?![0-9A-Za-z])){6,31}"
)
# The letters that are taken for a nought and a one, where all but they are digits.
_LOOKALIKE_RE = re.compile(r"[OoIl]")
# Behind the letters that a document's number begins with, too.
_LIKE_DIGITS_RE = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-HJ-NP-Z]{1,3}(?=[OoIl]*[0-9]))?[0-9OoIl]+(?=[Xx]?(?![0-9A-Za-z]))"
)
_READ_RE = re.compile(r"[A-Z]{0,3}[0-9]+X?")
_LOOKALIKES = str.maketrans("OoIl", "0011")
_SHORTEST_READING = 7

#: Longest identifier that is looked for, in characters without separators.
LONGEST_NUMBER = 32
_MOST_PIECES, _FEW_PIECES = 20, 6
_FEWEST_DIGITS = 4
_FEWEST_LISTED = 6
# Nobody writes a number in this many pieces of one or two characters: what goes on like that is
# a table, and whether a number hides in it only a person can tell.
_MOST_CRUMBS = 64
_CRUMB = 2


class Number(NamedTuple):
    """A candidate identifier: consecutive groups of letters and digits, separators removed.

    ``compact`` is upper case. ``start`` and ``end`` are positions in the view. ``groups`` says
    in how many pieces it was written. ``glued`` numbers were cut out of a longer word or run of
    numerals, ``guessed`` ones read otherwise than they are written (O for 0, l for 1) or from
    digits with commas between them: both need more than their structure.
    """

    compact: str
    start: int
    end: int
    groups: int
    glued: bool = False
    guessed: bool = False

    @property
    def spelled(self) -> bool:
        """Whether it was written digit by digit."""
        return self.groups == len(self.compact)

    def __repr__(self) -> str:
        return f"Number({self.start}, {self.end})"


class Candidates(NamedTuple):
    """All candidates of a text, and the spans that are too long a row of crumbs to be searched."""

    numbers: list[Number]
    endless: list[tuple[int, int]]


def candidates(text: str, seams: Sequence[int]) -> Candidates:
    """Every candidate in a text whose numerals are digits; linear in its length.

    ``seams`` are the positions, in order, at which a number may begin or end inside a group.
    """
    found = Candidates([], [])
    for match in _RUN_RE.finditer(text):
        run = match[0]
        if len(run) <= _FEWEST_DIGITS:
            continue
        if not seams and run.isdigit():  # one plain number, as most are
            if len(run) <= LONGEST_NUMBER:
                found.numbers.append(Number(run, match.start(), match.end(), 1))
        elif len(_DIGIT_RE.findall(run)) >= _FEWEST_DIGITS:
            _read_run(run, match.start(), seams, found)
    for listed in _LISTED_RE.finditer(text) if _ROW_RE.search(text) else ():
        compact = "".join(_GROUP_RE.findall(listed[0])).upper()
        if len(_DIGIT_RE.findall(compact)) >= _FEWEST_LISTED:
            found.numbers.append(Number(compact, *listed.span(), len(compact), guessed=True))
    return found


def as_digits(text: str) -> str:
    """The text with the letters that look like digits as digits, where only they are not.

    Words and product codes keep theirs: a group is read so only if nothing else is in it, and a
    run of groups only if it is as long as a number and holds enough digits.
    """
    if not _LOOKALIKE_RE.search(text):
        return text
    return _RUN_RE.sub(lambda run: _reading(run[0]), text)


def _reading(run: str) -> str:
    if not _LOOKALIKE_RE.search(run) or len(_DIGIT_RE.findall(run)) < _FEWEST_DIGITS:
        return run
    read = _LIKE_DIGITS_RE.sub(lambda group: group[0].translate(_LOOKALIKES), run)
    return read if len(_DIGIT_RE.findall(read)) >= _SHORTEST_READING else run


def _read_run(run: str, offset: int, seams: Sequence[int], found: Candidates) -> None:
    """Adds the candidates of one run, and those of its reading with lookalikes as digits."""
    _windows(list(_pieces(run, offset, seams)), found)
    read = _reading(run)
    if read != run:
        guesses = Candidates([], [])
        _windows(list(_pieces(read, offset, seams)), guesses, _FEW_PIECES)
        for number in guesses.numbers:
            first, last = number.start - offset, number.end - offset
            written = run[first:last]
            if read[first:last] != written and _is_guess(number.compact, written):
                found.numbers.append(Number(*number[:5], guessed=True))


def _is_guess(compact: str, written: str) -> bool:
    """Whether a reading is a number, and enough of its digits were written as digits."""
    true = len(_DIGIT_RE.findall(written))
    enough = true >= _FEWEST_DIGITS and 3 * true >= len(_DIGIT_RE.findall(compact))
    return enough and len(compact) >= _SHORTEST_READING and bool(_READ_RE.fullmatch(compact))


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
    last = 0
    for group in _GROUP_RE.finditer(run):
        word, start, end = group[0], offset + group.start(), offset + group.end()
        opens = run[last : group.start()] not in _EMPHASIS
        last = group.end()
        letters = _letter_edges(word, start)
        inner = seams[bisect_right(seams, start) : bisect_left(seams, end)] if seams else ()
        if not (letters or inner):  # nothing is cut off from it, as from most
            yield _Piece(word.upper(), start, end, len(_DIGIT_RE.findall(word)), opens)
            continue
        edges = sorted({start, end, *letters, *inner})
        for a, b in itertools.pairwise(edges):
            text = word[a - start : b - start].upper()
            digits = len(_DIGIT_RE.findall(text))
            yield _Piece(text, a, b, digits, opens and a == start, a in letters, b in letters)


def _letter_edges(group: str, start: int) -> tuple[int, ...]:
    glued = None if group.isdigit() else _GLUED_RE.fullmatch(group)
    if not glued:
        return ()
    long = len(glued[2]) >= _GLUED_TAIL_DIGITS
    edges = (glued.end(1) if glued[1] else 0, glued.end(2) if glued[3] and long else 0)
    return tuple(start + edge for edge in edges if edge)


def _windows(pieces: list[_Piece], found: Candidates, most: int = _MOST_PIECES) -> None:
    """Adds every window of pieces that may be a number; endless rows of crumbs are only noted.

    ``most`` pieces make a number in a row that is longer than any number.
    """
    if len(pieces) <= _MOST_CRUMBS:
        _joined(pieces, found.numbers, _MOST_PIECES)
        return
    ordinary: list[_Piece] = []
    for crumbs, row in itertools.groupby(pieces, lambda piece: len(piece.text) <= _CRUMB):
        members = list(row)
        if crumbs and len(members) > _MOST_CRUMBS:
            if sum(piece.digits for piece in members) > len(members) // 2:
                found.endless.append((members[0].start, members[-1].end))
            _joined(ordinary, found.numbers, most)
            ordinary = []
        else:
            ordinary += members
    _joined(ordinary, found.numbers, most)


def _joined(pieces: list[_Piece], numbers: list[Number], most: int) -> None:
    for first, opening in enumerate(pieces):
        compact, groups, digits = "", 1, 0
        for piece in pieces[first : first + most]:
            groups += piece.opens and piece is not opening
            compact += piece.text
            digits += piece.digits
            if len(compact) > LONGEST_NUMBER:
                break
            if len(compact) > _FEWEST_DIGITS and digits >= _FEWEST_DIGITS:
                glued = opening.loose_start or piece.loose_end
                numbers.append(Number(compact, opening.start, piece.end, groups, glued))
