"""Tables for names of persons, read when first needed.

Sources: ``surnames.txt`` 百家姓 (public domain) with further surnames in use today, then the
compound ones, then those that are everyday words as well; ``given.txt`` characters common in
given names, compiled for this project; ``words.txt`` common two-character words that begin
like a surname (first character, then every second one), from the dictionary of jieba (MIT) and,
where it lacks words of administrative text (林木, 申辩, 边检), compiled for this project;
``cues.csv`` the words that announce a person, with the role they give, compiled for this
project.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word in front of a name says: the person's role and how strongly it announces one.

    ``grade`` is ``label`` (a form's heading) or ``title`` (an occupation or a relation).
    """

    role: str
    grade: str


@dataclass(frozen=True, slots=True)
class Surnames:
    """Surnames of one character, of two, and those that are everyday words as well."""

    single: frozenset[str]
    compound: frozenset[str]
    wordlike: frozenset[str]


def _lines(name: str) -> list[str]:
    return files(__name__).joinpath(name).read_text(encoding="utf-8").split("\n")


@cache
def surnames() -> Surnames:
    """The surname lists."""
    single, compound, wordlike = _lines("surnames.txt")[:3]
    return Surnames(frozenset(single), frozenset(compound.split()), frozenset(wordlike))


@cache
def given_characters() -> frozenset[str]:
    """Characters that are common in given names."""
    return frozenset("".join(_lines("given.txt")))


@cache
def words() -> frozenset[str]:
    """Common words of two characters whose first is also a surname."""
    return frozenset(line[0] + second for line in _lines("words.txt") for second in line[1:])


@cache
def cues() -> dict[str, Cue]:
    """Cue word -> what it says."""
    rows = csv.DictReader(_lines("cues.csv"))
    return {row["cue"]: Cue(row["role"], row["grade"]) for row in rows}
