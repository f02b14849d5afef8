"""``evaluate``: how well the gateway finds and hides, measured on annotated texts."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from gateway.cli import shown
from gateway.cli.screening import PackName
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.evaluation.results import Evaluation


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="标注文件")],
    records: Annotated[
        Path | None, typer.Option("--records", metavar="FILE", help="按字段标注时的记录文件")
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="CHANNEL", help="公示渠道")
    ] = "department-portal",
    pack: PackName = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="公示日期")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="写出 evaluation.json 和图")
    ] = None,
    as_json: shown.Json = False,
) -> None:
    """在标注数据上衡量检测和遮盖 · span, strict and leak figures per entity type.

    Exits 0 when nothing leaked, 1 when something did.
    """
    from gateway.evaluation import report, results

    evaluation = _evaluated(gold, records, to, pack, day, quiet=as_json)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "evaluation.json").write_bytes(results.as_json(evaluation))
    if as_json:
        sys.stdout.buffer.write(results.as_json(evaluation) + b"\n")
    else:
        width = None if shown.console.is_terminal else 100
        Console(width=width).print(report.page(evaluation))
    if evaluation.leaks:
        raise typer.Exit(1)


def _evaluated(
    gold: Path,
    records: Path | None,
    to: str,
    pack: str | None,
    day: datetime | None,
    *,
    quiet: bool,
) -> Evaluation:
    from gateway.evaluation.gold import read
    from gateway.evaluation.measure import judge
    from gateway.evaluation.results import Evaluation, Setting
    from gateway.evaluation.walk import Walker
    from gateway.home import journey
    from gateway.sample import LATEST
    from policies import catalog

    published: date = day.date() if day else LATEST
    walk = journey(published, catalog.load(pack) if pack else None)
    if to not in walk.pack.channels:
        raise UsageError(f"规则包中没有这个渠道，可用：{'、'.join(walk.pack.channels)}")
    content = _bytes(gold)
    walker = Walker(walk, to)
    rows = []
    with shown.progress("评测中", quiet) as advance:
        for row in read(content.splitlines(), _records(records)):
            rows.append(judge(walker.walk(row)))
            advance(1)
    if not rows:
        raise UsageError("标注文件里没有一行")
    digest = hashlib.sha256(content).hexdigest()
    ref = walk.pack.ref
    setting = Setting(digest, to, published.isoformat(), ref.pack, ref.version, ref.digest)
    return Evaluation.of(rows, setting)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"文件打不开：{error.strerror}") from None


def _records(path: Path | None) -> Mapping[str, Mapping[str, Any]]:
    return dict(_envelopes(path)) if path else {}


def _envelopes(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    from gateway.formats import read
    from policies.standards import standard

    for row in read(path, known=standard.knows_column):
        yield str(row.content.get("id") or ""), row.content
