"""``evaluate``: how well the gateway finds and hides, measured on annotated texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console

from gateway.cli import shown
from gateway.cli.screening import PackName
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.evaluation.cases import Texts
    from gateway.evaluation.results import Evaluation
    from gateway.evaluation.walk import Walker


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(evaluate)


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="标注：每行一份文书或一条记录")
    ],
    records: Annotated[
        Path | None,
        typer.Option("--records", metavar="FILE", help="标注里没有记录本身时，同编号的记录在这里"),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="CHANNEL", help="公示渠道")
    ] = "department-portal",
    pack: PackName = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            help="公示日期，默认 2026-11-20，使两次评测可比；已届满的记录不会公示",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="写出 evaluation.json 和图")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="OLD.json", help="与以前的 evaluation.json 逐处比较"),
    ] = None,
    show_text: Annotated[
        bool,
        typer.Option(
            "--show-text",
            help="在屏幕上显示漏掉、误报和泄漏的原文；只用于虚构数据",
        ),
    ] = False,
    as_json: shown.Json = False,
) -> None:
    """在标注数据上衡量发现、遮盖和误遮 · span, strict and leak figures per entity type.

    Exits 0 when nothing leaked (and, with --compare, nothing was lost), 1 when something did.
    --show-text 会显示原文：只可用于虚构的开发数据，不得用于真实记录。
    """
    from gateway.evaluation import chart, report
    from gateway.evaluation.compare import compared
    from gateway.evaluation.results import as_object

    if show_text and as_json:
        raise UsageError("--show-text 只用于屏幕上的表格，不能与 --json 同用")
    before = None if compare is None else _json(compare)
    evaluation, texts = _evaluated(gold, records, _walker(to, pack, day), quiet=as_json)
    whole = as_object(evaluation)
    comparison = None if compare is None else compared(before, whole)
    if comparison is not None:
        whole["comparison"] = comparison.as_object()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        content = orjson.dumps(whole, option=orjson.OPT_INDENT_2)
        (out / "evaluation.json").write_bytes(content)
        (out / "evaluation.svg").write_text(chart.chart(evaluation), encoding="utf-8")
    if as_json:
        shown.emit(whole)
    else:
        # The tables are made for a hundred columns; where nobody looks at a terminal they get them.
        width = None if shown.console.is_terminal else 100
        told = report.page(evaluation, comparison, texts if show_text else None)
        Console(width=width).print(told)
    if evaluation.leaks or (comparison is not None and comparison.lost):
        raise typer.Exit(1)


def _walker(to: str, pack: str | None, day: datetime | None) -> Walker:
    from gateway.evaluation.walk import Walker
    from gateway.home import journey
    from gateway.sample import LATEST
    from policies import catalog

    on = day.date() if day else LATEST
    walk = journey(on, catalog.shipped().standing(pack, on) if pack else None)
    if to not in walk.pack.channels:
        raise UsageError(f"规则包中没有这个渠道，可用：{'、'.join(walk.pack.channels)}")
    return Walker(walk, to)


def _evaluated(
    gold: Path, records: Path | None, walker: Walker, *, quiet: bool
) -> tuple[Evaluation, Texts]:
    """The evaluation, and the originals by document and field for whoever may see them."""
    from gateway.evaluation.gold import read
    from gateway.evaluation.measure import judge
    from gateway.evaluation.results import Evaluation, Setting

    content = _bytes(gold)
    rows = list(read(content.splitlines(), dict(_envelopes(records)) if records else {}))
    if not rows:
        raise UsageError("标注文件里没有一行")
    judged, texts = [], {}
    with shown.progress("评测中", quiet) as advance:
        for row in rows:
            walked = walker.walk(row)
            judged.append(judge(walked))
            texts[row.id] = walked.texts
            advance(1)
    ref = walker.journey.pack.ref
    setting = Setting(
        gold=hashlib.sha256(content).hexdigest(),
        channel=walker.channel,
        date=walker.journey.today.isoformat(),
        pack=ref.pack,
        version=ref.version,
        digest=ref.digest,
    )
    return Evaluation.of(judged, setting), texts


def _json(path: Path) -> object:
    try:
        return orjson.loads(_bytes(path))
    except orjson.JSONDecodeError:
        raise UsageError("--compare 的文件不是 JSON") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"文件打不开：{error.strerror}") from None


def _envelopes(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a file of records by their ids."""
    from gateway.formats import read
    from policies.standards import standard

    for row in read(path, known=standard.knows_column):
        yield str(row.content.get("id") or ""), row.content
