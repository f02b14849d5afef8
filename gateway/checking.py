"""The data standard alone: every problem of a file by row, and the sheet back with marked cells."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gateway import formats
from gateway.errors import UsageError
from gateway.formats import RawRow
from gateway.intake import Intake, split
from gateway.keys import Keys
from gateway.record import Record, Rejected
from policies.standards import standard
from policies.standards.spec import Problem

_MARK = PatternFill("solid", fgColor="FFF2CC")
_LONGEST_CELL = 32_767
_NO_SHEET = "表格写不出去；请用 --xlsx 另指一个文件"
Found = list[tuple[int, Problem]]


def problems(path: Path, kind: str | None, today: date) -> Found:
    """Every breach with its row. Nothing is kept, so the keys live as long as the call."""
    return problems_of(_rows(path), kind, today)


def problems_of(rows: Iterable[RawRow], kind: str | None, today: date) -> Found:
    """The same for rows that were read already."""
    intake = Intake(Keys(secrets.token_bytes(32)), today, kind)
    found: Found = []
    seen: set[int] = set()
    for row in rows:
        read = intake.read(row)
        faults = read.problems if isinstance(read, Rejected) else _repeated(read, seen)
        found.extend((row.number, fault) for fault in faults)
    return found


def _repeated(record: Record, seen: set[int]) -> tuple[Problem, ...]:
    """The duplicate rule inside one file: the first row of a decision is good, the next is not."""
    key = standard.duplicate_key(record.kind, record.fields)
    repeated = key is not None and hash(key) in seen
    seen.add(hash(key))
    return (standard.duplicate_problem(record.kind),) if repeated else ()


def write_marked(path: Path, out: Path, found: Found) -> None:
    """Write the rows to an XLSX sheet; a cell with a problem is filled and carries the message.

    Identity numbers and codes are written as text, so that a spreadsheet leaves them alone.
    Raises `UsageError` when ``out`` cannot be written; it is replaced whole or not at all.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}")
    target = _opened(part)
    try:
        with target:
            _book(path, found).save(target)
        part.replace(out)
    except OSError:
        raise UsageError(_NO_SHEET) from None
    finally:
        part.unlink(missing_ok=True)


def _opened(part: Path) -> BinaryIO:
    try:
        return part.open("wb")
    except OSError:
        raise UsageError(_NO_SHEET) from None


def _book(path: Path, found: Found) -> Workbook:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for number, problem in found:
        by_row[number].append(problem)
    columns = list(dict.fromkeys(name for row in _rows(path) for name in columns_of(row)))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("校验结果")
    sheet.append([_cell(sheet, text) for text in (*columns, "问题")])
    for row in _rows(path):
        _append(sheet, columns, row, by_row[row.number])
    return book


def columns_of(row: RawRow) -> list[str]:
    """The columns of a row, also those whose cell could not be read."""
    return [*split(row.content)[1], *(p.field for p in row.problems if p.field)]


def _append(
    sheet: WriteOnlyWorksheet, columns: Sequence[str], row: RawRow, faults: Sequence[Problem]
) -> None:
    fields = split(row.content)[1]
    cells = []
    for name in columns:
        cell = _cell(sheet, str(fields.get(name, "")))
        mine = [f for f in faults if is_about(f, name)]
        if mine:
            cell.fill = _MARK
            cell.comment = Comment("\n".join(f.message for f in mine), "gongshi")
        cells.append(cell)
    told = "；".join(f"{f.field} {f.message}".strip() for f in faults)
    sheet.append([*cells, _cell(sheet, told)])


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL])
    cell.data_type = "s"  # text, even where it looks like a formula
    cell.number_format = FORMAT_TEXT  # and it stays text when a clerk mends it
    return cell


def is_about(problem: Problem, column: str) -> bool:
    """Whether a problem speaks of a column, by whatever name the file calls it."""
    codes = {standard.canonical(kind, column) for kind in standard.kinds()}
    return problem.field == column or problem.field in codes


def _rows(path: Path) -> Iterator[RawRow]:
    return formats.read(path, known=standard.knows_column)
