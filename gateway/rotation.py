"""A new key-encryption key without downtime, and the end of an old one.

New data keys are wrapped under the new key at once, by every process; old ones are wrapped anew in
small steps while the work goes on. A key that wraps nothing any more can be destroyed: whatever
old copies of the database held under it then opens for nobody. Whoever seals does so inside a
writing transaction, so what is counted before a key is destroyed is all there is.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update

from gateway import originals, vault
from gateway.chain import Entry
from gateway.errors import Conflict, UsageError
from gateway.journey import Gateway
from gateway.storage import tables

_STEP = 200
_REPLIES, _CASES = tables.idempotency, tables.cases
_CONSENTS, _REGISTERED = tables.consents, tables.registered


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of sealed texts that carry their own data key, and what each is bound to."""

    table: Table
    column: Column[Any]
    context: Callable[[Any], str]


_PLACES = (
    _Place(_REGISTERED, _REGISTERED.c.content, lambda row: f"registered/{row.id}"),
    _Place(_CONSENTS, _CONSENTS.c.party_sealed, lambda row: f"consent/{row.id}/party"),
    _Place(_CONSENTS, _CONSENTS.c.answer_sealed, lambda row: f"consent/{row.id}/answer"),
    _Place(_CONSENTS, _CONSENTS.c.decision_sealed, lambda row: f"consent/{row.id}/decision"),
)


def rotate(gateway: Gateway, by: str) -> tuple[str, int]:
    """Make a new key-encryption key and wrap everything under it; its name, and how many keys."""
    before = gateway.keys.custody.current
    name = gateway.keys.custody.renew()
    _note(gateway, "kek-renewed", {"from": before, "to": name, "by": by})
    return name, rewrap(gateway)


def rewrap(gateway: Gateway) -> int:
    """Wrap everything under the current key, in steps of their own; how much there was."""
    done = 0
    for step in (_data_keys, _replies, _texts, _older_cases):
        while True:
            with gateway.database.writing() as tx:
                count = step(tx, gateway)
            done += count
            if count < _STEP:
                break
    return done


def retire(gateway: Gateway, name: str, by: str) -> None:
    """Destroy an old key: written down before and after.

    Raises `Conflict` while it wraps something, `UsageError` for the current key, for none of ours,
    and where keys are kept outside.
    """
    with gateway.database.writing() as tx:
        if left := sum(kek == name for kek in _in_use(tx)):
            raise Conflict(f"还有 {left} 项由该密钥保护，请先执行 gongshi key rewrap")
        if name not in gateway.keys.custody.old():
            raise UsageError("没有这个已停用的主加密密钥；正在使用的不能销毁")
        gateway.ledger.append(tx, [Entry("kek-retiring", "", None, {"kek": name, "by": by})])
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


def _texts(tx: Connection, gateway: Gateway) -> int:
    """What officers registered and third parties said."""
    current, count = gateway.keys.custody.current, 0
    for place, row, sealed in _sealed_texts(tx):
        if count < _STEP and originals.kek_of(sealed) != current:
            context = place.context(row)
            plain = originals.unseal(gateway.keys, sealed, context)
            anew = {place.column: originals.seal(gateway.keys, plain, context)}
            tx.execute(update(place.table).where(place.table.c.id == row.id).values(anew))
            count += 1
    return count


def _sealed_texts(tx: Connection) -> Iterator[tuple[_Place, Any, bytes]]:
    for place in _PLACES:
        query = select(place.table.c.id, place.column).where(place.column.is_not(None))
        for row in tx.execute(query.order_by(place.table.c.id)).all():
            yield place, row, row[1]


def _older_cases(tx: Connection, gateway: Gateway) -> int:
    """Originals that an older program sealed get a data key of their record."""
    old = (_CASES.c.sealed > b"") & (_CASES.c.sealed < b"\x03")
    rows = tx.execute(select(_CASES).where(old).limit(_STEP)).all()
    for row in rows:
        name, context = vault.record_key(row.record), f"{row.record}/{row.channel}"
        plain = vault.unseal(tx, gateway.keys, name, row.sealed, context)
        sealed = vault.seal(tx, gateway.keys, name, plain, context)
        tx.execute(update(_CASES).where(_CASES.c.id == row.id).values(sealed=sealed))
    return len(rows)


def _in_use(tx: Connection) -> Iterator[str]:
    """The name of the key-encryption key of everything that rests wrapped or sealed."""
    for name, count in vault.in_use(tx).items():
        yield from [name] * count
    for text in tx.scalars(select(_REPLIES.c.response).where(_REPLIES.c.response != "")):
        yield originals.kek_of(base64.b64decode(text))
    for _, _, sealed in _sealed_texts(tx):
        yield originals.kek_of(sealed)
    for column in (_CASES.c.sealed, tables.access_register.c.purpose_sealed):
        for sealed in tx.scalars(select(column).where(column > b"", column < b"\x03")):
            yield originals.kek_of(sealed)
