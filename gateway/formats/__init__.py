"""Files in, numbered raw rows out: JSON Lines, JSON array, CSV, XLSX and Guangdong exchange XML.

Every row comes out, the broken ones with their problems; nothing here knows what a column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from gateway.errors import UnreadableFile
from gateway.formats.interface import Format, Known, Limits, RawRow, nothing_known

__all__ = ["Known", "Limits", "RawRow", "format_names", "read", "read_bytes"]

_REFUSED_SUFFIXES = {
    "xls": "这是旧版 .xls 表格；请另存为 .xlsx 后重报",
    "et": "这是 WPS 表格格式；请另存为 .xlsx 后重报",
    "xlsm": "文件带有宏；请另存为不带宏的 .xlsx 后重报",
    "xlsb": "这是二进制工作簿；请另存为 .xlsx 后重报",
}


@cache
def _formats() -> dict[str, Format]:
    # The XML and spreadsheet libraries are loaded when a file is first read.
    from gateway.formats.csv_table import CsvTable  # noqa: PLC0415 - each reader has a library of its own
    from gateway.formats.exchange_message import ExchangeMessage  # noqa: PLC0415 - each reader has a library of its own
    from gateway.formats.json_array import JsonArray  # noqa: PLC0415 - each reader has a library of its own
    from gateway.formats.json_lines import JsonLines  # noqa: PLC0415 - each reader has a library of its own
    from gateway.formats.xlsx_sheet import XlsxSheet  # noqa: PLC0415 - each reader has a library of its own

    formats: list[Format] = [JsonLines(), JsonArray(), CsvTable(), XlsxSheet(), ExchangeMessage()]
    return {suffix: each for each in formats for suffix in each.suffixes}


def format_names() -> tuple[str, ...]:
    """The file name extensions that can be read, without a dot."""
    return tuple(_formats())


def read(
    path: Path, *, known: Known = nothing_known, limits: Limits | None = None
) -> Iterator[RawRow]:
    """Every row of a file whose format its extension names; the broken ones carry problems.

    ``known`` answers whether a heading is a column of a data standard; it serves to recognise
    titles and repeated headers. Raises `UnreadableFile` for a fault of the whole file: before
    the first row where that can be known, at the latest when the fault is met.
    """
    _format_of(path.name)
    try:
        stream = path.open("rb")
    except OSError:
        raise UnreadableFile("文件打不开；请检查路径和读取权限后重试") from None
    with stream:
        yield from read_bytes(path.name, stream, known=known, limits=limits)


def read_bytes(
    name: str,
    stream: BinaryIO,
    *,
    known: Known = nothing_known,
    limits: Limits | None = None,
) -> Iterator[RawRow]:
    """The same for a seekable binary stream; ``name`` is a file name or just ``csv`` and so on."""
    limits = limits or Limits()
    taken = 0
    for row in _format_of(name).rows(stream, limits, known):
        taken += 1
        if taken > limits.rows:
            raise UnreadableFile(f"文件超过 {limits.rows} 行；请拆分后分别重报")
        yield row
    if not taken:
        raise UnreadableFile("文件里没有数据行；请填写后重报")


def _format_of(name: str) -> Format:
    suffix = name.rpartition(".")[2].lower()
    if suffix in _REFUSED_SUFFIXES:
        raise UnreadableFile(_REFUSED_SUFFIXES[suffix])
    if suffix not in _formats():
        readable = "、".join(f".{each}" for each in format_names())
        raise UnreadableFile(f"不认识的文件格式；请改用 {readable} 之一后重报")
    return _formats()[suffix]
