"""XML fed piece by piece to a target, with document types and entities forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from defusedxml.ElementTree import DefusedXMLParser

from gateway.errors import UnreadableFile

_LONGEST_TAG = 1 << 20


class Target(Protocol):
    """Takes the events of a parse, in the manner of `xml.etree.ElementTree.TreeBuilder`."""

    def start(self, tag: str, attrs: dict[str, str], /) -> object:
        """An element begins."""

    def end(self, tag: str, /) -> object:
        """An element ends."""

    def data(self, data: str, /) -> object:
        """A piece of text."""

    def close(self) -> object:
        """The document has ended."""


def parse(chunks: Iterable[str | bytes], target: Target) -> Iterator[None]:
    """Feeds the chunks to the target and pauses after each one.

    Text chunks overrule the encoding that the document declares. Raises
    `defusedxml.ElementTree.ParseError` and `defusedxml.DefusedXmlException`, and
    `UnreadableFile` for a tag of more than a mebibyte.
    """
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    fed = 0
    for chunk in chunks:
        fed += len(chunk.encode() if isinstance(chunk, str) else chunk)
        parser.feed(chunk)
        # A tag or comment without end is the one thing the parser keeps whole in memory.
        if fed - parser.parser.CurrentByteIndex > _LONGEST_TAG:
            raise UnreadableFile("XML 里有过长的标签或注释；请重新导出后重报")
        yield
    parser.close()


def local(tag: str) -> str:
    """The name of a tag or attribute without its namespace."""
    return tag.rpartition("}")[2]


class Gathered:
    """The text of one element, kept up to a limit in characters."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self.size = 0

    def add(self, text: str) -> None:
        """One more piece of the text."""
        self.size += len(text)
        if self.size <= self._limit:
            self._parts.append(text)

    @property
    def text(self) -> str | None:
        """The whole text; ``None`` when it went past the limit."""
        return "".join(self._parts) if self.size <= self._limit else None
