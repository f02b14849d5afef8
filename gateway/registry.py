"""What an organisation registers (登记): lists, documents, dictionaries, allow-lists.

Import, activation and removal are an officer's acts, each an entry of the ledger that names the
id and the counts and nothing of the content. Of a list keyed digests rest in files; what else is
needed rests sealed. What cannot be loaded becomes an `Unread`: every record goes to a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select, update

from detectors.border import Scanner
from detectors.exact import build as build_list
from detectors.finding import SHIELDS
from detectors.register import CATEGORIES, Register
from detectors.wordlist import read as read_words
from gateway import mapped, originals, registered_content
from gateway.accounts import Account, Role
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.keys import Keys
from gateway.ledger import Entry, Ledger
from gateway.reference_files import Table
from gateway.registered_content import Content
from gateway.storage import tables
from gateway.storage.database import Database

_LONGEST_NAME = 40
#: The folder of a home in which the digests of lists lie.
FOLDER = "registered"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that is registered, as officers see it. ``refused`` are lines left out."""

    id: str
    kind: str
    name: str
    category: str
    departments: tuple[str, ...]
    entries: int
    state: str
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What an officer says about what is imported. ``departments``: none means all."""

    name: str
    category: str
    departments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > _LONGEST_NAME or not self.name.isprintable():
            raise UsageError(f"名称应为 1 到 {_LONGEST_NAME} 个可见字符")
        if self.category not in CATEGORIES:
            raise UsageError(f"类别应为 {'、'.join(CATEGORIES)} 之一")
        if not all(name.strip() for name in self.departments):
            raise UsageError("部门名称不能为空")
        found = [f for said in (self.name, *self.departments) for f in Scanner().scan_text(said)]
        if any(f.entity_type not in SHIELDS for f in found):
            raise UsageError("名称会随命中显示，其中不得写入个人信息或秘密，请改用代称")


class Registry:
    """The registered of one home. Raises `NotAllowed` for whoever is no officer."""

    def __init__(self, database: Database, ledger: Ledger, keys: Keys, home: Path) -> None:
        self._database, self._ledger, self._keys = database, ledger, keys
        self._folder = home / FOLDER

    def import_list(
        self,
        label: Label,
        entries: Iterable[str],
        officer: Account,
        source: Table | None = None,
    ) -> Held:
        """Digest the entries of a reference list; their text is not kept.

        ``source`` is the table they come from, if it counts the rows that could not be read.
        """
        _require(officer)
        made, key = _new_id(), registered_content.match_key(self._keys)
        built = build_list(made, key, entries)
        if not built.kept:
            raise UsageError("没有可以登记的条目：每条至少两个字，或四位字母数字")
        files = mapped.write(self._folder / made, built.entries.arrays())
        unreadable = source.refused if source else 0
        counts = _Counts(built.kept, built.refused + unreadable)
        return self._import(made, "list", label, counts, officer, files=files)

    def import_document(self, label: Label, text: str, officer: Account) -> Held:
        """Take the fingerprints of a document; its text is not kept."""
        _require(officer)
        made = _new_id()
        packed, prints = registered_content.document(self._keys, made, text)
        if not prints:
            raise UsageError("文件太短，取不到指纹：至少要有三十个字")
        return self._import(made, "document", label, _Counts(prints), officer, content=packed)

    def import_words(self, kind: str, label: Label, text: str, officer: Account) -> Held:
        """Compile a dictionary or an allow-list; it rests sealed.

        Raises `UsageError` naming every line that is refused and why.
        """
        _require(officer)
        lines = read_words(text, patterns=kind == "dictionary")
        if lines.faults:
            raise UsageError("；".join(map(str, lines.faults)))
        count = len(lines.words) + len(lines.patterns)
        if not count:
            raise UsageError("文件里没有词语")
        packed = registered_content.words(lines)
        return self._import(_new_id(), kind, label, _Counts(count), officer, content=packed)

    def _import(
        self,
        made: str,
        kind: str,
        label: Label,
        counts: _Counts,
        officer: Account,
        *,
        content: bytes | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Held:
        held = Held(made, kind, label.name, label.category, label.departments, counts.kept,
                    "imported", counts.refused)  # fmt: skip
        with self._database.writing() as tx:
            sealed = content and originals.seal(self._keys, content, _context(made))
            row = {
                "id": made,
                "kind": kind,
                "name": label.name,
                "category": label.category,
                "departments": orjson.dumps(label.departments).decode(),
                "entries": counts.kept,
                "folding": registered_content.made_by(kind),
                "content": sealed,
                "files": orjson.dumps(files or {}).decode(),
                "state": "imported",
                "seq": self._log(tx, "list-imported", held, officer),
            }
            tx.execute(tables.registered.insert().values(**row))
        return held

    def activate(self, wanted: str, officer: Account) -> Held:
        """Put in force what was imported; raises `NotFound`, `Conflict`."""
        return self._change(wanted, "imported", "active", officer)

    def remove(self, wanted: str, officer: Account) -> Held:
        """Take out of force for good: digests and sealed content are deleted."""
        held = self._change(wanted, None, "removed", officer)
        mapped.remove(self._folder / held.id)
        return held

    def _change(self, wanted: str, before: str | None, after: str, officer: Account) -> Held:
        _require(officer)
        table = tables.registered
        with self._database.writing() as tx:
            held = self._find(tx, wanted)
            if held.state == "removed" or before not in {None, held.state}:
                raise Conflict("它已经启用或已经删除，不能这样改动")
            changed = replace(held, state=after)
            values: dict[str, Any] = {"state": after}
            values["seq"] = self._log(tx, _EVENTS[after], changed, officer)
            if after == "removed":
                values["content"] = None
            tx.execute(update(table).where(table.c.id == held.id).values(**values))
        return changed

    def _find(self, tx: Connection, wanted: str) -> Held:
        table = tables.registered
        if not wanted.isalnum():
            raise NotFound("没有登记过它")
        rows = tx.execute(select(table).where(table.c.id.startswith(wanted)).limit(2)).all()
        if len(rows) != 1:
            raise NotFound("没有登记过它，或编号开头不足以区分")
        return _held(rows[0])

    def _log(self, tx: Connection, event: str, held: Held, officer: Account) -> int:
        body = {
            "id": held.id,
            "kind": held.kind,
            "category": held.category,
            "entries": held.entries,
            "refused": held.refused,
            "account": officer.id,
        }
        return self._ledger.append(tx, [Entry(event, held.id, None, body)])[0].seq

    def list(self) -> tuple[Held, ...]:
        """Everything that was ever registered, oldest first."""
        with self._database.reading() as tx:
            rows = tx.execute(select(tables.registered).order_by(tables.registered.c.seq)).all()
        return tuple(map(_held, rows))

    def version(self) -> int:
        """The number of the last change in the ledger; 0 while there was none."""
        with self._database.reading() as tx:
            return _version(tx)

    def load(self) -> Register:
        """Everything in force, compiled. What cannot be loaded is in its ``unread``."""
        table = tables.registered
        with self._database.reading() as tx:
            version = _version(tx)
            rows = tx.execute(select(table).where(table.c.state == "active")).all()
        contents = [Content.of(row, _context(row.id)) for row in rows]
        loaded = registered_content.register(self._keys, self._folder, contents)
        return replace(loaded, version=version)


@dataclass(frozen=True, slots=True)
class _Counts:
    kept: int
    refused: int = field(default=0)


_EVENTS = {"active": "list-activated", "removed": "list-removed"}


def _version(tx: Connection) -> int:
    return int(tx.scalar(select(func.max(tables.registered.c.seq))) or 0)


def _context(made: str) -> str:
    return f"registered/{made}"


def _new_id() -> str:
    return secrets.token_hex(6)


def _require(officer: Account) -> None:
    if officer.role is not Role.OFFICER:
        raise NotAllowed("登记名单、文件和词典须由安全管理员（officer）办理")


def _held(row: Row[Any]) -> Held:
    said: Sequence[str] = orjson.loads(row.departments)
    return Held(row.id, row.kind, row.name, row.category, tuple(said), row.entries, row.state)
