"""``ledger``: the redaction log and whether it still says what it said."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from gateway.cli import shown
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.ledger import Receipt

_RECEIPT = {"seq": int, "leaf": str, "checkpoint": str}
_NO_RECEIPT = '回执文件应为一个 {"seq", "leaf", "checkpoint"}，或 released.jsonl 的一行'

app = typer.Typer(help="脱敏日志 · the redaction log", no_args_is_help=True)


@app.command()
def verify(
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="留存的回执（JSON）；能发现被截断或改写的日志")
    ] = None,
    checkpoint: Annotated[str | None, typer.Option("--checkpoint", help="留存的检查点")] = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """重新计算整条日志；发现问题时指明第一条坏记录，退出码为 1。"""
    from gateway.home import home_path, open_ledger

    ledger = open_ledger(home_path(home))
    against = _receipt(receipt) if receipt is not None else checkpoint
    sound = ledger.verify(against)
    if as_json:
        shown.emit(asdict(sound))
    else:
        shown.console.print(
            f"✓ {sound.entries} 条，前后相接，没有改动\n  {sound.head}", style="green"
        )


def _receipt(path: Path) -> Receipt:
    from gateway.ledger import Receipt

    try:
        given = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise UsageError(_NO_RECEIPT) from None
    kept = given.get("receipt", given) if isinstance(given, dict) else None
    if not isinstance(kept, dict) or {k: type(v) for k, v in kept.items()} != _RECEIPT:
        raise UsageError(_NO_RECEIPT)
    return Receipt(**kept)


@app.command()
def show(
    after: Annotated[int, typer.Option("--after", min=0, help="从这一条之后开始")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """列出日志条目。日志里没有原文。"""
    from gateway.home import home_path, open_ledger

    entries = open_ledger(home_path(home)).entries(after, limit)
    if as_json:
        shown.emit([asdict(entry) for entry in entries])
        return
    rows = [
        (e.seq, shown.moment(e.at), e.entry.event, e.entry.body.get("outcome", ""),
         e.entry.channel or "—", len(e.entry.body.get("transformations", ())), e.leaf[:8])
        for e in entries
    ]  # fmt: skip
    shown.table("脱敏日志", ("序号", "北京时间", "事件", "结果", "渠道", "改动", "叶"), rows)
