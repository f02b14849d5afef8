"""The public keys of the log: the first one fixes its algorithms, the newest one signs."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from gateway.chain import Head
from gateway.crypto import STANDARD, Profile
from gateway.errors import StorageUnavailable
from gateway.note import PublicKey
from gateway.storage import tables


def known(tx: Connection) -> tuple[PublicKey, ...]:
    """Every key, oldest first."""
    table = tables.log_keys
    return tuple(map(PublicKey.parse, tx.scalars(select(table.c.vkey).order_by(table.c.number))))


def profile_of(tx: Connection) -> Profile:
    """The algorithms of the log; the standard ones as long as nobody signed it."""
    keys = known(tx)
    return keys[0].profile if keys else STANDARD


def bind(tx: Connection, signing: PublicKey | None, last: Head, now: str) -> Profile:
    """The profile to append under; the first signer's key is written down.

    Raises `StorageUnavailable` if somebody else signs this log: another key, or none.
    """
    keys = known(tx)
    if signing is None and not keys:
        return STANDARD
    if signing is not None and not keys:
        if last.seq and signing.profile is not STANDARD:
            raise StorageUnavailable("日志已按标准算法建立，不能改用其他算法 profile")
        add(tx, signing, now)
    elif signing is None or signing != keys[-1]:
        raise StorageUnavailable("签名密钥不是本日志当前的签名密钥，不能写入")
    return signing.profile


def add(tx: Connection, key: PublicKey, now: str) -> None:
    """Write down a key; from now on it signs."""
    number = len(known(tx)) + 1
    row = {"number": number, "vkey": str(key), "profile": key.profile.name, "at": now}
    tx.execute(insert(tables.log_keys).values(row))
