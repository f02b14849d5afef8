"""From what rests of a registered thing to the value that detectors match with, and back.

Whatever goes wrong with one of them becomes an `Unread` that names it, never a missing value.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Row

from detectors.compact import folding
from detectors.exact import Entries, ExactList
from detectors.finding import Unread
from detectors.fingerprints import Fingerprints, Prints, build
from detectors.keyed import Roller
from detectors.register import Register, Registered, department
from detectors.registered_document import RegisteredDocument
from detectors.registered_list import RegisteredList
from detectors.wordlist import Lines, Wordlist
from gateway import mapped, originals
from gateway.errors import GatewayError
from gateway.keys import Keys

_DETECTORS = {
    "list": "registered_list",
    "document": "registered_document",
    "dictionary": "officer_dictionary",
    "allow-list": "allow_list",
}
NOT_LOADED, OTHER_FOLDING = "not loaded", "folded otherwise: import it again"


@dataclass(frozen=True, slots=True)
class Content:
    """What rests of one registered thing. ``context`` is what its seal is bound to."""

    id: str
    kind: str
    name: str
    category: str
    departments: Sequence[str]
    folding: str
    sealed: bytes | None = field(repr=False)
    files: dict[str, str]
    context: str

    @classmethod
    def of(cls, row: Row[Any], context: str) -> Content:
        """From its row."""
        departments, files = orjson.loads(row.departments), orjson.loads(row.files)
        return cls(row.id, row.kind, row.name, row.category, departments, row.folding,
                   row.content, files, context)  # fmt: skip


def made_by(kind: str) -> str:
    """Names what a list or document is digested by; words are compiled anew each time."""
    makers = {"list": RegisteredList.revision, "document": RegisteredDocument.revision}
    return f"{folding()}/{makers[kind]}" if kind in makers else ""


def match_key(keys: Keys) -> bytes:
    """The key under which lists and documents are digested, of 32 bytes."""
    return bytes.fromhex(keys.token("register", "match"))


def document(keys: Keys, made: str, text: str) -> tuple[bytes, int]:
    """What is kept of a document, and the number of its fingerprints."""
    prints = build(made, match_key(keys), text, _public_phrases())
    packed = io.BytesIO()
    length = np.array(prints.length)
    np.savez_compressed(packed, allow_pickle=False, length=length, **prints.arrays())
    return packed.getvalue(), len(prints.digests)


def words(lines: Lines) -> bytes:
    """What is kept of a dictionary."""
    return orjson.dumps({"words": lines.words, "patterns": lines.patterns})


def register(keys: Keys, folder: Path, contents: Sequence[Content]) -> Register:
    """Everything compiled, each in its place; with nothing in force, nothing is loaded."""
    if not contents:
        return Register()
    key = match_key(keys)
    held: dict[str, list[Registered[Any]]] = {kind: [] for kind in _DETECTORS}
    unread: list[Unread] = []
    for content in contents:
        value = _value(keys, key, folder, content)
        if isinstance(value, Unread):
            unread.append(value)
        else:
            held[content.kind].append(_registered(content, value))
    return Register(
        lists=tuple(held["list"]),
        documents=tuple(held["document"]),
        dictionaries=tuple(held["dictionary"]),
        allowed=tuple(held["allow-list"]),
        roller=Roller(key),
        unread=tuple(unread),
    )


def _registered(content: Content, value: object) -> Registered[Any]:
    departments = frozenset(map(department, content.departments))
    return Registered(content.id, content.name, content.category, departments, value)


def _value(keys: Keys, key: bytes, folder: Path, content: Content) -> object:
    detector = f"{_DETECTORS[content.kind]}:{content.id}"
    if content.folding != made_by(content.kind):
        return Unread(detector, OTHER_FOLDING)
    try:
        if content.kind == "list":
            arrays = mapped.read(folder / content.id, content.files)
            return ExactList(content.id, key, Entries(**arrays))
        held = originals.unseal(keys, content.sealed or b"", content.context)
        return _document(content.id, key, held) if content.kind == "document" else _words(held)
    except (OSError, ValueError, TypeError, KeyError, GatewayError):
        return Unread(detector, NOT_LOADED)


def _document(made: str, key: bytes, held: bytes) -> Fingerprints:
    with np.load(io.BytesIO(held), allow_pickle=False) as arrays:
        prints = Prints(int(arrays["length"]), arrays["bits"], arrays["digests"], arrays["places"])
    return Fingerprints(made, key, prints)


def _words(held: bytes) -> Wordlist:
    kept = orjson.loads(held)
    return Wordlist(kept["words"], kept["patterns"])


def _public_phrases() -> list[str]:
    file = resources.files("detectors.data.public_phrases").joinpath("phrases.txt")
    return [line for line in file.read_text("utf-8").splitlines() if line]
