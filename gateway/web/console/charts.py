"""Small charts, drawn on the server as SVG without a style of their own: the sheet colours them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WIDTH, _LEFT, _ROW, _GAP = 440, 160, 24, 6
_COLOURS = 6
_MOST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a row: where it begins, how long it is, its colour and what it stands for."""

    x: float
    width: float
    colour: int
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One word with its parts by month."""

    name: str
    y: int
    total: int
    end: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of bars, the parts of which are months. ``table`` says the same in numbers."""

    title: str
    width: int
    height: int
    left: int
    months: tuple[str, ...]
    rows: tuple[Row, ...]
    table: tuple[tuple[str, tuple[int, ...], int], ...]


def chart(title: str, counted: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> Chart:
    """A chart of counts by word and month; ``names`` says what a word is called."""
    months = tuple(sorted({month for each in counted.values() for month in each}))
    words = list(counted)[:_MOST]
    highest = max((sum(counted[word].values()) for word in words), default=1)
    rows = tuple(
        _row(names.get(word, word), place, counted[word], months, highest)
        for place, word in enumerate(words)
    )
    table = tuple(
        (names.get(word, word), tuple(each.get(m, 0) for m in months), sum(each.values()))
        for word, each in counted.items()
    )
    height = len(words) * (_ROW + _GAP) + _GAP
    return Chart(title, _WIDTH, height, _LEFT, months, rows, table)


def _row(
    name: str, place: int, counted: Mapping[str, int], months: Sequence[str], highest: int
) -> Row:
    room, x, bars = _WIDTH - _LEFT - 60, float(_LEFT), []
    for number, month in enumerate(months):
        width = room * counted.get(month, 0) / highest
        if width:
            told = f"{month}：{counted[month]}"
            bars.append(Bar(round(x, 1), round(width, 1), number % _COLOURS, told))
        x += width
    total = sum(counted.values())
    return Row(name, place * (_ROW + _GAP) + _GAP, total, round(x, 1), tuple(bars))
