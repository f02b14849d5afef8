"""Objections (异议): a ticket, a mark on every channel, the unit, a day to answer by, an answer.

The mark is set at once. What is upheld is corrected by a new version that a person reviewed, or
taken down; what is rejected loses its mark. Texts rest sealed; the log holds grounds and days.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select, update

from gateway import vault
from gateway.accounts import Account, same_person
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.ledger import Entry
from gateway.life import dossier, publications
from gateway.life.happening import Happening, happen
from gateway.life.states import State
from gateway.storage import tables
from policies.calendar import add_working_days
from policies.decision import Ruling

if TYPE_CHECKING:
    from gateway.journey import Gateway

_TABLE = tables.objections
_OF_NONE = "objections"
ANSWERS = ("upheld", "rejected")
#: Still to be answered, and answered but not yet mended.
PENDING = ("open", "upheld")


@dataclass(frozen=True, slots=True)
class Objection:
    """One ticket. ``record`` is ``None`` where the objection is that a record is missing."""

    id: str
    record: str | None
    owner: str | None
    unit: str | None
    ground: str
    filed_by: str
    filed_on: str
    due: str
    extended: int
    state: str
    answered_on: str | None

    def told(self, today: date) -> dict[str, Any]:
        """The ticket without its texts."""
        late = self.state == "open" and self.due < today.isoformat()
        names = ("id", "ground", "filed_on", "due", "state", "answered_on")
        return {name: getattr(self, name) for name in names} | {"late": late}


_NAMES = [f.name for f in fields(Objection)]


def file(
    gateway: Gateway,
    place: tuple[str, str] | None,
    ground: str,
    text: str,
    account: str,
    unit: str | None = None,
) -> Objection:
    """Take an objection in: marked on every channel where the record is shown, and routed.

    ``place`` is token and owner of the record; without one the objection is that a record is
    missing, and ``unit`` says whose. Raises `UsageError` for an unknown ground or no text.
    """
    rules, walk = gateway.life.objection, gateway.journey
    if ground not in rules.grounds:
        raise UsageError(f"异议的理由只能是：{'、'.join(rules.grounds)}")
    if not text.strip():
        raise UsageError("异议必须写明内容")
    if place is None and not unit:
        raise UsageError("遗漏的记录没有编号时，须写明作出决定的单位")
    due, _ = add_working_days(walk.today, rules.answer_within, walk.pack.calendar)
    with gateway.database.writing() as tx:
        routed = _routed(gateway, tx, place, unit)
        record, owner = place or (None, None)
        made = Objection(
            secrets.token_hex(8), record, owner, routed, ground, account,
            walk.today.isoformat(), due.isoformat(), 0, "open", None,
        )  # fmt: skip
        body = {"objection": made.id, "ground": ground, "due": made.due, "account": account}
        entry = Entry("objection-filed", made.record or _OF_NONE, None, body)
        row = {name: getattr(made, name) for name in _NAMES}
        sealed = _sealed(gateway, tx, made.filed_on, text, f"objection/{made.id}")
        seq = gateway.ledger.append(tx, [entry])[0].seq
        tx.execute(_TABLE.insert().values(**row, text_sealed=sealed, seq=seq))
        _mark(gateway, tx, made, rules.grounds[ground])
        return made


def _routed(
    gateway: Gateway, tx: Connection, place: tuple[str, str] | None, unit: str | None
) -> str | None:
    """The unit that has to look into it: whoever produced the record (谁产生，谁负责)."""
    if place is None:
        return dossier.unit_key(gateway.keys, unit or "")
    known = dossier.of(tx, *place)
    return known.unit if known else None


def _mark(gateway: Gateway, tx: Connection, made: Objection, says: str) -> None:
    told = {"id": made.id, "ground": made.ground, "says": says, "since": made.filed_on}
    logged = {"objection": made.id, "ground": made.ground}
    what = Happening("objection-marked", _reasons(gateway), logged, {"objection": told})
    happen(gateway, tx, _places(tx, made, {State.RELEASED, State.CORRECTED}), what)


def _reasons(gateway: Gateway) -> tuple[Ruling, ...]:
    rule = gateway.life.objection.rule
    return (Ruling(rule.action, rule.id, rule.basis),)


def _places(tx: Connection, of: Objection, states: set[State]) -> list[publications.Publication]:
    if of.record is None:
        return []
    found = publications.of_records(tx, [of.record], of.owner)
    return [place for place in found if place.state in states]


def extend(gateway: Gateway, objection_id: str, reviewer: Account) -> Objection:
    """More time to answer, once; raises `Conflict`."""
    rules, walk = gateway.life.objection, gateway.journey
    with gateway.database.writing() as tx:
        held = _open(tx, objection_id, reviewer)
        if held.extended:
            raise Conflict("答复期限已经延长过")
        last = date.fromisoformat(held.due)
        due = add_working_days(last, rules.extend_by, walk.pack.calendar)[0].isoformat()
        return _step(gateway, tx, held, reviewer, "objection-extended", {"extended": 1, "due": due})


def answer(
    gateway: Gateway, objection_id: str, answer: str, reason: str, reviewer: Account
) -> Objection:
    """``upheld`` or ``rejected``, with a reason; a rejected one loses its mark.

    What is upheld keeps its mark until a reviewed correction is released or it is taken down.
    Raises `NotAllowed` for who filed it.
    """
    if answer not in ANSWERS:
        raise UsageError(f"异议的处理只能是：{'、'.join(ANSWERS)}")
    if not reason.strip():
        raise UsageError("处理异议必须写明理由")
    with gateway.database.writing() as tx:
        held = _open(tx, objection_id, reviewer)
        day = gateway.journey.today.isoformat()
        values = {
            "state": answer,
            "answer_sealed": _sealed(gateway, tx, day, reason, f"objection-answer/{held.id}"),
            "answered_by": reviewer.id,
            "answered_on": day,
        }
        done = _step(gateway, tx, held, reviewer, "objection-decided", values)
        if answer == "rejected" and not _others(tx, held):
            what = Happening(
                "objection-answered", _reasons(gateway), {"objection": held.id}, {"objection": None}
            )
            happen(gateway, tx, _places(tx, held, {State.MARKED}), what)
        return done


def corrected(gateway: Gateway, tx: Connection, record: str, owner: str) -> None:
    """A reviewed version took the last mark away: what was objected to is mended."""
    for held in _of_record(tx, record, owner):
        if held.state in PENDING and not _places(tx, held, {State.MARKED}):
            _step(gateway, tx, held, None, "objection-closed", {"state": "corrected"})


def _others(tx: Connection, held: Objection) -> list[Objection]:
    """Further objections to the same record that still want their mark."""
    if held.record is None or held.owner is None:
        return []
    same = _of_record(tx, held.record, held.owner)
    return [other for other in same if other.id != held.id and other.state in PENDING]


def _of_record(tx: Connection, record: str, owner: str) -> list[Objection]:
    mine = (_TABLE.c.record == record) & (_TABLE.c.owner == owner)
    return [_objection(row) for row in tx.execute(select(_TABLE).where(mine))]


def pending(tx: Connection, states: Sequence[str] = ("open",)) -> list[Objection]:
    """The tickets in some states, by the day to answer."""
    query = select(_TABLE).where(_TABLE.c.state.in_(states)).order_by(_TABLE.c.due, _TABLE.c.id)
    return [_objection(row) for row in tx.execute(query)]


def find(tx: Connection, beginning: str) -> Objection:
    """The one ticket whose id begins so; raises `NotFound`."""
    query = select(_TABLE).where(_TABLE.c.id.startswith(beginning, autoescape=True)).limit(2)
    rows = tx.execute(query).all() if beginning.isalnum() else []
    if len(rows) != 1:
        raise NotFound("没有这件异议，或编号开头不足以区分")
    return _objection(rows[0])


def text_of(gateway: Gateway, tx: Connection, held: Objection) -> str:
    """What the objection says, in the clear, for who has to look into it."""
    sealed = tx.scalar(select(_TABLE.c.text_sealed).where(_TABLE.c.id == held.id)) or b""
    name = vault.register_key(held.filed_on)
    return vault.unseal(tx, gateway.keys, name, sealed, f"objection/{held.id}").decode()


def _sealed(gateway: Gateway, tx: Connection, day: str, text: str, context: str) -> bytes:
    return vault.seal(tx, gateway.keys, vault.register_key(day), text.strip(), context)


def _open(tx: Connection, objection_id: str, reviewer: Account) -> Objection:
    held = find(tx, objection_id)
    if held.state != "open":
        raise Conflict("这件异议已经处理")
    if same_person(tx, held.filed_by, reviewer):
        raise NotAllowed("不能处理自己提出的异议")
    return held


def _step(
    gateway: Gateway,
    tx: Connection,
    held: Objection,
    reviewer: Account | None,
    event: str,
    values: Mapping[str, Any],
) -> Objection:
    body = {
        "objection": held.id,
        "state": values.get("state", held.state),
        "due": values.get("due", held.due),
        "account": reviewer.id if reviewer else None,
    }
    seq = gateway.ledger.append(tx, [Entry(event, held.record or _OF_NONE, None, body)])[0].seq
    tx.execute(update(_TABLE).where(_TABLE.c.id == held.id).values(**values, seq=seq))
    return find(tx, held.id)


def _objection(row: Row[Any]) -> Objection:
    return Objection(**{name: getattr(row, name) for name in _NAMES})
