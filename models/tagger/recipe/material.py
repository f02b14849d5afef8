"""The generator's word lists, kept as data in ``material.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast

import yaml


@cache
def _lists() -> dict[str, dict[str, str]]:
    text = files("models.tagger.recipe").joinpath("material.yaml").read_text("utf-8")
    return cast("dict[str, dict[str, str]]", yaml.safe_load(text))


def words(name: str) -> list[str]:
    """The words of a list, ``room.list``; a word that stands twice is drawn twice as often."""
    room, _, key = name.partition(".")
    return _lists()[room][key].split()
