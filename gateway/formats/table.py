"""Header and rows of a table, the same for CSV and XLSX.

Never guesses where a cell belongs: a row that does not fit its header is refused whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from gateway.errors import UnreadableFile
from gateway.formats.cells import Cell, cell_fault, heading_of
from gateway.formats.interface import Known, Limits, RawRow
from gateway.formats.problems import looks_like_heading, problem

_PEEKED = 5
_TITLE_AGAINST = 3


class TableRow(NamedTuple):
    """One row of a sheet by its spreadsheet number; ``fault`` refuses it, at column ``at``."""

    number: int
    cells: Sequence[Cell]
    fault: str = ""
    at: int = -1

    def __repr__(self) -> str:
        return f"TableRow(number={self.number}, fault={self.fault!r})"


@dataclass(frozen=True, slots=True)
class _Table:
    headings: tuple[str, ...] = field(repr=False)
    known: Known
    limits: Limits
    exact: bool

    def row(self, row: TableRow) -> RawRow:
        """The row under its headings, or refused."""
        if row.fault:
            named = self.headings[row.at] if 0 <= row.at < len(self.headings) else ""
            return RawRow(row.number, {}, (problem(row.fault, named),))
        if _repeats_header(row.cells, self.known):
            return RawRow(row.number, {}, (problem("SECOND_HEADER"),))
        if not self._fits(row.cells):
            return RawRow(row.number, {}, (problem("ROW_SHAPE"),))
        return self._read(row)

    def _fits(self, cells: Sequence[Cell]) -> bool:
        if self.exact and len(cells) != len(self.headings):
            return False
        pairs = zip_longest(cells, self.headings, fillvalue="")
        return all(heading or not cell for cell, heading in pairs)

    def _read(self, row: TableRow) -> RawRow:
        content: dict[str, object] = {}
        problems = []
        for cell, heading in zip_longest(row.cells, self.headings, fillvalue=""):
            text = cell.strip() if isinstance(cell, str) else ""
            fault = cell_fault(text, self.limits) if isinstance(cell, str) else cell.code
            if fault:
                problems.append(problem(fault, str(heading)))
            elif heading:
                content[str(heading)] = text
        return RawRow(row.number, content, tuple(problems))


def rows_of_table(
    source: Iterator[TableRow], *, known: Known, limits: Limits, exact: bool
) -> Iterator[RawRow]:
    """Every row below the header, blank ones left out.

    ``exact`` wants as many cells in a row as there are headings (CSV). Raises `UnreadableFile`
    when the first row that is not blank cannot be the header.
    """
    filled = (row for row in source if row.fault or any(map(_filled, row.cells)))
    first = list(islice(filled, _PEEKED))
    table = _Table(_headings(first, known, limits), known, limits, exact)
    for row in chain(first[1:], filled):
        yield table.row(row)


def _filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [heading_of(cell) for cell in cells if isinstance(cell, str) and cell.strip()]


def _repeats_header(cells: Sequence[Cell], known: Known) -> bool:
    if not all(known(heading_of(c)) for c in cells if isinstance(c, str) and c.strip()):
        return False
    return len(_texts(cells)) > 1


def _headings(first: Sequence[TableRow], known: Known, limits: Limits) -> tuple[str, ...]:
    if not first:
        raise UnreadableFile("文件是空的；请填写列名和数据后重报")
    header = first[0]
    _refuse_title(first, known)
    if header.fault or not all(isinstance(cell, str) for cell in header.cells):
        raise UnreadableFile(
            f"第 {header.number} 行（列名行）无法读取：引号不配对，或有公式、合并单元格；"
            "请改正列名行后重报"
        )
    headings = tuple(heading_of(str(cell)) for cell in header.cells)
    if len(headings) > limits.columns:
        raise UnreadableFile(f"列数超过 {limits.columns}；请删除多余的列后重报")
    if not all(looks_like_heading(h) for h in headings if h):
        raise UnreadableFile(
            f"第 {header.number} 行不像列名（有很长的文字或数字）；请在第一行写上列名后重报"
        )
    _refuse_duplicates(headings, known)
    return headings


def _refuse_title(first: Sequence[TableRow], known: Known) -> None:
    """A table's title above its header (标题行) would make every row unreadable."""
    title, below = _texts(first[0].cells), first[1:]
    if any(map(known, title)):
        return
    real = next((row for row in below if _repeats_header(row.cells, known)), None)
    if real is None and len(title) == 1 and below:
        real = below[0] if len(_texts(below[0].cells)) >= _TITLE_AGAINST else None
    if real is not None:
        raise UnreadableFile(
            f"第 {first[0].number} 行像是标题，列名似乎在第 {real.number} 行；"
            "请删除列名上方的各行后重报"
        )


def _refuse_duplicates(headings: Sequence[str], known: Known) -> None:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for position, heading in enumerate(headings, 1):
        if heading:
            places[heading.casefold()].append(position)
    for positions in places.values():
        if len(positions) > 1:
            heading = headings[positions[0] - 1]
            # A file without a header shows its first record here, so only a column's own
            # name is repeated.
            named = f"“{heading}”" if known(heading) else ""
            where = "、".join(map(str, positions))
            raise UnreadableFile(f"第 {where} 列的列名{named}重复；请只保留一列后重报")
