"""Which record somebody means by the id that its sender gave: the token that it has inside."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.draft import record_token
from gateway.errors import Conflict, NotFound
from gateway.keys import Keys
from gateway.storage import tables


def find(tx: Connection, keys: Keys, record_id: str, owner: str | None) -> tuple[str, str]:
    """Token and owner of a record; without ``owner`` among all that ever sent one.

    Raises `NotFound`, or `Conflict` if several accounts use the id.
    """
    table = tables.outcomes
    senders = tables.dossiers.c.owner
    owners = [owner] if owner else list(tx.scalars(select(senders).distinct()))
    tokens = {record_token(keys, each, record_id): each for each in owners}
    known = select(table.c.record).where(table.c.record.in_(tokens)).distinct()
    found = list(tx.scalars(known)) if tokens else []
    if not found:
        raise NotFound("没有这条记录")
    if len(found) > 1:
        raise Conflict("有多个账号提交过这个编号的记录，请用 owner 指明账号")
    return found[0], tokens[found[0]]
