"""Small files that commands read and write: keys, notes, proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from gateway.errors import UsageError

Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件，不写则显示")]


def read_text(path: Path) -> str:
    """A small text file; raises `UsageError`."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError):
        raise UsageError("文件打不开，或不是 UTF-8 文本") from None


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """A JSON file; raises `UsageError`."""
    try:
        return orjson.loads(read_text(path))
    except orjson.JSONDecodeError:
        raise UsageError("文件不是 JSON") from None


def write_text(text: str, out: Path | None) -> None:
    """Into a file, or onto the screen as it is."""
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError:
        raise UsageError("文件不能写入，请用 --out 另指一个") from None
