"""One signing key after another (密钥交接): who trusts the old one may trust the new.

A handover is a note signed by both keys. Its text:

    gongshi-ledger/3f2a9c0d11e4b57a/successor     which log
    gongshi-ledger/3f2a9c0d11e4b57a+1f...+AX...   the new public key
    after 20                                      the old key signs up to so many entries
    head 9c1f...                                  the head before the entry that tells of it

So a key speaks for a span of sizes: what an old key signs behind its handover counts for nothing.
Pure; knows no database.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gateway.checkpoint import Checkpoint
from gateway.errors import LedgerBroken, UsageError
from gateway.note import Note, NoteSigner, PublicKey

_TEXT = re.compile(
    r"([!-*,-~]{1,100})/successor\n([!-~]{1,400})\nafter ([1-9][0-9]{0,17})\nhead ([0-9a-f]{64})\n"
)
_WORD = "handover "
#: The event of the entry that tells of a handover, in ``body["handover"]``.
KEY_CHANGED = "signing-key-changed"


@dataclass(frozen=True, slots=True)
class Handover:
    """What a handover says: of which log, to which key, after how many entries, at which head."""

    origin: str
    new: PublicKey
    after: int
    head: str

    @classmethod
    def of(cls, note: Note) -> Handover:
        """What a note says; raises `UsageError` if it is no handover."""
        match = _TEXT.fullmatch(note.text)
        if match is None:
            raise UsageError("不是签名密钥的交接书")
        new = PublicKey.parse(match[2])
        if new.witness or new.name != match[1]:
            raise UsageError("不是签名密钥的交接书")
        return cls(match[1], new, int(match[3]), match[4])


def hand_over(old: NoteSigner, new: NoteSigner, after: int, head: str) -> Note:
    """The note by which ``old`` names its successor; both sign it."""
    text = f"{old.name}/successor\n{new.public}\nafter {after}\nhead {head}\n"
    return Note(text, (old.line(text), new.line(text)))


def extended(keys: Sequence[PublicKey], handovers: Iterable[str]) -> tuple[PublicKey, ...]:
    """The keys that are trusted, and those they handed over to, each with the sizes it speaks for.

    Raises `LedgerBroken` when a trusted key handed over twice; what nobody trusted signed is passed
    over. Witnesses have no successors.
    """
    trusted = list(keys)
    for note in map(Note.parse, handovers):
        said = Handover.of(note)
        place = next((n for n, key in enumerate(trusted) if _gives(key, note, said)), None)
        if place is None or not note.signed_by(said.new):
            continue
        if trusted[place].until not in {None, said.after}:
            raise LedgerBroken("同一签名密钥有两份不同的交接书，请立即核查")
        trusted[place] = replace(trusted[place], until=said.after)
        following = replace(said.new, since=said.after + 1)
        if said.new in trusted:
            trusted[trusted.index(said.new)] = following
        else:
            trusted.append(following)
    return tuple(trusted)


def _gives(key: PublicKey, note: Note, said: Handover) -> bool:
    of_one_log = (key.name, key.profile) == (said.origin, said.new.profile)
    return not key.witness and of_one_log and key != said.new and note.signed_by(key)


def signer_of(note: Note, keys: Sequence[PublicKey]) -> tuple[PublicKey, Checkpoint]:
    """Who signed a checkpoint, and what it says.

    Raises `LedgerBroken` if none of the keys did, if the key speaks for another log, or had handed
    over before; `UsageError` if the note is no checkpoint.
    """
    key, said = note.require(keys), Checkpoint.of(note)
    if said.origin != key.name:
        raise LedgerBroken("检查点出自另一份日志")
    if said.size < key.since or (key.until is not None and said.size > key.until):
        raise LedgerBroken(f"检查点（{said.size} 条）由当时无权签发的密钥签名：密钥已经交接")
    return key, said


def key_file(keys: Sequence[PublicKey], handovers: Iterable[str]) -> str:
    """What is handed to portals, auditors and witnesses: the first key and its successors."""
    coded = (base64.b64encode(note.encode()).decode() for note in handovers)
    lines = (*map(str, keys[:1]), *(f"{_WORD}{text}" for text in coded))
    return "".join(f"{line}\n" for line in lines)


def keys_of(text: str) -> tuple[PublicKey, ...]:
    """The keys of a file, one a line, with their successors; raises `UsageError` for none."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    keys = [PublicKey.parse(line) for line in lines if not line.startswith(_WORD)]
    if not keys:
        raise UsageError("公钥文件里没有公钥")
    return extended(keys, (_decoded(line) for line in lines if line.startswith(_WORD)))


def _decoded(line: str) -> str:
    try:
        return base64.b64decode(line.removeprefix(_WORD).strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise UsageError("公钥文件里的交接书不完整，请核对是否抄写完整") from None
