"""Names of provinces, cities and counties, read when first needed.

Source: ``regions.txt`` from GB/T 2260 as published in open code lists, current (WTFPL)
and abolished (MIT), without towns and development zones.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

_RENAMED = "县市区"


@cache
def _regions() -> AhoCorasick:
    names = set(files(__name__).joinpath("regions.txt").read_text(encoding="utf-8").split())
    names |= {form for name in names for form in _forms(name)}
    return AhoCorasick(sorted(names), matchkind=MatchKind.LeftmostLongest)


def _forms(name: str) -> list[str]:
    """What a county was or will be called when it becomes a city or a district (玉环县, 玉环市)."""
    long_enough = len(name) > 2  # noqa: PLR2004 - a stem of two characters beside the level
    upgradable = long_enough and name[-1] in _RENAMED and not name.endswith("自治县")
    return [name[:-1] + level for level in _RENAMED] if upgradable else []


def find_regions(text: str) -> list[tuple[int, int]]:
    """Spans of every province, city and county named in full, leftmost and longest."""
    return [(start, end) for _, start, end in _regions().find_matches_as_indexes(text)]
