"""Where the names of a record stand in its text: leftmost first, the longest, without overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

# Up to so many names a search for each is faster than to build an automaton, which a record
# uses once.
_FEW = 24


def occurrences(text: str, names: Sequence[str]) -> list[tuple[int, int, int]]:
    """Index into ``names``, start and end of every occurrence; no name may be empty."""
    if len(names) <= _FEW:
        return list(_leftmost_longest(text, names))
    automaton = AhoCorasick(
        list(names),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.NoncontiguousNFA,  # the quickest to build
    )
    return automaton.find_matches_as_indexes(text)


def _leftmost_longest(text: str, names: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    found = [(at, -len(name), i) for i, name in enumerate(names) for at in _each(text, name)]
    reach = 0
    for start, size, index in sorted(found):
        if start >= reach:
            reach = start - size
            yield index, start, reach


def _each(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)
