"""The shapes that the data standards are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record kind in the canonical (G2b) standard.

    ``type`` is ``text`` | ``date`` | ``decimal`` | ``code``; ``length`` the longest value in
    characters; ``obligation`` ``required`` | ``conditional`` | ``optional``; ``display``
    ``public`` (in the record block), ``header`` (with the subject's name), ``never`` (collected,
    never shown) or ``internal`` (remarks, shown only if a pack says so). ``free_text`` marks the
    fields where a clerk writes sentences. ``holds`` is the entity type the column is defined to
    hold and ``role`` the role of a person named there.
    """

    code: str
    name: str
    type: str
    length: int | None
    obligation: str
    display: str
    free_text: bool = False
    holds: str | None = None
    role: str | None = None
    values: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of the data standard. ``message`` is Chinese and holds no value."""

    field: str
    code: str
    message: str
