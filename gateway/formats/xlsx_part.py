"""One worksheet part as a stream of rows of raw cells, and the cells its merges cover.

A cell of any size passes in bounded memory; nothing is interpreted here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from gateway.errors import UnreadableFile
from gateway.formats.interface import Limits
from gateway.formats.xml_stream import Gathered, local, parse

_MERGE_RE = re.compile(
    rb"<(?:[A-Za-z]+:)?mergeCell[ \t\r\n][^<>]*ref=[\"']"
    rb"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_LONGEST_MERGE_TAG = 512
_MOST_COVERED = 200_000
_LETTERS_RE = re.compile(r"[A-Z]{1,3}")


class RawCell(NamedTuple):
    """A cell as the part states it; ``text`` is ``None`` when it went past the limit."""

    kind: str
    style: int
    text: str | None
    formula: bool

    def __repr__(self) -> str:
        return f"RawCell(kind={self.kind!r}, formula={self.formula})"


class RawLine(NamedTuple):
    """A row by its spreadsheet number; cells by column from 0, only those that hold something."""

    number: int
    cells: Mapping[int, RawCell]
    overflow: bool = False

    def __repr__(self) -> str:
        return f"RawLine(number={self.number}, {len(self.cells)} cells)"


def raw_lines(chunks: Iterable[bytes], limits: Limits) -> Iterator[RawLine]:
    """The rows of a worksheet part, in order."""
    sheet = _Sheet(limits)
    for _ in parse(chunks, sheet):
        yield from sheet.take()
    yield from sheet.take()


class _Sheet:
    """Collects the rows of ``sheetData`` as their elements go by."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready: list[RawLine] = []
        self._number = 0
        self._column = -1
        self._cells: dict[int, RawCell] = {}
        self._kept = 0
        self._overflow = False
        self._cell = RawCell("n", 0, "", formula=False)
        self._text = Gathered(0)
        self._taking = False
        self._phonetic = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._start_cell(attrs)
        elif name in ("v", "t"):
            self._taking = not self._phonetic
        elif name == "f":
            self._cell = self._cell._replace(formula=True)
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._number = int(attrs.get("r", self._number + 1))
            self._column, self._cells, self._kept, self._overflow = -1, {}, 0, False

    def data(self, data: str) -> None:
        if self._taking:
            self._text.add(data)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("v", "t"):
            self._taking = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._phonetic = False
        elif name == "row":
            self._ready.append(RawLine(self._number, self._cells, self._overflow))

    def close(self) -> None:
        """The document has ended."""

    def take(self) -> list[RawLine]:
        """The rows that have become complete since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def _start_cell(self, attrs: dict[str, str]) -> None:
        letters = _LETTERS_RE.match(attrs.get("r", ""))
        self._column = column_index_from_string(letters[0]) - 1 if letters else self._column + 1
        self._cell = RawCell(attrs.get("t", "n"), int(attrs.get("s", 0)), "", formula=False)
        budget = max(0, self._limits.row_chars - self._kept)
        self._text = Gathered(min(self._limits.cell_chars, budget))

    def _end_cell(self) -> None:
        if not self._text.size and not self._cell.formula:
            return
        if self._column >= self._limits.columns:
            self._overflow = True
            return
        text = self._text.text
        self._kept += len(text or "")
        self._cells[self._column] = self._cell._replace(text=text)


def covered_cells(chunks: Iterable[bytes]) -> Mapping[int, frozenset[int]]:
    """Row number -> columns from 0 that a merge covers, other than the one holding its content.

    Raises `UnreadableFile` when merges cover more cells than can be kept.
    """
    covered: defaultdict[int, set[int]] = defaultdict(set)
    total = 0
    tail = b""
    for chunk in chunks:
        tail += chunk
        end = 0
        for found in _MERGE_RE.finditer(tail):
            end = found.end()
            total += _cover(found, covered)
            if total > _MOST_COVERED:
                raise UnreadableFile("合并单元格过多；请取消合并，并在每一行填写内容后重报")
        tail = tail[max(end, len(tail) - _LONGEST_MERGE_TAG) :]
    return {row: frozenset(columns) for row, columns in covered.items()}


def _cover(found: re.Match[bytes], covered: defaultdict[int, set[int]]) -> int:
    left, top, right, bottom = (part.decode() for part in found.groups())
    columns = range(column_index_from_string(left) - 1, column_index_from_string(right))
    rows = range(int(top), int(bottom) + 1)
    size = len(columns) * len(rows)
    if size <= _MOST_COVERED:
        for row in rows:
            covered[row].update(c for c in columns if (row, c) != (rows[0], columns[0]))
    return size
