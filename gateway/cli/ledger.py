"""``ledger``: the redaction log, whether it still says what it said, what leaves the building."""

from __future__ import annotations

from dataclasses import asdict
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from gateway.cli import shown
from gateway.cli.files import Out, read_text, write_text
from gateway.cli.verify import verify
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.ledger import Ledger

app = typer.Typer(help="脱敏日志 · the redaction log", no_args_is_help=True)
app.command()(verify)


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


def _signing(home: Path | None) -> Ledger:
    """The log with its signing key, which lies in the home."""
    from gateway.home import existing, home_path, open_signed_ledger

    return open_signed_ledger(existing(home_path(home)))


@app.command()
def checkpoint(
    out: Out = None,
    mail: Annotated[bool, typer.Option("--mail", help="写成一封电子邮件的文本（.eml）")] = False,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """签发并留存此刻的检查点，供带出本单位保存：文件、邮件文本，或交见证方签名。"""
    from gateway.checkpoint import shown as parts

    note = _signing(home).checkpoint()
    if as_json:
        shown.emit(parts(note))
        return
    write_text(_mail(note) if mail else note, out)


def _mail(note: str) -> str:
    from gateway.checkpoint import Checkpoint
    from gateway.note import Note

    said = Checkpoint.of(Note.parse(note))
    message = EmailMessage()
    message["Subject"] = f"脱敏日志检查点 {said.origin} 第 {said.size} 条"
    message.set_content(
        f"以下检查点请原样留存；日后用它可以发现日志被截断或改写。\n\n{note}", cte="base64"
    )
    return message.as_string()


@app.command()
def key(out: Out = None, home: shown.Home = None) -> None:
    """显示日志的公钥：交给门户、审计和见证方，核对回执只需要它。"""
    write_text(_signing(home).key_file(), out)


@app.command()
def proof(
    seq: Annotated[int | None, typer.Argument(min=1, help="要证明的条目")] = None,
    since: Annotated[
        int | None, typer.Option("--since", min=0, help="证明日志自这么多条以来只增不改")
    ] = None,
    until: Annotated[
        int | None, typer.Option("--until", min=0, help="到这么多条为止，默认全部")
    ] = None,
    out: Out = None,
    home: shown.Home = None,
) -> None:
    """给出证明（JSON）：一条在日志之中，或日志自某处以来只增不改。"""
    from gateway.home import existing, home_path, open_database
    from gateway.witness import growth

    if (seq is None) == (since is None):
        raise UsageError("请给出条目序号，或 --since")
    if seq is not None:
        content: dict[str, Any] = _signing(home).proof(seq)
    else:
        with open_database(existing(home_path(home))).reading() as tx:
            content = growth(tx, since or 0, until).shown()
    write_text(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n", out)


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="证据包（.zip）")],
    since: Annotated[str, typer.Option("--from", help="从这一天起（北京时间，YYYY-MM-DD）")] = "",
    until: Annotated[str, typer.Option("--to", help="到这一天止（含）")] = "",
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """导出一段时期的证据包：条目、检查点、证明、查看登记；只凭公钥即可离线核对。"""
    from gateway import bundle

    ledger = _signing(home)
    found = bundle.export(ledger, out, bundle.period(since, until))
    if as_json:
        shown.emit(asdict(found))
    else:
        shown.console.print(
            f"✓ 第 {found.first} 至 {found.last} 条，查看登记 {found.looks} 条 → {out}",
            markup=False,
        )


@app.command()
def witnessed(
    note: Annotated[Path, typer.Argument(metavar="FILE", help="见证方签过名的检查点")],
    witness: Annotated[Path, typer.Option("--witness", help="见证方的公钥文件")],
    home: shown.Home = None,
) -> None:
    """收下见证方的签名，与检查点一起留存。"""
    from gateway.home import existing, home_path, open_database
    from gateway.note import Note
    from gateway.succession import keys_of
    from gateway.witness import add_cosignatures

    signed, keys = Note.parse(read_text(note)), keys_of(read_text(witness))
    with open_database(existing(home_path(home))).writing() as tx:
        count = add_cosignatures(tx, signed, keys)
    if not count:
        raise UsageError("没有新的、有效的见证签名")
    shown.console.print(f"已收下 {count} 个见证签名")
