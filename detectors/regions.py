"""Codes of administrative divisions (GB/T 2260), current and abolished."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def region_codes() -> frozenset[str]:
    """Six-digit codes, about 3,370. The abolished ones are not complete: absence proves nothing."""
    table = resources.files("detectors.data").joinpath("gbt2260.txt").read_text("utf-8")
    codes: set[str] = set()
    for line in table.splitlines():
        if not line.startswith("#"):
            prefecture, *counties = line.split()
            codes.update(prefecture + county for county in counties)
    return frozenset(codes)
