"""The arithmetic of the redaction log: canonical lines, leaves, links. Pure; knows no database.

The line of an entry is the canonical JSON of its at, body, channel, event, record and seq: UTF-8,
keys sorted by code point, no space between tokens, and only strings, 64-bit integers, true,
false, null, arrays and objects (no floats: two programs seldom write one the same way). Then

    leaf   = SHA-256(0x00 || line)
    head n = SHA-256(0x01 || head n-1 || leaf n), where head 0 is 32 zero bytes

The prefixes keep leaves and links apart (RFC 6962, section 2.1). A log of the profile ``gm`` has
SM3 in the place of SHA-256, also in the digests that entries hold. The same leaves make a tree as
well: `gateway.merkle`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from gateway.crypto.interface import Digest
from gateway.errors import LedgerBroken, UsageError

_SCALARS = frozenset({str, int, bool, type(None)})
_KEYS = frozenset({str})


def _sha256(data: bytes) -> bytes:
    return sha256(data).digest()


_CHECKPOINT_RE = re.compile(r"gongshi-ledger/(0|[1-9][0-9]{0,17})/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be logged. ``record`` is a record's token, ``body`` holds no original value.

    The body of an entry that allows a release names what it allows in ``body["digest"]``.
    """

    event: str
    record: str
    channel: str | None
    body: Mapping[str, Any] = field(repr=False)


def answer_digest(answer: Mapping[str, Any], digest: Digest = _sha256) -> str:
    """Digest of an answer without its receipt, which names the entry that holds this digest."""
    said = {key: value for key, value in answer.items() if key != "receipt"}
    return digest(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hex()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that an entry is in the log: its number, its leaf and the checkpoint right after it.

    In a signed log ``checkpoint`` is that of the whole append, and ``proof`` is what a machine
    needs that has only the public key: see `gateway.proof`.
    """

    seq: int
    leaf: str
    checkpoint: str
    proof: Mapping[str, Any] | None = None

    def shown(self) -> dict[str, Any]:
        """The receipt as it stands in answers; without a proof where there is none."""
        plain = {"seq": self.seq, "leaf": self.leaf, "checkpoint": self.checkpoint}
        return plain if self.proof is None else plain | {"proof": dict(self.proof)}


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: how many entries there are, when the last came, the digest over them all."""

    seq: int
    at: str
    head: str

    @property
    def checkpoint(self) -> str:
        """The head as text, to be kept outside: ``gongshi-ledger/<seq>/<head>``."""
        return f"gongshi-ledger/{self.seq}/{self.head}"


#: The head of an empty log.
EMPTY = Head(0, "", "0" * 64)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the database holds it: ``body`` is canonical JSON, ``at`` ISO 8601 in UTC."""

    seq: int
    at: str
    event: str
    record: str
    channel: str | None
    body: str = field(repr=False)
    leaf: str
    head: str

    @property
    def reached(self) -> Head:
        """The head right after this row."""
        return Head(self.seq, self.at, self.head)

    @property
    def receipt(self) -> Receipt:
        """What is given out for this row."""
        return Receipt(self.seq, self.leaf, self.reached.checkpoint)


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the log. ``at`` is ISO 8601 in UTC with milliseconds."""

    seq: int
    at: str
    entry: Entry
    leaf: str
    head: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What a receipt or a checkpoint says: the head after one entry, the leaf of one entry."""

    seq: int
    head: str
    leaf: str | None = None
    leaf_seq: int = 0

    @classmethod
    def of(cls, evidence: Receipt | str) -> Promise:
        """Read a receipt or the text of a checkpoint; raises `UsageError` if it is neither."""
        text = evidence if isinstance(evidence, str) else evidence.checkpoint
        match = _CHECKPOINT_RE.fullmatch(text)
        if match is None:
            raise UsageError("检查点应写作 gongshi-ledger/<序号>/<64 位十六进制>")
        seq, head = int(match[1]), match[2]
        if isinstance(evidence, str):
            return cls(seq, head)
        if not (evidence.seq == seq or (evidence.proof and 0 < evidence.seq < seq)):
            raise UsageError("回执的序号与其检查点不一致")
        return cls(seq, head, evidence.leaf, evidence.seq)

    def kept(self, row: Row) -> bool:
        """Whether the entry still is what it was, as far as this says anything about it."""
        head = row.seq != self.seq or row.head == self.head
        return head and (row.seq != self.leaf_seq or row.leaf == self.leaf)


def canonical(value: object) -> bytes:
    """Canonical JSON as the module describes it; raises `TypeError` for anything else."""
    return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    # Each entry passes here twice, so scalars are settled without a call of their own.
    if isinstance(value, list | tuple):
        return [item if type(item) in _SCALARS else _plain(item) for item in value]
    if isinstance(value, Mapping) and set(map(type, value)) <= _KEYS:
        return {k: v if type(v) in _SCALARS else _plain(v) for k, v in value.items()}
    if type(value) in _SCALARS:
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def linked(last: Head, at: str, entry: Entry, digest: Digest = _sha256) -> Row:
    """The row that follows ``last``."""
    body = canonical(entry.body).decode()
    leaf = _leaf(digest, last.seq + 1, at, entry.event, entry.record, entry.channel, body)
    return Row(
        seq=last.seq + 1,
        at=at,
        event=entry.event,
        record=entry.record,
        channel=entry.channel,
        body=body,
        leaf=leaf,
        head=link(digest, last.head, leaf),
    )


def _leaf(
    digest: Digest, seq: int, at: str, event: str, record: str, channel: str | None, body: str
) -> str:
    # The keys stand in their order, and the body is canonical already: it goes in as it is.
    line = {
        "at": at,
        "body": orjson.Fragment(body),
        "channel": channel,
        "event": event,
        "record": record,
        "seq": seq,
    }
    return digest(b"\x00" + orjson.dumps(line)).hex()


def link(digest: Digest, head: str, leaf: str) -> str:
    """The head behind ``head`` when ``leaf`` follows."""
    return digest(b"\x01" + bytes.fromhex(head) + bytes.fromhex(leaf)).hex()


def checked(last: Head, row: Row, digest: Digest = _sha256) -> Head:
    """Recompute one row behind ``last``; the new head, or `LedgerBroken` with what is wrong."""
    due = last.seq + 1
    if row.seq != due:
        raise broken(min(row.seq, due), "序号不连续，有条目缺失或多出")
    texts = (row.at, row.event, row.record, row.body, row.leaf, row.head)
    if not all(type(text) is str for text in texts) or type(row.channel) not in {str, type(None)}:
        raise broken(due, "内容不可读")
    if row.leaf != recomputed(row, digest):
        raise broken(due, "内容与摘要不符，内容或摘要被改动")
    if not _readable(row.body):
        raise broken(due, "内容不可读")
    if row.at < last.at:
        raise broken(due, "时间早于前一条")
    if row.head != link(digest, last.head, row.leaf):
        raise broken(due, "与前一条的链接断裂")
    return row.reached


def recomputed(row: Row, digest: Digest = _sha256, seq: int | None = None) -> str | None:
    """The leaf that the row's content gives, under its own number or another."""
    number = row.seq if seq is None else seq
    try:
        return _leaf(digest, number, row.at, row.event, row.record, row.channel, row.body)
    except (TypeError, ValueError):  # not UTF-8: nothing that was ever written here
        return None


def _readable(body: str) -> bool:
    try:
        return canonical(orjson.loads(body)).decode() == body and body.startswith("{")
    except (TypeError, ValueError):
        return False


def logged(row: Row) -> Logged:
    """The row with its body read; raises `LedgerBroken` if it cannot be."""
    if not _readable(row.body):
        raise broken(row.seq, "内容不可读")
    entry = Entry(row.event, row.record, row.channel, orjson.loads(row.body))
    return Logged(row.seq, row.at, entry, row.leaf, row.head)


def broken(seq: int, fault: str) -> LedgerBroken:
    """The error that names an entry and what is wrong with it."""
    return LedgerBroken(f"日志第 {seq} 条：{fault}")
