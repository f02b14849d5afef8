"""A file from bytes, read; workbooks from rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from gateway.formats import Known, Limits, RawRow, read
from gateway.formats.interface import nothing_known

Reader = Callable[..., list[RawRow]]
SMALL = Limits(cell_chars=1_000, row_chars=4_000, columns=20, rows=50)


@pytest.fixture
def read_file(tmp_path: Path) -> Reader:
    """``read_file("a.csv", data)``: all rows of a file that holds these bytes."""

    def reader(
        name: str, data: bytes | str, *, known: Known = nothing_known, limits: Limits = SMALL
    ) -> list[RawRow]:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read(path, known=known, limits=limits))

    return reader


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """``workbook(rows, edit)``: an XLSX file written by openpyxl, edited before it is saved."""

    def writer(
        rows: Sequence[Sequence[object]], edit: Callable[[openpyxl.Workbook], None] | None = None
    ) -> Path:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        if edit:
            edit(book)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return writer
