"""What the tables of an evaluation share: how a share, an interval and a group are written."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from gateway.evaluation.bootstrap import Figure
from gateway.evaluation.tally import Group

NONE = "—"
#: Most lines of a list of cases on a terminal; all of them are in the JSON.
MOST = 40

#: Chinese for the piles, with a mark that says the same without colour.
OUTCOMES = {
    "released": "✓ 直接放行",
    "in_review": "? 待人审核",
    "blocked": "✗ 不得公示",
    "rejected": "! 退回改正",
}
_SOURCES = {"real": "其中真实", "surrogate": "其中仿制"}
_HUNDRED = 100


def table(title: str, columns: Sequence[str], *, figures: bool = False) -> Table:
    """A table whose texts are folded where they are long; figures are never cut."""
    made = Table(title=Text(title), box=box.SIMPLE, title_justify="left", padding=(0, 0, 0, 1))
    for at, heading in enumerate(columns):
        number = figures and at > 0
        made.add_column(
            heading, justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    return made


def add(made: Table, *cells: object) -> None:
    """A row as it is: ``[b]`` in an id is no style."""
    made.add_row(*(Text(NONE if cell is None else str(cell)) for cell in cells))


def name(group: Group) -> str:
    """What a group is called in the first column."""
    if group.kind == "source":
        source, dot, kind = group.name.partition("·")
        return f"{_SOURCES[source]}{dot}{kind}"
    if group.kind == "outcome":
        return OUTCOMES[group.name]
    return group.name or "全部"


def percent(share: float) -> str:
    """Per cent with one place; 100 only where nothing is missing."""
    return "100" if share == 1 else f"{min(share * _HUNDRED, 99.9):.1f}"


def interval(figure: Figure | None) -> str:
    """Per cent with its 95 % interval."""
    if figure is None:
        return NONE
    low, high = figure.low * _HUNDRED, figure.high * _HUNDRED
    return f"{percent(figure.value)}({low:.0f}–{high:.0f})"
