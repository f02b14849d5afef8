"""Administrative divisions (行政区划, GB/T 2260), current and abolished, read when first needed.

The table is ``regions.txt``; its sources are named in its first lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """Full name -> the codes it has or had, without the zeros of the levels below (33, 3301)."""
    codes: dict[str, list[str]] = {}
    for name, code in _rows():
        codes.setdefault(name, []).append(code)
    return {name: tuple(found) for name, found in codes.items()}


def _rows() -> Iterator[tuple[str, str]]:
    for line in files(__name__).joinpath("regions.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, name, *_ = line.split()
            yield name, code.removesuffix("00").removesuffix("00")
