"""The access register (个人信息查询使用登记, notice clause 十一): each look at an original.

Who, in which role, when, why, on which basis, which fields and which covered spans. A look is in
the register and in the log before anything is shown, and the log's entry holds a digest of the
register's line: a line that is changed, removed or added shows. The purpose rests sealed; log and
register vouch for it by a keyed digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select

from gateway import vault
from gateway.accounts import Account
from gateway.chain import Entry, canonical
from gateway.crypto import Digest
from gateway.errors import LedgerBroken, UsageError
from gateway.keys import Keys
from gateway.storage import tables

#: The basis of a look for which the viewer names none.
BASIS = "粤发改信用函〔2018〕4541号 第(十一)项"
EVERY_FIELD = ("*",)
_SPAN = ("field", "start", "end", "entity_type")


#: Field, start and end of a covered span, in the original.
Place = tuple[str, int, int]


def place_of(span: Mapping[str, Any]) -> Place:
    """Where a transformation, or a span of the register, stands."""
    return span["field"], span["start"], span["end"]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the original of a case."""

    at: str
    account: str
    role: str
    record: str
    case: str
    basis: str
    fields: tuple[str, ...]
    spans: tuple[Mapping[str, Any], ...]
    purpose: str  # its keyed digest

    def digest(self, by: Digest) -> str:
        """Digest of the line's canonical form: what the log vouches for."""
        return by(canonical(asdict(self))).hex()

    def entry(self, channel: str, by: Digest) -> Entry:
        """What the log says about it."""
        body = {
            "case": self.case,
            "account": self.account,
            "role": self.role,
            "spans": len(self.spans),
            "look": self.digest(by),
        }
        return Entry("revealed", self.record, channel, body)


def look(
    keys: Keys,
    *,
    at: str,
    account: Account,
    record: str,
    case: str,
    preview: Mapping[str, Any],
    purpose: str,
    basis: str | None = None,
    fields: Sequence[str] | None = None,
    place: Place | None = None,
) -> Look:
    """What is about to be seen; raises `UsageError` without a purpose.

    ``preview`` is the redacted answer: its covered spans are what the viewer will see uncovered,
    or the one at ``place``; raises `UsageError` if that is none of them.
    """
    if not purpose.strip():
        raise UsageError("查看原文必须写明目的")
    seen = tuple(dict.fromkeys(fields)) if fields else EVERY_FIELD
    spans = [
        {name: change[name] for name in _SPAN}
        for change in preview.get("transformations", ())
        if (seen == EVERY_FIELD or change["field"] in seen) and place in {None, place_of(change)}
    ]
    if place is not None and not spans:
        raise UsageError("只能查看一处被遮盖内容的整处")
    return Look(
        at=at,
        account=account.id,
        role=account.role.value,
        record=record,
        case=case,
        basis=(basis or "").strip() or BASIS,
        fields=seen,
        spans=tuple(spans),
        purpose=_purpose_digest(keys, case, purpose),
    )


def _purpose_digest(keys: Keys, case: str, purpose: str) -> str:
    return keys.token("content", f"purpose\x1f{case}\x1f{purpose}")


def write(tx: Connection, keys: Keys, seen: Look, purpose: str, seq: int) -> None:
    """Put a look into the register, beside the log's entry number ``seq``."""
    name = vault.register_key(seen.at)
    tx.execute(
        insert(tables.access_register).values(
            at=seen.at,
            account=seen.account,
            role=seen.role,
            record=seen.record,
            case_id=seen.case,
            purpose_sealed=vault.seal(tx, keys, name, purpose, f"purpose/{seen.case}"),
            purpose_digest=seen.purpose,
            basis=seen.basis,
            fields=orjson.dumps(seen.fields).decode(),
            spans=orjson.dumps(seen.spans).decode(),
            seq=seq,
        )
    )


def look_of(row: Row[Any]) -> Look:
    """A line of the register as it was written."""
    return Look(
        at=row.at,
        account=row.account,
        role=row.role,
        record=row.record,
        case=row.case_id,
        basis=row.basis,
        fields=tuple(orjson.loads(row.fields)),
        spans=tuple(orjson.loads(row.spans or "[]")),
        purpose=row.purpose_digest or "",
    )


def seen_in(tx: Connection, case_id: str, account: str) -> frozenset[Place]:
    """The covered spans of a case that somebody has seen in the clear."""
    table = tables.access_register
    query = select(table.c.spans).where(table.c.account == account, table.c.case_id == case_id)
    return frozenset(
        place_of(span) for spans in tx.scalars(query) for span in orjson.loads(spans or "[]")
    )


def purpose_of(tx: Connection, keys: Keys, row: Row[Any]) -> str:
    """Why somebody looked, in the clear, for the auditor.

    Raises `LedgerBroken` if it is not the purpose that the line was written with.
    """
    name = vault.register_key(row.at)
    opened = vault.unseal(tx, keys, name, row.purpose_sealed, f"purpose/{row.case_id}")
    purpose = opened.decode("utf-8", "surrogatepass")
    # Purposes of one case are sealed for one place, so one could stand in another's.
    if row.purpose_digest not in {None, _purpose_digest(keys, row.case_id, purpose)}:
        raise LedgerBroken(f"查看登记第 {row.id} 号：目的与登记的摘要不符，登记被改动")
    return purpose.encode("utf-8", "replace").decode()
