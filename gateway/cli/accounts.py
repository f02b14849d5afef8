"""``user`` and ``key``: who may call, in which role."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import shown
from gateway.cli.screening import local_owner

if TYPE_CHECKING:
    from gateway.accounts import Accounts
    from gateway.journey import Gateway

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


@users.command()
def password(
    name: Annotated[str, typer.Argument(metavar="ACCOUNT", help="账号的名称或编号")],
    home: shown.Home = None,
    as_json: shown.Json = False,
) -> None:
    """设置登录控制台的口令和动态码；动态码密钥只显示这一次，原来的登录全部失效。

    The password is asked for twice without echo, or read as one line where input is no terminal.
    """
    from gateway import sessions, totp
    from gateway.accounts import Accounts

    gateway = _gateway(home)
    account = sessions.find(Accounts(gateway.database, gateway.clock), name)
    signing = sessions.Sessions(gateway.database, gateway.keys, gateway.clock)
    secret = signing.give_credentials(account.id, _asked_twice())
    if as_json:
        shown.emit({"id": account.id, "secret": totp.spelled(secret)})
        return
    shown.console.print(
        f"已设置。请在手机的动态码应用中添加（不会再显示）：\n"
        f"密钥 {totp.spelled(secret)}\n{totp.address(secret, account.name)}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _asked_twice() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("口令", hide_input=True, confirmation_prompt="再输一次"))


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


def _gateway(home: shown.Home) -> Gateway:
    from gateway.home import existing, home_path, open_gateway

    return open_gateway(existing(home_path(home)))


@keys.command()
def rotate(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """更换主加密密钥（KEK）并逐步重新包裹数据密钥；服务不必停。"""
    from gateway import rotation

    name, count = rotation.rotate(_gateway(home), local_owner())
    if as_json:
        shown.emit({"kek": name, "rewrapped": count})
    else:
        shown.console.print(f"现用主加密密钥 {name}，已重新包裹 {count} 项")


@keys.command()
def rewrap(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """把数据密钥重新包裹到现用的主加密密钥之下（密钥在环境变量或密码机中时用）。"""
    from gateway import rotation

    count = rotation.rewrap(_gateway(home))
    if as_json:
        shown.emit({"rewrapped": count})
    else:
        shown.console.print(f"已重新包裹 {count} 项")


@keys.command()
def retire(
    kek: Annotated[str, typer.Argument(metavar="KEK", help="已停用的主加密密钥")],
    home: shown.Home = None,
) -> None:
    """销毁已停用的主加密密钥：旧备份中由它保护的内容从此无法打开。"""
    from gateway import rotation

    rotation.retire(_gateway(home), kek, local_owner())
    shown.console.print(f"已销毁 {kek}，已记入日志")


@keys.command("rotate-signing")
def rotate_signing(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """更换日志的签名密钥：旧密钥签署新密钥，交接记入日志；服务不必停，旧回执仍可核对。"""
    public = _gateway(home).ledger.hand_over(local_owner())
    if as_json:
        shown.emit({"key": str(public)})
    else:
        shown.console.print(
            f"已交接，现由新密钥签名：{public}\n"
            "请把 gongshi ledger key 的新文件交给门户、审计和见证方，"
            "再用 gongshi key retire-signing 销毁旧密钥",
            markup=False,
        )


@keys.command("retire-signing")
def retire_signing(home: shown.Home = None, as_json: shown.Json = False) -> None:
    """销毁已经交接的旧签名密钥：从此谁也不能再用它签名。"""
    count = _gateway(home).ledger.retire_signing(local_owner())
    if as_json:
        shown.emit({"destroyed": count})
    else:
        shown.console.print(f"已销毁 {count} 个旧签名密钥，已记入日志")


@keys.command()
def revoke(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="账号编号")],
    home: shown.Home = None,
) -> None:
    """停用一个账号的密钥。"""
    _accounts(home).revoke(account)
    shown.console.print("已停用")
