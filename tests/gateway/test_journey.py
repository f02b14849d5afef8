"""The walk: fail closed, log first, once only, and nothing but the redacted leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from random import Random

import orjson
import pytest
from sqlalchemy import Connection, select, text

from detectors.border import Scanner
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.registry import all_detectors
from detectors.sheet import Sheet
from gateway.accounts import Account, Role
from gateway.errors import (
    Conflict,
    LedgerBroken,
    NotAllowed,
    StorageUnavailable,
    Unreleasable,
    UsageError,
)
from gateway.home import now
from gateway.journey import Gateway, Journey, _lies_in
from gateway.keys import Keys
from gateway.ledger import Entry, Ledger, Receipt
from gateway.record import Record
from gateway.release import Parcel, release
from gateway.sample import numbers
from gateway.storage import tables
from gateway.storage.database import Database
from gateway.verdict import Edit, Verdict
from policies import catalog
from policies.action import Action
from policies.decision import SpanRuling

DAY = date(2026, 11, 20)
CHANNEL = "department-portal"
PACK = catalog.shipped().load("rs-2018-gd")
_RNG = Random(11)
PHONE = numbers.mobile(_RNG)
REVIEWER = Account("rev-1", "审核员甲", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": numbers.uscc(_RNG, "440106"),
    "CF_FRDB": "欧阳思远",
    "CF_WSH": "穗天市监罚〔2026〕88号",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": "当事人销售超过保质期的食品。",
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_CFLB": "警告",
    "CF_NR": "给予警告。",
    "CF_JDRQ": "2026/10/09",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": "广州市天河区市场监督管理局",
    "CF_CFJGDM": numbers.uscc(_RNG, "440106", "11"),
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": numbers.uscc(_RNG, "440106", "11"),
}
VERDICT = Verdict("accept", "处理后公开", "已核对")


def record(name: str = "A-1", **fields: str) -> Record:
    return Record(name, "penalty", FIELDS | fields, procedure="普通程序")


def in_review() -> Record:
    return record("A-2", CF_WSH="穗天市监罚〔2026〕89号", CF_SY=f"投诉人钟离秋的电话为{PHONE}。")


@pytest.fixture
def make(database: Database, keys: Keys) -> Callable[..., Gateway]:
    def gateway(*detectors: Detector, required: Iterable[str] = ()) -> Gateway:
        scanner = Scanner((*all_detectors(), *detectors), required=required)
        journey = Journey(scanner, PACK, DAY)
        return Gateway(journey, database, Ledger(database, now), keys, now)

    return gateway


def submit(gateway: Gateway, *records: Record, owner: str = "portal-1") -> list:
    return [given for (given,) in gateway.submit(records, [CHANNEL], owner)]


def rows(gateway: Gateway, table: object) -> list:
    with gateway.database.reading() as tx:
        return list(tx.execute(select(table)))  # type: ignore[call-overload]  # any table


class Failing(Detector):
    kind, entities, label, basis = "failing", ("PERSON",), "假", "假"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        raise RuntimeError(sheet.raw)


class Late(Detector):
    """Sees names only where a mask already stands: what the first scan cannot have found."""

    kind, entities, label, basis = "late", ("CN_ID_CARD",), "假", "假"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        if "***" in sheet.view.text:
            for match in re.finditer("投诉人", sheet.view.text):
                yield self.claim(sheet, *match.span(), Status.CERTAIN, Evidence.CONTEXT, "假")


def test_a_clean_record_is_released_with_its_receipt(make: Callable[..., Gateway]) -> None:
    """Released means logged, and the log speaks of exactly this."""
    gateway = make()
    (given,) = submit(gateway, record())
    assert given.outcome == "released", given.body["reasons"]
    entry = gateway.ledger.entry(given.body["receipt"]["seq"])
    assert entry.leaf == given.body["receipt"]["leaf"]
    assert entry.entry.body["outcome"] == "released"
    assert gateway.ledger.verify(Receipt(**given.body["receipt"])).entries == 1
    assert (given.body["publish_by"], given.body["public_until"]) == ("2026-10-19", "2027-10-09")


def test_a_detector_that_fails_sends_the_record_to_a_person(make: Callable[..., Gateway]) -> None:
    """No verdict, no publication; and the error's text, which holds the record, is nowhere."""
    (given,) = submit(make(Failing()), record())
    assert given.outcome == "in_review"
    assert "UNREAD" in {r["rule"] for r in given.body["reasons"]}
    assert "RuntimeError(" not in str(given.body)


def test_a_detector_that_is_missing_sends_the_record_to_a_person(
    make: Callable[..., Gateway],
) -> None:
    """A required detector that is not there is not a detector that found nothing."""
    (given,) = submit(make(required=["absent"]), record())
    assert given.outcome == "in_review"


def test_what_the_second_scan_finds_stops_the_release(make: Callable[..., Gateway]) -> None:
    """A sure finding in what would leave holds the record, also against a reviewer."""
    gateway = make(Late())
    (given,) = submit(gateway, in_review())
    assert "RESCAN" in {r["rule"] for r in given.body["reasons"]}
    (case,) = rows(gateway, tables.cases)
    with pytest.raises(UsageError):
        gateway.judge(case.id, VERDICT, REVIEWER)
    assert rows(gateway, tables.releases) == []


def test_a_changed_record_waits_and_its_original_rests_sealed(
    make: Callable[..., Gateway],
) -> None:
    """What waits for a person is kept, but no byte of it in the clear."""
    gateway = make()
    (given,) = submit(gateway, in_review())
    assert given.outcome == "in_review"
    assert PHONE not in str(given.body)
    assert "钟离秋" not in str(given.body)
    (case,) = rows(gateway, tables.cases)
    for original in (PHONE, "钟离秋"):
        assert original.encode() not in case.sealed
        assert original not in case.answer
    assert all(PHONE not in row.body for row in rows(gateway, tables.ledger))


def test_an_accepted_case_is_released_as_it_was_shown(make: Callable[..., Gateway]) -> None:
    """The reviewer releases the preview, nothing else; the same record then answers released."""
    gateway = make()
    (waiting,) = submit(gateway, in_review())
    (case,) = rows(gateway, tables.cases)
    given = gateway.judge(case.id, VERDICT, REVIEWER)
    assert given.outcome == "released"
    assert given.body["fields"] == waiting.body["fields"]
    assert submit(gateway, in_review())[0].body == given.body
    assert len(rows(gateway, tables.releases)) == 1
    with pytest.raises(Conflict):
        gateway.judge(case.id, VERDICT, REVIEWER)


def test_a_rejected_case_is_not_released(make: Callable[..., Gateway]) -> None:
    """Rejected is blocked: nothing is shown of it."""
    gateway = make()
    submit(gateway, in_review())
    (case,) = rows(gateway, tables.cases)
    given = gateway.judge(case.id, Verdict("reject", "不予公开", "不宜公开"), REVIEWER)
    assert given.outcome == "blocked"
    assert "fields" not in given.body
    assert rows(gateway, tables.releases) == []


def test_nobody_reviews_what_they_submitted(make: Callable[..., Gateway]) -> None:
    """Submitter is not reviewer, also when the command line submitted for them."""
    gateway = make()
    for owner in (REVIEWER.id, f"local:{REVIEWER.name}"):
        fields = FIELDS | {"CF_SY": "投诉人钟离秋到场。", "CF_WSH": f"穗罚〔2026〕{len(owner)}号"}
        submit(gateway, replace(in_review(), id=owner, fields=fields), owner=owner)
        (case,) = [c for c in rows(gateway, tables.cases) if c.owner == owner]
        with pytest.raises(NotAllowed):
            gateway.judge(case.id, VERDICT, REVIEWER)


def test_a_lifted_span_is_shown_and_an_added_one_is_covered(make: Callable[..., Gateway]) -> None:
    """A fix changes what is shown, is scanned again, and stands in the log without the text."""
    gateway = make()
    facts = f"投诉人钟离秋的电话为{PHONE}，委托代理人欧阳建国到场。货号甲乙丙丁。"
    submit(gateway, replace(in_review(), fields=FIELDS | {"CF_SY": facts}))
    (case,) = rows(gateway, tables.cases)
    at = facts.index("甲乙丙丁")
    name = facts.index("欧阳建国")
    edits = (
        Edit("add", "CF_SY", at, at + 4, "货号属于内部信息", "TRADE_SECRET"),
        Edit("lift", "CF_SY", name, name + 4, "并非自然人姓名"),
    )
    given = gateway.judge(case.id, Verdict("fix", "处理后公开", "已核对", edits), REVIEWER)
    assert given.outcome == "released"
    assert "甲乙丙丁" not in given.body["fields"]["CF_SY"]
    assert "欧阳建国" in given.body["fields"]["CF_SY"]
    assert PHONE not in given.body["fields"]["CF_SY"]
    assert [(s["start"], s["end"], s["rule"]) for s in given.body["lifted"]] == [
        (name, name + 4, "REVIEWER")
    ]
    logged = gateway.ledger.entry(given.body["receipt"]["seq"]).entry.body
    assert [edit["op"] for edit in logged["edits"]] == ["add", "lift"]
    assert "甲乙丙丁" not in orjson.dumps(logged).decode()


@pytest.mark.parametrize(
    ("op", "start", "end"),
    [("lift", 3, 4), ("change", 3, 4), ("lift", 0, 2), ("change", 5, 12), ("lift", 0, 22)],
)
def test_half_a_finding_cannot_be_uncovered(
    make: Callable[..., Gateway], op: str, start: int, end: int
) -> None:
    """A lift or change speaks of whole findings, and sure numbers are not lifted at all."""
    gateway = make()
    submit(
        gateway, replace(in_review(), fields=FIELDS | {"CF_SY": f"投诉人钟离秋的电话为{PHONE}。"})
    )
    (case,) = rows(gateway, tables.cases)
    edits = (Edit(op, "CF_SY", start, end, "核对有误"),)
    with pytest.raises(UsageError):
        gateway.judge(case.id, Verdict("fix", "处理后公开", "已核对", edits), REVIEWER)
    assert rows(gateway, tables.releases) == []


def test_a_newer_answer_closes_the_older_case(make: Callable[..., Gateway]) -> None:
    """What was sent again and blocked cannot be released through its old case."""
    gateway = make()
    submit(gateway, in_review())
    (case,) = rows(gateway, tables.cases)
    (blocked,) = submit(gateway, replace(in_review(), usage_scope="1"))
    assert blocked.outcome == "blocked"
    with pytest.raises(Conflict):
        gateway.judge(case.id, VERDICT, REVIEWER)


def test_a_public_record_that_is_blocked_later_is_withdrawn(make: Callable[..., Gateway]) -> None:
    """One state a record and channel; what was taken down comes back only through a review."""
    gateway = make()
    changed = record(CF_NR="给予警告处罚。")
    sent = [record(), changed, record(), replace(record(), usage_scope="1"), record()]
    outcomes = [submit(gateway, each)[0].outcome for each in sent]
    assert outcomes == ["released", "released", "released", "blocked", "in_review"]
    (case,) = rows(gateway, tables.cases)
    gateway.judge(case.id, VERDICT, REVIEWER)
    events = [row.event for row in rows(gateway, tables.releases)]
    assert events == ["published", "corrected", "corrected", "withdrawn", "published"]
    assert gateway.ledger.verify().entries == 6


def test_verification_looks_at_what_was_released(make: Callable[..., Gateway]) -> None:
    """A release that says other than its entry, or that is gone, breaks the log."""
    gateway = make()
    submit(gateway, record())
    (row,) = rows(gateway, tables.releases)
    for statement in (
        "UPDATE releases SET answer = replace(answer, '2027-10-09', '2099-10-09')",
        "DELETE FROM releases",
    ):
        with untriggered(gateway) as tx:
            tx.execute(text(statement))
        with pytest.raises(LedgerBroken):
            gateway.ledger.verify()
        with untriggered(gateway) as tx:
            tx.execute(text("DELETE FROM releases"))
            tx.execute(tables.releases.insert().values(**row._mapping))
        gateway.ledger.verify()


@contextmanager
def untriggered(gateway: Gateway) -> Iterator[Connection]:
    """A transaction of somebody who switched the triggers off."""
    with gateway.database.writing() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("SET session_replication_role = replica"))
            yield tx
            tx.execute(text("SET session_replication_role = origin"))
            return
        made = tx.execute(text("SELECT name, sql FROM sqlite_master WHERE type='trigger'")).all()
        for name, _ in made:
            tx.execute(text(f'DROP TRIGGER "{name}"'))
        yield tx
        for _, statement in made:
            tx.execute(text(statement))


def test_a_reason_that_names_a_person_is_refused(make: Callable[..., Gateway]) -> None:
    """Reasons are read by many, so they hold no personal data."""
    gateway = make()
    submit(gateway, in_review())
    (case,) = rows(gateway, tables.cases)
    with pytest.raises(UsageError):
        gateway.judge(case.id, replace(VERDICT, reason=f"电话{PHONE}应遮盖"), REVIEWER)


def test_a_look_at_an_original_is_registered_first(make: Callable[..., Gateway]) -> None:
    """Without a purpose there is no look; with one it is in the register and in the log."""
    gateway = make()
    submit(gateway, in_review())
    (case,) = rows(gateway, tables.cases)
    with pytest.raises(UsageError):
        gateway.reveal(case.id, REVIEWER, "  ")
    assert rows(gateway, tables.access_register) == []
    assert gateway.reveal(case.id, REVIEWER, "核对电话是否属于个人").fields["CF_SY"]
    (look,) = rows(gateway, tables.access_register)
    assert (look.account, look.case_id) == (REVIEWER.id, case.id)
    assert gateway.ledger.entries()[-1].entry.event == "revealed"


def test_two_records_of_one_decision_are_refused_once(make: Callable[..., Gateway]) -> None:
    """The second id for the same decision is a duplicate; the same id again is not."""
    gateway = make()
    first, second = submit(gateway, record("A-1"), record("B-1"))
    assert (first.outcome, second.outcome) == ("released", "rejected")
    assert second.body["problems"][0]["code"] == "DUPLICATE_RECORD"
    assert submit(gateway, record("A-1"))[0].body == first.body


def test_a_receipt_of_something_else_releases_nothing(make: Callable[..., Gateway]) -> None:
    """Release wants the receipt of exactly this record on this channel."""
    gateway = make()
    draft = gateway.journey.drafts(record(), [CHANNEL])[0]
    with gateway.database.writing() as tx:
        (other,) = gateway.ledger.append(tx, [Entry("decided", "x" * 64, CHANNEL, {"digest": "0"})])
    for receipt in (other, Receipt(99, "0" * 64, "gongshi-ledger/99/" + "0" * 64)):
        parcel = Parcel("y" * 64, "portal-1", draft.redacted, receipt, {})
        with pytest.raises(Unreleasable), gateway.database.writing() as tx:
            release(tx, [parcel], "2026-11-20T00:00:00.000Z")
    assert rows(gateway, tables.releases) == []


def test_a_log_that_cannot_be_written_releases_nothing(
    make: Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the entry cannot be made, the caller gets an error and nothing has left."""
    gateway = make()

    def broken(*_: object) -> None:
        raise StorageUnavailable("磁盘已满")

    monkeypatch.setattr(Ledger, "append", broken)
    with pytest.raises(StorageUnavailable):
        submit(gateway, record())
    assert rows(gateway, tables.releases) == []
    assert rows(gateway, tables.outcomes) == []


def test_screening_without_keeping_gives_the_same_answer(make: Callable[..., Gateway]) -> None:
    """A preview is the answer without a receipt, and leaves no trace."""
    gateway = make()
    ((preview,),) = gateway.preview([in_review()], [CHANNEL])
    assert rows(gateway, tables.ledger) == []
    (given,) = submit(gateway, in_review())
    assert {**given.body, "receipt": None} == preview.body


def test_redacting_the_redacted_changes_nothing(make: Callable[..., Gateway]) -> None:
    """What was released goes through again without a further change."""
    journey = make().journey
    first = journey.drafts(in_review(), [CHANNEL])[0]
    second = journey.drafts(replace(in_review(), fields=first.redacted.fields), [CHANNEL])[0]
    assert second.redacted.fields == first.redacted.fields


def test_nothing_shows_a_record_by_accident() -> None:
    """The repr of a record, as in a traceback or a log, shows neither id nor value."""
    shown = repr(in_review())
    assert not any(word in shown for word in (PHONE, "钟离秋", "A-2", "棠禾"))


@pytest.mark.parametrize(
    ("field", "entity_type", "start", "end", "shown"),
    [
        ("CF_SY", "PERSON", 4, 8, True),
        ("CF_SY", "PERSON", 4, 6, True),
        ("CF_SY", "PERSON", 4, 9, False),
        ("CF_SY", "PERSON", 3, 8, False),
        ("CF_SY", "ADDRESS", 4, 8, False),
        ("CF_NR", "PERSON", 4, 8, False),
    ],
)
def test_only_what_lies_in_a_lifted_span_is_shown_by_it(field, entity_type, start, end, shown):
    """What sticks out, is of another type or stands elsewhere still stops the release."""
    span = SpanRuling(
        field, start, end, entity_type, "likely", "person@2", Action.MASK, "R", "依据", "surname"
    )  # fmt: skip
    assert _lies_in(span, ("CF_SY", "PERSON", 4, 8)) is shown
