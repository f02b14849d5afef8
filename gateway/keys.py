"""The secret of one gateway and what is derived from it: names of records, digests, seals.

One 32-byte master, from ``home/keys/master`` or from ``GONGSHI_KEYS``. It is never logged, never
shown and never stored in the database; whoever loses it cannot open the sealed originals again.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NoReturn, get_args

from gateway.crypto import STANDARD, Profile
from gateway.custody import Custody, Held, custody_of
from gateway.custody.private_file import create, open_folder, read
from gateway.custody.signing import OneKey, SigningKeys, signing_of
from gateway.errors import StorageUnavailable
from gateway.log_signer import LogSigner

#: Environment variable with the master in base64; it goes before the file.
VARIABLE = "GONGSHI_KEYS"

Purpose = Literal["record-token", "content", "original-hmac", "business-key", "register"]

_SEAL = "seal"
_SIGN = "checkpoint-signature"
_FINGERPRINT = "fingerprint"
_LENGTH = 32


class Keys:
    """Subkeys by purpose of one master, by the algorithms of a profile. The repr shows nothing.

    ``custody`` wraps the data keys of sealed originals; ``seal`` wrapped those of older programs,
    and wraps still where there is no other custody. ``signing`` keeps the keys that sign the log;
    left out, the key is the master's own. ``fingerprint`` names the master without telling
    anything about it: 64 hex digits, for `Database.bind`.
    """

    __slots__ = ("_macs", "_signing", "custody", "fingerprint", "profile", "seal")

    def __init__(
        self,
        master: bytes,
        custody: Custody | None = None,
        profile: Profile = STANDARD,
        signing: SigningKeys | None = None,
    ) -> None:
        _whole(master)
        self._macs = {each: _derived(profile, master, each) for each in get_args(Purpose)}
        self.seal = _derived(profile, master, _SEAL)
        self._signing = signing or OneKey(_derived(profile, master, _SIGN), profile)
        self.profile = profile
        self.custody = custody or Held({"master": self.seal}, profile)
        self.fingerprint = _derived(profile, master, _FINGERPRINT).hex()

    @classmethod
    def open(
        cls,
        home: Path,
        environ: Mapping[str, str] = os.environ,
        algorithms: Profile = STANDARD,
    ) -> Keys:
        """The keys of the environment if it has any, else those of ``home``, made when missing.

        Raises `StorageUnavailable` if they cannot be used or if others may read them.
        """
        try:
            given = VARIABLE in environ
            master = _whole(_decoded(environ[VARIABLE]) if given else _master(home / "keys"))
            seal = _derived(algorithms, master, _SEAL) if given else None
            custody = custody_of(home, environ, algorithms, seal)
            own = _derived(algorithms, master, _SIGN)
            signing = signing_of(home, environ, algorithms, own, files=not given)
            return cls(master, custody, algorithms, signing)
        except OSError as error:
            raise StorageUnavailable(
                f"无法读取或创建密钥目录 {home / 'keys'}：{error.strerror}"
            ) from None

    def __repr__(self) -> str:
        return "Keys()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys do not travel: open them where they are needed")

    def signer(self) -> LogSigner:
        """Who signs the checkpoints of the log that is made with these keys."""
        return LogSigner(f"gongshi-ledger/{self.fingerprint[:16]}", self.profile, self._signing)

    def token(self, purpose: Purpose, text: str) -> str:
        """Keyed HMAC of ``text`` as 64 hex digits; equal only for equal text and purpose."""
        # A lone surrogate is still a text that a caller can send; it must not break the walk.
        return self.profile.mac(self._macs[purpose], text.encode("utf-8", "surrogatepass")).hex()


def _derived(algorithms: Profile, master: bytes, purpose: str) -> bytes:
    return algorithms.derived(master, f"gongshi/1/{purpose}".encode())


def _whole(master: bytes) -> bytes:
    if len(master) != _LENGTH:
        raise StorageUnavailable(f"主密钥必须正好是 {_LENGTH} 字节")
    return master


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise StorageUnavailable(f"环境变量 {VARIABLE} 不是有效的 base64") from None


def _master(folder: Path) -> bytes:
    open_folder(folder)
    path = folder / "master"
    if not os.path.lexists(path):
        create(path, secrets.token_bytes(_LENGTH))
    return read(path)
