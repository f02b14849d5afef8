"""The evidence of a period as one file (证据包) that verifies offline with the public key alone.

A ZIP of ``entries.jsonl`` (the log's lines as they stand), ``checkpoint.txt`` (a signed head over
them), ``proof.json`` (what lies around them in the tree), ``register.jsonl`` (who looked at which
original; purposes by their digests) and ``checkpoints.json`` (the kept heads of the period with
their witnesses). Between first and last no entry and no look can be left out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, func, select

from gateway import log_keys, merkle
from gateway.chain import Row, link, recomputed
from gateway.checkpoint import Checkpoint
from gateway.crypto import Digest
from gateway.errors import LedgerBroken, NotFound, UsageError
from gateway.note import Note, PublicKey
from gateway.proof import with_keys
from gateway.register import Look, look_of
from gateway.storage import tables
from gateway.succession import extended, signer_of
from gateway.tree import StoredNodes

if TYPE_CHECKING:
    from gateway.ledger import Ledger

_CHINA = ZoneInfo("Asia/Shanghai")
_ROW = ("seq", "at", "event", "record", "channel", "body", "leaf", "head")
_NAMES = ("entries.jsonl", "checkpoint.txt", "proof.json", "register.jsonl", "checkpoints.json")
_LARGEST = 1 << 32


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: first and last entry, size of the signed tree, looks."""

    first: int
    last: int
    size: int
    looks: int


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, ISO 8601 in UTC, its end excluded; empty means from or to where it goes."""

    start: str
    end: str


def period(since: str, until: str) -> Period:
    """The period of two days in Beijing, both included; raises `UsageError`."""
    try:
        start = _midnight(since) if since else ""
        end = _midnight(until, days=1) if until else ""
    except ValueError:
        raise UsageError("日期应写作 YYYY-MM-DD") from None
    if start and end and end <= start:
        raise UsageError("止日早于起日")
    return Period(start, end)


def _midnight(day: str, days: int = 0) -> str:
    said = datetime.strptime(day, "%Y-%m-%d")  # noqa: DTZ007 - the zone is put to it here
    moment = datetime.combine(said, time(), _CHINA)
    moment += timedelta(days=days)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def export(ledger: Ledger, out: Path, when: Period) -> Bundle:
    """Write the bundle of a period; raises `NotFound` if nothing was logged then."""
    note = Note.parse(ledger.checkpoint())
    with ledger.reading() as tx:
        said = Checkpoint.of(note)
        span = _span(tx, when, said.size)
        looks = [asdict(look_of(row)) | {"seq": row.seq} for row in _looks(tx, span)]
        nodes = StoredNodes(tx, ledger.profile.digest)
        rest = merkle.around(
            ledger.profile.digest, nodes, range(span.start - 1, span.stop - 1), said.size
        )
        proof = with_keys(
            {"first": span.start, "last": span.stop - 1, "rest": [r.hex() for r in rest]},
            log_keys.handovers(tx),
        )
        parts = {
            "checkpoint.txt": str(note).encode(),
            "proof.json": orjson.dumps(proof, option=orjson.OPT_INDENT_2),
            "register.jsonl": b"".join(orjson.dumps(look) + b"\n" for look in looks),
            "checkpoints.json": orjson.dumps(ledger.kept(tx, span)),
        }
        _write(out, parts, _rows(tx, span))
    return Bundle(span.start, span.stop - 1, said.size, len(looks))


def _span(tx: Connection, when: Period, size: int) -> range:
    """The entries of a period, as far as the signed head goes: others are being logged now."""
    table = tables.ledger.c
    query = select(func.min(table.seq), func.max(table.seq))
    query = query.where(table.at >= when.start, table.seq <= size)
    first, last = tx.execute(query.where(table.at < when.end) if when.end else query).one()
    if first is None:
        raise NotFound("这段时期日志中没有条目")
    return range(first, last + 1)


def _rows(tx: Connection, span: range) -> Iterator[Mapping[str, Any]]:
    table = tables.ledger
    query = select(table).where(table.c.seq >= span.start, table.c.seq < span.stop)
    for row in tx.execute(query.order_by(table.c.seq)):
        yield dict(zip(_ROW, row, strict=True))


def _looks(tx: Connection, span: range) -> Sequence[Any]:
    table = tables.access_register
    query = select(table).where(table.c.seq >= span.start, table.c.seq < span.stop)
    return tx.execute(query.order_by(table.c.id)).all()


def _write(out: Path, parts: Mapping[str, bytes], rows: Iterator[Mapping[str, Any]]) -> None:
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            with file.open("entries.jsonl", "w", force_zip64=True) as lines:
                for row in rows:
                    lines.write(orjson.dumps(row) + b"\n")
            for name, content in parts.items():
                file.writestr(name, content)
    except OSError:
        raise UsageError("证据包不能写入，请用 --out 另指一个") from None


def check(path: Path, keys: Sequence[PublicKey]) -> Bundle:
    """Verify a bundle; raises `LedgerBroken` naming the fault, `UsageError` for no bundle."""
    try:
        with zipfile.ZipFile(path) as file:
            if sum(each.file_size for each in file.infolist()) > _LARGEST:
                raise UsageError("证据包过大")
            parts = {name: file.read(name) for name in _NAMES}
        return _checked(parts, keys)
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"不是完整的证据包（{type(error).__name__}）") from None


def _checked(parts: Mapping[str, bytes], keys: Sequence[PublicKey]) -> Bundle:
    proof = orjson.loads(parts["proof.json"])
    keys = extended(keys, proof.get("keys", ()))
    key, said = signer_of(Note.parse(parts["checkpoint.txt"].decode()), keys)
    digest = key.profile.digest
    rows = [Row(**orjson.loads(line)) for line in parts["entries.jsonl"].splitlines()]
    for due, (before, row) in enumerate(zip([None, *rows], rows, strict=False), proof["first"]):
        if row.seq != due:
            raise LedgerBroken(f"证据包：第 {due} 条缺失，或次序被调换")
        if recomputed(row, digest) != row.leaf:
            raise LedgerBroken(f"证据包：第 {due} 条内容与摘要不符，内容被改动")
        if before and row.head != link(digest, before.head, row.leaf):
            raise LedgerBroken(f"证据包：第 {due} 条与前一条的链接断裂，摘要被改动")
    if not rows or rows[-1].seq != proof["last"]:
        raise LedgerBroken("证据包：条目不全，尾部被截断")
    leaves = [bytes.fromhex(row.leaf) for row in rows]
    rest = [bytes.fromhex(step) for step in proof["rest"]]
    if merkle.enclosed(digest, leaves, rows[0].seq - 1, said.size, rest) != said.root:
        raise LedgerBroken("证据包：条目不在签名的日志之中，历史被改写")
    looks = _checked_looks(rows, parts["register.jsonl"], digest)
    heads = {row.seq: row.head for row in rows} | {said.size: said.head}
    if heads[rows[-1].seq] != rows[-1].head:
        raise LedgerBroken("证据包：末条与签名的检查点不符，历史被改写")
    for kept in orjson.loads(parts["checkpoints.json"]):
        _check_kept(Note.parse(kept), keys, said.origin, heads)
    return Bundle(rows[0].seq, rows[-1].seq, said.size, looks)


def _check_kept(
    note: Note, keys: Sequence[PublicKey], origin: str, heads: Mapping[int, str]
) -> None:
    """A kept head says what the entries say: two signed histories are named, not overlooked."""
    _, said = signer_of(note, keys)
    if (said.origin, said.head) != (origin, heads.get(said.size)):
        raise LedgerBroken(f"证据包：第 {said.size} 条处留存的检查点与条目不符，历史曾被改写")


def _checked_looks(rows: Sequence[Row], register: bytes, digest: Digest) -> int:
    bodies = {row.seq: orjson.loads(row.body) for row in rows if row.event == "revealed"}
    vouched = {seq: body["look"] for seq, body in bodies.items() if "look" in body}
    lines = [orjson.loads(line) for line in register.splitlines()]
    for line in lines:
        seq = line.pop("seq")
        seen = Look(**line | {"fields": tuple(line["fields"]), "spans": tuple(line["spans"])})
        if vouched.pop(seq, None) != seen.digest(digest):
            raise LedgerBroken(f"证据包：第 {seq} 条所记的查看与登记不符，登记被改动")
    if vouched:
        raise LedgerBroken(f"证据包：第 {min(vouched)} 条所记的查看没有登记，登记被删除")
    return len(lines)
