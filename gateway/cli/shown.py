"""How commands show things: tables for people on a terminal, JSON with ``--json``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

#: Chinese for the four piles, with a mark that says the same without colour.
PILES = {
    "released": ("✓ 可以公示", "green"),
    "in_review": ("? 待人审核", "yellow"),
    "blocked": ("✗ 不得公示", "red"),
    "rejected": ("! 退回改正", "magenta"),
}

Home = Annotated[
    Path | None,
    typer.Option("--home", help="数据库、密钥和原文所在目录（或 GONGSHI_HOME）", metavar="DIR"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]

_CHINA = ZoneInfo("Asia/Shanghai")

console = Console(emoji=False)  # a line number such as :100: is no picture
errors = Console(stderr=True, emoji=False)


def fail(message: str, code: int) -> NoReturn:
    """One sentence on stderr and an exit code."""
    errors.print(f"gongshi：{message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def emit(value: object) -> None:
    """JSON on stdout, one object."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str) + b"\n")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table that fits a terminal. A cell is shown as it is: ``[b]`` in a record is no style."""
    shown = Table(title=escape(title), title_justify="left", header_style="bold", expand=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(str(cell)) for cell in row))
    console.print(shown)


def moment(at: str) -> str:
    """A logged moment (ISO 8601, UTC) as the clock on the wall in Beijing shows it."""
    return datetime.fromisoformat(at).astimezone(_CHINA).strftime("%m-%d %H:%M:%S")


def counts(title: str, what: str, numbers: Mapping[str, int], most: int = 12) -> None:
    """Counts, largest first; nothing where there are none."""
    ranked = sorted(numbers.items(), key=lambda item: -item[1])
    if ranked:
        table(title, (what, "条数"), ranked[:most])


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[Any]:
    """A bar on a terminal's stderr; ``yield``s a function that hears of rows done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 条/秒"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, disable=quiet or not errors.is_terminal) as bars:
        task = bars.add_task(what, total=None, rate="-")

        def advance(rows: int) -> None:
            bars.advance(task, rows)
            speed = bars.tasks[0].finished_speed or bars.tasks[0].speed
            bars.update(task, rate=f"{speed:.0f}" if speed else "-")

        yield advance
