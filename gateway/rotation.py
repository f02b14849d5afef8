"""A new key-encryption key without downtime, and the end of an old one.

New data keys are wrapped under the new key at once, by every process; old ones are wrapped anew in
small steps while the work goes on. A key that wraps nothing any more can be destroyed: whatever
old copies of the database held under it then opens for nobody.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from sqlalchemy import Connection, select, update

from gateway import originals, vault
from gateway.chain import Entry
from gateway.errors import Conflict
from gateway.journey import Gateway
from gateway.storage import tables

_STEP = 200
_REPLIES, _CASES = tables.idempotency, tables.cases


def rotate(gateway: Gateway, by: str) -> tuple[str, int]:
    """Make a new key-encryption key and wrap everything under it; its name, and how many keys."""
    before = gateway.keys.custody.current
    name = gateway.keys.custody.renew()
    _note(gateway, "kek-renewed", {"from": before, "to": name, "by": by})
    return name, rewrap(gateway)


def rewrap(gateway: Gateway) -> int:
    """Wrap everything under the current key, in steps of their own; how much there was."""
    done = 0
    for step in (_data_keys, _replies, _older_cases):
        while True:
            with gateway.database.writing() as tx:
                count = step(tx, gateway)
            done += count
            if count < _STEP:
                break
    return done


def retire(gateway: Gateway, name: str, by: str) -> None:
    """Destroy an old key; raises `Conflict` while it still wraps something."""
    with gateway.database.reading() as tx:
        left = vault.in_use(tx).get(name, 0) + sum(kek == name for kek in _reply_keks(tx))
    if left:
        raise Conflict(f"还有 {left} 项由该密钥保护，请先执行 gongshi key rewrap")
    gateway.keys.custody.retire(name)
    _note(gateway, "kek-destroyed", {"kek": name, "by": by})


def _note(gateway: Gateway, event: str, body: dict[str, str]) -> None:
    with gateway.database.writing() as tx:
        gateway.ledger.append(tx, [Entry(event, "", None, body)])


def _data_keys(tx: Connection, gateway: Gateway) -> int:
    return vault.rewrap(tx, gateway.keys, _STEP)


def _replies(tx: Connection, gateway: Gateway) -> int:
    """Stored answers of the HTTP door: few, short-lived, each with its key inside."""
    current, count = gateway.keys.custody.current, 0
    for row in tx.execute(select(_REPLIES).where(_REPLIES.c.response != "")).all():
        sealed = base64.b64decode(row.response)
        if count < _STEP and originals.kek_of(sealed) != current:
            context = f"idempotency/{row.key}"
            plain = originals.unseal(gateway.keys, sealed, context)
            text = base64.b64encode(originals.seal(gateway.keys, plain, context)).decode()
            mine = (_REPLIES.c.account == row.account) & (_REPLIES.c.key == row.key)
            tx.execute(update(_REPLIES).where(mine).values(response=text))
            count += 1
    return count


def _older_cases(tx: Connection, gateway: Gateway) -> int:
    """Originals that an older program sealed get a data key of their record."""
    old = _CASES.c.sealed.between(b"\x01", b"\x02")
    rows = tx.execute(select(_CASES).where(old).limit(_STEP)).all()
    for row in rows:
        name, context = vault.record_key(row.record), f"{row.record}/{row.channel}"
        plain = vault.unseal(tx, gateway.keys, name, row.sealed, context)
        sealed = vault.seal(tx, gateway.keys, name, plain, context)
        tx.execute(update(_CASES).where(_CASES.c.id == row.id).values(sealed=sealed))
    return len(rows)


def _reply_keks(tx: Connection) -> Iterator[str]:
    for text in tx.scalars(select(_REPLIES.c.response).where(_REPLIES.c.response != "")):
        yield originals.kek_of(base64.b64decode(text))
