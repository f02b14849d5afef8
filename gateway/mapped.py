"""Arrays on disk: written whole and durable, read by mapping, checked by their SHA-256.

A mapped array travels to a worker process as its path, so that a million entries are in memory
once however many processes look at them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 20


class Mapped(np.memmap[Any, Any]):
    """A mapped array that is pickled as the path of its file; a part of one is pickled whole."""

    path: Path | None

    def __array_finalize__(self, source: object) -> None:
        """Parts and results are not the file."""
        super().__array_finalize__(source)
        self.path = None

    def __reduce__(self) -> str | tuple[Any, ...]:
        """The path, or the values where there is none."""
        return np.array(self).__reduce__() if self.path is None else (mapped, (self.path,))

    @classmethod
    def of(cls, array: np.memmap[Any, Any], path: Path) -> Self:
        """The same array, knowing its file."""
        shown = array.view(cls)
        shown.path = path
        return shown


def mapped(path: Path) -> Mapped:
    """The array of a file, read when it is looked at. Raises `OSError`, `ValueError`."""
    return Mapped.of(np.load(path, mmap_mode="r", allow_pickle=False), path)


def write(folder: Path, arrays: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, str]:
    """Write arrays into a new private folder, durably; the SHA-256 of each file by its name."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    return {name: _written(folder / f"{name}.npy", array) for name, array in arrays.items()}


def _written(path: Path, array: npt.NDArray[np.generic]) -> str:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _digest(path)


def read(folder: Path, files: Mapping[str, str]) -> dict[str, Mapped]:
    """Map the arrays that were written. Raises `ValueError` for a file that is another."""
    for name, known in files.items():
        if _digest(folder / f"{name}.npy") != known:
            raise ValueError("a file of a list is not the one that was written")
    return {name: mapped(folder / f"{name}.npy") for name in files}


def remove(folder: Path) -> None:
    """Remove the folder; one that is gone already is no error."""
    shutil.rmtree(folder, ignore_errors=True)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
