"""CSV tables: comma, tab or semicolon, quoted after RFC 4180, in UTF-8, UTF-16 or GB18030.

A quotation mark that is never closed costs its own line, not the lines below it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import Enum
from itertools import chain, count, islice
from typing import BinaryIO, NamedTuple

from gateway.errors import UnreadableFile
from gateway.formats.interface import Format, Known, Limits, RawRow
from gateway.formats.table import TableRow, rows_of_table
from gateway.formats.text import Line, text_of

_DELIMITERS = ",\t;"
_PEEKED = 5
_LINES_OF_RECORD = 100_000


class CsvTable(Format):
    """CSV (逗号、制表符或分号分隔的文本)."""

    name = "csv"
    suffixes = ("csv", "tsv")

    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """Rows by spreadsheet number: a record with line breaks inside still counts as one."""
        with text_of(stream) as text:
            lines = text.lines(limits.row_chars)
            first = list(islice(lines, _PEEKED))
            _refuse_other_text(first)
            found = records(chain(first, lines), _delimiter_of(first), limits.row_chars)
            source = (
                TableRow(number, record.cells, record.fault, record.at)
                for number, record in zip(count(1), found, strict=False)
            )
            yield from rows_of_table(source, known=known, limits=limits, exact=True)


class Record(NamedTuple):
    """The cells of one record, or the ``fault`` that refuses it, in the cell at index ``at``."""

    cells: list[str]
    fault: str = ""
    at: int = -1

    def __repr__(self) -> str:
        return f"Record({len(self.cells)} cells, fault={self.fault!r})"


class _State(Enum):
    DONE = 0
    OPEN = 1
    BAD = 2


class _Splitter:
    """Cuts the lines of one record into cells; remembers an open quotation between lines."""

    def __init__(self, delimiter: str) -> None:
        self.cells: list[str] = []
        self._delimiter = delimiter
        self._parts: list[str] = []
        self.open = False

    def feed(self, line: str) -> _State:
        at: int | None = 0
        while at is not None:
            if self.open:
                end = _closing(line, at)
                if end < 0:
                    self._parts += (line[at:], "\n")
                    return _State.OPEN
                self._close(line[at:end])
                if end + 1 < len(line) and line[end + 1] != self._delimiter:
                    return _State.BAD
                at = end + 2 if end + 1 < len(line) else None
            elif line.startswith('"', at):
                self.open, at = True, at + 1
            else:
                at = self._bare(line, at)
        return _State.DONE

    def _close(self, last: str) -> None:
        self.cells.append("".join((*self._parts, last)).replace('""', '"'))
        self._parts, self.open = [], False

    def _bare(self, line: str, at: int) -> int | None:
        end = line.find(self._delimiter, at)
        self.cells.append(line[at:] if end < 0 else line[at:end])
        return None if end < 0 else end + 1


def records(lines: Iterator[Line], delimiter: str, limit: int) -> Iterator[Record]:
    """Every record of a CSV text; ``limit`` in characters bounds what is held of one."""
    waiting: deque[Line] = deque()
    while waiting or (waiting := deque(islice(lines, 1))):
        line = waiting.popleft()
        if '"' in line.text or line.cut or line.broken:
            yield _assembled(line, waiting, lines, delimiter, limit)
        else:
            yield Record(line.text.split(delimiter))


def _assembled(
    line: Line, waiting: deque[Line], lines: Iterator[Line], delimiter: str, limit: int
) -> Record:
    splitter = _Splitter(delimiter)
    taken = [line]
    size = 0
    while True:
        size += len(line.text)
        state = splitter.feed(line.text)
        if line.broken and len(taken) == 1:
            return Record([], "TRUNCATED")
        if line.cut or size > limit or len(taken) > _LINES_OF_RECORD:
            return _skipped(line, splitter, waiting, lines)
        if state is _State.DONE and not line.broken:
            return Record(splitter.cells)
        following = _next(waiting, lines) if state is _State.OPEN else None
        if following is None:
            waiting.extendleft(reversed(taken[1:]))
            bad = state is _State.BAD and len(taken) == 1
            return Record([], "BAD_QUOTE" if bad else "UNCLOSED_QUOTE")
        line = following
        taken.append(line)


def _skipped(
    line: Line, splitter: _Splitter, waiting: deque[Line], lines: Iterator[Line]
) -> Record:
    """Lets the rest of a record go that is too long, to its closing quotation mark."""
    at = len(splitter.cells) - (not splitter.open)
    quotes = int(splitter.open) + line.quotes
    while quotes % 2:
        following = _next(waiting, lines)
        if following is None:
            return Record([], "TRUNCATED", at)
        quotes += following.text.count('"') + following.quotes
    return Record([], "CELL_TOO_LARGE", at)


def _next(waiting: deque[Line], lines: Iterator[Line]) -> Line | None:
    return waiting.popleft() if waiting else next(lines, None)


def _closing(line: str, at: int) -> int:
    """Index of the quotation mark that closes a cell, ``-1`` if it is not on this line."""
    while (end := line.find('"', at)) >= 0 and line.startswith('"', end + 1):
        at = end + 2
    return end


def _delimiter_of(first: list[Line]) -> str:
    for line in first:
        counts = {mark: line.text.count(mark) for mark in _DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _refuse_other_text(first: list[Line]) -> None:
    start = next((line.text.lstrip() for line in first if line.text.strip()), "")
    if start.startswith(("{", "[{", "<")) or start == "[":
        raise UnreadableFile(
            "文件内容是 JSON、XML 或网页，与扩展名不符；请改用正确的扩展名，或另存为 CSV 后重报"
        )
