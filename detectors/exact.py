"""Exact data match: reference lists of which nothing is kept but keyed digests.

An entry leaves its length, a digest of its first characters and a digest of all of it. One pass
over a text asks a filter about the window at every place; only what it may know is digested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from detectors.compact import Codes, Compact, Keep, codes_of
from detectors.keyed import CHUNK, Bits, Filter, Hashes, Roller, digest, subkey

Span = tuple[int, int]

#: Characters of an entry that the filter knows: the largest of these that it has.
SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32)
LONGEST = 200
_FEWEST_ASCII = 4
_ANCHOR, _WHOLE = b"anchor", b"whole"
_BATCH = 8192
_DIGIT_OR_LETTER = frozenset(map(ord, "0123456789abcdefghijklmnopqrstuvwxyz"))


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What is kept of the entries of one list, sorted by ``anchors``; the arrays may be mapped."""

    bits: Bits = field(repr=False)
    anchors: Hashes = field(repr=False)
    lengths: npt.NDArray[np.uint8] = field(repr=False)
    wholes: Hashes = field(repr=False)

    def arrays(self) -> Mapping[str, npt.NDArray[np.generic]]:
        """The arrays by name, as they are stored."""
        return {
            "bits": self.bits,
            "anchors": self.anchors,
            "lengths": self.lengths,
            "wholes": self.wholes,
        }


@dataclass(frozen=True, slots=True)
class Built:
    """A list that was read in: what is kept, and how many entries were too short or too long."""

    entries: Entries
    kept: int
    refused: int


class ExactList:
    """One list, ready to be matched. Shows neither its key nor an entry."""

    def __init__(self, name: str, key: bytes, entries: Entries) -> None:
        self.name = name
        self._entries = entries
        self._key = subkey(key, name)
        self._filter = Filter(entries.bits, _salt(self._key))
        #: The sizes of window that this list asks for.
        self.sizes = frozenset(map(_size, np.unique(entries.lengths).tolist()))

    def __repr__(self) -> str:
        return f"ExactList({self.name}, {len(self._entries.anchors)})"

    def matches(self, codes: Codes, first: int, hashes: Hashes, sizes: Sequence[int]) -> list[Span]:
        """Windows of ``codes`` that are entries, of those whose hashes are handed in.

        ``hashes`` has a row for each of ``sizes``, its columns begin at ``first``.
        """
        places = self._filter.may_hold(hashes)
        if not len(places):
            return []
        rows, starts = np.divmod(places, hashes.shape[1])
        windows = [
            (first + start, first + start + sizes[row])
            for row, start in zip(rows.tolist(), starts.tolist(), strict=True)
        ]
        anchors = np.array([digest(self._key, _ANCHOR, codes[a:b]) for a, b in windows], np.uint64)
        lows = np.searchsorted(self._entries.anchors, anchors)
        highs = np.searchsorted(self._entries.anchors, anchors, "right")
        known = np.flatnonzero(highs > lows).tolist()
        return [
            span
            for at in known
            for span in self._entries_at(codes, windows[at][0], slice(lows[at], highs[at]))
        ]

    def _entries_at(self, codes: Codes, start: int, rows: slice) -> Iterator[Span]:
        """The entries among the rows, which have one anchor, that go on as the text does."""
        lengths, wholes = self._entries.lengths[rows], self._entries.wholes[rows]
        for length in np.unique(lengths).tolist():
            end = start + length
            whole = np.uint64(digest(self._key, _WHOLE, codes[start:end]))
            if end <= len(codes) and bool((wholes[lengths == length] == whole).any()):
                yield start, end


def matches(
    text: Compact, lists: Sequence[ExactList], roller: Roller
) -> Iterator[tuple[ExactList, Span]]:
    """Every entry of every list in the text, in one pass over it; spans of ``text.codes``."""
    sizes = sorted(frozenset[int]().union(*(each.sizes for each in lists)))
    step = CHUNK - SIZES[-1]
    for first in range(0, len(text), step) if sizes else ():
        piece = text.codes[first : first + CHUNK]
        hashes = roller.windows(piece, sizes)[:, :step]
        for each in lists:
            for span in each.matches(text.codes, first, hashes, sizes):
                yield each, span


def build(name: str, key: bytes, entries: Iterable[str]) -> Built:
    """Digest the entries of a list; their text is not kept. Equal ones count once."""
    own, roller = subkey(key, name), Roller(key)
    found: list[npt.NDArray[np.generic]] = []
    hashes: list[Hashes] = []
    refused = 0
    waiting = iter(entries)
    while batch := list(islice(waiting, _BATCH)):
        usable = [c for c in (codes_of(entry, Keep.STOPS) for entry in batch) if _usable(c)]
        refused += len(batch) - len(usable)
        found.append(_digested(own, usable))
        hashes.append(_hashed(roller, usable))
    table = np.concatenate(found) if found else np.empty(0, _ROW)
    _, unique = np.unique(table["whole"], return_index=True)
    kept = table[unique]
    kept = kept[np.argsort(kept["anchor"], kind="stable")]
    known = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
    bits = Filter.over(np.unique(known), _salt(own)).bits
    columns = (np.ascontiguousarray(kept[name]) for name in ("anchor", "length", "whole"))
    return Built(Entries(bits, *columns), len(kept), refused)


_ROW = np.dtype([("anchor", "<u8"), ("length", "u1"), ("whole", "<u8")])


def _digested(key: bytes, batch: list[Codes]) -> npt.NDArray[np.generic]:
    rows = [
        (digest(key, _ANCHOR, codes[: _size(len(codes))]), len(codes), digest(key, _WHOLE, codes))
        for codes in batch
    ]
    return np.array(rows, dtype=_ROW)


def _hashed(roller: Roller, batch: list[Codes]) -> Hashes:
    by_size: dict[int, list[Codes]] = {}
    for codes in batch:
        size = _size(len(codes))
        by_size.setdefault(size, []).append(codes[:size])
    hashed = [roller.single(np.stack(rows)) for rows in by_size.values()]
    return np.concatenate(hashed) if hashed else np.empty(0, np.uint64)


def _size(length: int) -> int:
    return max(size for size in SIZES if size <= length)


def _usable(codes: Codes) -> bool:
    """Long enough to mean something: two ideographs, or four letters and digits."""
    ascii_only = all(code in _DIGIT_OR_LETTER for code in codes.tolist())
    return (_FEWEST_ASCII if ascii_only else SIZES[0]) <= len(codes) <= LONGEST


def _salt(key: bytes) -> int:
    return digest(key, b"salt", np.empty(0, np.uint32))
