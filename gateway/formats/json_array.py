"""A JSON array of records, cut into its elements without ever holding the whole array.

An element that is broken is one broken row; the elements after it are still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from typing import BinaryIO, NamedTuple

from gateway.errors import UnreadableFile
from gateway.formats.interface import Format, Known, Limits, RawRow
from gateway.formats.json_lines import JsonLines, refused, row_of_json
from gateway.formats.text import Text, text_of

_OUTSIDE_RE = re.compile(r'["{}\[\],]')
_INSIDE_RE = re.compile(r'["\\]')


class JsonArray(Format):
    """A JSON array (JSON 数组), or objects line by line under the name ``.json``."""

    name = "json"
    suffixes = ("json",)

    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """Rows by ordinal in the array; by line number for one object a line."""
        with text_of(stream) as text:
            start = _start(text)
            if start.startswith("["):
                found = elements(chain([start], text.chunks()), limits.row_chars)
                for number, element in enumerate(found, 1):
                    yield _row(number, element, limits)
                return
        if not start.partition("\n")[0].rstrip().endswith("}"):
            raise UnreadableFile(
                "文件不是 JSON 数组（以 [ 开头），也不是每行一个完整的 JSON 对象；请改写后重报"
            )
        yield from JsonLines().rows(stream, limits, known)


class Ending(Enum):
    """How an element ended."""

    WHOLE = ""
    TOO_LONG = "CELL_TOO_LARGE"
    TRUNCATED = "TRUNCATED"
    TRAILING = "TRAILING_TEXT"


class Element(NamedTuple):
    """The text of one element; empty unless it is whole."""

    text: str
    ending: Ending = Ending.WHOLE

    def __repr__(self) -> str:
        return f"Element({len(self.text)} characters, {self.ending.name})"


class _Scan:
    """Where a scan of JSON text stands, from chunk to chunk."""

    def __init__(self, limit: int) -> None:
        self.depth = 0
        self.quoted = False
        self.skip = 0
        self.count = 0
        self._limit = limit
        self._parts: list[str] = []
        self._size = 0

    def keep(self, part: str) -> None:
        self._size += len(part)
        if self._size <= self._limit:
            self._parts.append(part)

    def element(self) -> Element:
        whole = self._size <= self._limit
        text = "".join(self._parts).strip() if whole else ""
        self._parts, self._size = [], 0
        self.count += 1
        return Element(text, Ending.WHOLE if whole else Ending.TOO_LONG)

    @property
    def blank(self) -> bool:
        return self._size <= self._limit and not "".join(self._parts).strip()

    def edges(self, chunk: str) -> Iterator[tuple[int, str]]:
        """Commas between elements and the end of the array, as index and mark."""
        at, self.skip = self.skip, 0
        while found := (_INSIDE_RE if self.quoted else _OUTSIDE_RE).search(chunk, at):
            mark, at = found[0], found.end()
            if mark == "\\":
                at += 1
            elif mark == '"':
                self.quoted = not self.quoted
            elif mark in "{[":
                self.depth += 1
            elif self.depth > 1:
                self.depth -= mark in "}]"
            elif mark in ",]":
                yield found.start(), mark
        self.skip = max(0, at - len(chunk))


def elements(chunks: Iterator[str], limit: int) -> Iterator[Element]:
    """The elements of the array that the chunks hold, whose first character is ``[``.

    ``limit`` is in characters of one element. After an array that does not end, or that more
    text follows, comes one last element which says so.
    """
    scan = _Scan(limit)
    for chunk in chunks:
        start = 0 if scan.depth else 1
        for edge, mark in scan.edges(chunk):
            scan.keep(chunk[start:edge])
            start = edge + 1
            if mark == "," or scan.count or not scan.blank:
                yield scan.element()
            if mark == "]":
                if any(rest.strip() for rest in chain([chunk[start:]], chunks)):
                    yield Element("", Ending.TRAILING)
                return
        scan.keep(chunk[start:])
    yield Element("", Ending.TRUNCATED)


def _row(number: int, element: Element, limits: Limits) -> RawRow:
    if element.ending is not Ending.WHOLE:
        return refused(number, element.ending.value)
    return row_of_json(number, element.text, limits)


def _start(text: Text) -> str:
    for chunk in text.chunks():
        if start := chunk.lstrip():
            return start
    return ""
