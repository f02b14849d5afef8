"""``repair``: credit repair (信用修复), applied for and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown
from gateway.cli.life import Owner, RecordId, opened, place
from gateway.cli.review import Who, reviewer
from gateway.cli.screening import local_owner

if TYPE_CHECKING:
    from gateway.life.repairs import Application

app = typer.Typer(help="信用修复 · credit repair", no_args_is_help=True)

_STATES = {"applied": "待决定", "granted": "✓ 已修复", "refused": "✗ 不予修复"}


@app.command("apply")
def apply_for(
    record: RecordId,
    material: Annotated[
        list[str],
        typer.Option("--material", help="已提交的材料，可重复：identity 身份、performance 履行"),
    ],
    commitment: Annotated[str, typer.Option("--commitment", help="公开的信用修复承诺")],
    owner: Owner = None,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """申请信用修复；不符合规则的当即不予受理，写明依据，退出码为 1。"""
    from gateway.life import repairs

    gateway = opened(home)
    where = place(gateway, record, owner)
    held = repairs.apply(gateway, where, material, commitment, local_owner())
    _told([held], as_json)
    if held.state == "refused":
        raise typer.Exit(1)


@app.command("list")
def list_repairs(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出等待决定的申请。"""
    from gateway.life import repairs

    with opened(home).database.reading() as tx:
        found = repairs.waiting(tx)
    _told(found, as_json)


@app.command("decide")
def decide_repair(
    which: Annotated[str, typer.Argument(metavar="REPAIR", help="申请编号，可只写开头几位")],
    who: Who,
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="是否同意修复")],
    reason: Annotated[str, typer.Option("--reason", help="理由（不得写入个人信息）")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """决定一件申请：同意的，各渠道终止公示，停止共享和使用。"""
    from gateway.life import repairs

    gateway = opened(home)
    _told([repairs.decide(gateway, which, grant, reason, reviewer(gateway, who))], as_json)


def _told(found: Sequence[Application], as_json: bool) -> None:
    if as_json:
        shown.emit([held.told() for held in found])
        return
    rows = [
        (
            a.id[:8],
            a.applied_on,
            _STATES[a.state],
            "；".join(r["basis"] for r in a.told()["reasons"]),
        )
        for a in found
    ]
    shown.table(f"{len(found)} 件申请", ("编号", "申请日期", "状态", "依据"), rows)
