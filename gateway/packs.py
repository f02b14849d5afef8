"""The life of a pack in one home: drafted, tested, simulated, approved by another, in force.

Each step is an entry of the ledger with the digest of what it was about. Nothing is in force that
does not compile or whose examples fail, and nothing that a single officer wrote and approved. What
decides is kept under its digest, word for word, for as long as the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select, update

from gateway import duties, pack_archive
from gateway.accounts import Account, Role
from gateway.errors import Conflict, NotFound, PackError, UsageError
from gateway.ledger import Entry, Ledger
from gateway.storage import tables
from gateway.storage.database import Database
from policies.calendar import Calendar, china
from policies.catalog import Catalog, Source, shipped
from policies.fault import Fault, PackFault, PolicyError, UnknownPack
from policies.pack import Pack

_VERSIONS = tables.policy_versions
_CHANGEABLE = ("draft", "tested", "simulated")
#: What a version is called in its state; an approved one is in force, still to come, or retired.
STATES: Mapping[str, str] = {
    "draft": "草案",
    "tested": "示例已通过",
    "simulated": "已模拟",
    "scheduled": "已批准，未到施行日",
    "active": "施行中",
    "retired": "已被替代",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a pack. ``state`` is one of `STATES`; ``authors`` are accounts."""

    id: str
    pack: str
    digest: str
    state: str
    authors: tuple[str, ...]
    approved_by: str | None
    active_from: date | None
    changed_at: str
    simulation: Mapping[str, Any] | None
    source: Source = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """What compiling and the examples found. ``failures`` are examples, ``faults`` the rest."""

    version: Version
    faults: tuple[Fault, ...]
    failures: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not self.failures


class Packs:
    """The packs of one home. Raises `NotAllowed` for whoever is no officer.

    ``calendar`` takes the place of the one that ships with the packs.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        clock: Callable[[], datetime],
        today: Callable[[], date],
        calendar: Calendar | None = None,
    ) -> None:
        self._database, self._ledger, self._clock, self._today = database, ledger, clock, today
        self._calendar = calendar or china()
        #: The catalogue of the versions with these digests: compiling takes a part of a second.
        self._held: tuple[tuple[str, ...], Catalog] | None = None

    def draft(self, pack: str, rules: str, examples: str, officer: Account) -> Version:
        """Keep a new draft; it may still be wrong. Raises `UsageError` for what is no pack name."""
        duties.require(officer, Role.OFFICER)
        if not pack.replace("-", "").isalnum() or not pack.isascii() or pack != pack.lower():
            raise UsageError("规则包的名称只能用小写字母、数字和连字符")
        made, source = secrets.token_hex(8), Source(pack, rules, examples)
        with self._database.writing() as tx:
            seq = self._log(tx, "policy-drafted", made, source, officer)
            row = {
                "id": made,
                "pack": pack,
                "digest": source.digest,
                "rules": rules,
                "examples": examples,
                "state": "draft",
                "authors": orjson.dumps([officer.id]).decode(),
                "changed_at": self._now(),
                "seq": seq,
            }
            tx.execute(_VERSIONS.insert().values(**row))
        return self.find(made)

    def edit(self, wanted: str, rules: str, examples: str, officer: Account) -> Version:
        """Write a draft anew: it must be tested and simulated again. Raises `Conflict`."""
        duties.require(officer, Role.OFFICER)
        with self._database.writing() as tx:
            held = self._changeable(tx, wanted)
            source = Source(held.pack, rules, examples)
            authors = tuple(dict.fromkeys((*held.authors, officer.id)))
            values = {
                "rules": rules,
                "examples": examples,
                "digest": source.digest,
                "authors": orjson.dumps(authors).decode(),
                "simulation": None,
            }
            self._step(tx, replace(held, source=source), "draft", "policy-drafted", officer, values)
        return self.find(held.id)

    def test(self, wanted: str, officer: Account) -> Trial:
        """Compile a draft in its place among the packs of today and run its examples."""
        duties.require(officer, Role.OFFICER)
        held = self.find(wanted)
        faults, failures = self.tried(held.source)
        if not faults and not failures:
            with self._database.writing() as tx:
                now = self._changeable(tx, held.id)
                if now.digest != held.digest:
                    raise Conflict("草案在测试期间被改动，请重新测试")
                if now.state == "draft":
                    self._step(tx, now, "tested", "policy-tested", officer)
        return Trial(self.find(held.id), faults, failures)

    def tried(self, source: Source) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
        """The faults of a pack as it is written, and the examples that fail."""
        catalog = self.catalog(self._today()).replaced([source])
        try:
            own = catalog.own(source.id)
            failures = catalog.check(source.id)
            base = source.on or source.id
            catalog.standing(base, max(own.effective_from, self._today()))
        except PackFault as fault:
            return fault.faults, ()
        except PolicyError as error:
            return (Fault(source.id, 1, str(error)),), ()
        return (), failures

    def simulated(self, wanted: str, summary: Mapping[str, Any], officer: Account) -> Version:
        """Write down what a simulation of exactly this draft counted. Raises `Conflict`."""
        duties.require(officer, Role.OFFICER)
        with self._database.writing() as tx:
            held = self._changeable(tx, wanted)
            if held.state == "draft":
                raise Conflict("示例尚未通过，请先测试（policy test）")
            if summary.get("draft") != held.digest:
                raise Conflict("草案在模拟期间被改动，请重新测试和模拟")
            values = {"simulation": orjson.dumps(summary, default=str).decode()}
            self._step(tx, held, "simulated", "policy-simulated", officer, values)
        return self.find(held.id)

    def approve(self, wanted: str, officer: Account, active_from: date | None = None) -> Version:
        """Put a simulated draft in force from a day, today if none is named.

        Raises `NotAllowed` for whoever wrote on it, `Conflict` for one that is not simulated.
        """
        duties.require(officer, Role.OFFICER)
        day = active_from or self._today()
        if day < self._today():
            raise UsageError("施行日不能早于今天：已经作出的处理不能用新规则追溯")
        held = self.find(wanted)
        faults, failures = self.tried(held.source)
        if faults or failures:
            raise Conflict("草案现在不能通过编译或示例，请修改后重新测试")
        with self._database.writing() as tx:
            held = self._changeable(tx, held.id)
            if held.state != "simulated":
                raise Conflict("须先通过示例并完成模拟，才能批准")
            for author in held.authors:
                duties.another(tx, author, officer)
            values = {"approved_by": officer.id, "active_from": day.isoformat()}
            self._step(tx, held, "approved", "policy-approved", officer, values)
        return self.find(held.id)

    def withdraw(self, wanted: str, officer: Account) -> Version:
        """Give up a draft, or one that is approved and not in force yet."""
        duties.require(officer, Role.OFFICER)
        with self._database.writing() as tx:
            held = self._found(tx, wanted)
            if held.state not in {*_CHANGEABLE, "scheduled"}:
                raise Conflict("已经施行的规则不能撤回，请用 rollback 恢复上一版")
            self._step(tx, held, "withdrawn", "policy-withdrawn", officer)
        return self.find(held.id)

    def rollback(self, pack: str, officer: Account) -> Version | None:
        """Take the version in force out of force; the one before it decides again, at once.

        What is restored was approved by two persons when it came, so one may restore it. Returns
        it, or ``None`` where the shipped pack decides again. Raises `NotFound`.
        """
        duties.require(officer, Role.OFFICER)
        with self._database.writing() as tx:
            active = [v for v in self._all(tx) if v.pack == pack and v.state == "active"]
            if not active:
                raise NotFound("这个规则包没有经本系统批准施行的版本，没有可以恢复的上一版")
            self._step(tx, active[0], "withdrawn", "policy-rolled-back", officer)
            before = [v for v in self._all(tx) if v.pack == pack and v.state == "active"]
        return before[0] if before else None

    def find(self, wanted: str) -> Version:
        """One version by the beginning of its id. Raises `NotFound`."""
        with self._database.reading() as tx:
            return self._found(tx, wanted)

    def versions(self) -> tuple[Version, ...]:
        """Every version, the last changed first."""
        with self._database.reading() as tx:
            return tuple(reversed(self._all(tx)))

    def revision(self) -> int:
        """The number of the last step in the ledger; 0 while there was none."""
        with self._database.reading() as tx:
            return int(tx.scalar(select(func.max(_VERSIONS.c.seq))) or 0)

    def catalog(self, day: date) -> Catalog:
        """The shipped packs, with those in place that were approved and are in force on a day."""
        with self._database.reading() as tx:
            standing = [v for v in self._all(tx, day) if v.state == "active"]
        for version in standing:
            if version.source.digest != version.digest:
                raise PackError("施行中的规则包与批准时的内容不符，不能使用：请恢复数据库备份")
        key = tuple(version.digest for version in standing)
        if self._held is None or self._held[0] != key:
            self._held = key, shipped().replaced(version.source for version in standing)
        return self._held[1]

    def in_force(self, day: date, pack: str | None = None) -> Pack:
        """What decides on a date of publication, kept word for word before it decides anything.

        Raises `PackError` if no pack is in force, or if it was never tested and fails now;
        `NotFound` for a pack that was asked for by name and is not there.
        """
        try:
            catalog = self.catalog(day)
            found = catalog.standing(pack, day) if pack else catalog.for_date(day)
            if found.calendar.digest != self._calendar.digest:
                found = replace(found, calendar=self._calendar)
            pack_archive.keep(self._database, self._ledger, found, catalog, self._now())
        except PolicyError as error:
            unknown = pack is not None and isinstance(error, UnknownPack)
            raise (NotFound if unknown else PackError)(str(error)) from None
        return found

    def _changeable(self, tx: Connection, wanted: str) -> Version:
        held = self._found(tx, wanted)
        if held.state not in _CHANGEABLE:
            raise Conflict("已经批准或撤回的版本不能再改，请另起草案")
        return held

    def _found(self, tx: Connection, wanted: str) -> Version:
        found = [v for v in self._all(tx) if v.id.startswith(wanted)] if wanted.isalnum() else []
        if len(found) != 1:
            raise NotFound("没有这个草案或版本，或编号开头不足以区分")
        return found[0]

    def _all(self, tx: Connection, day: date | None = None) -> list[Version]:
        """Every version with its state on a day, by the last change."""
        rows = tx.execute(select(_VERSIONS).order_by(_VERSIONS.c.seq)).all()
        today = (day or self._today()).isoformat()
        active = {}
        for row in sorted(rows, key=lambda row: (row.active_from or "", row.seq)):
            if row.state == "approved" and row.active_from <= today:
                active[row.pack] = row.id
        return [_version(row, _state(row, today, active)) for row in rows]

    def _step(
        self,
        tx: Connection,
        held: Version,
        state: str,
        event: str,
        officer: Account,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """One step of a version: its entry in the ledger, then its row."""
        day = (values or {}).get("active_from")
        seq = self._log(tx, event, held.id, held.source, officer, day)
        changed = {"state": state, "changed_at": self._now(), "seq": seq, **(values or {})}
        tx.execute(update(_VERSIONS).where(_VERSIONS.c.id == held.id).values(**changed))

    def _log(
        self,
        tx: Connection,
        event: str,
        version: str,
        source: Source,
        officer: Account,
        active_from: str | None = None,
    ) -> int:
        body = {"pack": source.id, "version": version, "digest": source.digest,
                "account": officer.id}  # fmt: skip
        if active_from:
            body["active_from"] = active_from
        return self._ledger.append(tx, [Entry(event, version, None, body)])[0].seq

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")


def _state(row: Row[Any], today: str, active: Mapping[str, str]) -> str:
    if row.state != "approved":
        return str(row.state)
    if row.active_from > today:
        return "scheduled"
    return "active" if active.get(row.pack) == row.id else "retired"


def _version(row: Row[Any], state: str) -> Version:
    return Version(
        row.id,
        row.pack,
        row.digest,
        state,
        tuple(orjson.loads(row.authors)),
        row.approved_by,
        date.fromisoformat(row.active_from) if row.active_from else None,
        row.changed_at,
        orjson.loads(row.simulation) if row.simulation else None,
        Source(row.pack, row.rules, row.examples),
    )
