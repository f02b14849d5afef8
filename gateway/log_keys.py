"""The public keys of the log: the first one fixes its algorithms, the newest one signs."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from gateway.chain import Head
from gateway.crypto import STANDARD, Profile
from gateway.errors import StorageUnavailable
from gateway.note import PublicKey
from gateway.storage import tables
from gateway.succession import extended

_TABLE = tables.log_keys


def known(tx: Connection) -> tuple[PublicKey, ...]:
    """Every key, oldest first."""
    return tuple(map(PublicKey.parse, tx.scalars(select(_TABLE.c.vkey).order_by(_TABLE.c.number))))


def newest(tx: Connection) -> PublicKey | None:
    """The key that signs now, if anybody ever signed."""
    found = tx.scalar(select(_TABLE.c.vkey).order_by(_TABLE.c.number.desc()).limit(1))
    return None if found is None else PublicKey.parse(found)


def handovers(tx: Connection) -> tuple[str, ...]:
    """The notes by which each key named the next, in order."""
    query = select(_TABLE.c.handover).where(_TABLE.c.handover.is_not(None))
    return tuple(tx.scalars(query.order_by(_TABLE.c.number)))


def trusted(tx: Connection) -> tuple[PublicKey, ...]:
    """The first key and those it handed over to, each with the sizes that it speaks for."""
    return extended(known(tx)[:1], handovers(tx))


def profile_of(tx: Connection) -> Profile:
    """The algorithms of the log; the standard ones as long as nobody signed it."""
    keys = known(tx)
    return keys[0].profile if keys else STANDARD


def bind(tx: Connection, signing: PublicKey | None, last: Head, now: str) -> Profile:
    """The profile to append under; the first signer's key is written down.

    Raises `StorageUnavailable` if somebody else signs this log: another key, or none.
    """
    current = newest(tx)
    if signing is None and current is None:
        return STANDARD
    if signing is None or signing != (current or signing):
        raise StorageUnavailable("签名密钥不是本日志当前的签名密钥，不能写入")
    if current is None:
        if last.seq and signing.profile is not STANDARD:
            raise StorageUnavailable("日志已按标准算法建立，不能改用其他算法 profile")
        add(tx, signing, now)
    return signing.profile


def add(tx: Connection, key: PublicKey, now: str, handover: str | None = None) -> None:
    """Write down a key; from now on it signs."""
    number = len(known(tx)) + 1
    row = {"number": number, "vkey": str(key), "profile": key.profile.name, "at": now}
    tx.execute(insert(_TABLE).values(row | {"handover": handover}))
