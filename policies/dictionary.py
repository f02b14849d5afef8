"""Words that a pack itself hides: they are found like an organisation's own dictionary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words under one legal basis. ``departments`` are those that it is for; none means all."""

    id: str
    basis: str
    does: str
    words: tuple[str, ...]
    departments: tuple[str, ...] = ()
