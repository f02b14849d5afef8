"""The rules about trade secrets, read from the tables, and where their words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, MatchKind

from detectors.secret_values import FINDERS, Span

#: The values of a rule that looks for names of organisations instead of numbers.
ORGANISATIONS = "organisations"

_TABLES = ("technical.yaml", "business.yaml")
_APART = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]{1,3}(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One line of the tables.

    ``values`` are names of patterns; ``one_of`` those of which at least one value must be, if
    any are named. ``around``: the values may stand in front of the word as
    well. ``sentence``: words of ``not_with`` count in the whole sentence, not only beside the
    values. ``strict``: words of secrecy excuse no missing value, for the cue is one. ``needs``:
    without one of these words a passage is a suspect; ``must``: without one it is none.
    """

    category: str
    because: str
    values: tuple[str, ...]
    at_least: int
    around: bool
    sentence: bool
    strict: bool
    one_of: tuple[str, ...]
    not_with: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    must: re.Pattern[str] | None


@cache
def _tables() -> tuple[AhoCorasick, list[tuple[Rule, ...]]]:
    """The automaton over all words, and by word the rules it belongs to (none: not a cue)."""
    words: dict[str, list[Rule]] = {}
    folder = resources.files("detectors.data.trade_secrets")
    for name in _TABLES:
        for row in yaml.safe_load(folder.joinpath(name).read_text("utf-8")):
            rule = _rule(row)
            for word in row["cues"].split():
                words.setdefault(word, []).append(rule)
            for word in row.get("not_cues", "").split():
                words.setdefault(word, [])
    automaton = AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)
    return automaton, [tuple(rules) for rules in words.values()]


def cues(text: str) -> Iterator[tuple[Span, Rule]]:
    """Every word of the tables in the text, longest first, with each rule it belongs to.

    Spaces between the characters of a word do not hide it (配 方).
    """
    automaton, rules = _tables()
    close, places = _closed(text)
    for index, start, end in automaton.find_matches_as_indexes(close):
        span = (places[start], places[end - 1] + 1)
        for rule in rules[index]:
            yield span, rule


def _closed(text: str) -> tuple[str, Sequence[int]]:
    """The text without spaces between ideographs, and where its characters stood."""
    gaps = {at for gap in _APART.finditer(text) for at in range(*gap.span())}
    if not gaps:
        return text, range(len(text))
    places = [at for at in range(len(text)) if at not in gaps]
    return "".join(text[at] for at in places), places


def public_words(text: str) -> Iterator[Span]:
    """Every longer word that holds a cue and means something public (配方奶粉)."""
    automaton, rules = _tables()
    for index, start, end in automaton.find_matches_as_indexes(text):
        if not rules[index]:
            yield start, end


def _rule(row: Mapping[str, Any]) -> Rule:
    unknown = {*row["values"], *row.get("one_of", ())} - FINDERS.keys() - {ORGANISATIONS}
    if unknown:
        raise ValueError(f"the tables name value patterns that do not exist: {sorted(unknown)}")
    return Rule(
        category=row["category"],
        because=row["because"],
        values=tuple(row["values"]),
        at_least=row.get("at_least", 1),
        around=row.get("order", "after") == "around",
        sentence=row.get("within", "sentence") == "sentence",
        strict=row.get("strict", False),
        one_of=tuple(row.get("one_of", ())),
        not_with=_any_of(row.get("not_with")),
        needs=_any_of(row.get("needs")),
        must=_any_of(row.get("must")),
    )


def _any_of(words: str | None) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words.split()))) if words else None
