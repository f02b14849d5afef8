"""The walk of one record, from a raw row to a public record. Read this file first.

1 read       a row becomes a `Record` or a named refusal                 gateway.intake
2 eligible   record rules by channel, kind and subject                   policies
3 detect     every detector looks, or the record goes to a person        detectors
4 decide     the strictest matching rule wins, with its legal basis      policies
5 transform  from here only `Redacted` travels; it is scanned again      gateway.redact
6 log        no record leaves without its durable entry                  gateway.ledger
7 review     what waits for a person rests sealed; re-enters at step 5   gateway.reviews
8 release    needs the receipt of step 6; once only                      gateway.release

Steps 6 to 8 are one transaction: whoever can see a release can see its entry, at every moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Connection

from detectors.border import Scanner
from detectors.finding import SHIELDS, Scan, Status
from detectors.register import EMPTY
from detectors.sheet import Sheet
from gateway import answer, claims, departures, duplicates, outcomes, register, reviews
from gateway.accounts import Account, same_person
from gateway.answer import Answer
from gateway.chain import answer_digest
from gateway.consent import NOBODY_ASKED, Decided
from gateway.consents import Consents
from gateway.draft import Draft, entry_of, record_token
from gateway.errors import Conflict, NotAllowed, PackError, UsageError
from gateway.facts import facts_of
from gateway.keys import Keys
from gateway.ledger import Ledger, Receipt
from gateway.life import catalogue, dossier, objections, returning
from gateway.life.items import NONE as NO_ITEMS
from gateway.life.items import Items
from gateway.pack_words import with_words
from gateway.packs import Packs
from gateway.record import Record, Rejected
from gateway.redact import Redacted, redact
from gateway.registry import Registry
from gateway.release import Parcel, release, withdraw
from gateway.sheets import TOGETHER, Scans
from gateway.storage.database import Database
from gateway.verdict import Verdict, amend, lifted
from policies.action import Action
from policies.decision import Decision, Ruling, SpanRuling
from policies.life import Life
from policies.pack import Pack
from policies.standards import standard

Arrival = Record | Rejected
_SURE = frozenset({Status.LIKELY.word, Status.CERTAIN.word})
# What a reviewer may write in a reason: 不宜公开 is a mark on a document, but not in a reason.
_SAYABLE = SHIELDS | {"STATE_SECRET_MARK", "INTERNAL_MARK"}
_RESCAN = "RESCAN"
_RESCAN_BASIS = "处理后的内容再次扫描仍发现应处理的信息（失败即关闭）"


@dataclass(frozen=True, slots=True)
class Journey:
    """Steps 2 to 5 under one pack: pure, keeps nothing. ``today`` is the date of publication.

    ``items`` is the published catalogue (事项目录).
    """

    scanner: Scanner
    pack: Pack
    today: date
    items: Items = NO_ITEMS

    def drafts(self, record: Record, channels: Sequence[str]) -> list[Draft]:
        """One draft a channel; the record is scanned once."""
        return self._drafts([record], channels)

    def groups(
        self, arrivals: Sequence[Arrival], channels: Sequence[str]
    ) -> list[list[Draft | Rejected]]:
        """The drafts of each record, in order; a row that was refused stays as it is."""
        pieces = (arrivals[at : at + TOGETHER] for at in range(0, len(arrivals), TOGETHER))
        return [group for piece in pieces for group in self._groups(piece, channels)]

    def _groups(
        self, arrivals: Sequence[Arrival], channels: Sequence[str]
    ) -> Iterator[list[Draft | Rejected]]:
        drafts = iter(self._drafts([a for a in arrivals if isinstance(a, Record)], channels))
        for arrival in arrivals:
            if isinstance(arrival, Rejected):
                yield [arrival]
            else:
                yield [*islice(drafts, len(channels))]

    def scan(self, record: Record, fields: Mapping[str, str]) -> Scan:
        """Step 3 for the fields of a record, as they are or redacted."""
        return Scans(self.scanner, (record,)).of([(record, fields)])[0]

    def decide(self, record: Record, channel: str, scan: Scan) -> Decision:
        """Steps 2 and 4: what the pack says about this record on this channel."""
        facts = facts_of(record, channel, self.today, scan, self.items)
        columns = standard.columns(record.kind, record.fields)
        return self.pack.decide(facts, columns, record.fields, scan)

    def _drafts(self, records: Sequence[Record], channels: Sequence[str]) -> list[Draft]:
        """Every record on every channel: one step is done for all of them before the next."""
        scans = Scans(self.scanner, tuple(records))
        found = scans.of((record, record.fields) for record in records)  # 3
        decided = [
            (record, self.decide(record, channel, scan))
            for record, scan in zip(records, found, strict=True)
            for channel in channels
        ]
        return self._redacted(decided, scans)

    def _redacted(self, decided: Sequence[tuple[Record, Decision]], scans: Scans) -> list[Draft]:
        redacted = [redact(record.fields, decision) for record, decision in decided]  # 5
        again = scans.of((r, shown.fields) for (r, _), shown in zip(decided, redacted, strict=True))
        drafts = []
        for (record, before), shown, scan in zip(decided, redacted, again, strict=True):
            decision = self._rescanned(record, before, shown, scan)
            body = answer.decided(record, decision, shown)
            drafts.append(Draft(record, decision, shown, body))
        return drafts

    def amended(self, draft: Draft, verdict: Verdict, asked: Decided = NOBODY_ASKED) -> Draft:
        """Re-entry at step 5 with a reviewer's edits; the result is scanned again.

        ``asked`` is what was decided after third parties were asked.
        """
        decision = amend(draft.decision, draft.record.fields, verdict.edits, asked)
        decision = replace(decision, review=())
        scans = Scans(self.scanner, (draft.record,))
        return self._redacted([(draft.record, decision)], scans)[0]

    def _rescanned(
        self, record: Record, decision: Decision, redacted: Redacted, scan: Scan
    ) -> Decision:
        """Scan what would leave: a sure finding that the policy would not let pass holds it.

        ``scan`` is of what would leave. The facts stay those of the record itself: a date that was
        covered is no date any more.
        """
        facts = facts_of(record, decision.channel, self.today, scan, self.items)
        columns = standard.columns(record.kind, record.fields)
        again = self.pack.decide(facts, columns, redacted.fields, scan)
        shown = [
            (s.field, s.entity_type, *redacted.moved(s.field, s.start, s.end))
            for s in lifted(decision, redacted)
        ]
        leaks = [
            Ruling(Action.HOLD, _RESCAN, _RESCAN_BASIS, s.field)
            for s in again.spans
            if s.action > Action.KEEP
            and s.status in _SURE
            and not any(_lies_in(s, span) for span in shown)
        ]
        stops = (*leaks, *(r for r in again.record if r.rule == "UNREAD"))
        if not stops:
            return decision
        return replace(decision, review=tuple(dict.fromkeys((*decision.review, *stops))))


@dataclass(frozen=True, slots=True)
class Gateway:
    """The walk with its memory: the one place where records are logged and released.

    ``registry`` is where lists come from, ``packs`` where rules come from, ``revision`` how far
    they were read, ``named`` the pack that was asked for by name. `current` notices changes.
    """

    journey: Journey
    database: Database
    ledger: Ledger
    keys: Keys
    clock: Callable[[], datetime]
    registry: Registry | None = None
    packs: Packs | None = None
    revision: int = 0
    named: str | None = None

    @property
    def life(self) -> Life:
        """The rules of the time after publication; raises `PackError` where the pack has none."""
        rules = self.journey.pack.life
        if rules is None:
            raise PackError("规则包没有写明公示以后的规则（life 一节）")
        return rules

    def current(self) -> Gateway:
        """The same gateway, with the rules in force and what is registered and listed by now.

        Raises `PackError`; whoever holds the gateway goes on with the rules that it has.
        """
        return self._with_rules()._with_items()

    def _with_rules(self) -> Gateway:
        walk, packs, registry = self.journey, self.packs, self.registry
        revision = packs.revision() if packs else self.revision
        changed = revision != self.revision
        held = walk.scanner.register
        if not changed and (registry is None or registry.version() == held.version):
            return self
        pack = packs.in_force(walk.today, self.named) if packs and changed else walk.pack
        register = with_words(registry.load() if registry else EMPTY, pack)
        scanner = walk.scanner.renewed(register, pack.detectors)
        walk = replace(walk, pack=pack, scanner=scanner)
        return replace(self, journey=walk, revision=revision)

    def _with_items(self) -> Gateway:
        with self.database.reading() as tx:
            if catalogue.version(tx) == self.journey.items.version:
                return self
            return replace(self, journey=replace(self.journey, items=catalogue.items(tx)))

    def submit(
        self, arrivals: Sequence[Arrival], channels: Sequence[str], owner: str
    ) -> list[list[Answer]]:
        """Steps 2 to 8 for a batch: for each arrival, in order, its answers by channel.

        ``owner`` is the account that submits. Either every arrival is logged and answered, or an
        error is raised and nothing has left.
        """
        return self.settle(self.journey.groups(arrivals, channels), owner)

    def settle(
        self, groups: Sequence[Sequence[Draft | Rejected]], owner: str
    ) -> list[list[Answer]]:
        """Steps 6 to 8 for records that went through the steps before.

        Submissions that arrive at the same time share a commit; each is answered after it.
        """

        def settled(tx: Connection) -> list[list[Answer]]:
            return self._settle(tx, duplicates.claim(tx, self.keys, groups, owner), owner)

        return self.database.together(settled)

    def preview(self, arrivals: Sequence[Arrival], channels: Sequence[str]) -> list[list[Answer]]:
        """The answers of `submit` without a receipt: nothing is kept, nothing may leave."""
        groups = self.journey.groups(arrivals, channels)
        return [[_answer(draft, None) for draft in group] for group in groups]

    def _settle(
        self, tx: Connection, groups: Sequence[Sequence[Draft | Rejected]], owner: str
    ) -> list[list[Answer]]:
        sizes = [len(group) for group in groups]
        flat = returning.held(tx, self.keys, [d for group in groups for d in group], owner)
        known = outcomes.stored(tx, self.keys, flat, owner)
        fresh = [draft for draft in flat if id(draft) not in known]
        receipts = self.ledger.append(tx, [entry_of(self.keys, owner, d) for d in fresh])  # 6
        answers = known | {
            id(draft): _answer(draft, receipt)
            for draft, receipt in zip(fresh, receipts, strict=True)
        }
        new = [(d, answers[id(d)]) for d in fresh if isinstance(d, Draft)]
        outcomes.store(tx, self.keys, new, owner, self.now())
        dossier.write(tx, self.keys, fresh, owner, self.now())
        reviews.supersede(tx, self.keys, [d for d, _ in new], owner, self.now())
        self.consents(tx).close()
        waiting = [(d, given) for d, given in new if given.outcome == "in_review"]
        reviews.open_cases(tx, self.keys, waiting, owner, self.now())  # 7
        release(tx, self._parcels(new, "released", owner), self.now())  # 8
        withdraw(tx, self._parcels(new, "blocked", owner), self.now())
        told = iter(answers[id(draft)] for draft in flat)
        return [[*islice(told, size)] for size in sizes]

    def _parcels(
        self, settled: Sequence[tuple[Draft, Answer]], outcome: str, owner: str
    ) -> list[Parcel]:
        return [self._parcel(d, given, owner) for d, given in settled if given.outcome == outcome]

    def _parcel(self, draft: Draft, given: Answer, owner: str) -> Parcel:
        token = record_token(self.keys, owner, draft.record.id)
        return Parcel(token, owner, draft.redacted, Receipt(**given.body["receipt"]), given.body)

    def departing(self, channel: str, piles: Mapping[str, str]) -> str:
        """Write down that files are about to leave, by their SHA-256; the name of this run."""
        with self.database.writing() as tx:
            return departures.begin(tx, channel, piles, self.now())

    def departed(self, run: str) -> None:
        """Write down that the files of a run have left."""
        with self.database.writing() as tx:
            departures.finish(tx, run, self.now())

    def judge(self, case_id: str, verdict: Verdict, reviewer: Account) -> Answer:
        """Step 7: a reviewer's verdict; accepted and fixed records are released under it.

        Raises `NotAllowed` for one's own submission, `Conflict` when the case is settled or would
        be decided otherwise now, `UsageError` when the result still may not leave.
        """
        self.refuse_personal_data(verdict.reason, *(edit.reason for edit in verdict.edits))
        with self.database.writing() as tx:
            case = reviews.case(tx, case_id)
            if case.state == "settled":
                raise Conflict("该案件已有结论")
            if same_person(tx, case.owner, reviewer):
                raise NotAllowed("不能审核自己提交的记录")
            claims.refuse_taken(case, reviewer, self.clock())
            rejected = verdict.verdict == "reject"
            asked = NOBODY_ASKED if rejected else self.consents(tx).decided(case)
            draft = self.reopened(tx, case)
            given = self._judged(tx, case, draft, verdict, reviewer, asked)
            reviews.settle(
                tx, self.keys, case, verdict=verdict.verdict, conclusion=verdict.conclusion,
                reason=verdict.reasons, reviewer=reviewer.id, at=self.now(),
            )  # fmt: skip
            outcomes.settle(tx, case.seq, given.body)
            self.consents(tx).close()
            return given

    def tried(self, case_id: str, verdict: Verdict) -> Draft:
        """What `judge` would release under a verdict: scanned again, nothing kept or released.

        `stops_of` tells whether it may leave. The draft shows what was lifted.
        """
        with self.database.reading() as tx:
            case = reviews.case(tx, case_id)
            asked = self.consents(tx).decided(case)
            return self.journey.amended(self.reopened(tx, case), verdict, asked)

    def consents(self, tx: Connection) -> Consents:
        """The questions to third parties, inside a transaction."""
        return Consents(tx, self.ledger, self.keys, self.journey.today, self.journey.pack)

    def reopened(self, tx: Connection, case: reviews.Case) -> Draft:
        """A case as it would be decided now; raises `Conflict` if that is something else."""
        record = reviews.original(tx, self.keys, case)
        draft = self.journey.drafts(record, [case.channel])[0]
        draft = returning.held_one(tx, self.keys, draft, case.owner)
        if answer_digest(draft.body) != answer_digest(case.preview):
            raise Conflict("规则或日期已变，该案件现在的处理结果与待审时不同，请重新提交该记录")
        return draft

    def _judged(
        self,
        tx: Connection,
        case: reviews.Case,
        draft: Draft,
        verdict: Verdict,
        reviewer: Account,
        asked: Decided,
    ) -> Answer:
        outcome = "blocked" if verdict.verdict == "reject" else "approved"
        if outcome == "approved":
            draft = self.journey.amended(draft, verdict, asked)
            if stops_of(draft):
                raise UsageError("处理后的内容仍有不得公开的信息，请用 fix 遮盖，或 reject")
        final = "blocked" if outcome == "blocked" else "released"
        said = answer.decided(draft.record, draft.decision, draft.redacted, final)
        draft = replace(draft, body=said)
        entry = entry_of(self.keys, case.owner, draft, "reviewed")
        signed: dict[str, object] = {"case": case.id, "reviewer": reviewer.id, **verdict.logged}
        if asked.consents:
            signed["consents"] = list(asked.consents)
        body = {**entry.body, "outcome": outcome, **signed}
        given = _answer(draft, self.ledger.append(tx, [replace(entry, body=body)])[0])
        leave = release if outcome == "approved" else withdraw
        leave(tx, [self._parcel(draft, given, case.owner)], self.now())
        objections.corrected(self, tx, case.record, case.owner)
        return given

    def refuse_personal_data(self, *reasons: str) -> None:
        """Reasons are kept and read by many: personal data in them is refused."""
        scans = [self.journey.scanner.scan(Sheet.of_text(reason)) for reason in reasons]
        findings = [f for scan in scans for found in scan.findings.values() for f in found]
        if any(f.entity_type not in _SAYABLE for f in findings):
            raise UsageError("理由中不得写入个人信息，请改用职务或字段名称")

    def reveal(
        self,
        case_id: str,
        account: Account,
        purpose: str,
        *,
        basis: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> Record:
        """Show a person the original of a case, or some fields of it: registered and logged first.

        Raises `UsageError` without a purpose, for a basis that names a person, or for a field that
        the record does not have.
        """
        record = self._looked(account, purpose, basis, case_id, fields)
        shown = {c: t for c, t in record.fields.items() if not fields or c in fields}
        return replace(record, fields=shown)

    def uncover(self, case_id: str, account: Account, purpose: str, place: register.Place) -> str:
        """Show a person one covered span of a case and nothing else: registered and logged first.

        Raises `UsageError` without a purpose, or for a place that is no covered span.
        """
        code, start, end = place
        record = self._looked(account, purpose, None, case_id, [code], place)
        return record.fields[code][start:end]

    def _looked(
        self,
        account: Account,
        purpose: str,
        basis: str | None,
        case_id: str,
        fields: Sequence[str] | None,
        place: register.Place | None = None,
    ) -> Record:
        """The original of a case, after the look is in register and log."""
        self.refuse_personal_data(basis or "")
        with self.database.writing() as tx:
            case = reviews.case(tx, case_id)
            seen = register.look(
                self.keys, at=self.now(), account=account, record=case.record, case=case.id,
                preview=case.preview, purpose=purpose, basis=basis, fields=fields, place=place,
            )  # fmt: skip
            record = reviews.original(tx, self.keys, case)
            if fields and not set(fields) <= set(record.fields):
                raise UsageError("该记录没有所指的字段")
            entry = seen.entry(case.channel, self.keys.profile.digest)
            (receipt,) = self.ledger.append(tx, [entry])
            register.write(tx, self.keys, seen, purpose, receipt.seq)
        return record

    def now(self) -> str:
        """The present moment, as it stands in tables."""
        return self.clock().isoformat(timespec="milliseconds")


def stops_of(draft: Draft) -> list[Ruling]:
    """Why an amended draft still may not leave; none if it may."""
    stops = [r for r in draft.decision.reasons if r.rule in {_RESCAN, "UNREAD"}]
    return stops or [r for r in draft.decision.reasons if r.action is Action.BLOCK]


def _lies_in(span: SpanRuling, shown: tuple[str, str, int, int]) -> bool:
    """Whether a reviewer shows all of a finding: it is, or lies in, a lifted one of its type.

    Beside redacted words only a part of a lifted name may be read; the whole is public already.
    """
    field, entity_type, start, end = shown
    return (
        (span.field, span.entity_type) == (field, entity_type)
        and start <= span.start
        and span.end <= end
    )


def _answer(draft: Draft | Rejected, receipt: Receipt | None) -> Answer:
    if isinstance(draft, Rejected):
        return Answer(draft.id, draft.row, "rejected", answer.rejection(draft))
    body = {**draft.body, "receipt": None if receipt is None else receipt.shown()}
    return Answer(draft.record.id, draft.record.row, body["outcome"], body)
