"""What every file format gives: numbered raw rows, the limits it keeps, and the port itself.

Nothing here decides what a column means; broken rows are values, not exceptions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from policies.standards.spec import Problem

#: Answers whether a heading is a column of any data standard (代码或中文名称).
Known = Callable[[str], bool]


def nothing_known(heading: str) -> bool:
    """The default `Known`: no heading is recognised."""
    return False


@dataclass(frozen=True, slots=True, repr=False)
class RawRow:
    """One row as the file states it.

    ``number`` is what a person sees: the spreadsheet row (CSV, XLSX), the line (JSON Lines) or
    the ordinal (JSON array, XML), from 1. ``content`` is an envelope with ``fields`` or a flat
    row of heading to text; what a problem refuses is left out of it. The repr shows neither.
    """

    number: int
    content: Mapping[str, object]
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"RawRow(number={self.number}, problems={[p.code for p in self.problems]})"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is taken in: characters, columns, rows, bytes.

    ``cell_chars`` lets a long decision letter pass in one field. The three ``xlsx`` limits are
    uncompressed bytes in all, uncompressed bytes of one part that is read whole (styles), and
    how many times larger than its archive the content may be.
    """

    cell_chars: int = 1_000_000
    row_chars: int = 8_000_000
    columns: int = 1_000
    rows: int = 1_000_000
    xlsx_bytes: int = 2 << 30
    xlsx_part_bytes: int = 16 << 20
    xlsx_ratio: int = 200


class Format(ABC):
    """One file format. ``suffixes`` are the file name extensions in lower case, without a dot."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """Every row of a seekable stream, in order, in bounded memory.

        Raises `gateway.errors.UnreadableFile` when the file as a whole cannot be read.
        """
