"""An officer's words and patterns, compiled so that no pattern can take more than linear time.

Patterns go through RE2 (Cox: Regular Expression Matching in the Wild, 2010), which has no
backtracking; what it cannot do (look-around, references back) is refused with the line and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import re2
from ahocorasick_rs import AhoCorasick, MatchKind

from detectors.compact import Compact, Keep, codes_of

Span = tuple[int, int]

#: How a line of a dictionary says that it is a pattern and no word.
PATTERN_MARKS = ("正则:", "正则：", "re:")
_MOST_LINES, _MOST_PATTERNS, _LONGEST = 20_000, 200, 300
_FEWEST = 2
_MEMORY = 4 << 20
_ENCODING = "utf-32-le"
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_REFERENCE = re.compile(r"\\[1-9]|\(\?P=")
_ATOMIC = re.compile(r"\(\?>|[+*?}]\+")


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a line of a dictionary is refused. Holds nothing of the line."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}"


@dataclass(frozen=True, slots=True)
class Lines:
    """A dictionary as it was read: words, patterns, and what was refused."""

    words: tuple[str, ...]
    patterns: tuple[str, ...]
    faults: tuple[LineFault, ...]


class Wordlist:
    """Words and patterns, ready to be looked for. Raises `ValueError` for a refused pattern."""

    def __init__(self, words: Sequence[str], patterns: Sequence[str] = ()) -> None:
        self._words, self._patterns = tuple(words), tuple(patterns)
        folded = [codes_of(word, Keep.WORDS).tobytes().decode(_ENCODING) for word in words]
        self._automaton = AhoCorasick(folded, matchkind=MatchKind.LeftmostLongest)
        self._compiled = [_compiled(pattern) for pattern in patterns]

    def __repr__(self) -> str:
        return f"Wordlist({len(self._words)}, {len(self._patterns)})"

    def __reduce__(self) -> tuple[type[Wordlist], tuple[Sequence[str], Sequence[str]]]:
        return Wordlist, (self._words, self._patterns)

    def words_in(self, text: Compact) -> Iterator[Span]:
        """Where its words stand, however they are spaced; spans of the text itself."""
        if self._words:
            plain = text.codes.tobytes().decode(_ENCODING, "surrogatepass")
            for _, start, end in self._automaton.find_matches_as_indexes(plain):
                yield text.span(start, end)

    def patterns_in(self, text: str) -> Iterator[Span]:
        """Where its patterns match. Linear in the text for each of them."""
        for pattern in self._compiled:
            for match in pattern.finditer(text.encode("utf-8", "replace").decode()):
                if match.start() < match.end():
                    yield match.start(), match.end()


def read(text: str, *, patterns: bool) -> Lines:
    """The lines of a dictionary: a word each, or ``正则:`` and a pattern; ``#`` begins a remark.

    Without ``patterns`` every pattern is refused: an allow-list says what, never what kind.
    """
    words: dict[str, None] = {}
    found: dict[str, None] = {}
    faults: list[LineFault] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().removeprefix("\ufeff")
        if not line or line.startswith("#"):
            continue
        mark = next((m for m in PATTERN_MARKS if line.startswith(m)), None)
        fault = _word_fault(line) if mark is None else _pattern_fault(line, mark, patterns)
        if number > _MOST_LINES or len(found) > _MOST_PATTERNS:
            faults.append(LineFault(number, f"最多{_MOST_LINES}行、{_MOST_PATTERNS}个正则，请拆分"))
            break
        if fault:
            faults.append(LineFault(number, fault))
        elif mark is None:
            words[line] = None
        else:
            found[line.removeprefix(mark).strip()] = None
    return Lines(tuple(words), tuple(found), tuple(faults))


def _word_fault(word: str) -> str | None:
    count = len(codes_of(word, Keep.WORDS))
    if count < _FEWEST:
        return f"词语至少要有{_FEWEST}个字"
    return f"词语不得超过{_LONGEST}个字" if count > _LONGEST else None


def _pattern_fault(line: str, mark: str, allowed: bool) -> str | None:
    if not allowed:
        return "白名单只收词语，不收正则"
    pattern = line.removeprefix(mark).strip()
    if len(pattern) > _LONGEST:
        return f"正则不得超过{_LONGEST}个字符"
    for shape, name in ((_LOOK_AROUND, "环视"), (_REFERENCE, "反向引用"), (_ATOMIC, "占有量词")):
        if shape.search(pattern):
            return f"不支持{name}：本网关只用线性时间的正则引擎（RE2），请改写"
    try:
        compiled = _compiled(pattern)
    except ValueError:
        return "正则不能编译，或展开后过大；请检查括号、量词，或拆成几条"
    return "正则能匹配空串，会处处命中，请改写" if compiled.search("") else None


def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise ValueError("a pattern that RE2 refuses") from None
