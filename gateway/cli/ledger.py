"""``ledger``: the redaction log, whether it still says what it said, what leaves the building."""

from __future__ import annotations

import os
from dataclasses import asdict
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from gateway.cli import shown
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.ledger import Ledger, Receipt
    from gateway.note import Note, PublicKey

_PLAIN = {"seq": int, "leaf": str, "checkpoint": str}
_NO_RECEIPT = '回执文件应为一个 {"seq", "leaf", "checkpoint"}，或 released.jsonl 的一行'
#: Where the public key is looked for when ``--key`` is not given.
KEY_VARIABLE = "GONGSHI_LEDGER_KEY"

app = typer.Typer(help="脱敏日志 · the redaction log", no_args_is_help=True)
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="日志的公钥文件（或 GONGSHI_LEDGER_KEY）；核对不再需要日志本身"),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件，不写则显示")]


@app.command()
def verify(
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="留存的回执（JSON）；能发现被截断或改写的日志")
    ] = None,
    checkpoint: Annotated[
        str | None, typer.Option("--checkpoint", help="留存的检查点，或其签名文本所在的文件")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", help="导出的证据包；只凭公钥核对")
    ] = None,
    key: KeyFile = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """重新计算整条日志；发现问题时指明第一条坏记录，退出码为 1。

    给出 --key 和 --receipt（或 --bundle）时只凭公钥离线核对，不需要数据库、密钥和网络。
    """
    keys = _keys(key)
    if sum(given is not None for given in (receipt, checkpoint, bundle)) > 1:
        raise UsageError("--receipt、--checkpoint、--bundle 每次核对一种")
    if bundle is not None:
        _verify_bundle(bundle, keys, as_json)
    elif receipt is not None and keys:
        _verify_offline(receipt, keys, as_json)
    else:
        _verify_log(home, receipt, checkpoint, keys, as_json)


def _verify_log(
    home: Path | None,
    receipt: Path | None,
    checkpoint: str | None,
    keys: tuple[PublicKey, ...],
    as_json: bool,
) -> None:
    from gateway.home import home_path, open_ledger

    ledger = open_ledger(home_path(home))
    against = _receipt(receipt)[0] if receipt is not None else _checkpoint(checkpoint)
    sound = ledger.verify(against, keys)
    if as_json:
        shown.emit(asdict(sound))
    else:
        shown.console.print(
            f"✓ {sound.entries} 条，前后相接，没有改动；签名的检查点 {sound.checkpoints} 个\n"
            f"  {sound.head}",
            style="green",
        )
        if sound.unfinished:
            shown.console.print(
                f"  有 {sound.unfinished} 次导出没有记下完成：当时进程中断，可重新运行"
            )


def _verify_offline(path: Path, keys: tuple[PublicKey, ...], as_json: bool) -> None:
    from gateway.proof import answer_of, check

    receipt, line = _receipt(path)
    found = check(receipt, keys, None if line is None else answer_of(line))
    told = {
        "seq": receipt.seq,
        "entries": found.checkpoint.size,
        "signed_by": found.key.name,
        "record": found.answer,
    }
    if as_json:
        shown.emit(told)
        return
    about = "，并与这条记录一致" if found.answer else "（只有回执，没有核对记录内容）"
    shown.console.print(
        f"✓ 第 {receipt.seq} 条在签名的日志之中（共 {found.checkpoint.size} 条）{about}\n"
        f"  签发：{found.key.name}",
        style="green",
    )


def _verify_bundle(path: Path, keys: tuple[PublicKey, ...], as_json: bool) -> None:
    from gateway.bundle import check

    if not keys:
        raise UsageError("核对证据包需要公钥：--key FILE")
    found = check(path, keys)
    if as_json:
        shown.emit(asdict(found))
    else:
        shown.console.print(
            f"✓ 第 {found.first} 至 {found.last} 条（共 {found.size} 条）在签名的日志之中；"
            f"查看登记 {found.looks} 条与日志相符",
            style="green",
        )


def _keys(path: Path | None) -> tuple[PublicKey, ...]:
    from gateway.succession import keys_of

    given = path or (Path(os.environ[KEY_VARIABLE]) if os.environ.get(KEY_VARIABLE) else None)
    return () if given is None else keys_of(read_text(given))


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


def _checkpoint(given: str | None) -> Note | str | None:
    from gateway.note import Note

    if given is None or "\n" in given or not Path(given).is_file():
        return given
    return Note.parse(read_text(Path(given)))


def _receipt(path: Path) -> tuple[Receipt, dict[str, Any] | None]:
    """The receipt, and the line that it came with if it did."""
    from gateway.ledger import Receipt

    try:
        given = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        raise UsageError(_NO_RECEIPT) from None
    kept = given.get("receipt", given) if isinstance(given, dict) else None
    if not isinstance(kept, dict):
        raise UsageError(_NO_RECEIPT)
    proof = kept.get("proof")
    plain = {name: value for name, value in kept.items() if name != "proof"}
    types = {name: type(value) for name, value in plain.items()}
    if types != _PLAIN or not isinstance(proof, dict | None):
        raise UsageError(_NO_RECEIPT)
    return Receipt(**plain, proof=proof), given if "receipt" in given else None


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
