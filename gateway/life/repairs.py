"""Credit repair (信用修复): applied for, checked against the pack, decided by a person.

Granted, the record is shown on no channel any more and each is told to stop sharing it; the public
commitment goes with that event, redacted like any document. A refusal names its clause.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, Row, select, update

from gateway import reviews
from gateway.accounts import Account, same_person
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.ledger import Entry
from gateway.life import dossier, publications
from gateway.life.happening import Happening, happen
from gateway.record import Record
from gateway.storage import tables
from policies.decision import Ruling
from policies.facts import Facts
from policies.life import Plea

if TYPE_CHECKING:
    from gateway.journey import Gateway
    from gateway.life.publications import Publication

_TABLE = tables.repairs
_CHINA = ZoneInfo("Asia/Shanghai")
_COMMITMENT = "commitment"
_TITLE = "信用修复承诺书"


@dataclass(frozen=True, slots=True)
class Application:
    """One application. ``reasons`` say why it was refused: rule and basis."""

    id: str
    record: str
    owner: str
    subject: str | None
    materials: str
    commitment: str
    applied_by: str
    applied_on: str
    state: str
    reasons: str
    decided_on: str | None

    def told(self) -> dict[str, Any]:
        """The application as it is answered."""
        names = ("id", "state", "applied_on", "decided_on", "commitment")
        plain = {name: getattr(self, name) for name in names}
        lists = {"materials": self.materials, "reasons": self.reasons}
        return plain | {name: orjson.loads(text) for name, text in lists.items()}


_NAMES = [f.name for f in fields(Application)]


def apply(
    gateway: Gateway,
    place: tuple[str, str],
    materials: Collection[str],
    commitment: str,
    account: str,
) -> Application:
    """Apply for the repair of a record; ``place`` is its token and owner.

    Refused at once where the pack says no, else it waits for a person. Raises `Conflict` for what
    is not shown or already applied for, `UsageError` for unknown materials.
    """
    rules = gateway.life.repair
    if not set(materials) <= rules.materials.keys():
        raise UsageError(f"材料只能是：{'、'.join(rules.materials)}")
    with gateway.database.reading() as tx:
        channel = _shown(tx, place)[0].channel
    public_text = _redacted(gateway, commitment, channel)
    given = {*materials} - {_COMMITMENT} | ({_COMMITMENT} if public_text else set())
    with gateway.database.writing() as tx:
        places = _shown(tx, place)
        if any(held.state == "applied" for held in of_record(tx, *place)):
            raise Conflict("这条记录已有信用修复申请正在办理")
        refusals, subject = _refusals(gateway, tx, places, frozenset(given))
        made = Application(
            secrets.token_hex(8), *place, subject, _json(sorted(given)), public_text, account,
            gateway.journey.today.isoformat(), "refused" if refusals else "applied",
            _json([{"rule": r.rule, "basis": r.basis} for r in refusals]), None,
        )  # fmt: skip
        event = "repair-refused" if refusals else "repair-applied"
        seq = _log(gateway, tx, made, event, account, [r.rule for r in refusals])
        row = {name: getattr(made, name) for name in _NAMES}
        tx.execute(_TABLE.insert().values(**row, seq=seq))
        return made


def _redacted(gateway: Gateway, text: str, channel: str) -> str:
    """The commitment as it may be published; raises `UsageError` if it may not be at all."""
    if not text.strip():
        return ""
    fields = {"title": _TITLE, "body": text.strip()}
    record = Record("commitment", "document", fields, procedure="普通程序")
    draft = gateway.journey.drafts(record, [channel])[0]
    if draft.decision.outcome == "blocked":
        raise UsageError("信用修复承诺中有不得公开的内容，请改写")
    return draft.redacted.fields.get("body", "")


def _shown(tx: Connection, place: tuple[str, str]) -> list[Publication]:
    places = publications.of_records(tx, [place[0]], place[1])
    if not any(held.is_public for held in places):
        raise Conflict("这条记录现在没有公示，无须信用修复")
    return [held for held in places if held.is_public]


def _refusals(
    gateway: Gateway, tx: Connection, places: Sequence[Publication], given: frozenset[str]
) -> tuple[tuple[Ruling, ...], str | None]:
    """What the pack says against it, and the subject's digest."""
    pack, today = gateway.journey.pack, gateway.journey.today
    first = places[0]
    known = dossier.of(tx, first.record, first.owner)
    if known is None:
        raise Conflict("这条记录由旧版本程序公示，没有信用修复所需的登记，请重新报送后再申请")
    facts = Facts(
        channel=first.channel,
        kind=first.kind,
        published_on=today,
        subject_kind=known.subject_kind,
        procedure=known.procedure,
        severity=known.severity,
        decision_date=known.decided,
    )
    plea = Plea(
        on=today,
        period=pack.period(facts),
        decided=known.decided,
        published=min(_day(place.since) for place in places),
        materials=given,
        repaired_on=tuple(_repaired(tx, known.subject)),
    )
    return gateway.life.repair.refused(plea), known.subject


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(_CHINA).date()


def _repaired(tx: Connection, subject: str | None) -> list[date]:
    """When repairs were granted to a subject before."""
    mine = (_TABLE.c.subject == subject) & (_TABLE.c.state == "granted")
    days = tx.scalars(select(_TABLE.c.decided_on).where(mine)) if subject else ()
    return [date.fromisoformat(day) for day in days if day]


def decide(
    gateway: Gateway, wanted: str, grant: bool, reason: str, reviewer: Account
) -> Application:
    """Grant it, on every channel at once, or refuse it with a reason that is told.

    Checked once more: the subject may have been repaired meanwhile. Raises `NotAllowed` for who
    applied, `Conflict` for what is decided or may not be granted any more.
    """
    gateway.refuse_personal_data(reason)
    if not reason.strip():
        raise UsageError("决定必须写明理由")
    with gateway.database.writing() as tx:
        held = find(tx, wanted)
        if held.state != "applied":
            raise Conflict("这件信用修复申请已有决定")
        if same_person(tx, held.applied_by, reviewer):
            raise NotAllowed("不能决定自己提出的申请")
        if grant:
            _grant(gateway, tx, held)
        state = "granted" if grant else "refused"
        reasons = [] if grant else [{"rule": gateway.life.repair.rule.id, "basis": reason.strip()}]
        values = {
            "state": state,
            "reasons": _json(reasons),
            "decided_by": reviewer.id,
            "decided_on": gateway.journey.today.isoformat(),
            "seq": _log(gateway, tx, held, f"repair-{state}", reviewer.id, []),
        }
        tx.execute(update(_TABLE).where(_TABLE.c.id == held.id).values(**values))
        return find(tx, held.id)


def _grant(gateway: Gateway, tx: Connection, held: Application) -> None:
    places = _shown(tx, (held.record, held.owner))
    refusals, _ = _refusals(gateway, tx, places, frozenset(orjson.loads(held.materials)))
    if refusals:
        raise Conflict(f"现在不能同意修复：{'；'.join(r.basis for r in refusals)}")
    rule = gateway.life.repair.rule
    told = {
        "id": held.id,
        "commitment": held.commitment,
        "granted_on": gateway.journey.today.isoformat(),
        "effect": "终止公示，停止共享和使用",
    }
    reviews.cancel(tx, held.record, held.owner, "repaired", gateway.now())
    reasons = (Ruling(rule.action, rule.id, rule.basis),)
    happen(
        gateway, tx, places, Happening("repaired", reasons, {"repair": held.id}, {"repair": told})
    )


def of_record(tx: Connection, record: str, owner: str) -> list[Application]:
    """The applications about one record, oldest first."""
    mine = (_TABLE.c.record == record) & (_TABLE.c.owner == owner)
    return [_application(row) for row in tx.execute(select(_TABLE).where(mine).order_by("seq"))]


def waiting(tx: Connection) -> list[Application]:
    """The applications that wait for a decision, oldest first."""
    query = select(_TABLE).where(_TABLE.c.state == "applied").order_by(_TABLE.c.applied_on, "seq")
    return [_application(row) for row in tx.execute(query)]


def find(tx: Connection, beginning: str) -> Application:
    """The one application whose id begins so; raises `NotFound`."""
    query = select(_TABLE).where(_TABLE.c.id.startswith(beginning, autoescape=True)).limit(2)
    rows = tx.execute(query).all() if beginning.isalnum() else []
    if len(rows) != 1:
        raise NotFound("没有这件信用修复申请，或编号开头不足以区分")
    return _application(rows[0])


def _log(
    gateway: Gateway,
    tx: Connection,
    held: Application,
    event: str,
    account: str,
    rules: Sequence[str],
) -> int:
    said: Mapping[str, Any] = {"repair": held.id, "account": account, "rules": list(rules)}
    return gateway.ledger.append(tx, [Entry(event, held.record, None, said)])[0].seq


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _application(row: Row[Any]) -> Application:
    return Application(**{name: getattr(row, name) for name in _NAMES})
