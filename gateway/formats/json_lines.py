"""JSON Lines, and how one JSON value becomes a row. Numbers stay as they were written.

A key given twice, a nested value or a number that lost its digits is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from gateway.errors import UnreadableFile
from gateway.formats.cells import Cell, Refused, heading_of, value_fault
from gateway.formats.interface import Format, Known, Limits, RawRow
from gateway.formats.problems import problem
from gateway.formats.text import Line, text_of
from policies.standards.spec import Problem


class JsonLines(Format):
    """JSON Lines (每行一个 JSON 对象)."""

    name = "jsonl"
    suffixes = ("jsonl", "ndjson")

    def rows(self, stream: BinaryIO, limits: Limits, known: Known) -> Iterator[RawRow]:
        """Rows by line number; blank lines are left out."""
        begun = False
        with text_of(stream) as text:
            for number, line in enumerate(text.lines(limits.row_chars), 1):
                if line.cut or line.text.strip():
                    if not begun and line.text.lstrip().startswith("["):
                        raise UnreadableFile(
                            "文件内容是 JSON 数组，不是每行一条；请把扩展名改为 .json 后重报"
                        )
                    begun = True
                    yield _row_of_line(number, line, limits)


def _row_of_line(number: int, line: Line, limits: Limits) -> RawRow:
    if line.broken or line.cut:
        return refused(number, "TRUNCATED" if line.broken else "CELL_TOO_LARGE")
    return row_of_json(number, line.text, limits)


def refused(number: int, code: str) -> RawRow:
    """A row without content."""
    return RawRow(number, {}, (problem(code),))


class _Object(dict[str, object]):
    """A JSON object by tidy key, and the keys that stood in it more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__()
        self.twice: dict[str, None] = {}
        names: dict[str, str] = {}
        for key, value in pairs:
            name = heading_of(key)
            if name.casefold() in names:
                self.twice[names[name.casefold()]] = None
            names.setdefault(name.casefold(), name)
            self[name] = value
        for name in self.twice:
            for key in [k for k in self if k.casefold() == name.casefold()]:
                del self[key]


def row_of_json(number: int, text: str, limits: Limits) -> RawRow:
    """The row that one JSON text states: an envelope, or a flat row of column to text."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=str,
            parse_float=_decimal,
            parse_constant=lambda _: Refused("NOT_A_NUMBER"),
        )
    except (ValueError, RecursionError):
        return refused(number, "NOT_JSON")
    if not isinstance(value, _Object):
        return refused(number, "NOT_OBJECT")
    problems: list[Problem] = []
    content = _content(value, limits, problems)
    return RawRow(number, content, tuple(problems))


def _content(value: _Object, limits: Limits, problems: list[Problem]) -> Mapping[str, object]:
    if "fields" not in value:
        return _texts(value, limits, problems)
    fields, owner = value.pop("fields"), value.pop("owner", None)
    given = {key: part for key, part in value.items() if part is not None}
    envelope: dict[str, object] = dict(_texts(_like(value, given), limits, problems))
    if isinstance(owner, _Object):
        envelope["owner"] = _texts(owner, limits, problems)
    elif owner is not None:
        problems.append(problem("NESTED_VALUE", "owner"))
    if isinstance(fields, _Object):
        envelope["fields"] = _texts(fields, limits, problems)
    else:
        problems.append(problem("FIELDS_SHAPE", "fields"))
    return envelope


def _like(value: _Object, parts: Mapping[str, object]) -> _Object:
    same = _Object(list(parts.items()))
    same.twice = value.twice
    return same


def _texts(value: _Object, limits: Limits, problems: list[Problem]) -> dict[str, str]:
    problems.extend(problem("DUPLICATE_KEY", name) for name in value.twice)
    if len(value) > limits.columns:
        problems.append(problem("TOO_MANY_COLUMNS"))
        return {}
    texts = {}
    for name, part in value.items():
        cell = _cell(part)
        fault = cell.code if isinstance(cell, Refused) else value_fault(cell, limits)
        if fault:
            problems.append(problem(fault, name))
        else:
            texts[name] = str(cell)
    return texts


def _cell(part: object) -> Cell:
    if part is None:
        return ""
    if isinstance(part, bool):
        return Refused("BOOLEAN_VALUE")
    return part if isinstance(part, (str, Refused)) else Refused("NESTED_VALUE")


def _decimal(literal: str) -> Cell:
    return Refused("SCIENTIFIC_NOTATION") if "e" in literal.lower() else literal
