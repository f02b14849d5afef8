"""Keyed traces of texts: rolling hashes of every window, a filter over them, and true digests.

The rolling hash finds where to look and is never stored as it is: of it a filter keeps bits that
nobody can tell apart. What is stored and compared is BLAKE2b with a key (RFC 7693, section 2.5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detectors.compact import Codes

Hashes = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.uint8]

#: Codes that are hashed in one piece; longer texts are cut with an overlap by who asks.
CHUNK = 1 << 14
_WORD = 1 << 64
_DIGEST_BYTES = 8
_BITS_AN_ENTRY = 32
_FEWEST_BITS, _MOST_BITS = 10, 32


class Roller:
    """Polynomial hashes modulo 2**64 under a secret base and a secret code for each character."""

    def __init__(self, key: bytes) -> None:
        secret = hashlib.blake2b(key=key, digest_size=24, person=b"roller").digest()
        base = int.from_bytes(secret[:8], "little") | 1
        self._salt = np.uint64(int.from_bytes(secret[8:16], "little"))
        self._twist = np.uint64(int.from_bytes(secret[16:], "little") | 1)
        self._powers = _powers(base)
        self._inverses = _powers(pow(base, -1, _WORD))

    def windows(self, codes: Codes, sizes: Sequence[int]) -> Hashes:
        """The hash of every window of each size: one row a size, one column a starting place.

        A window that would run over the end has the hash of what is there; who asks must not
        believe it. At most `CHUNK` codes.
        """
        count = len(codes)
        sums = np.zeros(count + 1, dtype=np.uint64)
        np.cumsum(self._coded(codes) * self._inverses[:count], out=sums[1:])
        starts = np.arange(count)
        ends = np.minimum(starts + np.asarray(sizes)[:, None], count)
        return self._finished((sums[ends] - sums[:-1]) * self._powers[:count], sizes)

    def single(self, rows: Codes) -> Hashes:
        """The hashes of texts of one size, one text a row."""
        size = rows.shape[1]
        sums = (self._coded(rows) * self._inverses[:size]).sum(axis=1, dtype=np.uint64)
        finished: Hashes = self._finished(sums[None, :], (size,))[0]
        return finished

    def _coded(self, codes: Codes) -> Hashes:
        return _mixed((codes.astype(np.uint64) + np.uint64(1)) ^ self._salt)

    def _finished(self, hashes: Hashes, sizes: Sequence[int]) -> Hashes:
        marks: Hashes = np.asarray(sizes, dtype=np.uint64)[:, None] * self._twist
        return _mixed(hashes ^ marks)


def _powers(base: int) -> Hashes:
    factors = np.full(CHUNK, base, dtype=np.uint64)
    factors[0] = 1
    powers: Hashes = np.multiply.accumulate(factors)
    return powers


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """A Bloom filter with two bits a hash, under a salt of its own. ``bits`` may be mapped."""

    bits: Bits = field(repr=False)
    salt: int = field(repr=False)

    @classmethod
    def over(cls, hashes: Hashes, salt: int) -> Filter:
        """The filter that knows these hashes: some four bytes each."""
        wanted = max(1, len(hashes)) * _BITS_AN_ENTRY
        size = min(_MOST_BITS, max(_FEWEST_BITS, (wanted - 1).bit_length()))
        made = cls(np.zeros((1 << size) // 8, dtype=np.uint8), salt)
        for places in made._places(hashes):
            np.bitwise_or.at(made.bits, places >> 3, (1 << (places & 7)).astype(np.uint8))
        return made

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.intp]:
        """Where in the array hashes stand that the filter may know; flat indices."""
        first, second = self._places(hashes.ravel())
        found = np.flatnonzero(self._set(first))
        return found[self._set(second[found])] if len(found) else found

    def _places(self, hashes: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        own = _mixed(hashes ^ np.uint64(self.salt))
        last = np.uint64(len(self.bits) * 8 - 1)
        return (own & last).astype(np.int64), ((own >> np.uint64(32)) & last).astype(np.int64)

    def _set(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        shown: npt.NDArray[np.bool_] = (self.bits[places >> 3] >> (places & 7)) & 1 != 0
        return shown


def digest(key: bytes, what: bytes, codes: Codes) -> int:
    """64 bits of BLAKE2b under the key; ``what`` (16 bytes at most) says what is digested."""
    made = hashlib.blake2b(codes.tobytes(), key=key, person=what, digest_size=_DIGEST_BYTES)
    return int.from_bytes(made.digest(), "little")


def subkey(key: bytes, name: str) -> bytes:
    """A key for one list or document, so that equal entries of two lists have unlike digests."""
    return hashlib.blake2b(name.encode(), key=key, person=b"register").digest()[:32]
