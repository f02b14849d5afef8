"""``demo``, ``screen``, ``scan`` and ``check``: records in, only what may be public out."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import orjson
import typer

from gateway.cli import shown
from gateway.errors import UsageError

if TYPE_CHECKING:
    from gateway.journey import Gateway
    from gateway.screen import Tally

Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="公示日期，默认今天；据此选用规则包"),
]
Kind = Annotated[
    str | None, typer.Option("--kind", help="记录种类；行中未写明且无法从列名识别时使用")
]
PackName = Annotated[str | None, typer.Option("--pack", help="规则包；默认按公示日期选用")]
Channel = Annotated[
    str, typer.Option("--to", metavar="CHANNEL", help="公示渠道，如 xinyong-guangdong")
]

_DEMO = b"made by gongshi demo\n"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (demo, screen, scan, check):
        app.command()(command)


def local_owner() -> str:
    """Who submits from this machine's command line."""
    return f"local:{getpass.getuser()}"


def demo(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """用随包附带的虚构记录演示主流程 · the main job on the records shipped with the package."""
    from importlib.resources import as_file, files

    from gateway.demo import DEMO_CHANNEL, DEMO_DATE, DEMO_PACK, FILES
    from gateway.home import DATABASE_VARIABLE, open_gateway

    os.environ.pop(DATABASE_VARIABLE, None)  # the demo's records belong in no real database
    home = _fresh_demo_home(home or Path.home() / ".gongshi-demo")
    gateway = open_gateway(home, pack=DEMO_PACK, day=DEMO_DATE)
    with as_file(files("gateway.demo.records")) as folder:
        paths = [folder / name for name in FILES]
        tally = _run(gateway, paths, DEMO_CHANNEL, None, home / "out", 1, quiet=as_json)
    _report(tally, home / "out", as_json)
    if not as_json:
        _next_steps(home)


def _fresh_demo_home(home: Path) -> Path:
    """An empty home. Only what an earlier demo left there is removed."""
    marker = home / "DEMO"
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        if not marker.is_file() or marker.read_bytes() != _DEMO:
            raise UsageError("演示只能使用空目录，请用 --home 另指一个")
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker.write_bytes(_DEMO)
    return home


def _next_steps(home: Path) -> None:
    out = home / "out"
    shown.console.print(
        "\n接下来可以看 · where to look next：\n"
        f"  head -n 1 {out}/released.jsonl          # 可以公示的记录，每处改动附规则和依据\n"
        f"  gongshi review list --home {home}       # 等人决定的案件\n"
        f"  gongshi ledger show --home {home}       # 脱敏日志；verify 验证它没有被改过\n"
        "  gongshi policy show rs-2018-gd            # 规则包：每条规则、依据和示例\n",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def screen(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="JSONL、JSON、CSV、XLSX 或 XML")
    ],
    to: Channel,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="四份结果写到这里")],
    pack: PackName = None,
    day: Day = None,
    kind: Kind = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="并行进程数")] = 1,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """主流程：每一行进入四份结果之一，先记日志再放行 · every row ends in one of four piles.

    Exits 0 when every row was answered, whatever the answer; 1 when a file could not be read.
    """
    from gateway.home import home_path, open_gateway

    _known_kind(kind)
    gateway = open_gateway(home_path(home), pack=pack, day=_day(day))
    _known_channel(gateway, to)
    tally = _run(gateway, files, to, kind, out, jobs, quiet=as_json)
    _report(tally, out, as_json)
    if tally.unreadable:
        raise typer.Exit(1)


def _known_kind(kind: str | None) -> None:
    from policies.standards import standard

    if kind is not None and kind not in standard.kinds():
        raise UsageError(f"没有这个记录种类，可用：{'、'.join(standard.kinds())}")


def _known_channel(gateway: Gateway, channel: str) -> None:
    known = gateway.journey.pack.channels
    if channel not in known:
        raise UsageError(f"规则包中没有这个渠道，可用：{'、'.join(known)}")


def _run(
    gateway: Gateway,
    files: Iterable[Path],
    channel: str,
    kind: str | None,
    out: Path,
    jobs: int,
    *,
    quiet: bool,
) -> Tally:
    from gateway.intake import Intake
    from gateway.screen import screen as run

    intake = Intake(gateway.keys, gateway.journey.today, kind)
    with shown.progress("处理中", quiet) as advance:
        return run(files, intake, gateway, channel, local_owner(), out, jobs=jobs, progress=advance)


def _report(tally: Tally, out: Path, as_json: bool) -> None:
    summary = tally.summary()
    if as_json:
        shown.emit(summary)
        return
    rows = [
        (shown.PILES[name][0], count, out / f"{name}.jsonl")
        for name, count in summary["outcomes"].items()
    ]
    shown.table(f"共 {tally.rows} 条", ("结果", "条数", "文件"), rows)
    for sentence in tally.unreadable:
        shown.errors.print(f"! {sentence}", style="red", markup=False)
    shown.counts("为什么没有直接放行", "规则", _titled(summary["reasons"]))
    shown.counts("为什么退回", "问题", summary["problems"])
    shown.counts("处理了什么", "动作与类型", summary["transformations"])


def _titled(reasons: dict[str, int]) -> dict[str, int]:
    from policies import catalog

    titles = {
        rule.id: rule.does
        for name in catalog.shipped().ids
        for rule in catalog.shipped().load(name).rules
    }
    return {f"{rule} {titles.get(rule, '')}".strip(): n for rule, n in reasons.items()}


def scan(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="JSON Lines；默认标准输入")
    ] = None,
    home: shown.Home = None,
) -> None:
    """只检测，不决定，不保存 · JSON Lines of {id, text} or {id, kind, fields} to findings."""
    from gateway.home import home_path, registered, scanner
    from gateway.scan import scanned

    engine = scanner(register=registered(home_path(home)))
    with _lines(file) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                sys.stdout.buffer.write(orjson.dumps(scanned(engine, line, number)) + b"\n")


def _lines(file: Path | None) -> BinaryIO:
    if file is None:
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError(f"文件打不开：{error.strerror}") from None


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    kind: Kind = None,
    day: Day = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="OUT", help="写回表格，标出有问题的单元格")
    ] = None,
    as_json: shown.Json = False,
) -> None:
    """只按数据标准校验，列出每个问题的行、字段、代码和说明；有问题时退出码为 1。"""
    from gateway import checking
    from gateway.home import today

    _known_kind(kind)
    if xlsx is not None and xlsx.resolve() == file.resolve():
        raise UsageError("--xlsx 不能写回原文件，请另取一个文件名")
    found = checking.problems(file, kind, _day(day) or today())
    if xlsx is not None:
        checking.write_marked(file, xlsx, found)
    if as_json:
        shown.emit(
            [
                {"row": row, "field": p.field, "code": p.code, "message": p.message}
                for row, p in found
            ]
        )
    elif found:
        rows = [(row, p.field, p.code, p.message) for row, p in found]
        shown.table(f"{len(found)} 个问题", ("行", "字段", "代码", "说明"), rows)
    else:
        shown.console.print("✓ 没有发现问题", style="green")
    if found:
        raise typer.Exit(1)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
