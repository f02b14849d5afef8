"""The duplicate rule: one decision is submitted once (文号 + 相对人 + 决定日期 + 机关代码).

The key is kept as a keyed digest. Sending the same record again is no duplicate: it gets the
answer that it got before.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from gateway.draft import Draft, record_token
from gateway.keys import Keys
from gateway.life.dossier import unit_of
from gateway.record import Record, Rejected
from gateway.storage import tables
from gateway.storage.database import insert_or_ignore
from policies.standards import standard

Group = Sequence[Draft | Rejected]


def claim(tx: Connection, keys: Keys, groups: Sequence[Group], owner: str) -> list[Group]:
    """Claim each record's key for it; a record whose key another record holds is refused.

    A group is one record on its channels. The first to come keeps the key.
    """
    claims: list[tuple[str, str] | None] = [_claim(keys, group, owner) for group in groups]
    wanted: dict[str, str] = {}
    for claimed in claims:
        if claimed:
            wanted.setdefault(*claimed)
    rows = [{"key": key, "record": token} for key, token in wanted.items()]
    insert_or_ignore(tx, tables.business_keys, rows)
    held = _holders(tx, list(wanted))
    return [
        group if claimed is None or held[claimed[0]] == claimed[1] else _refused(group)
        for group, claimed in zip(groups, claims, strict=True)
    ]


def _claim(keys: Keys, group: Group, owner: str) -> tuple[str, str] | None:
    first = group[0]
    if isinstance(first, Rejected) or _all_blocked(group):
        return None
    key = standard.duplicate_key(first.record.kind, first.record.fields)
    if key is None:
        return None
    return keys.token("business-key", key), record_token(keys, owner, first.record.id)


def _all_blocked(group: Group) -> bool:
    """What is nowhere to be shown must not keep another from reporting the same decision."""
    return all(isinstance(d, Draft) and d.decision.outcome == "blocked" for d in group)


def _holders(tx: Connection, keys: Sequence[str]) -> dict[str, str]:
    table = tables.business_keys
    query = select(table.c.key, table.c.record).where(table.c.key.in_(keys))
    return {row.key: row.record for row in tx.execute(query)}


def _refused(group: Group) -> Group:
    return [_refusal(d.record) if isinstance(d, Draft) else d for d in group]


def _refusal(record: Record) -> Rejected:
    problems = (standard.duplicate_problem(record.kind),)
    return Rejected(record.id, record.row, problems, record.kind, unit_of(record))
