"""The words that a pack itself hides, beside those that the organisation registered."""

from __future__ import annotations

from dataclasses import replace

from detectors.register import Register, Registered, department
from detectors.wordlist import Wordlist
from policies.pack import Pack

_CATEGORY = "dictionary"


def with_words(register: Register, pack: Pack) -> Register:
    """The register with the dictionaries of a pack among its own."""
    added = [
        Registered(
            each.id,
            each.does,
            _CATEGORY,
            frozenset(department(name) for name in each.departments),
            Wordlist(each.words),
        )
        for each in pack.dictionaries
    ]
    if not added:
        return register
    return replace(register, dictionaries=(*register.dictionaries, *added))
