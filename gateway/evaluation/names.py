"""Classes of person names by their form: what makes one hard to find is mostly its shape."""

from __future__ import annotations

import re

from detectors.name_shape import DOTS, HAN, is_compound_surname, is_word, plain

#: In the order in which they are told.
CLASSES = ("han2", "han3", "han4", "compound", "wordlike", "dotted", "latin", "single", "other")
_HAN_RE = re.compile(f"[{HAN}]+")
_LATIN_RE = re.compile(r"[A-Za-z]")
_DOTTED_RE = re.compile(f"[{DOTS}]")
_LONGEST = 4


def name_class(name: str) -> str:
    """The class of a full name: one of `CLASSES`.

    ``dotted`` are minority and foreign names with a dot between their parts, ``compound`` those
    with a surname of two characters, ``wordlike`` those that read like a word or have no known
    surname, ``han2`` to ``han4`` all others by length (``han4`` is four and more).
    """
    shape = plain(name.strip())
    if _DOTTED_RE.search(shape):
        return "dotted"
    if _LATIN_RE.search(shape):
        return "latin"
    if not _HAN_RE.fullmatch(shape):
        return "other"
    if len(shape) == 1:
        return "single"
    if is_compound_surname(shape[:2]) and len(shape) > 2:  # noqa: PLR2004 - a given name follows
        return "compound"
    return "wordlike" if is_word(shape) else f"han{min(len(shape), _LONGEST)}"
