"""Signed notes (C2SP signed-note): a text and lines that sign it, readable by people and programs.

A public key is one line, ``<name>+<key id>+<base64 of type and key>``; a signature is one line,
``— <name> <base64 of key id and signature>``. Witnesses cosign with a time of their own (C2SP
tlog-cosignature, version 1). Nothing here knows what the text says.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from gateway.crypto import PROFILES, Profile, Signer
from gateway.errors import LedgerBroken, UsageError

_NAME = re.compile(r"[!-*,-~]{1,100}")  # visible ASCII without the plus
_LINE = re.compile(r"— ([!-*,-~]{1,100}) ([A-Za-z0-9+/]+={0,2})")
_ID = 4
_TIME = 8
#: Types of a witness's key, by signature scheme.
_WITNESS = {"ed25519": b"\x04", "sm2": b"\xffsm2-cosignature"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signs: a name, the algorithms, the key; of the log itself or of a witness.

    ``since`` and ``until`` are the sizes of the log that it speaks for: see `gateway.succession`.
    """

    name: str
    profile: Profile
    key: bytes
    witness: bool = False
    since: int = field(default=0, compare=False)
    until: int | None = field(default=None, compare=False)

    @property
    def id(self) -> bytes:
        """Four bytes that find the key's line: SHA-256 of name, type and key."""
        return sha256(self.name.encode() + b"\n" + self._typed).digest()[:_ID]

    @property
    def _typed(self) -> bytes:
        scheme = self.profile.scheme
        return (_WITNESS[scheme.name] if self.witness else scheme.note_type) + self.key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self._typed).decode()}"

    @classmethod
    def parse(cls, line: str) -> PublicKey:
        """A key from its line; raises `UsageError`."""
        name, _, rest = line.strip().partition("+")
        given_id, _, text = rest.partition("+")
        typed = _decoded(text) if _NAME.fullmatch(name) else None
        for profile in PROFILES.values():
            scheme = profile.scheme
            for witness, kind in ((False, scheme.note_type), (True, _WITNESS[scheme.name])):
                if typed and typed[: len(kind)] == kind:
                    key = cls(name, profile, typed[len(kind) :], witness)
                    whole = len(key.key) == scheme.public_length
                    if whole and key.id.hex() == given_id:
                        return key
        raise UsageError("公钥应为一行：名称+编号+base64，请核对是否抄写完整")


@dataclass(frozen=True)
class NoteSigner:
    """A name and a private key. The repr shows the name alone."""

    name: str
    profile: Profile = field(repr=False)
    signer: Signer = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The key that verifies."""
        return PublicKey(self.name, self.profile, self.signer.public)

    @property
    def witness(self) -> PublicKey:
        """The key that verifies cosignatures."""
        return PublicKey(self.name, self.profile, self.signer.public, witness=True)

    def note(self, text: str) -> str:
        """The text with this signature; it must end with a line break."""
        return f"{text}\n{self.line(text)}\n"

    def line(self, text: str) -> str:
        """The line that signs a text, without its end."""
        return _line(self.public, self.signer.sign(text.encode())).rstrip("\n")

    def cosignature(self, text: str, moment: int) -> str:
        """A witness's line: the same head was seen at ``moment`` (seconds since 1970)."""
        signature = self.signer.sign(_witnessed(text, moment))
        return _line(self.witness, moment.to_bytes(_TIME) + signature)


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the lines under it; nothing is verified yet."""

    text: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, whole: str) -> Note:
        """Take a note apart; raises `UsageError`."""
        text, gap, below = whole.partition("\n\n")
        lines = tuple(below.splitlines())
        if not (gap and lines and below.endswith("\n") and all(map(_LINE.fullmatch, lines))):
            raise UsageError("检查点不是完整的签名文本")
        return cls(f"{text}\n", lines)

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.lines)

    def signed_by(self, key: PublicKey) -> bool:
        """Whether one of the lines is this key's true signature."""
        return any(_verifies(key, self.text, sent) for sent in self._of(key))

    def seen_at(self, key: PublicKey) -> int | None:
        """When a witness saw this text (seconds since 1970), or ``None``."""
        times = [
            int.from_bytes(sent[:_TIME])
            for sent in self._of(key)
            if key.witness and _verifies(key, self.text, sent)
        ]
        return min(times, default=None)

    def _of(self, key: PublicKey) -> list[bytes]:
        found = [match for line in self.lines if (match := _LINE.fullmatch(line))]
        sent = [_decoded(match[2]) or b"" for match in found if match[1] == key.name]
        return [each[_ID:] for each in sent if each[:_ID] == key.id]

    def require(self, keys: Sequence[PublicKey]) -> PublicKey:
        """The key that signed; raises `LedgerBroken` if none of them did."""
        for key in keys:
            if not key.witness and self.signed_by(key):
                return key
        raise LedgerBroken("检查点上没有所给公钥的有效签名：不是本日志签发，或内容被改动")


def _verifies(key: PublicKey, text: str, sent: bytes) -> bool:
    scheme = key.profile.scheme
    if not key.witness:
        return scheme.verifies(key.key, text.encode(), sent)
    moment = int.from_bytes(sent[:_TIME])
    return scheme.verifies(key.key, _witnessed(text, moment), sent[_TIME:])


def _witnessed(text: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def _line(key: PublicKey, sent: bytes) -> str:
    return f"— {key.name} {base64.b64encode(key.id + sent).decode()}\n"


def _decoded(text: str) -> bytes | None:
    """The bytes of the one writing that they have: stray last bits would be an unseen change."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else None
