"""``bench``: speed beside Presidio and the lower bounds, both sides in one run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from gateway.cli import shown
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.journey import Gateway


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(bench)


def bench(
    sizes: Annotated[
        str, typer.Option(help="正文长度（字符），以逗号分隔")
    ] = "150,800,10000,200000",
    rounds: Annotated[int, typer.Option(min=1, help="配对轮数")] = 7,
    log_entries: Annotated[
        int, typer.Option(min=0, help="另测日志的写入、核对和证明，写这么多条，0 为不测")
    ] = 4096,
    stage_records: Annotated[
        int, typer.Option(min=0, help="另用这么多条记录逐步测全流程，0 为不测")
    ] = 256,
    simulate: Annotated[
        int, typer.Option(min=0, help="另用这么多条记录测规则草案的模拟，0 为不测")
    ] = 1024,
    rows: Annotated[int, typer.Option(min=0, help="另用这么多行的文件测内存，0 为不测")] = 0,
    entries: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="另测带有这么多条登记名单的检测，0 为不测")
    ] = 0,
    patient: Annotated[
        bool, typer.Option("--patient", help="慢的对照在长文本上也跑一轮（每篇十几秒）")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="写出 bench.json 和图 bench.svg")
    ] = None,
    as_json: shown.Json = False,
) -> None:
    """与 Presidio 和各种下限在同一次运行里比速度，给出倍数 · ratios travel, figures do not."""
    from dataclasses import replace

    from gateway.bench import (
        CONTENDERS,
        batch_walk,
        drafts,
        report,
        run,
        stages,
        walk,
        with_list,
        write_rows,
    )
    from gateway.bench.evidence import measure
    from gateway.home import DATABASE_VARIABLE

    lengths = _lengths(sizes)
    os.environ.pop(DATABASE_VARIABLE, None)  # measured in a home of its own, never in a real one
    with tempfile.TemporaryDirectory() as folder:
        command = None
        if rows:
            file = Path(folder) / "rows.jsonl"
            write_rows(file, rows)
            command = _screen_command(file, Path(folder))
        contender, listed = with_list(entries, Path(folder) / "list") if entries else (None, None)
        walking = _walk(Path(folder) / "home")
        with shown.progress("测量中", quiet=as_json) as advance:
            results = run(
                lengths,
                rounds,
                [
                    *CONTENDERS,
                    *([contender] if contender else []),
                    walk(walking),
                    batch_walk(walking),
                ],
                lambda _done, _total, _label: advance(1),
                patient=patient,
                memory_command=command,
            )
        if log_entries:
            found = measure(Path(folder) / "evidence", log_entries)
            results = replace(results, evidence=found)
        if stage_records:
            homes = _homes(Path(folder) / "stages")
            results = replace(results, stages=stages.measure(homes, stage_records))
        if simulate:
            results = replace(results, simulated=drafts.measure(simulate))
        results = replace(results, listed=listed)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        report.write(results, out)
    if as_json:
        sys.stdout.buffer.write(report.as_json(results))
    else:
        # The table is made for a hundred columns; where nobody looks at a terminal it gets them.
        width = None if shown.console.is_terminal else 100
        Console(width=width).print(report.table(results))


def _lengths(sizes: str) -> list[int]:
    given = sizes.split(",")
    if not all(size.strip().isdecimal() and int(size) for size in given):
        raise UsageError("--sizes 应为以逗号分隔的正整数，如 150,800")
    return [int(size) for size in given]


def _homes(folder: Path) -> Callable[[str], Gateway]:
    """Opens gateways in homes of their own, by name."""
    from gateway.home import open_gateway
    from gateway.sample import LATEST

    return lambda name: open_gateway(folder / name, day=LATEST)


def _walk(home: Path) -> Callable[[Sequence[Mapping[str, Any]]], object]:
    """Envelopes from row to answer, without storage: what every door pays."""
    from gateway.formats import RawRow
    from gateway.home import open_gateway
    from gateway.intake import Intake
    from gateway.sample import LATEST

    gateway = open_gateway(home, day=LATEST)
    intake = Intake(gateway.keys, LATEST)
    return lambda envelopes: gateway.preview(
        [intake.read(RawRow(1, envelope)) for envelope in envelopes], ["department-portal"]
    )


def _screen_command(file: Path, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "gateway", "screen", str(file), "--to", "department-portal",
        "--out", str(folder / "out"), "--home", str(folder / "memory"), "--json",
    ]  # fmt: skip
