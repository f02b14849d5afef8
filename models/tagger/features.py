"""What the network sees of a text: characters, pairs of neighbours, and words of a dictionary.

Everything is computed for the whole text at once; nothing here is done in Python per character.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

UNKNOWN, DIGIT, LOWER, UPPER, GAP, SIGN = range(6)
_FIRST_ID = 6
PAIRS = 1 << 14
#: Begin, middle and end of dictionary words of two, three and four characters.
FLAGS = 8
# By length of the word: which flag is that of its begin, its middle and its end.
_BEGIN, _MIDDLE, _END = np.array([[0, 0, 0, 2, 5], [0, 0, 0, 3, 6], [0, 0, 1, 4, 7]])
_MIDDLED = 3
_PLANE = 1 << 16
_WIDE = 0xFF01
_DOTS = "•‧・∙⋅･"


class Features(NamedTuple):
    """Per character: its number, the number of the pair it begins, and the word flags."""

    characters: NDArray[np.int32]
    pairs: NDArray[np.int32]
    flags: NDArray[np.float32]


@cache
def alphabet() -> str:
    """The characters that have a number of their own, in the order of their numbers."""
    return files("models.tagger").joinpath("alphabet.txt").read_text("utf-8").strip("\n")


@cache
def _numbers() -> NDArray[np.int32]:
    """Code point -> number, for the basic plane."""
    table = np.full(_PLANE, SIGN, np.int32)
    table[0x3400:0xA000] = UNKNOWN
    table[0xF900:0xFB00] = table[_PLANE - 1] = UNKNOWN
    for number, char in enumerate(alphabet()):
        table[ord(char)] = _FIRST_ID + number
    for first, last, number in (("0", "9", DIGIT), ("a", "z", LOWER), ("A", "Z", UPPER)):
        table[ord(first) : ord(last) + 1] = number
    table[[ord("\n"), ord("\x1e")]] = GAP
    table[_WIDE : _WIDE + 94] = table[ord("!") : ord("~") + 1]  # full-width forms
    table[ord("\u3000")] = table[ord(" ")]
    for dot in _DOTS:
        table[ord(dot)] = table[ord("·")]
    return table


def size() -> int:
    """How many numbers characters have."""
    return _FIRST_ID + len(alphabet())


@cache
def _dictionary() -> AhoCorasick:
    words = files("models.tagger").joinpath("words.txt").read_text("utf-8")
    # Of so many words this one is the quickest to build and to look up.
    return AhoCorasick(words.split(), implementation=Implementation.ContiguousNFA)


def features(text: str) -> Features:
    """Features of a text; the arrays are as long as the text in code points."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    numbers = np.take(_numbers(), codes, mode="clip")
    pairs = numbers * 92821  # numbers are small: this stays below 2**31
    pairs[:-1] += numbers[1:] * 31337
    pairs[-1:] += GAP * 31337
    pairs &= PAIRS - 1
    return Features(numbers, pairs, _flags(text, len(codes)))


def breaks(of: Features) -> NDArray[np.intp]:
    """Where sentences begin: at the beginning, and behind each end of a sentence or a line."""
    ends = np.flatnonzero(_ends_sentence()[of.characters[:-1]])
    return np.concatenate((np.zeros(1, np.intp), ends + 1))


@cache
def _ends_sentence() -> NDArray[np.bool_]:
    ends = np.zeros(size(), np.bool_)
    ends[[_numbers()[ord(char)] for char in "。；！？\n\x1e"]] = True
    return ends


def _flags(text: str, length: int) -> NDArray[np.float32]:
    found = _dictionary().find_matches_as_indexes(text, overlapping=True)
    flags = np.zeros(length * FLAGS, np.float32)
    if found:
        flat = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found))
        starts, sizes = flat[1::3], flat[2::3] - flat[1::3]
        first, last = starts * FLAGS, (starts + sizes - 1) * FLAGS
        flags[first + _BEGIN[sizes]] = 1
        flags[last + _END[sizes]] = 1
        long = np.flatnonzero(sizes >= _MIDDLED)
        middle = _MIDDLE[sizes[long]]
        flags[first[long] + FLAGS + middle] = 1
        flags[last[long] - FLAGS + middle] = 1
    return flags.reshape(length, FLAGS)
