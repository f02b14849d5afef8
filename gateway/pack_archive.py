"""What decided, word for word: every pack that was ever in force, under the digest in decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway.errors import Conflict, NotFound
from gateway.ledger import Entry, Ledger
from gateway.storage import tables
from gateway.storage.database import Database
from policies.catalog import Catalog
from policies.fault import PackFault
from policies.layer import digest_of
from policies.pack import Pack

_TABLE = tables.policy_stacks


@dataclass(frozen=True, slots=True)
class Archived:
    """A pack as it decided. ``content`` holds the file, its levels, calendar and switches."""

    digest: str
    pack: str
    version: str
    first_used: str
    content: Mapping[str, Any]


def keep(database: Database, ledger: Ledger, pack: Pack, catalog: Catalog, at: str) -> None:
    """Keep a pack before it decides anything for the first time.

    Raises `PackFault` if its examples, or those of a level on it, do not come out as written: an
    empty or untested pack never decides.
    """
    with database.reading() as tx:
        if _is_kept(tx, pack.digest):
            return
    names = (pack.id, *(layer.id for layer in pack.layers))
    failures = [fault for name in names for fault in catalog.check(name)]
    if failures:
        raise PackFault(failures)
    with database.writing() as tx:
        if not _is_kept(tx, pack.digest):  # or another process was quicker
            body = {"pack": pack.id, "version": pack.version, "digest": pack.digest, "of": names}
            entry = Entry("policy-in-force", pack.digest, None, body)
            row = {
                "digest": pack.digest,
                "pack": pack.id,
                "version": pack.version,
                "content": orjson.dumps(pack.whole, option=orjson.OPT_SORT_KEYS).decode(),
                "at": at,
                "seq": ledger.append(tx, [entry])[0].seq,
            }
            tx.execute(_TABLE.insert().values(**row))


def _is_kept(tx: Connection, digest: str) -> bool:
    return tx.scalar(select(_TABLE.c.seq).where(_TABLE.c.digest == digest)) is not None


def archived(database: Database, digest: str) -> Archived:
    """The pack behind the digest of a decision, or its beginning.

    Raises `NotFound`; `Conflict` if what was kept is not what the digest says.
    """
    if not digest.isalnum():
        raise NotFound("没有以此为摘要的规则包")
    with database.reading() as tx:
        query = select(_TABLE).where(_TABLE.c.digest.startswith(digest)).limit(2)
        rows = tx.execute(query).all()
    if len(rows) != 1:
        raise NotFound("没有以此为摘要的规则包，或摘要开头不足以区分")
    row, content = rows[0], orjson.loads(rows[0].content)
    if digest_of(content) != row.digest:
        raise Conflict("保存的规则包与摘要不符：数据库被改动过")
    return Archived(row.digest, row.pack, row.version, row.at, content)
