"""Separation of duties (三员分立): who is acting, and that two acts are of two persons."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.accounts import Account, Accounts, Role, same_person
from gateway.errors import NotAllowed

_NAMES = {
    Role.PORTAL: "门户",
    Role.REVIEWER: "审核人员",
    Role.OFFICER: "安全管理员",
    Role.AUDITOR: "审计管理员",
    Role.ADMIN: "系统管理员",
}


def acting(accounts: Accounts, name: str, role: Role) -> Account:
    """The live account of a person in a role; raises `NotAllowed`."""
    for account in accounts.list():
        if account.name == name and account.role is role and account.revoked_at is None:
            return account
    raise NotAllowed(
        f"没有这个{_NAMES[role]}账号；请先执行 gongshi user add NAME --role {role.value}"
    )


def another(tx: Connection, first: str, second: Account) -> None:
    """Whoever drafted, placed or submitted may not approve, lift or judge; raises `NotAllowed`."""
    if same_person(tx, first, second):
        raise NotAllowed("须由另一人经手：自己起草或提出的，不能由自己批准")


def require(account: Account, role: Role) -> None:
    """The one role that may do this; raises `NotAllowed`."""
    if account.role is not role or account.revoked_at is not None:
        raise NotAllowed("该账号的角色不能办理此事")
