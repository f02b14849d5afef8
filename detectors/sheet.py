"""All fields of one record laid side by side, so that they are scanned in one pass."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from detectors.view import FIELD_SEPARATOR, TextView

T = TypeVar("T")

# How much of a column may stand beside the value: brackets, a stop, a unit.
_STRAY_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of a record.

    ``holds`` is the entity type its column is defined to hold (``CN_USCC`` for the credit code,
    ``PERSON`` for the legal representative), ``role`` the role of that person. Both come from
    the data standard; free text has neither. ``heading`` is the Chinese name of the column.
    """

    field: str
    text: str = dataclasses.field(repr=False)
    holds: str | None = None
    role: str | None = None
    heading: str = ""


class Sheet:
    """The passages of a record joined into one `TextView`; knows which passage a position is in.

    ``held`` are the entity types that some column is defined to hold. ``departments`` are those
    that the record belongs to, folded by `detectors.register.department`.
    """

    def __init__(
        self, passages: Sequence[Passage], departments: frozenset[str] = frozenset()
    ) -> None:
        self.passages = tuple(passages)
        self.departments = departments
        # A separator inside a field would cut a number in two; a space of the same width does not.
        self.raw = FIELD_SEPARATOR.join(p.text.replace(FIELD_SEPARATOR, " ") for p in self.passages)
        self.view = TextView(self.raw)
        self.held = frozenset(p.holds for p in self.passages if p.holds)
        self._answers: dict[Callable[[Sheet], Any], Any] = {}

    @classmethod
    def of_text(cls, text: str) -> Sheet:
        """A sheet of one free text."""
        return cls([Passage("text", text)])

    def __repr__(self) -> str:
        return f"Sheet({', '.join(p.field for p in self.passages)})"

    def once(self, ask: Callable[[Sheet], T]) -> T:
        """The answer to a question about this sheet that several kinds ask, computed once."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        answer: T = self._answers[ask]
        return answer

    def assume(self, ask: Callable[[Sheet], T], answer: T) -> None:
        """Settles the answer to a question before any kind asks it."""
        self._answers[ask] = answer

    @cached_property
    def starts(self) -> list[int]:
        """Offset in `raw` at which each passage begins."""
        starts, at = [], 0
        for passage in self.passages:
            starts.append(at)
            at += len(passage.text) + len(FIELD_SEPARATOR)
        return starts

    @cached_property
    def ends(self) -> list[int]:
        """Offset in `raw` at which each passage ends."""
        return [s + len(p.text) for s, p in zip(self.starts, self.passages, strict=True)]

    @cached_property
    def view_starts(self) -> list[int]:
        """Position in the view at which each passage begins."""
        return [self.view.position(start) for start in self.starts]

    def passage_at(self, position: int) -> Passage:
        """The passage that a position of the view belongs to."""
        return self.passages[self.index_at(position)]

    def index_at(self, position: int) -> int:
        """Which passage, counted from 0, a position of the view belongs to."""
        return bisect_right(self.view_starts, position) - 1

    def fills(self, start: int, end: int, entity_type: str) -> bool:
        """Whether a view span is (nearly) all of a column that is defined to hold this type."""
        if entity_type not in self.held:  # most types have no column: the answer is quick
            return False
        passage = self.passage_at(start)
        if passage.holds != entity_type:
            return False
        raw_start, raw_end = self.view.origin(start, end)
        return len(passage.text.strip()) - (raw_end - raw_start) <= _STRAY_CHARACTERS

    def column(self, position: int) -> str | None:
        """The entity type that the column at this position is defined to hold, if any."""
        return self.passage_at(position).holds
