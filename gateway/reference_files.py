"""What officers hand in: a table of entries, or a plain text. Shows nothing of either."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from gateway import formats
from gateway.errors import UnreadableFile, UsageError
from gateway.formats import pdf_text, word_text
from gateway.formats.interface import Limits
from gateway.formats.text import text_of

_TABLES = frozenset({"csv", "tsv", "xlsx"})
_TEXTS = frozenset({"txt", "md"})
_DOCUMENTS: Mapping[str, Callable[[Path, int], str]] = {
    "docx": word_text.read, "pdf": pdf_text.read,
}  # fmt: skip
_MOST_ROWS = 1_000_000
_LONGEST_TEXT = 5_000_000


class Table:
    """The entries of one table, row by row. ``refused`` counts the rows that had to be left out."""

    def __init__(self, path: Path, columns: Sequence[str] = ()) -> None:
        if _suffix(path) not in _TABLES:
            raise UnreadableFile("名单应为 .csv 或 .xlsx 表格")
        self._path, self._columns = path, tuple(columns)
        self.refused = 0

    def entries(self, advance: Callable[[int], None] = lambda rows: None) -> Iterator[str]:
        """The cells of the named columns, or of the only one; ``advance`` hears of rows read.

        Raises `UsageError` when a column is missing or none of several is named, `UnreadableFile`.
        """
        columns: tuple[str, ...] = ()
        for row in formats.read(self._path, known=self._known, limits=Limits(rows=_MOST_ROWS)):
            columns = columns or self._chosen(tuple(row.content))
            self.refused += bool(row.problems)
            advance(1)
            for column in columns:
                cell = row.content.get(column)
                if isinstance(cell, str) and cell.strip():
                    yield cell

    def _known(self, heading: str) -> bool:
        return heading in self._columns

    def _chosen(self, headings: tuple[str, ...]) -> tuple[str, ...]:
        if not self._columns:
            if len(headings) > 1:
                raise UsageError("表格有几列，请用 --column 写明登记哪一列（可重复）")
            return headings
        if missing := [name for name in self._columns if name not in headings]:
            raise UsageError(f"表格中没有 --column 写明的 {len(missing)} 列，请核对表头")
        return self._columns


def document(path: Path) -> str:
    """The text of a document: plain, Word (.docx) or PDF with text. Raises `UnreadableFile`."""
    reader = _DOCUMENTS.get(_suffix(path))
    if reader is None:
        return text(path)
    read = reader(path, _LONGEST_TEXT)
    if not read.strip():
        raise UnreadableFile("文件里没有文字")
    return read


def text(path: Path) -> str:
    """A plain text in UTF-8 or GB18030. Raises `UnreadableFile`."""
    if _suffix(path) not in _TEXTS:
        raise UnreadableFile("文件应为纯文本 .txt；登记文件还可以是 .docx 或带文字的 .pdf")
    try:
        with path.open("rb") as stream, text_of(stream) as decoded:
            read = "".join(_limited(decoded.chunks()))
    except OSError:
        raise UnreadableFile("文件打不开；请检查路径和读取权限后重试") from None
    if not read.strip():
        raise UnreadableFile("文件里没有文字")
    return read


def _limited(chunks: Iterator[str]) -> Iterator[str]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _LONGEST_TEXT:
            raise UnreadableFile(f"文件超过 {_LONGEST_TEXT} 字，请拆分后分别登记")
        yield chunk


def _suffix(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")
