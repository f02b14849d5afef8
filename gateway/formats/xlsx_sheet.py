"""XLSX: the one sheet of a workbook that holds records, row by row.

Nothing is lost in silence: a second sheet with data, a formula, a merged cell or a number that
a spreadsheet may have rounded is refused by name.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    BUILTIN_FORMATS_MAX_SIZE,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS, WORKSHEET_TYPE
from openpyxl.xml.functions import fromstring

from gateway.errors import UnreadableFile
from gateway.formats.cells import Cell, Refused, heading_of
from gateway.formats.interface import Format, Known, Limits, RawRow
from gateway.formats.table import TableRow, rows_of_table
from gateway.formats.xlsx_part import RawLine, covered_cells, raw_lines
from gateway.formats.xlsx_strings import SharedStrings, read_strings
from gateway.formats.xlsx_values import CHINESE_DATE_FORMATS, Values

_CHUNK = 1 << 16
_RATIO_FROM = 64 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHARED_HEADINGS = 2
_STREAMED = {SHARED_STRINGS, WORKSHEET_TYPE}
_DAMAGED = "表格文件已损坏或不完整；请用表格软件打开并另存为 XLSX 后重报"
_TOO_LARGE = "表格解压后过大；请拆分成几个较小的文件后分别重报"
_LOCKED = "文件加了密码；请去掉密码另存后重报"

# All that zipfile, zlib, the XML parser and openpyxl raise on a workbook that is not in order.
_FAULTS = (
    AttributeError,
    BadZipFile,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


class XlsxSheet(Format):
    """XLSX (表格软件的工作簿)."""

    name = "xlsx"
    suffixes = ("xlsx",)

    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """Rows by spreadsheet number; hidden rows are read as well, blank ones left out."""
        _refuse_ole(stream)
        try:
            with ZipFile(stream) as archive:
                _refuse_bomb(archive, limits)
                book = _opened(archive, stream, limits)
                source = book.rows_of(book.chosen())
                yield from rows_of_table(source, known=known, limits=limits, exact=False)
        except _FAULTS:
            raise UnreadableFile(_DAMAGED) from None


@dataclass(frozen=True, slots=True)
class _Sheet:
    path: str
    visible: bool


@dataclass(frozen=True, slots=True)
class _Book:
    archive: ZipFile
    sheets: tuple[_Sheet, ...]
    values: Values = field(repr=False)
    limits: Limits

    def chosen(self) -> str:
        """The path of the only sheet that holds records."""
        heads = {s: self._head(s.path) for s in self.sheets}
        filled = [s for s, head in heads.items() if head and s.visible]
        if not filled:
            raise UnreadableFile("工作簿里没有数据（隐藏的工作表不读取）；请填写后重报")
        others = [
            s
            for s, head in heads.items()
            if s != filled[0] and (s in filled or len(head & heads[filled[0]]) >= _SHARED_HEADINGS)
        ]
        if others:
            raise UnreadableFile(
                "工作簿里不止一个工作表有数据；请把每个工作表另存为单独的文件，"
                "并删除说明页后分别重报"
            )
        return filled[0].path

    def rows_of(self, path: str) -> Iterator[TableRow]:
        """The rows of a sheet as text, the cells under a merge refused."""
        # Reading the part once for its merges also verifies its checksum before any row leaves.
        covered = covered_cells(_chunks(self.archive, path))
        for line in raw_lines(_chunks(self.archive, path), self.limits):
            if line.cells or line.overflow:
                yield self._row(line, covered)

    def _row(self, line: RawLine, covered: Mapping[int, frozenset[int]]) -> TableRow:
        if line.overflow:
            return TableRow(line.number, (), "TOO_MANY_COLUMNS")
        texts = {column: self.values.text(cell) for column, cell in line.cells.items()}
        if any(not isinstance(cell, str) or cell.strip() for cell in texts.values()):
            merged = covered.get(line.number, frozenset())
            texts |= {c: Refused("MERGED_CELL") for c in merged if c < self.limits.columns}
        cells: list[Cell] = [""] * (max(texts, default=-1) + 1)
        for column, cell in texts.items():
            cells[column] = cell
        return TableRow(line.number, cells)

    def _head(self, path: str) -> frozenset[str]:
        """The texts of a sheet's first row that is not blank; something, if it is not text."""
        for line in raw_lines(_chunks(self.archive, path), self.limits):
            texts = (self.values.text(cell) for cell in line.cells.values())
            head = {heading_of(t) if isinstance(t, str) else t.code for t in texts} - {""}
            if head:
                return frozenset(head)
        return frozenset()


def _opened(archive: ZipFile, stream: BinaryIO, limits: Limits) -> _Book:
    reader = ExcelReader(stream, read_only=True, keep_links=False)
    reader.read_manifest()
    _refuse_large_parts(archive, reader.package, limits)
    reader.read_workbook()
    sheets = tuple(
        _Sheet(rel.target, sheet.state == "visible")
        for sheet, rel in reader.parser.find_sheets()
        if "worksheet" in rel.Type
    )
    dates, durations = _date_styles(archive)
    values = Values(_strings(archive, reader.package, limits), reader.wb.epoch, dates, durations)
    return _Book(archive, sheets, values, limits)


def _date_styles(archive: ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """The cell styles that show a number as a date, and those that show it as a duration."""
    if ARC_STYLE not in archive.namelist():
        return frozenset(), frozenset()
    tree = fromstring(archive.read(ARC_STYLE))
    # The stub asks for an element type that openpyxl's own fromstring does not declare.
    sheet = Stylesheet.from_tree(tree)  # type: ignore[arg-type]
    numbers = [style.numFmtId for style in sheet.cell_styles]
    custom = dict(enumerate(sheet.number_formats, BUILTIN_FORMATS_MAX_SIZE))
    codes = [custom.get(number) or BUILTIN_FORMATS.get(number) for number in numbers]
    dates = {
        style
        for style, (number, code) in enumerate(zip(numbers, codes, strict=True))
        if is_date_format(code) or number in CHINESE_DATE_FORMATS
    }
    durations = {style for style, code in enumerate(codes) if is_timedelta_format(code)}
    return frozenset(dates), frozenset(durations)


def _strings(archive: ZipFile, package: Manifest, limits: Limits) -> SharedStrings:
    path = next(
        (part.PartName for part in package.Override if part.ContentType == SHARED_STRINGS), None
    )
    if path is None:
        return SharedStrings()
    return read_strings(_chunks(archive, path.removeprefix("/")), limits.cell_chars)


def _chunks(archive: ZipFile, path: str) -> Iterator[bytes]:
    with archive.open(path) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _refuse_ole(stream: BinaryIO) -> None:
    """Encrypted workbooks and those before 2007 are both OLE containers, told apart by a name."""
    stream.seek(0)
    head = stream.read(_CHUNK)
    if head.startswith(_OLE):
        tail = b""
        while head:
            if _ENCRYPTED in tail + head:
                raise UnreadableFile(_LOCKED)
            tail, head = head[-len(_ENCRYPTED) :], stream.read(_CHUNK)
        raise UnreadableFile("这是旧版 .xls 表格；请另存为 .xlsx 后重报")
    if not head.startswith(b"PK"):
        raise UnreadableFile("文件内容不是 XLSX，与扩展名不符；请另存为 XLSX 后重报")
    stream.seek(0)


def _refuse_bomb(archive: ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(_LOCKED)
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if (
        total > limits.xlsx_bytes
        or (total > _RATIO_FROM and total > packed * limits.xlsx_ratio)
        or archive.getinfo(ARC_CONTENT_TYPES).file_size > limits.xlsx_part_bytes
    ):
        raise UnreadableFile(_TOO_LARGE)


def _refuse_large_parts(archive: ZipFile, package: Manifest, limits: Limits) -> None:
    """Only worksheets and shared strings are read as streams, so only they may be large."""
    kinds: dict[str, set[str]] = {}
    for part in package.Override:
        kinds.setdefault(part.PartName.removeprefix("/"), set()).add(part.ContentType)
    for info in archive.infolist():
        streamed = kinds.get(info.filename, {""}) <= _STREAMED
        if info.file_size > limits.xlsx_part_bytes and not streamed:
            raise UnreadableFile(_TOO_LARGE)
