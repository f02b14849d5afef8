"""The heads of the log: signed at each append, kept at an interval and on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from gateway import log_keys, merkle, proof
from gateway.chain import EMPTY, Head, Receipt, Row
from gateway.checkpoint import Checkpoint
from gateway.note import NoteSigner
from gateway.storage import tables
from gateway.tree import StoredNodes

#: A checkpoint is kept when the last kept one is this old, or this many entries behind.
INTERVAL = timedelta(hours=1)
INTERVAL_ENTRIES = 4096


def newest(tx: Connection) -> Head:
    """The last link of the log."""
    table = tables.ledger
    query = select(table.c.seq, table.c.at, table.c.head).order_by(table.c.seq.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return EMPTY if row is None else Head(row.seq, row.at, row.head)


def proven(
    tx: Connection,
    signer: NoteSigner,
    rows: Sequence[Row],
    nodes: StoredNodes,
    receipts: Sequence[Receipt],
    bodies: Sequence[Any],
) -> list[Receipt]:
    """The receipts of one append with their proofs, under one signature."""
    digest, last = signer.profile.digest, rows[-1].reached
    said = [
        proof.answer_leaf(digest, row.seq, body.get("answer"))
        for row, body in zip(rows, bodies, strict=True)
    ]
    over = len(said), merkle.root(digest, proof.small(digest, said), len(said))
    note = signer.note(_said(signer, nodes, last, over).text)
    if _is_due(tx, last):
        keep(tx, last, note)
    found = proof.proofs(digest, nodes, last.seq, said, note, log_keys.handovers(tx))
    return [
        replace(receipt, checkpoint=last.checkpoint, proof=each)
        for receipt, each in zip(receipts, found, strict=True)
    ]


def _said(
    signer: NoteSigner, nodes: StoredNodes, last: Head, over: tuple[int, bytes] | None = None
) -> Checkpoint:
    root = merkle.root(signer.profile.digest, nodes, last.seq)
    return Checkpoint(signer.name, last.seq, root, last.head, last.at, over)


def signed_now(tx: Connection, signer: NoteSigner) -> str:
    """The checkpoint of now: the kept one if there is one, with the witnesses it has."""
    last = newest(tx)
    kept = kept_note(tx, last.seq)
    if kept is not None:
        return kept
    nodes = StoredNodes(tx, signer.profile.digest)
    return signer.note(_said(signer, nodes, last).text)


def kept_note(tx: Connection, size: int) -> str | None:
    """The kept checkpoint of a size with its witnesses' lines, or ``None``."""
    note = tx.scalar(select(tables.checkpoints.c.note).where(tables.checkpoints.c.size == size))
    if note is None:
        return None
    table = tables.cosignatures
    lines = tx.scalars(select(table.c.line).where(table.c.size == size).order_by(table.c.name))
    return str(note) + "".join(lines)


def _is_due(tx: Connection, last: Head) -> bool:
    table = tables.checkpoints
    query = select(table.c.size, table.c.at).order_by(table.c.size.desc()).limit(1)
    before = tx.execute(query).one_or_none()
    if before is None or not before.at:
        return True
    age = datetime.fromisoformat(last.at) - datetime.fromisoformat(before.at)
    return age >= INTERVAL or last.seq - before.size >= INTERVAL_ENTRIES


def keep(tx: Connection, last: Head, note: str) -> None:
    """Keep the checkpoint at a head, unless one is kept there."""
    if kept_note(tx, last.seq) is None:
        tx.execute(insert(tables.checkpoints).values(size=last.seq, at=last.at, note=note))
