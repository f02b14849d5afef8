"""Data keys apart from what they seal: one for each record, one a month for the register.

A record's key is destroyed when its originals have served; what it sealed then opens for nobody,
here, in the write-ahead log and in every copy that does not hold the key. Copies that do hold it
hold it wrapped: they close when the key-encryption key of their time is retired.
"""

from __future__ import annotations

import os

from sqlalchemy import Connection, delete, func, insert, select, update

from gateway import originals
from gateway.custody import Wrapped
from gateway.errors import NotFound
from gateway.keys import Keys
from gateway.storage import tables

_VERSION = b"\x03"
_HEADER = 2
_TABLE = tables.data_keys


def record_key(record: str) -> str:
    """The name of a record's data key."""
    return f"record/{record}"


def register_key(at: str) -> str:
    """The name of the data key of reasons and purposes written at a moment (ISO 8601)."""
    return f"register/{at[:7]}"


def seal(tx: Connection, keys: Keys, name: str, original: str | bytes, context: str) -> bytes:
    """Seal under the data key ``name``, made when it is first used."""
    data_key = _found(tx, keys, name)
    if data_key is None:
        data_key = os.urandom(originals.KEY_LENGTH)
        wrapped = keys.custody.wrap(data_key)
        row = {"name": name, "kek": wrapped.kek, "wrapped": wrapped.key}
        tx.execute(insert(_TABLE).values(row))
    aead = keys.profile.aead
    header = _VERSION + bytes([aead.number])
    return header + originals.encrypted(aead, data_key, original, _bound(header, name, context))


def unseal(tx: Connection, keys: Keys, name: str, sealed: bytes, context: str) -> bytes:
    """Open what `seal` gave, or what an older program sealed.

    Raises `NotFound` if the key was destroyed, `StorageUnavailable` for any changed byte.
    """
    if sealed[:1] != _VERSION and sealed:
        return originals.unseal(keys, sealed, context)
    data_key = _found(tx, keys, name)
    if data_key is None or not sealed:
        raise NotFound("原文已按保存期限销毁，只剩日志中的摘要")
    header, rest = sealed[:_HEADER], sealed[_HEADER:]
    return originals.decrypted(header[-1], data_key, rest, _bound(header, name, context))


def shred(tx: Connection, name: str) -> bool:
    """Destroy a data key; whether there was one."""
    return tx.execute(delete(_TABLE).where(_TABLE.c.name == name)).rowcount == 1


def in_use(tx: Connection) -> dict[str, int]:
    """How many data keys each key-encryption key wraps."""
    query = select(_TABLE.c.kek, func.count()).group_by(_TABLE.c.kek)
    return {row[0]: row[1] for row in tx.execute(query)}


def rewrap(tx: Connection, keys: Keys, at_most: int) -> int:
    """Wrap anew some data keys that rest under an older key; how many. The texts stay."""
    current = keys.custody.current
    query = select(_TABLE).where(_TABLE.c.kek != current).order_by(_TABLE.c.name).limit(at_most)
    rows = tx.execute(query).all()
    for row in rows:
        wrapped = keys.custody.wrap(keys.custody.unwrap(Wrapped(row.kek, row.wrapped)))
        values = {"kek": wrapped.kek, "wrapped": wrapped.key}
        tx.execute(update(_TABLE).where(_TABLE.c.name == row.name).values(**values))
    return len(rows)


def _found(tx: Connection, keys: Keys, name: str) -> bytes | None:
    row = tx.execute(select(_TABLE).where(_TABLE.c.name == name)).one_or_none()
    return None if row is None else keys.custody.unwrap(Wrapped(row.kek, row.wrapped))


def _bound(header: bytes, name: str, context: str) -> bytes:
    return header + originals.in_place(f"{name}\x1f{context}")
