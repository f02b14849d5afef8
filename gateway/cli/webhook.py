"""``webhook``: portals that are called with their events."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from gateway.cli import shown
from gateway.cli.life import opened

app = typer.Typer(help="推送地址 · webhooks", no_args_is_help=True)
Admin = Annotated[str, typer.Option("--as", metavar="NAME", help="系统管理员账号")]


@app.command("add")
def add_webhook(
    channel: Annotated[str, typer.Option("--to", metavar="CHANNEL", help="渠道")],
    url: Annotated[str, typer.Option("--url", help="https 地址（本机可用 http）")],
    portal: Annotated[str, typer.Option("--for", metavar="NAME", help="门户账号")],
    who: Admin,
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """登记推送地址；签名密钥只显示这一次。"""
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting
    from gateway.life import webhooks

    gateway = opened(home)
    accounts = Accounts(gateway.database, gateway.clock)
    made, secret = webhooks.add(
        gateway,
        channel,
        url,
        acting(accounts, portal, Role.PORTAL),
        acting(accounts, who, Role.ADMIN),
    )
    if as_json:
        shown.emit(asdict(made) | {"secret": secret})
    else:
        shown.console.print(f"推送地址 {made.id}\n签名密钥 {secret}\n请妥善保存，它不会再显示。")


@app.command("list")
def list_webhooks(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出推送地址和连续失败的次数。"""
    from gateway.life import webhooks

    with opened(home).database.reading() as tx:
        found = webhooks.listed(tx)
    if as_json:
        shown.emit([asdict(hook) for hook in found])
        return
    rows = [(h.id, h.channel, h.account, h.url, h.failures, h.next_at[:16]) for h in found]
    shown.table("推送地址", ("编号", "渠道", "门户", "地址", "连续失败", "下次"), rows)


@app.command("remove")
def remove_webhook(
    webhook: Annotated[str, typer.Argument(metavar="ID", help="推送地址编号")],
    who: Admin,
    home: shown.Home = None,
) -> None:
    """不再向一个地址推送。"""
    from gateway.accounts import Accounts, Role
    from gateway.duties import acting
    from gateway.life import webhooks

    gateway = opened(home)
    accounts = Accounts(gateway.database, gateway.clock)
    webhooks.remove(gateway, webhook, acting(accounts, who, Role.ADMIN))
    shown.console.print("已停止推送")
