"""Regroups an alternation of words by first character, so that the engine skips in between.

*Why*: Python's engine tries a long alternation branch by branch at every position of a text,
unless each branch begins with a literal character: then it leaps to the next position where one
can begin. What is matched stays the same; only long lists that are looked for everywhere need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# An escaped character, a class, a group's opening, or any other character.
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]])+\]|\(\?(?:<[=!]|[:=!])|.", re.DOTALL)
_RANGE = re.compile(r"(.)-(.)|\\?(.)", re.DOTALL)
# What has no first character of its own, or too many.
_HEADLESS = re.compile(r"\(\?[=!]|\((?!\?)|[.^$]|\[\^|\\[A-Za-z]|\[[^\]]*\\[A-Za-z]")


def by_head(pattern: str) -> str:
    """The pattern as a group of branches of different first characters; matches the same spans.

    ``pattern`` may hold no capturing group, and each of its branches must begin with a character,
    a class, a group or a look-behind, which may be optional; anything else is a `ValueError`.
    """
    branches: dict[str, list[str]] = {}
    for branch in _split(pattern):
        for head, rest in _readings(branch):
            branches.setdefault(head, []).append(rest)
    return f"(?:{'|'.join(h + _either(rests) for h, rests in branches.items())})"


def first_of(pattern: str) -> str:
    """A look-ahead for the characters that the branches of a pattern, as in `by_head`, begin with.

    In front of the group it spares the engine the branches where none can begin.
    """
    heads = dict.fromkeys(h for branch in _split(pattern) for h, _ in _readings(branch))
    return f"(?=[{''.join(heads)}])"


def _either(rests: list[str]) -> str:
    # What stands behind an empty branch is never tried.
    reached = rests[: rests.index("") + 1] if "" in rests else rests
    return f"(?:{'|'.join(dict.fromkeys(reached))})" if any(reached) else ""


def _split(pattern: str) -> list[str]:
    """The branches of the outermost level, in order."""
    branches, depth = [""], 0
    for part in _TOKEN.findall(pattern):
        if part == "|" and depth == 0:
            branches.append("")
            continue
        depth += part.startswith("(") - (part == ")")
        branches[-1] += part
    return branches


def _readings(sequence: str) -> Iterator[tuple[str, str]]:
    """Every character that a sequence can begin with and what then follows, as it is tried."""
    first, rest = _first(sequence)
    optional = rest.startswith("?")
    rest = rest.removeprefix("?")
    if _HEADLESS.match(first) or rest[:1] in ("*", "+", "{"):
        raise ValueError(f"a branch cannot begin with {first}{rest[:1]}")
    if first.startswith("(?<"):
        for head, tail in _readings(rest):
            yield head, f"{first[:4]}(?:{first[4:-1]}){head}){tail}"
        return
    if first.startswith("(?:"):
        for branch in _split(first[3:-1]):
            yield from _readings(branch + rest)
    else:
        for head in _characters(first):
            yield head, rest
    if optional:
        yield from _readings(rest)


def _first(sequence: str) -> tuple[str, str]:
    """The first element of a sequence, a whole group if it is one, and the rest."""
    depth, end = 0, 0
    for part in _TOKEN.finditer(sequence):
        depth += part[0].startswith("(") - (part[0] == ")")
        end = part.end()
        if depth == 0:
            break
    return sequence[:end], sequence[end:]


def _characters(element: str) -> Iterator[str]:
    """The characters that a literal or a class stands for, escaped."""
    if not element.startswith("["):
        yield element
        return
    for first, last, single in _RANGE.findall(element[1:-1]):
        for code in range(ord(first or single), ord(last or single) + 1):
            yield re.escape(chr(code))
