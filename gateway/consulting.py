"""Step 7 with a third party: a reviewer asks, notes the answer, decides, and prints the papers.

The doors call this; the rules are in `gateway.consent`, the steps in `gateway.consents`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from gateway import notice, reviews
from gateway.accounts import Account, Role, same_person
from gateway.consent import OPEN, Consent, Place
from gateway.errors import Conflict, NotAllowed
from gateway.journey import Gateway


@dataclass(frozen=True, slots=True)
class Consulting:
    """What one reviewer may do about the consent of third parties."""

    gateway: Gateway
    reviewer: Account

    def ask(
        self, case_id: str, party: str, served_on: date, wanted: Sequence[Place] = ()
    ) -> Consent:
        """Open a question about a case that waits; see `Consents.ask`."""
        with self.gateway.database.writing() as tx:
            case = self._case(tx, reviews.find(tx, case_id).id)
            decision = self.gateway.reopened(tx, case).decision
            consents = self.gateway.consents(tx)
            return consents.ask(case, decision, wanted, party, served_on, self.reviewer.id)

    def answered(self, wanted: str, answer: str, reason: str, on: date) -> Consent:
        """Note what the third party answered (``agreed``, ``refused``), and when."""
        with self.gateway.database.writing() as tx:
            consents = self.gateway.consents(tx)
            consents.lapse()
            consent = consents.find(wanted)
            self._case(tx, consent.case_id)
            return consents.answer(consent, answer, reason, on, self.reviewer.id)

    def decide(self, wanted: str, decision: str, ground: str | None, reason: str) -> Consent:
        """Decide ``publish`` or ``withhold`` with a reason; the verdict on the case carries it out.

        Raises `UsageError` for personal data in the reason: it is printed and told.
        """
        self.gateway.refuse_personal_data(reason)
        with self.gateway.database.writing() as tx:
            consents = self.gateway.consents(tx)
            consents.lapse()
            consent = consents.find(wanted)
            self._case(tx, consent.case_id)
            return consents.decide(consent, decision, ground, reason, self.reviewer.id)

    def lapse(self) -> list[Consent]:
        """Note every question whose last day is over."""
        with self.gateway.database.writing() as tx:
            return self.gateway.consents(tx).lapse()

    def paper(self, wanted: str) -> notice.Paper:
        """The notice, or what was decided, with the exact spans: a registered look at originals."""
        with self.gateway.database.reading() as tx:
            consents = self.gateway.consents(tx)
            consent = consents.find(wanted)
            party, _, reason = consents.opened(consent)
        purpose = f"制作征求第三方意见文书 {consent.id}"
        record = self.gateway.reveal(consent.case_id, self.reviewer, purpose)
        within = self.gateway.journey.pack.reply.working_days
        return notice.paper(consent, record, party, reason, within)

    def _case(self, tx: Connection, case_id: str) -> reviews.Case:
        """The open case; nobody consults about what they sent in themselves."""
        if self.reviewer.role is not Role.REVIEWER:
            raise NotAllowed("征求第三方意见须由审核人员（reviewer）办理")
        case = reviews.case(tx, case_id)
        if case.state == "settled":
            raise Conflict("该案件已有结论")
        if same_person(tx, case.owner, self.reviewer):
            raise NotAllowed("不能办理自己提交的记录")
        return case


def waiting(gateway: Gateway, *, every: bool = False) -> list[Consent]:
    """The questions that are open (or all), by the last day to answer."""
    states = (*OPEN, "decided", "void") if every else OPEN
    with gateway.database.reading() as tx:
        return gateway.consents(tx).all(states)
