"""The shared strings of a workbook, packed, so that long decision letters fit into memory."""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from collections.abc import Iterable

import orjson

from gateway.formats.xml_stream import Gathered, local, parse

_BLOCK = 256
_UNPACKED_BLOCKS = 32
_ESCAPED_RE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Undoes ``_x000D_``, by which OOXML writes characters that XML cannot hold."""
    return _ESCAPED_RE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class SharedStrings:
    """The strings by index; ``None`` for one that went past the limit."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[str | None] = []
        self._unpacked: OrderedDict[int, list[str | None]] = OrderedDict()

    def append(self, text: str | None) -> None:
        """One more string."""
        self._open.append(text)
        if len(self._open) == _BLOCK:
            self._packed.append(zlib.compress(orjson.dumps(self._open), 1))
            self._open = []

    def __getitem__(self, index: int) -> str | None:
        if index < 0:
            raise IndexError
        block, place = divmod(index, _BLOCK)
        return (self._open if block == len(self._packed) else self._block(block))[place]

    def _block(self, number: int) -> list[str | None]:
        block = self._unpacked.pop(number, None)
        if block is None:
            block = orjson.loads(zlib.decompress(self._packed[number]))
        self._unpacked[number] = block
        if len(self._unpacked) > _UNPACKED_BLOCKS:
            self._unpacked.popitem(last=False)
        return block


def read_strings(chunks: Iterable[bytes], limit: int) -> SharedStrings:
    """The table from the chunks of ``sharedStrings.xml``; ``limit`` in characters of a string."""
    target = _Strings(limit)
    for _ in parse(chunks, target):
        pass
    return target.strings


class _Strings:
    """Joins the runs of each ``si``; phonetic readings (``rPh``) are not part of the text."""

    def __init__(self, limit: int) -> None:
        self.strings = SharedStrings()
        self._limit = limit
        self._text = Gathered(limit)
        self._taking = False
        self._phonetic = False

    def start(self, tag: str, _attrs: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._text = Gathered(self._limit)
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._taking = not self._phonetic

    def data(self, data: str) -> None:
        if self._taking:
            self._text.add(data)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            self.strings.append(self._text.text)
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._taking = False

    def close(self) -> None:
        """The document has ended."""
