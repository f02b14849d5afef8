"""The text of a Word document (.docx): what its paragraphs and notes say, as they stand.

Read in pieces and up to limits, so that a packed bomb is refused and not unpacked. What was deleted
in a tracked change is not text of the document.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from gateway.errors import UnreadableFile
from gateway.formats.xml_stream import Gathered, local, parse

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_CHUNK = 1 << 16
_MOST_BYTES = 200 << 20
_BROKEN = "不是完整的 Word 文件（.docx），或已加密；请另存为 .docx 或纯文本后重试"


def read(path: Path, limit: int) -> str:
    """The text, one line a paragraph, up to ``limit`` characters; raises `UnreadableFile`."""
    kept = Gathered(limit)
    try:
        with zipfile.ZipFile(path) as file:
            names = set(file.namelist())
            if _PARTS[0] not in names:
                raise UnreadableFile(_BROKEN)
            for name in _PARTS:
                if name in names:
                    _take(file, name, kept)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        raise UnreadableFile(_BROKEN) from None
    except (ParseError, DefusedXmlException):
        raise UnreadableFile(_BROKEN) from None
    if kept.text is None:
        raise UnreadableFile(f"文件超过 {limit} 字，请拆分后分别登记")
    return kept.text


def _take(file: zipfile.ZipFile, name: str, kept: Gathered) -> None:
    with file.open(name) as stream:
        for _ in parse(_chunks(stream), _Paragraphs(kept)):
            if kept.text is None:
                return


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > _MOST_BYTES:
            raise UnreadableFile("Word 文件展开后过大，请拆分后分别登记")
        yield chunk


class _Paragraphs:
    """Collects the text of ``w:t``; paragraphs, breaks and cells end a line."""

    _BREAKS = frozenset({"p", "br", "cr", "tc"})

    def __init__(self, kept: Gathered) -> None:
        self._kept = kept
        self._taking = False

    def start(self, tag: str, _attrs: dict[str, str]) -> None:
        """Text begins, or a tabulator stands here."""
        name = local(tag)
        self._taking = name == "t"
        if name == "tab":
            self._kept.add("\t")

    def data(self, data: str) -> None:
        """A piece of text."""
        if self._taking:
            self._kept.add(data)

    def end(self, tag: str) -> None:
        """Text ends, or a line does."""
        self._taking = False
        if local(tag) in self._BREAKS:
            self._kept.add("\n")

    def close(self) -> None:
        """The part has ended."""
