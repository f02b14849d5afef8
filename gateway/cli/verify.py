"""``ledger verify``: the whole log, or what was kept of it, with the public key alone."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from gateway.cli import shown
from gateway.cli.files import read_text
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.ledger import Receipt
    from gateway.note import Note, PublicKey

_PLAIN = {"seq": int, "leaf": str, "checkpoint": str}
_NO_RECEIPT = '回执文件应为一个 {"seq", "leaf", "checkpoint"}，或 released.jsonl 的一行'
#: Where the public key is looked for when ``--key`` is not given.
KEY_VARIABLE = "GONGSHI_LEDGER_KEY"
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="日志的公钥文件（或 GONGSHI_LEDGER_KEY）；核对不再需要日志本身"),
]


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
