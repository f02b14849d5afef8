"""Words by part of speech, from the dictionary of jieba (MIT): the texts' vocabulary made wide.

*Why*: two thousand templates have a small vocabulary, and a tagger that saw no other takes every
unknown word for a name. Exchanging words for others of the same part of speech and length keeps
the syntax around the names and shows the network most words of the language.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from random import Random

import jieba
import jieba.posseg

from models.tagger.recipe.material import words

# Parts of speech, as jieba names them, whose words may take each other's place.
_EXCHANGED = frozenset(words("vocabulary.exchanged"))
_RARE = 3


@cache
def _words() -> dict[tuple[str, int], list[str]]:
    """Words by tag and length; persons' names are left out."""
    found: dict[tuple[str, int], list[str]] = {}
    table = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8")
    for line in table.splitlines():
        word, frequency, tag = line.split()
        if tag in _EXCHANGED and int(frequency) >= _RARE and len(word) <= 5:
            weight = 1 + (int(frequency) > 50) + (int(frequency) > 500) * 2
            found.setdefault((tag, len(word)), []).extend([word] * weight)
    return found


@cache
def _all() -> list[str]:
    return [
        word
        for (tag, _), words in _words().items()
        if tag in ("n", "v", "a", "d", "vn", "nz", "l", "i")
        for word in words
    ]


@cache
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Words of a text with their parts of speech."""
    jieba.setLogLevel(logging.WARNING)
    return tuple((pair.word, pair.flag) for pair in jieba.posseg.cut(text))


def exchanged(rng: Random, text: str, share: float) -> str:
    """The text with a share of its words exchanged for others of their kind."""
    pieces = []
    for word, tag in tagged(text):
        others = _words().get((tag, len(word)))
        pieces.append(rng.choice(others) if others and rng.random() < share else word)
    return "".join(pieces)


def salad(rng: Random, count: int) -> list[str]:
    """Words in no order at all, with stops between some."""
    words = [rng.choice(_all()) for _ in range(count)]
    return [word + (rng.choice("，、。；,") if rng.random() < 0.15 else "") for word in words]
