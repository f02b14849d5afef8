"""Bytes to text: finds the encoding of a whole file, then gives it by line or by chunk.

Never keeps more of the file than a chunk and the line in hand.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from gateway.errors import UnreadableFile

_CHUNK = 1 << 16
_HEAD = 4096

_OTHER_CONTENT = (
    (b"PK\x03\x04", "文件内容是 XLSX 或压缩包，与扩展名不符；请改用正确的扩展名，或另存后重报"),
    (b"\xd0\xcf\x11\xe0", "文件内容是旧版表格或加了密码的表格，与扩展名不符；请另存为 XLSX 后重报"),
    (b"%PDF", "文件内容是 PDF；请导出为 CSV、XLSX 或 JSON 后重报"),
    (b"\x1f\x8b", "文件内容是压缩包；请解压后重报"),
    (codecs.BOM_UTF32_LE, "文件编码是 UTF-32；请另存为 UTF-8 后重报"),
    (codecs.BOM_UTF32_BE, "文件编码是 UTF-32；请另存为 UTF-8 后重报"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNKNOWN_ENCODING = "文件既不是 UTF-8 也不是 GB18030 编码，或已损坏；请另存为 UTF-8 后重报"
_BINARY = "文件不是文本，或是没有标记的 UTF-16 编码；请另存为 UTF-8 后重报"


class Line(NamedTuple):
    """One line without its end.

    ``cut`` says that the line went on past the limit, with ``quotes`` quotation marks in what
    was let go; ``broken`` that the file ends in it in the middle of a character.
    """

    text: str
    cut: bool = False
    quotes: int = 0
    broken: bool = False

    def __repr__(self) -> str:
        return f"Line({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class _Encoding:
    name: str
    truncated: bool
    beyond_ascii: bool


class Text:
    """A decoded stream; line breaks of every kind are read as a line feed."""

    def __init__(self, stream: io.TextIOWrapper, *, truncated: bool) -> None:
        self._stream = stream
        self._truncated = truncated

    def chunks(self) -> Iterator[str]:
        """The text in pieces of bounded length."""
        while chunk := self._stream.read(_CHUNK):
            yield chunk

    def lines(self, limit: int) -> Iterator[Line]:
        """Every line; of a longer one only about the first ``limit`` characters are kept."""
        while piece := self._stream.readline(_CHUNK):
            kept, size, quotes = [piece], len(piece), 0
            while not piece.endswith("\n") and (piece := self._stream.readline(_CHUNK)):
                size += len(piece)
                if size <= limit:
                    kept.append(piece)
                else:
                    quotes += piece.count('"')
            broken = self._truncated and not piece.endswith("\n")
            yield Line("".join(kept).removesuffix("\n"), size > limit, quotes, broken)


@contextmanager
def text_of(stream: BinaryIO) -> Iterator[Text]:
    """The text of a seekable stream, which stays open.

    Raises `UnreadableFile` when it is not text or its encoding is neither UTF-8 nor GB18030.
    """
    _refuse_binary(stream)
    encoding = _encoding_of(stream)
    stream.seek(0)
    # The whole file has been decoded once without an error, so that only the character which
    # the end of the file cuts in two is ever replaced; its row is refused.
    wrapper = io.TextIOWrapper(stream, encoding=encoding.name, errors="replace", newline=None)
    try:
        yield Text(wrapper, truncated=encoding.truncated)
    finally:
        if not stream.closed:
            wrapper.detach()


def _refuse_binary(stream: BinaryIO) -> None:
    """Raises `UnreadableFile` for content that is not text at all."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for magic, message in _OTHER_CONTENT:
        if head.startswith(magic):
            raise UnreadableFile(message)
    marked = any(head.startswith(bom) for bom, _ in _BOMS)
    if not marked and head.count(b"\0") * 4 > len(head):
        raise UnreadableFile(_BINARY)


def _encoding_of(stream: BinaryIO) -> _Encoding:
    stream.seek(0)
    head = stream.read(4)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _required(_tried(stream, name))
    utf8 = _tried(stream, "utf-8")
    if utf8 and (utf8.beyond_ascii or not utf8.truncated):
        return utf8
    gb18030 = _tried(stream, "gb18030")
    if gb18030 and not gb18030.truncated:
        return gb18030
    return _required(utf8 or gb18030)


def _required(encoding: _Encoding | None) -> _Encoding:
    if encoding is None:
        raise UnreadableFile(_UNKNOWN_ENCODING)
    return encoding


def _tried(stream: BinaryIO, name: str) -> _Encoding | None:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(name)("strict")
    beyond_ascii = False
    try:
        while chunk := stream.read(_CHUNK):
            beyond_ascii = not decoder.decode(chunk).isascii() or beyond_ascii
    except UnicodeDecodeError:
        return None
    return _Encoding(name, bool(decoder.getstate()[0]), beyond_ascii)
