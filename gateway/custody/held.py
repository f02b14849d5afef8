"""Key-encryption keys that this process holds: in memory, from the environment, in files.

A data key is wrapped with AES key wrap (RFC 3394), or in the profile ``gm`` with SM4-GCM. Which
one is told by the length of what was wrapped, so both can be opened at any time.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from gateway.crypto import GM, STANDARD, Profile, Unopened
from gateway.custody.interface import LONGEST_NAME, Custody, Wrapped
from gateway.custody.private_file import create, destroy, open_folder, read
from gateway.errors import StorageUnavailable, UsageError

#: Environment variable: ``name:base64,name:base64``, the last one wraps.
VARIABLE = "GONGSHI_KEKS"
_LENGTH = 32
_NONCE = 12
_NAME = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}")
_FILE = re.compile(r"kek-([0-9]{4})")
_AES_WRAPPED = _LENGTH + 8


class Held(Custody):
    """Keys by name, in order; the last one is current."""

    def __init__(self, keys: Mapping[str, bytes], algorithms: Profile = STANDARD) -> None:
        if not keys or not all(len(key) == _LENGTH for key in keys.values()):
            raise StorageUnavailable(f"主加密密钥必须正好是 {_LENGTH} 字节")
        self._keys = dict(keys)
        self._profile = algorithms

    @property
    def current(self) -> str:
        """The newest name."""
        return list(self._keys)[-1]

    def wrap(self, data_key: bytes) -> Wrapped:
        """Wrapped under the newest key."""
        name = self.current
        return Wrapped(name, _wrapped(self._profile, self._keys[name], name, data_key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under whichever key wrapped it."""
        key = self._keys.get(wrapped.kek)
        if key is None:
            raise StorageUnavailable("密封的原文无法打开：没有当时的主加密密钥")
        return _unwrapped(key, wrapped)


def _wrapped(profile: Profile, key: bytes, name: str, data_key: bytes) -> bytes:
    if profile is STANDARD:
        return aes_key_wrap(key, data_key)
    nonce = os.urandom(_NONCE)
    aead = profile.aead
    return nonce + aead.encrypt(key[: aead.key_length], nonce, data_key, name.encode())


def _unwrapped(key: bytes, wrapped: Wrapped) -> bytes:
    try:
        if len(wrapped.key) == _AES_WRAPPED:
            return aes_key_unwrap(key, wrapped.key)
        nonce, sealed = wrapped.key[:_NONCE], wrapped.key[_NONCE:]
        return GM.aead.decrypt(key[: GM.aead.key_length], nonce, sealed, wrapped.kek.encode())
    except (InvalidUnwrap, Unopened, ValueError):
        raise StorageUnavailable("密封的原文无法打开：密钥不对，或内容被改动") from None


def from_environment(text: str, algorithms: Profile) -> Held:
    """The keys of `VARIABLE`; raises `StorageUnavailable` without repeating any."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, _, coded = part.strip().partition(":")
        try:
            key = base64.b64decode(coded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not _NAME.fullmatch(name) or name in keys or len(key) != _LENGTH:
            raise StorageUnavailable(f"环境变量 {VARIABLE} 应为 名称:base64，逗号分隔，名称不重复")
        keys[name] = key
    return Held(keys, algorithms)


class Files(Custody):
    """One file a key in a private folder: ``kek-0001``, ``kek-0002``. The first is made when used.

    The folder is looked at each time, so that a key that another process made is used at once.
    """

    def __init__(self, folder: Path, algorithms: Profile = STANDARD) -> None:
        self._folder = folder
        self._profile = algorithms

    @property
    def current(self) -> str:
        """The highest number; made if there is none."""
        names = self._names()
        return names[-1] if names else self._make(1)

    def wrap(self, data_key: bytes) -> Wrapped:
        """Wrapped under the highest number."""
        name = self.current
        return Wrapped(name, _wrapped(self._profile, self._key(name), name, data_key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Under whichever file it was wrapped."""
        return _unwrapped(self._key(wrapped.kek), wrapped)

    def renew(self) -> str:
        """One more file; from now on it wraps."""
        return self._make(int(_FILE.sub(r"\1", self.current)) + 1)

    def old(self) -> tuple[str, ...]:
        """All but the highest number."""
        return tuple(self._names()[:-1])

    def retire(self, name: str) -> None:
        """Overwrite and remove an old file; raises `UsageError` for the current or no key."""
        if name not in self.old():
            raise UsageError("没有这个已停用的主加密密钥；正在使用的不能销毁")
        destroy(self._folder / name)

    def _names(self) -> list[str]:
        open_folder(self._folder)
        return sorted(p.name for p in self._folder.iterdir() if _FILE.fullmatch(p.name))

    def _make(self, number: int) -> str:
        name = f"kek-{number:04d}"
        create(self._folder / name, secrets.token_bytes(_LENGTH))
        return name

    def _key(self, name: str) -> bytes:
        if not _FILE.fullmatch(name):
            raise StorageUnavailable("密封的原文无法打开：没有当时的主加密密钥")
        try:
            key = read(self._folder / name)
        except OSError:
            raise StorageUnavailable("密封的原文无法打开：没有当时的主加密密钥") from None
        if len(key) != _LENGTH:
            raise StorageUnavailable(f"主加密密钥 {name} 已损坏：必须正好是 {_LENGTH} 字节")
        return key
