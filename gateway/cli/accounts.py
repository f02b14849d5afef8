"""``user`` and ``key``: who may call, in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown

if TYPE_CHECKING:
    from gateway.accounts import Accounts

users = typer.Typer(help="账号和角色 · accounts and roles", no_args_is_help=True)
keys = typer.Typer(help="API 密钥 · API keys", no_args_is_help=True)


def _accounts(home: shown.Home) -> Accounts:
    from gateway.accounts import Accounts
    from gateway.home import home_path, now, open_database

    return Accounts(open_database(home_path(home)), now)


@users.command()
def add(
    name: Annotated[str, typer.Argument(help="人员或门户的名称")],
    role: Annotated[str, typer.Option(help="portal、reviewer、officer、auditor 或 admin")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """新建账号；API 密钥只显示这一次。"""
    account, api_key = _accounts(home).create(name, role)
    if as_json:
        shown.emit({"id": account.id, "role": account.role.value, "key": api_key})
    else:
        shown.console.print(
            f"账号 {account.id}（{account.role.value}）\n密钥 {api_key}\n请妥善保存，它不会再显示。"
        )


@users.command("list")
def list_users(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """列出账号。"""
    found = _accounts(home).list()
    if as_json:
        shown.emit(
            [
                {"id": a.id, "name": a.name, "role": a.role.value, "revoked_at": a.revoked_at}
                for a in found
            ]
        )
        return
    rows = [(a.id, a.name, a.role.value, a.revoked_at or "有效") for a in found]
    shown.table("账号", ("编号", "名称", "角色", "状态"), rows)


@keys.command()
def revoke(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="账号编号")],
    home: shown.Home = None,
) -> None:
    """停用一个账号的密钥。"""
    _accounts(home).revoke(account)
    shown.console.print("已停用")
