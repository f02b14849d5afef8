"""A case as its page shows it: what would be published, and the original with everything sealed.

Made from the redacted answer alone. What is not covered reads the same in both, so the page needs
no original to show where something was covered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.register import Place, place_of
from gateway.reviews import Case
from policies.standards import standard


@dataclass(frozen=True, slots=True)
class Seal:
    """One covered span. ``number`` counts from 1 over the whole case."""

    number: int
    field: str
    heading: str
    start: int
    end: int
    entity_type: str | None
    status: str | None
    action: str
    operator: str
    replacement: str = dataclasses.field(repr=False)
    rule: str
    basis: str
    detector: str | None
    also: tuple[str, ...]
    whole: bool

    @property
    def place(self) -> Place:
        """Where it stands in the original."""
        return self.field, self.start, self.end


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a field: public text from ``start`` of the original on, or a seal."""

    start: int
    text: str = dataclasses.field(default="", repr=False)
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One field. ``shown`` is what the public will read; ``None`` for a field that is not shown."""

    code: str
    heading: str
    shown: str | None = dataclasses.field(repr=False)
    pieces: tuple[Piece, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class View:
    """The whole case."""

    rows: tuple[Row, ...]
    seals: tuple[Seal, ...]

    @property
    def public(self) -> list[tuple[str, str]]:
        """Heading and text of every field that would be published and says something."""
        return [(row.heading, row.shown) for row in self.rows if row.shown]


def view(case: Case) -> View:
    """The page's view of a case, from its redacted answer."""
    return view_of(case.kind, case.preview)


def view_of(kind: str, answer: Mapping[str, Any]) -> View:
    """The same for any answer that shows fields."""
    specs, shown = standard.spec(kind), answer.get("fields", {})
    changes: dict[str, list[Mapping[str, Any]]] = {}
    for change in answer["transformations"]:
        changes.setdefault(change["field"], []).append(change)
    codes = [code for code in specs if code in shown or code in changes]
    seals: list[Seal] = []
    rows = []
    for code in codes:
        ordered = sorted(changes.get(code, ()), key=lambda change: change["start"])
        mine = [
            _seal(change, len(seals) + place, specs[code].name, whole=code not in shown)
            for place, change in enumerate(ordered, 1)
        ]
        seals += mine
        pieces = tuple(_pieces(shown.get(code), ordered, mine))
        rows.append(Row(code, specs[code].name, shown.get(code), pieces))
    return View(tuple(rows), tuple(seals))


def _seal(change: Mapping[str, Any], number: int, heading: str, *, whole: bool) -> Seal:
    names = (
        "field", "start", "end", "entity_type", "status", "action", "operator", "replacement",
        "rule", "basis", "detector",
    )  # fmt: skip
    held = {name: change[name] for name in names}
    return Seal(number=number, heading=heading, also=tuple(change["also"]), whole=whole, **held)


def _pieces(
    shown: str | None, changes: Sequence[Mapping[str, Any]], seals: Sequence[Seal]
) -> Iterator[Piece]:
    """The field from left to right; offsets of public text are those of the original."""
    last = last_shown = 0
    for change, seal in zip(changes, seals, strict=True):
        if shown and change["new_start"] > last_shown:
            yield Piece(last, shown[last_shown : change["new_start"]])
        yield Piece(change["start"], seal=seal)
        last, last_shown = change["end"], change["new_end"]
    if shown and last_shown < len(shown):
        yield Piece(last, shown[last_shown:])


def uncovered_unseen(shown: Sequence[Mapping[str, Any]], seen: frozenset[Place]) -> bool:
    """Whether an answer's ``lifted`` spans show anything that its reader has not looked at."""
    return not all(any(_within(place_of(span), place) for place in seen) for span in shown)


def _within(inner: Place, outer: Place) -> bool:
    return inner[0] == outer[0] and outer[1] <= inner[1] and inner[2] <= outer[2]
