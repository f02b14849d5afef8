"""``catalogue``: the published 事项目录, its versions, and what never reports."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli import shown
from gateway.cli.life import opened

app = typer.Typer(help="事项目录 · the catalogue of items", no_args_is_help=True)


@app.command("list")
def list_items(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出现在公布的事项。"""
    from gateway.life import catalogue

    with opened(home).database.reading() as tx:
        found = catalogue.listed(tx)
    if as_json:
        shown.emit([catalogue.told(item) for item in found])
        return
    rows = [("、".join(i.codes), i.kind, i.name, i.agency, i.versions) for i in found]
    shown.table(f"{len(found)} 个事项", ("编码", "类型", "名称", "机关", "版本"), rows)


@app.command()
def history(
    code: Annotated[str, typer.Argument(metavar="CODE", help="基本编码或实施编码")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """一个事项的各个版本。"""
    from gateway.life import catalogue

    with opened(home).database.reading() as tx:
        found = catalogue.history(tx, code)
    if as_json:
        shown.emit(found)
        return
    rows = [(h["version"], h["at"][:10], h["channel"], h["event"]) for h in found]
    shown.table(f"事项 {code}", ("版本", "日期", "渠道", "事件"), rows)


@app.command()
def compare(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """目录与报送对照：哪些事项从未报送，多少记录没有写明目录里的事项。有的退出码为 1。"""
    from dataclasses import asdict

    from gateway.life import catalogue

    gateway = opened(home)
    with gateway.database.reading() as tx:
        found = catalogue.compared(tx, gateway.keys)
    if as_json:
        shown.emit(asdict(found))
    else:
        rows = [("、".join(i.codes), i.kind, i.name, i.agency) for i in found.silent]
        shown.table(f"{len(found.silent)} 个事项从未报送", ("编码", "类型", "名称", "机关"), rows)
        shown.console.print(
            f"共 {found.items} 个事项，{found.reporting} 个有报送；"
            f"记录所写事项不在目录 {found.unlisted} 条，没有写事项 {found.without_item} 条"
        )
    if found.silent:
        raise typer.Exit(1)
