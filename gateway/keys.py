"""The secret of one gateway and what is derived from it: names of records, digests, seals.

One 32-byte master, from ``home/keys/master`` or from ``GONGSHI_KEYS``. It is never logged, never
shown and never stored in the database; whoever loses it cannot open the sealed originals again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NoReturn, get_args

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import StorageUnavailable

#: Environment variable with the master in base64; it goes before the file.
VARIABLE = "GONGSHI_KEYS"

Purpose = Literal["record-token", "content", "original-hmac", "business-key", "register"]

_SEAL = "seal"
_FINGERPRINT = "fingerprint"
_LENGTH = 32


class Keys:
    """Subkeys by purpose (HKDF-SHA256, RFC 5869) of one master. The repr shows nothing.

    ``seal`` is the key that wraps the data keys of sealed originals. ``fingerprint`` names the
    master without telling anything about it: 64 hex digits, for `Database.bind`.
    """

    __slots__ = ("_macs", "fingerprint", "seal")

    def __init__(self, master: bytes) -> None:
        if len(master) != _LENGTH:
            raise StorageUnavailable(f"主密钥必须正好是 {_LENGTH} 字节")
        self._macs = {purpose: _derived(master, purpose) for purpose in get_args(Purpose)}
        self.seal = _derived(master, _SEAL)
        self.fingerprint = _derived(master, _FINGERPRINT).hex()

    @classmethod
    def open(cls, home: Path, environ: Mapping[str, str] = os.environ) -> Keys:
        """The keys of the environment if it has any, else those of ``home``, made when missing.

        Raises `StorageUnavailable` if they cannot be used or if others may read them.
        """
        if VARIABLE in environ:
            return cls(_decoded(environ[VARIABLE]))
        try:
            return cls(_master(home / "keys"))
        except OSError as error:
            raise StorageUnavailable(
                f"无法读取或创建密钥目录 {home / 'keys'}：{error.strerror}"
            ) from None

    def __repr__(self) -> str:
        return "Keys()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys do not travel: open them where they are needed")

    def token(self, purpose: Purpose, text: str) -> str:
        """Keyed HMAC-SHA256 of ``text`` as 64 hex digits; equal only for equal text and purpose."""
        # A lone surrogate is still a text that a caller can send; it must not break the walk.
        return hmac.digest(
            self._macs[purpose], text.encode("utf-8", "surrogatepass"), "sha256"
        ).hex()


def _derived(master: bytes, purpose: str) -> bytes:
    info = f"gongshi/1/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=info).derive(master)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise StorageUnavailable(f"环境变量 {VARIABLE} 不是有效的 base64") from None


def _master(folder: Path) -> bytes:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _refuse_shared(folder, folder.lstat(), stat.S_ISDIR, "700")
    path = folder / "master"
    if not os.path.lexists(path):
        _create(path)
    return _read(path)


def _create(path: Path) -> None:
    """Put a complete new key in place, or leave the one that another process put there first."""
    draft = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        _refuse_shared(path, os.fstat(file.fileno()), stat.S_ISREG, "600")
        return file.read(_LENGTH + 1)


def _refuse_shared(
    path: Path, found: os.stat_result, is_kind: Callable[[int], bool], mode: str
) -> None:
    if not is_kind(found.st_mode):
        raise StorageUnavailable(f"{path} 不是普通的文件或目录（不接受链接），请检查后移走")
    if found.st_uid != os.geteuid():
        raise StorageUnavailable(f"{path} 属于另一个系统用户，请用运行本服务的用户执行，或改正属主")
    if found.st_mode & 0o077:
        raise StorageUnavailable(
            f"{path} 的权限过宽，其他用户可以读取，请执行：chmod {mode} {path}"
        )
