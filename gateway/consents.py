"""The consent of third parties (政府信息公开条例 art. 15 and 32): asked, answered, decided.

A case whose spans are asked about cannot be released before the authority has decided about each
of them, with its reason. Every step is an entry of the ledger; who was asked and what was said
rest sealed. What was decided takes part in the verdict that settles the case.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select, update

from gateway import originals
from gateway.consent import OPEN, Consent, Decided, Place, Span, ground_of, spans_of, told
from gateway.errors import Conflict, NotFound, UsageError
from gateway.keys import Keys
from gateway.ledger import Entry, Ledger
from gateway.reviews import Case
from gateway.storage import tables
from policies.calendar import add_working_days
from policies.decision import Decision
from policies.pack import Pack


class Consents:
    """The questions of one gateway inside one transaction of its database."""

    def __init__(self, tx: Connection, ledger: Ledger, keys: Keys, today: date, pack: Pack) -> None:
        self._tx, self._ledger, self._keys, self._today = tx, ledger, keys, today
        self._pack = pack

    def ask(
        self,
        case: Case,
        decision: Decision,
        wanted: Sequence[Place],
        party: str,
        served_on: date,
        account: str,
    ) -> Consent:
        """Open a question about whole findings of a case; without ``wanted`` about its secrets.

        Raises `UsageError` for a span that is no covered finding or not to be asked about,
        `Conflict` for one that somebody was asked about already.
        """
        if not party.strip():
            raise UsageError("必须写明征求谁的意见")
        if served_on > self._today:
            raise UsageError("送达日期不能晚于今天")
        spans = spans_of(decision, wanted)
        asked = {span.place for other in self.of(case.id) for span in other.spans}
        if asked & {span.place for span in spans}:
            raise Conflict("其中有的内容已经征求过意见")
        due, provisional = add_working_days(
            served_on, self._pack.reply.working_days, self._pack.calendar
        )
        made = secrets.token_hex(8)
        listed = [told(span) for span in spans]
        body = {
            "case": case.id,
            "consent": made,
            "spans": listed,
            "served_on": served_on.isoformat(),
            "due": due.isoformat(),
            "provisional": provisional,
            "basis": self._pack.reply.rule.id,
            "account": account,
        }
        entry = Entry("consent-noticed", case.record, case.channel, body)
        row = {
            "id": made,
            "case_id": case.id,
            "record": case.record,
            "channel": case.channel,
            "spans": orjson.dumps(listed).decode(),
            "party_sealed": self._sealed(party, made, "party"),
            "served_on": served_on.isoformat(),
            "due": due.isoformat(),
            "provisional": int(provisional),
            "state": "noticed",
            "opened_by": account,
            "seq": self._ledger.append(self._tx, [entry])[0].seq,
        }
        self._tx.execute(tables.consents.insert().values(**row))
        return self.find(made)

    def answer(self, consent: Consent, answer: str, reason: str, on: date, account: str) -> Consent:
        """The third party has answered; a refusal needs its reason. Late answers count till then.

        Raises `Conflict` when it has answered or the authority has decided.
        """
        if answer not in {"agreed", "refused"}:
            raise UsageError("答复只能是同意或不同意")
        if answer == "refused" and not reason.strip():
            raise UsageError("不同意公开的，须写明第三方的理由")
        if not consent.served_on <= on.isoformat() <= self._today.isoformat():
            raise UsageError("答复日期应在送达日期和今天之间")
        if consent.state not in {"noticed", "unanswered"}:
            raise Conflict("第三方已经答复，或者已经作出决定")
        late = on.isoformat() > consent.due
        values = {
            "state": answer,
            "answered_on": on.isoformat(),
            "answer_sealed": self._sealed(reason, consent.id, "answer"),
        }
        body = {"answer": answer, "on": on.isoformat(), "late": late, "account": account}
        return self._step(consent, "consent-answered", values, body)

    def lapse(self) -> list[Consent]:
        """Questions whose last day is over without an answer: from now on the authority decides."""
        table = tables.consents
        over = (table.c.state == "noticed") & (table.c.due < self._today.isoformat())
        rows = self._tx.execute(select(table).where(over).order_by(table.c.due)).all()
        return [
            self._step(consent, "consent-lapsed", {"state": "unanswered"}, {"due": consent.due})
            for consent in map(_consent, rows)
        ]

    def decide(
        self, consent: Consent, decision: str, ground: str | None, reason: str, account: str
    ) -> Consent:
        """The authority decides, with its reason, what a later verdict on the case does.

        Against a refusal it publishes only for the public interest. Raises `Conflict` while the
        third party may still answer, `UsageError` for a ground that does not fit.
        """
        if not reason.strip():
            raise UsageError("决定必须写明理由")
        if consent.state == "noticed":
            raise Conflict(f"第三方可以答复到 {consent.due}（含），此前不能决定")
        chosen = ground_of(consent.state, decision, ground)
        values = {
            "state": "decided",
            "decision": decision,
            "ground": chosen,
            "decision_sealed": self._sealed(reason, consent.id, "decision"),
            "decided_by": account,
        }
        body = {"decision": decision, "ground": chosen, "account": account}
        return self._step(consent, "consent-decided", values, body)

    def decided(self, case: Case) -> Decided:
        """What was decided about a case; raises `Conflict` while a question is open."""
        held = [consent for consent in self.of(case.id) if consent.state != "void"]
        if any(consent.state != "decided" for consent in held):
            raise Conflict("正在征求第三方意见，作出决定以前不能办结（reject 除外）")
        places: dict[str, set[Place]] = {"publish": set(), "withhold": set()}
        for consent in held:
            places[consent.decision or "withhold"].update(span.place for span in consent.spans)
        ids = tuple(consent.id for consent in held)
        return Decided(ids, frozenset(places["publish"]), frozenset(places["withhold"]))

    def close(self) -> None:
        """Questions about cases that were settled otherwise mean nothing any more."""
        table, cases = tables.consents, tables.cases
        orphaned = table.c.state.in_(OPEN) & (cases.c.state == "settled")
        query = select(table).join(cases, table.c.case_id == cases.c.id).where(orphaned)
        for row in self._tx.execute(query).all():
            self._step(_consent(row), "consent-void", {"state": "void"}, {})

    def of(self, case_id: str) -> list[Consent]:
        """The questions about one case, oldest first."""
        table = tables.consents
        query = select(table).where(table.c.case_id == case_id).order_by(table.c.seq)
        return [_consent(row) for row in self._tx.execute(query)]

    def all(self, states: Sequence[str] = OPEN) -> list[Consent]:
        """The questions in some states, by the last day to answer."""
        table = tables.consents
        query = select(table).where(table.c.state.in_(states)).order_by(table.c.due, table.c.id)
        return [_consent(row) for row in self._tx.execute(query)]

    def find(self, beginning: str) -> Consent:
        """The one question whose id begins so; raises `NotFound`."""
        table = tables.consents
        if not beginning.isalnum():
            raise NotFound("没有这件征求意见")
        query = select(table).where(table.c.id.startswith(beginning)).limit(2)
        rows = self._tx.execute(query).all()
        if len(rows) != 1:
            raise NotFound("没有这件征求意见，或编号开头不足以区分")
        return _consent(rows[0])

    def opened(self, consent: Consent) -> tuple[str, str, str]:
        """Who was asked, what they answered, why it was decided: to be printed, not logged."""
        parts = {"party": consent.party, "answer": consent.answer, "decision": consent.reason}
        shown = [
            "" if sealed is None
            else originals.unseal(self._keys, sealed, f"consent/{consent.id}/{part}").decode()
            for part, sealed in parts.items()
        ]  # fmt: skip
        return shown[0], shown[1], shown[2]

    def _sealed(self, text: str, made: str, part: str) -> bytes:
        return originals.seal(self._keys, text.strip(), f"consent/{made}/{part}")

    def _step(
        self, consent: Consent, event: str, values: Mapping[str, Any], body: Mapping[str, Any]
    ) -> Consent:
        said = {"case": consent.case_id, "consent": consent.id, **body}
        entry = Entry(event, consent.record, consent.channel, said)
        table = tables.consents
        seq = self._ledger.append(self._tx, [entry])[0].seq
        here = (table.c.id == consent.id) & (table.c.state == consent.state)
        changed = self._tx.execute(update(table).where(here).values(**values, seq=seq))
        if changed.rowcount != 1:
            raise Conflict("这件征求意见刚刚被别人办理过")
        return self.find(consent.id)


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        id=row.id,
        case_id=row.case_id,
        record=row.record,
        channel=row.channel,
        spans=tuple(Span(**span) for span in orjson.loads(row.spans)),
        served_on=row.served_on,
        due=row.due,
        provisional=bool(row.provisional),
        state=row.state,
        answered_on=row.answered_on,
        decision=row.decision,
        ground=row.ground,
        opened_by=row.opened_by,
        party=row.party_sealed,
        answer=row.answer_sealed,
        reason=row.decision_sealed,
    )
