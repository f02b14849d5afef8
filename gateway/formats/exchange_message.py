"""The Guangdong exchange format (standards G1-GD): ``ExchangeMessage/Header`` and ``Body/fields``.

Operator and contacts in the header are people and are never copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from gateway.errors import UnreadableFile
from gateway.formats.cells import heading_of, value_fault
from gateway.formats.interface import Format, Known, Limits, RawRow
from gateway.formats.problems import problem
from gateway.formats.text import text_of
from gateway.formats.xml_stream import Gathered, local, parse
from policies.standards.spec import Problem


class ExchangeMessage(Format):
    """Guangdong exchange XML (广东省交换报文)."""

    name = "xml"
    suffixes = ("xml",)

    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """One envelope for each ``fields`` element; where the file breaks off, a last refusal."""
        messages = _Messages(limits)
        with text_of(stream) as text:
            try:
                for _ in parse(text.chunks(), messages):
                    yield from messages.take()
            except ParseError:
                yield from messages.broken()
            except DefusedXmlException:
                raise UnreadableFile(
                    "XML 里有 DTD 或实体声明，出于安全不读取；请删除后重报"
                ) from None
        if not messages.seen:
            raise UnreadableFile("XML 里没有 ExchangeMessage；请按交换格式导出后重报")


class _Messages:
    """Collects the rows of the messages as their elements go by."""

    def __init__(self, limits: Limits) -> None:
        self.seen = False
        self._limits = limits
        self._path: list[str] = []
        self._sender = ""
        self._row: _Fields | None = None
        self._text: Gathered | None = None
        self._ready: list[RawRow] = []
        self._number = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = local(tag)
        if self._row is not None:
            self._row.start(name, attrs)
        elif name.lower() == "exchangemessage":
            self.seen, self._sender = True, ""
        elif self._under("header", name, "sender"):
            self._text = Gathered(self._limits.cell_chars)
        elif self._under("body", name, "fields") and self.seen:
            self._row = _Fields(self._limits)
        self._path.append(name.lower())

    def data(self, data: str) -> None:
        if self._row is not None:
            self._row.data(data)
        elif self._text is not None:
            self._text.add(data)

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._text is not None:
            self._sender, self._text = (self._text.text or "").strip(), None
        elif self._row is not None and self._row.end():
            self._number += 1
            self._ready.append(self._row.row(self._number, self._sender))
            self._row = None

    def close(self) -> None:
        """The document has ended."""

    def take(self) -> list[RawRow]:
        """The rows that have become complete since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def broken(self) -> list[RawRow]:
        """What was complete before the document broke off, and the refusal of the rest."""
        if not self.seen:
            raise UnreadableFile("文件不是合法的 XML；请按交换格式重新导出后重报") from None
        return [*self.take(), RawRow(self._number + 1, {}, (problem("TRUNCATED"),))]

    def _under(self, parent: str, name: str, wanted: str) -> bool:
        return bool(self._path) and self._path[-1] == parent and name.lower() == wanted


class _Fields:
    """One ``fields`` element: ``<CF_WSH>…</CF_WSH>`` or ``<field name="CF_WSH">…</field>``."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth = 0
        self._name = ""
        self._text = Gathered(0)
        self._kept = 0
        self._texts: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._problems: dict[Problem, None] = {}
        self._refused: set[str] = set()

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            named = {local(key).lower(): value for key, value in attrs.items()}
            given = named.get("code") or named.get("name") if name.lower() == "field" else name
            self._name = heading_of(given or name)
            budget = max(0, self._limits.row_chars - self._kept)
            self._text = Gathered(min(self._limits.cell_chars, budget))
        else:
            self._refuse("NESTED_VALUE")

    def data(self, data: str) -> None:
        if self._depth == 1:
            self._text.add(data)

    def end(self) -> bool:
        """Closes an element; true when it was ``fields`` itself."""
        if self._depth == 1:
            self._take(self._text.text)
        self._depth -= 1
        return self._depth < 0

    def row(self, number: int, sender: str) -> RawRow:
        """The finished row."""
        fields = {name: text for name, text in self._texts.items() if name not in self._refused}
        source = {"source": sender} if sender and not value_fault(sender, self._limits) else {}
        content = {"standard": "G1-GD", **source, "fields": fields}
        return RawRow(number, content, tuple(self._problems))

    def _take(self, text: str | None) -> None:
        known = self._folded.setdefault(self._name.casefold(), self._name)
        if len(self._folded) > self._limits.columns:
            self._problems[problem("TOO_MANY_COLUMNS")] = None
            self._folded.popitem()
        elif known in self._texts:
            self._name = known
            self._refuse("DUPLICATE_KEY")
        else:
            self._texts[known] = (text or "").strip()
            self._kept += len(self._texts[known])
            fault = "CELL_TOO_LARGE" if text is None else value_fault(text, self._limits)
            if fault:
                self._refuse(fault)

    def _refuse(self, code: str) -> None:
        self._problems[problem(code, self._name)] = None
        self._refused.add(self._name)
