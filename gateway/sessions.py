"""Signing in to the console: password and one-time code in, a session out. Never says which failed.

A session is a random token in a cookie; only its digest is kept. It ends when it is left alone,
at the end of a working day, at sign-out, and with its account. Too many failures lock an account
for a while.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update

from gateway import passwords, totp, vault
from gateway.accounts import Account, Accounts, account_of
from gateway.errors import NotAllowed, NotFound
from gateway.keys import Keys
from gateway.storage import tables
from gateway.storage.database import Database

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
#: Failures in a row after which an account is locked, and for how long.
FAILURES = 5
LOCKED = timedelta(minutes=15)
#: A session's time is written down at most this often.
_NOTED = timedelta(minutes=1)
_KINDS_KEPT = 20

_ACCOUNTS, _CREDENTIALS, _SESSIONS = tables.accounts, tables.credentials, tables.sessions


class SignInRefused(NotAllowed):
    """Wrong name, password or code, or a locked account: the answer is the same."""

    code = "sign-in-refused"
    status = 401


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. ``csrf`` is what a form must bring back; ``opened`` what was seen."""

    account: Account
    digest: str = field(repr=False)
    csrf: str = field(repr=False)
    opened: tuple[str, ...]


class Sessions:
    """The sessions of one database. ``clock`` gives the present moment with its time zone."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database, self._keys, self._clock = database, keys, clock

    def give_credentials(self, account_id: str, password: str) -> bytes:
        """Set password and a new secret of one-time codes, which is returned this once.

        Sessions of the account end. Raises `NotFound`, `UsageError`.
        """
        stored, secret = passwords.kept(password), totp.new_secret()
        values: dict[str, Any] = {
            "password": stored,
            "last_step": 0,
            "failures": 0,
            "locked_until": None,
            "set_at": self._stamp(),
        }
        with self._database.writing() as tx:
            live = (_ACCOUNTS.c.id == account_id) & _ACCOUNTS.c.revoked_at.is_(None)
            if tx.scalar(select(_ACCOUNTS.c.id).where(live)) is None:
                raise NotFound("没有这个账号，或者已经停用")
            tx.execute(delete(_CREDENTIALS).where(_CREDENTIALS.c.account == account_id))
            name, context = _place(account_id)
            vault.shred(tx, name)
            values["secret_sealed"] = vault.seal(tx, self._keys, name, secret, context)
            tx.execute(insert(_CREDENTIALS).values(account=account_id, **values))
            tx.execute(delete(_SESSIONS).where(_SESSIONS.c.account == account_id))
        return secret

    def sign_in(self, name: str, password: str, code: str) -> str:
        """The token of a new session; raises `SignInRefused`, the same for every reason.

        ``name`` is an account's id, or its name where that is the name of one account.
        """
        with self._database.reading() as tx:
            known = self._named(tx, name)
        account, stored = known or (None, passwords.nobody())
        good = passwords.matches(password, stored)
        token = None
        if account is not None:
            with self._database.writing() as tx:
                token = self._admitted(tx, account, good, code)
        if token is None:
            raise SignInRefused("账号、口令或动态码不对，或者账号因多次失败暂时锁定")
        return token

    def of(self, token: str) -> Session | None:
        """The session of a token, kept alive by being used; ``None`` if it has ended."""
        digest, now = _digest(token), self._clock()
        with self._database.reading() as tx:
            row = self._live(tx, digest, now)
        if row is None:
            return None
        if datetime.fromisoformat(row.seen_at) + _NOTED <= now:
            here = _SESSIONS.c.digest == digest
            with self._database.writing() as tx:
                tx.execute(update(_SESSIONS).where(here).values(seen_at=self._stamp()))
        return Session(account_of(row), digest, csrf_of(token), tuple(orjson.loads(row.opened)))

    def note_opened(self, tx: Connection, session: Session, kind: str) -> None:
        """Remember which kind of case was opened: many may be accepted after one was seen."""
        if kind in session.opened:
            return
        opened = orjson.dumps([*session.opened, kind][-_KINDS_KEPT:]).decode()
        here = _SESSIONS.c.digest == session.digest
        tx.execute(update(_SESSIONS).where(here).values(opened=opened))

    def sign_out(self, token: str) -> None:
        """End a session, and forget those that are over."""
        over = self._stamp(self._clock() - LONGEST)
        ended = (_SESSIONS.c.digest == _digest(token)) | (_SESSIONS.c.began_at < over)
        with self._database.writing() as tx:
            tx.execute(delete(_SESSIONS).where(ended))

    def _named(self, tx: Connection, name: str) -> tuple[str, str] | None:
        known = (_ACCOUNTS.c.id == name.strip()) | (_ACCOUNTS.c.name == name.strip())
        query = (
            select(_CREDENTIALS.c.account, _CREDENTIALS.c.password)
            .join(_ACCOUNTS, _ACCOUNTS.c.id == _CREDENTIALS.c.account)
            .where(known & _ACCOUNTS.c.revoked_at.is_(None))
        )
        rows = tx.execute(query.limit(2)).all()
        return (rows[0][0], rows[0][1]) if len(rows) == 1 else None

    def _admitted(self, tx: Connection, account: str, good: bool, code: str) -> str | None:
        """A new session, or a failure that is counted."""
        here = _CREDENTIALS.c.account == account
        row, now = tx.execute(select(_CREDENTIALS).where(here)).one(), self._clock()
        if row.locked_until and datetime.fromisoformat(row.locked_until) > now:
            return None
        name, context = _place(account)
        secret = vault.unseal(tx, self._keys, name, row.secret_sealed, context)
        step = totp.matching_step(secret, code.strip(), now.timestamp(), row.last_step)
        if not good or step is None:
            failures = row.failures + 1
            until = self._stamp(now + LOCKED) if failures % FAILURES == 0 else None
            tx.execute(
                update(_CREDENTIALS).where(here).values(failures=failures, locked_until=until)
            )
            return None
        used = {"failures": 0, "locked_until": None, "last_step": step}
        tx.execute(update(_CREDENTIALS).where(here).values(**used))
        token = secrets.token_urlsafe(32)
        times = {"began_at": self._stamp(), "seen_at": self._stamp()}
        row_made = {"digest": _digest(token), "account": account, "opened": "[]", **times}
        tx.execute(insert(_SESSIONS).values(row_made))
        return token

    def _live(self, tx: Connection, digest: str, now: datetime) -> Row[Any] | None:
        query = (
            select(_ACCOUNTS, _SESSIONS.c.began_at, _SESSIONS.c.seen_at, _SESSIONS.c.opened)
            .join(_SESSIONS, _SESSIONS.c.account == _ACCOUNTS.c.id)
            .where((_SESSIONS.c.digest == digest) & _ACCOUNTS.c.revoked_at.is_(None))
        )
        row = tx.execute(query).one_or_none()
        if row is None:
            return None
        idle = datetime.fromisoformat(row.seen_at) + IDLE <= now
        over = datetime.fromisoformat(row.began_at) + LONGEST <= now
        return None if idle or over else row

    def _stamp(self, moment: datetime | None = None) -> str:
        return (moment or self._clock()).isoformat(timespec="milliseconds")


def find(accounts: Accounts, name: str) -> Account:
    """The live account of an id or a name; raises `NotFound` for none or several."""
    live = [each for each in accounts.list() if each.revoked_at is None]
    found = [each for each in live if name in {each.id, each.name}]
    if len(found) != 1:
        raise NotFound("没有这个账号，或者同名账号不止一个；请改用账号编号")
    return found[0]


def csrf_of(token: str) -> str:
    """What a form of this session must bring back: nobody who lacks the cookie can know it."""
    return hmac.new(token.encode(), b"gongshi-csrf", sha256).hexdigest()


def _place(account: str) -> tuple[str, str]:
    """The data key of an account's secret, and what the secret is bound to."""
    return f"account/{account}", f"totp/{account}"


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
