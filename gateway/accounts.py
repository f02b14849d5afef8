"""Accounts and their API keys: who may call, in which one role.

A key is shown once, when it is made; only its digest is kept. Nobody holds two of the roles
officer, auditor and admin (三员分立, GB/T 22239-2019 level 3), nor two accounts in one of them.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select, update

from gateway.errors import Conflict, NotFound, Unauthenticated, UsageError
from gateway.storage import tables
from gateway.storage.database import Database

_PREFIX = "gsk_"
_KEY_LENGTH = len(_PREFIX) + 43
_LONGEST_NAME = 100


class Role(StrEnum):
    """What an account may do; one account has one role."""

    PORTAL = "portal"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMIN = "admin"


#: Roles of which a person holds at most one.
SEPARATED = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Account:
    """One caller. ``revoked_at`` is ``None`` while its key is good."""

    id: str
    name: str = field(repr=False)
    role: Role
    created_at: str
    revoked_at: str | None = None


class Accounts:
    """The accounts of one database. ``clock`` gives the present moment with its time zone."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def create(self, name: str, role: str) -> tuple[Account, str]:
        """A new account and its API key, which cannot be had again.

        ``name`` is the person or the portal. Raises `UsageError` for an empty name or an unknown
        role, `Conflict` if this person already is officer, auditor or admin and asks for one.
        """
        account = Account(secrets.token_hex(8), _named(name), _role(role), self._now())
        api_key = _PREFIX + secrets.token_urlsafe(32)
        with self._database.writing() as tx:
            _refuse_second(tx, account)
            tx.execute(
                tables.accounts.insert().values(
                    id=account.id,
                    name=account.name,
                    role=account.role.value,
                    key_digest=_digest(api_key),
                    created_at=account.created_at,
                )
            )
        return account, api_key

    def authenticate(self, api_key: str) -> Account:
        """The account of a key; raises `Unauthenticated`, for whatever reason in one sentence."""
        digest = _digest(api_key) if len(api_key) == _KEY_LENGTH else ""
        with self._database.reading() as tx:
            query = select(tables.accounts).where(tables.accounts.c.key_digest == digest)
            row = tx.execute(query).one_or_none()
        # The index finds a digest of 32 random bytes: its timing tells nothing of the key.
        if row is None or not hmac.compare_digest(row.key_digest, digest) or row.revoked_at:
            raise Unauthenticated("密钥无效或已吊销")
        return account_of(row)

    def revoke(self, account_id: str) -> None:
        """End an account for good; raises `NotFound`. Ending it twice changes nothing."""
        table = tables.accounts
        with self._database.writing() as tx:
            if tx.scalar(select(table.c.id).where(table.c.id == account_id)) is None:
                raise NotFound("没有这个账号")
            live = (table.c.id == account_id) & table.c.revoked_at.is_(None)
            tx.execute(update(table).where(live).values(revoked_at=self._now()))

    def list(self) -> tuple[Account, ...]:
        """All accounts, revoked ones too, oldest first."""
        order = (tables.accounts.c.created_at, tables.accounts.c.id)
        with self._database.reading() as tx:
            return tuple(
                account_of(row) for row in tx.execute(select(tables.accounts).order_by(*order))
            )

    def _now(self) -> str:
        moment = self._clock().astimezone(UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def same_person(tx: Connection, owner: str, account: Account) -> bool:
    """Whether a submission's owner is the person of an account, under whatever account.

    ``owner`` is an account's id, or ``local:`` and the name of who used the command line.
    """
    table = tables.accounts
    name = tx.scalar(select(table.c.name).where(table.c.id == owner))
    submitter = name if name is not None else owner.removeprefix("local:")
    return account.id == owner or submitter.casefold() == account.name.casefold()


def _named(name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise UsageError(f"账号名称应为 1 到 {_LONGEST_NAME} 个可见字符")
    return plain


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise UsageError(f"角色应为 {'、'.join(Role)} 之一") from None


def _digest(api_key: str) -> str:
    return sha256(api_key.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_second(tx: Connection, account: Account) -> None:
    if account.role not in SEPARATED:
        return
    table = tables.accounts
    live = table.c.role.in_(sorted(SEPARATED)) & table.c.revoked_at.is_(None)
    names = tx.scalars(select(table.c.name).where(live))
    if account.name.casefold() in {name.casefold() for name in names}:
        raise Conflict("此人已担任安全管理员、审计管理员或系统管理员之一，三者不得兼任")


def account_of(row: Row[Any]) -> Account:
    """The account of a row of the table."""
    return Account(row.id, row.name, Role(row.role), row.created_at, row.revoked_at)
