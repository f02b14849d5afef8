"""Files that only their owner may read: made whole or not at all, refused when others may read."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gateway.errors import StorageUnavailable

#: More than any key is long: what is longer is no key.
_LONGEST = 1 << 16


def open_folder(folder: Path) -> None:
    """Make a private folder, or refuse one that others may enter."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _refuse_shared(folder, folder.lstat(), stat.S_ISDIR, "700")


def create(path: Path, content: bytes) -> None:
    """Put a complete file in place, or leave the one that another process put there first."""
    draft = _drafted(path, content)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Put a complete file in the place of whatever is there."""
    _drafted(path, content).replace(path)
    sync_folder(path.parent)


def _drafted(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    """Make what was created, moved or removed in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time in a folder; the lock ends with its holder, however that ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read(path: Path) -> bytes:
    """The content; raises `StorageUnavailable` if others may read it, `OSError` if it is gone."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        _refuse_shared(path, os.fstat(file.fileno()), stat.S_ISREG, "600")
        return file.read(_LONGEST)


def destroy(path: Path) -> None:
    """Overwrite a key and remove it. What a file system or a disk copied elsewhere stays there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


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
