"""``witness``: the second party that signs the heads of a log, on a machine of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.ledger import Out, read_json, read_text, write_text

if TYPE_CHECKING:
    from gateway.witness import Witness

app = typer.Typer(help="见证方 · a witness of the log", no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--dir", metavar="DIR", help="见证方自己的目录")]
Name = Annotated[str, typer.Option("--name", help="见证方的名称（首次使用时）")]
Profile = Annotated[str, typer.Option("--profile", help="standard 或 gm（首次使用时）")]


def _witness(folder: Path, name: str = "", profile: str = "") -> Witness:
    from gateway.witness import Witness

    return Witness(folder, name, profile)


@app.command()
def key(folder: Folder, name: Name = "", profile: Profile = "", out: Out = None) -> None:
    """显示见证方的公钥；首次使用时建立密钥。"""
    write_text(f"{_witness(folder, name, profile).public}\n", out)


@app.command()
def sign(
    note: Annotated[Path, typer.Argument(metavar="FILE", help="日志签发的检查点")],
    folder: Folder,
    log_key: Annotated[Path, typer.Option("--key", help="日志的公钥文件")],
    proof: Annotated[
        Path | None, typer.Option("--proof", help="自上次见证以来的一致性证明（ledger proof）")
    ] = None,
    out: Out = None,
) -> None:
    """核对检查点是上次见证的延续，然后签名；不是延续则拒绝，退出码为 1。"""
    from gateway.note import Note
    from gateway.succession import keys_of
    from gateway.witness import Growth

    shown = None if proof is None else Growth.of(read_json(proof))
    signed = _witness(folder).cosign(
        Note.parse(read_text(note)), keys_of(read_text(log_key)), shown, datetime.now(UTC)
    )
    write_text(str(signed), out)
