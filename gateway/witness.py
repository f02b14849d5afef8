"""Witnesses (见证): a second party signs the same head, and proofs between heads.

A witness keeps the last checkpoint it signed and signs a later one only with a proof that the
earlier tree begins the later (RFC 6962, section 2.1.2). So a log that showed two histories would
need the witness's key too. Keys and state of a witness live in a folder of its own, on a machine
of its own.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from gateway import log_keys, merkle
from gateway.checkpoint import Checkpoint
from gateway.crypto import STANDARD, profile
from gateway.custody.private_file import create, locked, open_folder, read, sync_folder
from gateway.errors import Conflict, LedgerBroken, NotFound, UsageError
from gateway.note import Note, NoteSigner, PublicKey
from gateway.storage import tables
from gateway.succession import signer_of
from gateway.tree import StoredNodes

_SEED = 32
_KEY, _LAST, _NAME = "key", "last", "name"


@dataclass(frozen=True, slots=True)
class Growth:
    """What proves that the tree of ``first`` entries begins that of ``second``."""

    first: int
    second: int
    path: tuple[str, ...]

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Growth:
        """From JSON; raises `UsageError`."""
        try:
            path = tuple(bytes.fromhex(step).hex() for step in given["path"])
            return cls(int(given["first"]), int(given["second"]), path)
        except (KeyError, TypeError, ValueError):
            raise UsageError("一致性证明应为 JSON：first、second、path") from None

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {"first": self.first, "second": self.second, "path": list(self.path)}


def growth(tx: Connection, first: int, until: int | None = None) -> Growth:
    """The consistency proof between two sizes of the log; raises `NotFound` for a later size."""
    size = tx.scalar(select(func.max(tables.ledger.c.seq))) or 0
    second = size if until is None else until
    if not 0 <= first <= second <= size:
        raise NotFound(f"日志共有 {size} 条，请给出其中先后两处")
    digest = log_keys.profile_of(tx).digest
    path = merkle.consistency(digest, StoredNodes(tx, digest), first, second)
    return Growth(first, second, tuple(step.hex() for step in path))


def grew(key: PublicKey, earlier: Checkpoint, later: Checkpoint, shown: Growth | None) -> bool:
    """Whether the later checkpoint's log begins with the earlier one's."""
    if earlier.origin != later.origin or earlier.size > later.size:
        return False
    if earlier.size == later.size:
        return (earlier.root, earlier.head) == (later.root, later.head)
    if shown is None or (shown.first, shown.second) != (earlier.size, later.size):
        return False
    path = [bytes.fromhex(step) for step in shown.path]
    roots = earlier.root, later.root
    return merkle.consistent(key.profile.digest, shown.first, shown.second, roots, path)


class Witness:
    """One witness with its folder: a key that is made once, and the last head it signed."""

    def __init__(self, folder: Path, name: str = "", algorithms: str = "") -> None:
        open_folder(folder)
        self._folder = folder
        if not os.path.lexists(folder / _KEY):
            made = profile(algorithms or STANDARD.name)
            PublicKey.parse(str(PublicKey(name, STANDARD, bytes(_SEED))))  # a name that can sign
            create(folder / _NAME, f"{name}\n{made.name}".encode())
            create(folder / _KEY, secrets.token_bytes(_SEED))
        kept, _, used = read(folder / _NAME).decode().partition("\n")
        algorithm = profile(used)
        seed = read(folder / _KEY)[:_SEED]
        self._signer = NoteSigner(kept, algorithm, algorithm.scheme.signer(seed))

    @property
    def public(self) -> PublicKey:
        """What others check its signatures with."""
        return self._signer.witness

    def cosign(
        self, note: Note, keys: Sequence[PublicKey], shown: Growth | None, now: datetime
    ) -> Note:
        """The note with one more line; raises `LedgerBroken` for a head that does not follow."""
        key, said = signer_of(note, keys)
        with locked(self._folder):  # two at once could each sign another future
            last = self._last(said.origin)
            if last is not None and not grew(key, last, said, shown):
                raise LedgerBroken(
                    f"检查点（{said.size} 条）不是上次见证（{last.size} 条）的延续，"
                    "或没有附上一致性证明：不予见证"
                )
            line = self._signer.cosignature(note.text, int(now.timestamp()))
            self._remember(note)
        return Note(note.text, (*note.lines, line.rstrip("\n")))

    def _last(self, origin: str) -> Checkpoint | None:
        path = self._folder / _LAST
        if not path.exists():
            return None
        last = Checkpoint.of(Note.parse(read(path).decode()))
        if last.origin != origin:
            raise LedgerBroken("这个见证目录见证的是另一份日志，请另用目录")
        return last

    def _remember(self, note: Note) -> None:
        draft = self._folder / f".{secrets.token_hex(8)}"
        create(draft, str(note).encode())
        draft.replace(self._folder / _LAST)
        sync_folder(self._folder)


def add_cosignatures(tx: Connection, note: Note, witnesses: Sequence[PublicKey]) -> int:
    """Keep the lines of known witnesses under the checkpoint they sign; how many there were.

    Raises `NotFound` if that checkpoint is not kept here, `Conflict` if it says otherwise.
    """
    said = Checkpoint.of(note)
    table = tables.cosignatures
    kept = tx.scalar(
        select(tables.checkpoints.c.note).where(tables.checkpoints.c.size == said.size)
    )
    if kept is None:
        raise NotFound(f"没有留存 {said.size} 条处的检查点")
    if Note.parse(kept).text != note.text:
        raise Conflict("见证的检查点与留存的不同：日志有两种说法，请立即核查")
    known = set(tx.scalars(select(table.c.name).where(table.c.size == said.size)))
    new = [w for w in witnesses if note.seen_at(w) is not None and w.name not in known]
    for each in new:
        (line, *_) = [one for one in note.lines if one.startswith(f"— {each.name} ")]
        tx.execute(insert(table).values(size=said.size, name=each.name, line=f"{line}\n"))
    return len(new)
