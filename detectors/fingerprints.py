"""Registered documents: fingerprints by winnowing, kept without their text, under a key.

Winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003) keeps of every window of hashes
the least one, so that whatever two texts share over `_K` + `_WINDOW` - 1 characters shares a
fingerprint. What is kept of a document is where each stands in it and a keyed digest of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detectors.compact import Codes, Compact, Keep, codes_of, compact
from detectors.keyed import CHUNK, Bits, Filter, Hashes, Roller, digest, subkey
from detectors.view import FIELD_SEPARATOR, TextView

#: Characters of a fingerprint, and hashes of which the least is kept: 11 characters are enough.
_K, _WINDOW = 6, 6
#: A copy is so many characters of the document, in at least so many fingerprints, that stand in
#: the text nearly as they do in the document: an edit moves them by at most `_DRIFT` in all.
_SHORTEST, _FEWEST = 30, 2
_GAP, _DRIFT = 40, 30
#: What stands in the document more often than this (a heading, a row of zeros) tells nothing.
_MOST_REPEATED = 8
_PRINT = b"print"
_STATUTE = re.compile(
    "《[^《》\n]{2,40}》(?:\\([^()]{1,20}\\))?"
    "(?:[^。;\n]{0,6}第[0-9零一二三四五六七八九十百]{1,6}条"
    "(?:第\\(?[0-9一二三四五六七八九十]{1,3}\\)?[款项目]){0,3})*"
)
_SEPARATOR = ord(FIELD_SEPARATOR)


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """What is kept of one document of ``length`` characters, sorted by ``digests``."""

    length: int
    bits: Bits = field(repr=False)
    digests: Hashes = field(repr=False)
    places: npt.NDArray[np.uint32] = field(repr=False)

    def arrays(self) -> Mapping[str, npt.NDArray[np.generic]]:
        """The arrays by name, as they are stored."""
        return {"bits": self.bits, "digests": self.digests, "places": self.places}


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage that a text shares with a document: codes of the text, characters of the document.

    ``share`` is the part of the document that it is, in 0..1.
    """

    start: int
    end: int
    first: int
    last: int
    share: float


@dataclass(frozen=True, slots=True)
class _Hit:
    """One fingerprint that both have: its place in the text and in the document."""

    text: int
    document: int

    @property
    def drift(self) -> int:
        return self.text - self.document


class Fingerprints:
    """One document, ready to be looked for. Shows neither its key nor its text."""

    def __init__(self, name: str, key: bytes, prints: Prints) -> None:
        self.name = name
        self._prints = prints
        self._key = subkey(key, name)
        self._filter = Filter(prints.bits, digest(self._key, b"salt", _NOTHING))

    def __repr__(self) -> str:
        return f"Fingerprints({self.name}, {len(self._prints.digests)})"

    def copies(self, codes: Codes, hashes: Hashes, chosen: npt.NDArray[np.intp]) -> list[Copy]:
        """What the text has copied: ``chosen`` are the places of its fingerprints."""
        hits = sorted(self._hits(codes, hashes, chosen), key=lambda hit: (hit.text, hit.document))
        if not hits:
            return []
        shared = np.zeros(len(codes), dtype=bool)
        for at in self._filter.may_hold(hashes).tolist():
            shared[at : at + _K] = True
        found = (_copy(chain, shared, self._prints.length) for chain in _chains(hits))
        return _apart([copy for copy in found if copy is not None])

    def _hits(self, codes: Codes, hashes: Hashes, chosen: npt.NDArray[np.intp]) -> Iterator[_Hit]:
        known = self._prints
        maybe = chosen[self._filter.may_hold(hashes[chosen])].tolist()
        wanted = [digest(self._key, _PRINT, codes[at : at + _K]) for at in maybe]
        lows = np.searchsorted(known.digests, np.array(wanted, np.uint64))
        highs = np.searchsorted(known.digests, np.array(wanted, np.uint64), "right")
        for at, low, high in zip(maybe, lows.tolist(), highs.tolist(), strict=True):
            for place in known.places[low:high].tolist():
                yield _Hit(at, place)


_NOTHING: Codes = np.empty(0, np.uint32)


def build(name: str, key: bytes, text: str, common: Iterable[str] = ()) -> Prints:
    """The fingerprints of a document.

    What also stands in a ``common`` text and what is quoted from a statute are left out: of them
    alone no copy is recognised.
    """
    own, roller = subkey(key, name), Roller(key)
    plain = TextView(text).text.replace(FIELD_SEPARATOR, " ")
    reduced = compact(plain, Keep.WORDS)
    codes = reduced.codes
    hashes, chosen = winnowed(_without_statutes(plain, reduced), roller)
    hashes = _hashes(codes, roller)[: len(hashes)] if len(hashes) else hashes
    public = [winnowed(codes_of(each, Keep.WORDS), roller, every=True) for each in common]
    if public:
        said = np.concatenate([of[at] for of, at in public])
        chosen = chosen[~np.isin(hashes[chosen], said)]
    made = np.array([digest(own, _PRINT, codes[at : at + _K]) for at in chosen.tolist()], np.uint64)
    _, where, often = np.unique(made, return_inverse=True, return_counts=True)
    telling = often[where] <= _MOST_REPEATED
    made, chosen = made[telling], chosen[telling]
    order = np.argsort(made, kind="stable")
    bits = Filter.over(np.unique(hashes), digest(own, b"salt", _NOTHING)).bits
    return Prints(len(codes), bits, made[order], chosen[order].astype("<u4"))


def _without_statutes(text: str, reduced: Compact) -> Codes:
    """The codes with ends of fields in the place of what a statute's citation holds."""
    codes = reduced.codes.copy()
    for cited in _STATUTE.finditer(text):
        first, last = np.searchsorted(reduced.origin, cited.span())
        codes[first:last] = _SEPARATOR
    return codes


def winnowed(
    codes: Codes, roller: Roller, *, every: bool = False
) -> tuple[Hashes, npt.NDArray[np.intp]]:
    """The hash at every place, and the places of those that are kept (all, if ``every``)."""
    count = len(codes) - _K + 1
    if count < 1:
        return np.empty(0, np.uint64), np.empty(0, np.intp)
    hashes = _hashes(codes, roller)[:count]
    whole = _within_fields(codes, count)
    if every:
        return hashes, np.flatnonzero(whole)
    ranked = np.where(whole, hashes, np.uint64(2**64 - 1))
    window = min(_WINDOW, count)
    least = np.lib.stride_tricks.sliding_window_view(ranked, window).argmin(axis=1)
    places = np.unique(least + np.arange(len(least)))
    return hashes, places[whole[places]]


def _hashes(codes: Codes, roller: Roller) -> Hashes:
    step = CHUNK - _K
    pieces = [
        roller.windows(codes[first : first + CHUNK], (_K,))[0][:step]
        for first in range(0, len(codes), step)
    ]
    return np.concatenate(pieces)


def _within_fields(codes: Codes, count: int) -> npt.NDArray[np.bool_]:
    """Which windows hold no end of a field."""
    ends = np.concatenate(([0], np.cumsum(codes == _SEPARATOR)))
    whole: npt.NDArray[np.bool_] = ends[_K : _K + count] == ends[:count]
    return whole


def copies(
    text: Compact, documents: Sequence[Fingerprints], roller: Roller
) -> Iterator[tuple[Fingerprints, Copy]]:
    """What the text shares with each document; the fingerprints of the text are taken once."""
    hashes, chosen = winnowed(text.codes, roller)
    for document in documents if len(chosen) else ():
        for copy in document.copies(text.codes, hashes, chosen):
            yield document, copy


def _chains(hits: Sequence[_Hit]) -> Iterator[list[_Hit]]:
    """Hits that follow one another in text and document alike, each in one chain."""
    open_chains: list[list[_Hit]] = []
    for hit in hits:
        live = []
        for chain in open_chains:
            if hit.text - chain[-1].text > _GAP:
                yield chain
            else:
                live.append(chain)
        open_chains = live
        fitting = [chain for chain in open_chains if abs(chain[-1].drift - hit.drift) <= _DRIFT]
        if fitting:
            min(fitting, key=lambda chain: abs(chain[-1].drift - hit.drift)).append(hit)
        else:
            open_chains.append([hit])
    yield from open_chains


def _apart(found: Sequence[Copy]) -> list[Copy]:
    """Copies that share text as one: a line that the document repeats was copied once."""
    kept: list[Copy] = []
    for copy in sorted(found, key=lambda c: (-c.share, c.start, c.first)):
        if not any(copy.start < other.end and other.start < copy.end for other in kept):
            kept.append(copy)
    return sorted(kept, key=lambda c: c.start)


def _copy(chain: Sequence[_Hit], shared: npt.NDArray[np.bool_], length: int) -> Copy | None:
    """The chain with all that is shared at its two ends; nothing if it is too little."""
    start, end = chain[0].text, chain[-1].text + _K
    before, behind = start, len(shared) - end
    reach = np.flatnonzero(~shared[:start][::-1])
    start -= int(reach[0]) if len(reach) else before
    reach = np.flatnonzero(~shared[end:])
    end += int(reach[0]) if len(reach) else behind
    same = int(shared[start:end].sum())
    if len({hit.document for hit in chain}) < _FEWEST or same < _SHORTEST:
        return None
    first = max(0, min(h.document for h in chain) - (before - start))
    last = min(length, max(h.document for h in chain) + end - chain[-1].text)
    return Copy(start, end, first, last, min(1.0, same / length))
