"""A text cut into sentences and clauses, each looked at once however many words ask for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from detectors.secret_values import Span, values

# A comma inside a number (1,203.4) ends nothing.
_CLAUSE_END = re.compile(r"[;\t]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),")
_SENTENCE_END = re.compile(r"[。!?\n\x1e]")
#: What has no full stop for longer than this is cut all the same, in characters.
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of one sentence, as spans of ``text``."""

    text: str = field(repr=False)
    clauses: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where the sentence begins."""
        return self.clauses[0][0]

    @property
    def end(self) -> int:
        """Where it ends, without its full stop."""
        return self.clauses[-1][1]

    def index(self, position: int) -> int:
        """Which clause a position stands in."""
        return max(0, bisect_right(self.clauses, (position, len(self.text))) - 1)

    def says(self, pattern: re.Pattern[str] | None) -> bool:
        """Whether a word of the pattern stands in the sentence."""
        return bool(pattern and pattern.search(self.text, self.start, self.end))


class Reader:
    """The sentences of a text by position, and the values of their clauses. Shows no text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences: dict[int, Sentence] = {}
        self._held: dict[tuple[int, tuple[str, ...]], list[list[Span]]] = {}

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for stop in _SENTENCE_END.finditer(self.text):
            starts.extend(_cuts(self.text, starts[-1], stop.start()))
            starts.append(stop.end())
        starts.extend(_cuts(self.text, starts[-1], len(self.text)))
        return starts

    def sentence(self, position: int) -> Sentence:
        """The sentence that a position stands in."""
        index = bisect_right(self._starts, position) - 1
        found = self._sentences.get(index)
        if found is None:
            start = self._starts[index]
            follows = self._starts[index + 1 : index + 2]
            end = follows[0] if follows else len(self.text)
            if end > start and _SENTENCE_END.match(self.text, end - 1):
                end -= 1
            found = self._sentences[index] = Sentence(self.text, _clauses(self.text, start, end))
        return found

    def clause_end(self, position: int) -> int:
        """Where the clause ends that a position stands in."""
        sentence = self.sentence(position)
        return sentence.clauses[sentence.index(position)][1]

    def held(self, sentence: Sentence, names: tuple[str, ...]) -> list[list[Span]]:
        """The values of the named patterns, by clause."""
        key = (sentence.start, names)
        if key not in self._held:
            self._held[key] = [values(self.text, a, b, names) for a, b in sentence.clauses]
        return self._held[key]


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Where a sentence that is too long is cut: behind a comma if there is one."""
    while end - start > _LONGEST:
        comma = text.rfind(",", start + 1, start + _LONGEST)
        start = comma + 1 if comma > 0 else start + _LONGEST
        yield start


def _clauses(text: str, start: int, end: int) -> tuple[Span, ...]:
    cuts = [m for m in _CLAUSE_END.finditer(text, start, end) if not _inside(text, start, m)]
    starts = [start, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), end]
    return tuple(zip(starts, ends, strict=True))


def _inside(text: str, start: int, cut: re.Match[str]) -> bool:
    """Whether a comma stands inside brackets."""
    return text.count("(", start, cut.start()) > text.count(")", start, cut.start())
