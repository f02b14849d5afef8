"""``report``: the monthly assessment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli import shown
from gateway.cli.life import opened


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(report)


def report(
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="月份")],
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="OUT", help="写成工作簿")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="OUT", help="写成网页")] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """“双公示”月度评估：按单位和种类统计覆盖、及时、合规、撤下、异议、修复和拦下的隐私。"""
    from gateway.life import assessment_pages
    from gateway.life.assessment import COUNTED, RATES, assess

    found = assess(opened(home), month)
    if xlsx is not None:
        xlsx.write_bytes(assessment_pages.xlsx(found))
    if html is not None:
        html.write_text(assessment_pages.html(found), "utf-8")
    if as_json:
        shown.emit(found.told())
        return
    for line in (*found.lines, found.total):
        counts = [(said, line.counts[name]) for name, said in COUNTED.items() if line.counts[name]]
        rates = [
            (said, "—" if (rate := line.rates[name]) is None else f"{rate:.1%}")
            for name, said in RATES.items()
        ]
        shown.table(f"{line.unit} {line.kind}", ("指标", "数值"), [*counts, *rates])
