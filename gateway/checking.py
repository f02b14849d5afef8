"""The data standard alone: every problem of a file by row, and the sheet back with marked cells."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gateway import formats
from gateway.formats import RawRow
from gateway.intake import Intake, split
from gateway.keys import Keys
from gateway.record import Rejected
from policies.standards import standard
from policies.standards.spec import Problem

_MARK = PatternFill("solid", fgColor="FFF2CC")
_LONGEST_CELL = 32_767
Found = list[tuple[int, Problem]]


def problems(path: Path, kind: str | None, today: date) -> Found:
    """Every breach with its row. Nothing is kept, so the keys live as long as the call."""
    intake = Intake(Keys(secrets.token_bytes(32)), today, kind)
    found: Found = []
    for row in _rows(path):
        read = intake.read(row)
        if isinstance(read, Rejected):
            found.extend((row.number, problem) for problem in read.problems)
    return found


def write_marked(path: Path, out: Path, found: Found) -> None:
    """Write the rows to an XLSX sheet; a cell with a problem is filled and carries the message.

    Identity numbers and codes are written as text, so that a spreadsheet leaves them alone.
    """
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for number, problem in found:
        by_row[number].append(problem)
    columns = list(dict.fromkeys(name for row in _rows(path) for name in split(row.content)[1]))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("校验结果")
    sheet.append([*columns, "问题"])
    for row in _rows(path):
        _append(sheet, columns, row, by_row[row.number])
    book.save(out)


def _append(
    sheet: WriteOnlyWorksheet, columns: Sequence[str], row: RawRow, faults: Sequence[Problem]
) -> None:
    fields = split(row.content)[1]
    cells = []
    for name in columns:
        cell = WriteOnlyCell(sheet, str(fields.get(name, ""))[:_LONGEST_CELL])
        cell.data_type = "s"  # text, even where it looks like a formula
        mine = [f for f in faults if _is_about(f, name)]
        if mine:
            cell.fill = _MARK
            cell.comment = Comment("\n".join(f.message for f in mine), "gongshi")
        cells.append(cell)
    sheet.append([*cells, "；".join(f"{f.field} {f.message}".strip() for f in faults)])


def _is_about(problem: Problem, column: str) -> bool:
    codes = {standard.canonical(kind, column) for kind in standard.kinds()}
    return problem.field == column or problem.field in codes


def _rows(path: Path) -> Iterator[RawRow]:
    return formats.read(path, known=standard.knows_column)
