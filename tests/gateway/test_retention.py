"""Originals are destroyed by their keys, by two officers, when they are due; the log stays."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from sqlalchemy import select

from gateway import home as house
from gateway import originals, retention, reviews, rotation, vault
from gateway.accounts import Account, Role
from gateway.chain import Entry
from gateway.custody import Files
from gateway.errors import Conflict, NotAllowed, NotFound, StorageUnavailable, UsageError
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.registry import Label, Registry
from gateway.sample import records
from gateway.storage import tables
from gateway.storage.database import Database, default_url
from gateway.verdict import Verdict

DAY = datetime(2026, 11, 20, 2, tzinfo=UTC)
CHANNELS = ["department-portal", "xinyong-china"]
REJECT = Verdict("reject", "不予公开", "不宜公开")
AT = "2026-01-01T00:00:00.000Z"


def _account(name, role):
    return Account(f"id-{name}", name, role, AT)


OFFICER, OTHER = _account("甲", Role.OFFICER), _account("乙", Role.OFFICER)
REVIEWER = _account("丙", Role.REVIEWER)


class Office:
    """A gateway whose clock a test can move, with key-encryption keys in files."""

    def __init__(self, database, folder):
        self.now, self.folder = DAY, folder
        self.custody = Files(folder / "sealing")
        self.keys = Keys(bytes(32), self.custody)
        ledger = Ledger(database, self.clock, self.keys.signer())
        self.gateway = Gateway(_journey(), database, ledger, self.keys, self.clock)
        self.database, self.planted = database, []

    def clock(self):
        return self.now

    def submit(self, number=1):
        """A record that waits on two channels; the ids of its cases."""
        drawn = records(number, 1, kinds=("penalty",), subjects=("自然人",), length=300)
        row = next(drawn) | {"id": f"A-{number}"}
        secret = f"独有的话{secrets.token_hex(6)}"
        row["fields"]["BZ"] = secret
        self.planted.append(secret)
        intake = Intake(self.keys, _journey().today)
        given = self.gateway.submit([intake.read(RawRow(1, row))], CHANNELS, "portal-1")[0]
        assert {each.outcome for each in given} == {"in_review"}
        with self.database.reading() as tx:
            cases = tx.execute(select(tables.cases.c.id, tables.cases.c.seq)).all()
        mine = {each.body["receipt"]["seq"] for each in given}
        return [case for case, seq in cases if seq in mine]

    def settle(self, cases):
        for case in cases:
            self.gateway.judge(case, REJECT, REVIEWER)

    def record(self, case):
        with self.database.reading() as tx:
            return reviews.case(tx, case).record

    def keys_of_records(self):
        with self.database.reading() as tx:
            rows = tx.execute(select(tables.data_keys)).all()
        return {row.name: row.wrapped for row in rows if row.name.startswith("record/")}


def _journey(cache=[]):  # noqa: B006 - one journey for all tests of this file
    if not cache:
        cache.append(house.journey(DAY.date()))
    return cache[0]


@pytest.fixture
def office(database, tmp_path):
    return Office(database, tmp_path)


@pytest.fixture
def due(office):
    """A record that was settled long ago; its cases."""
    cases = office.submit()
    office.settle(cases)
    office.now += timedelta(days=185)
    return cases


def test_two_officers_destroy_what_is_due(office, due):
    """The original opens for nobody; the log verifies and says who did it on which basis."""
    order = retention.draft(office.gateway, OFFICER)
    assert retention.approve(office.gateway, order.id, OTHER) == 1
    assert office.keys_of_records() == {}
    for case in due:
        with pytest.raises(NotFound, match="销毁"):
            office.gateway.reveal(case, REVIEWER, "核对")
    sound = office.gateway.ledger.verify(None, (office.keys.signer().public,))
    last = office.gateway.ledger.entry(sound.entries).entry
    assert (last.event, last.record) == ("original-destroyed", office.record(due[0]))
    assert last.body["drafted_by"] != last.body["approved_by"]
    assert last.body["basis"]


def test_a_look_that_failed_is_not_logged(office, due):
    """Nothing was shown, so neither log nor register says that something was."""
    retention.approve(office.gateway, retention.draft(office.gateway, OFFICER).id, OTHER)
    before = office.gateway.ledger.head()
    with pytest.raises(NotFound):
        office.gateway.reveal(due[0], REVIEWER, "核对")
    assert office.gateway.ledger.head() == before


def test_nobody_approves_the_own_draft(office, due):
    """三员分立: not by the drafter, not by the same person under another account, not twice."""
    order = retention.draft(office.gateway, OFFICER)
    with pytest.raises(NotAllowed):
        retention.approve(office.gateway, order.id, OFFICER)
    assert office.keys_of_records()
    retention.approve(office.gateway, order.id, OTHER)
    with pytest.raises(Conflict):
        retention.approve(office.gateway, order.id, OTHER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_officers_decide_about_originals(office, due, role):
    """No other role drafts, approves, holds or lifts; nor does a revoked officer."""
    order = retention.draft(office.gateway, OFFICER)
    record = office.record(due[0])
    gone = Account("id-x", "丁", Role.OFFICER, AT, AT)
    for account in (_account("戊", role), gone):
        for act in (
            lambda a=account: retention.draft(office.gateway, a),
            lambda a=account: retention.approve(office.gateway, order.id, a),
            lambda a=account: retention.hold(office.gateway, record, a, "诉讼"),
            lambda a=account: retention.lift(office.gateway, "x", a),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_what_is_not_due_stays(office):
    """Open cases, cases settled less than the floor ago, one of two channels still open."""
    first, second = office.submit(1), office.submit(2)
    office.settle(first[:1])
    office.settle(second)
    office.now += timedelta(days=183, hours=23)
    with pytest.raises(NotFound):
        retention.draft(office.gateway, OFFICER)
    office.now += timedelta(hours=2)
    assert retention.draft(office.gateway, OFFICER).records == (office.record(second[0]),)


def test_a_hold_keeps_the_original(office, due):
    """Placed before or after the draft; lifted by another officer only, once."""
    record = office.record(due[0])
    order = retention.draft(office.gateway, OFFICER)
    placed = retention.hold(office.gateway, record, OFFICER, "行政复议")
    assert retention.approve(office.gateway, order.id, OTHER) == 0
    with pytest.raises(NotFound):
        retention.draft(office.gateway, OFFICER)
    assert office.gateway.reveal(due[0], REVIEWER, "复议").fields["BZ"] == office.planted[0]
    with pytest.raises(NotAllowed):
        retention.lift(office.gateway, placed.id, OFFICER)
    retention.lift(office.gateway, placed.id, OTHER)
    with pytest.raises(Conflict):
        retention.lift(office.gateway, placed.id, OTHER)
    assert retention.draft(office.gateway, OFFICER).records == (record,)
    with office.database.reading() as tx:
        assert [hold.lifted_by for hold in retention.holds(tx)] == [OTHER.id]


def test_a_hold_wants_a_reason_and_a_record(office, due):
    """Neither without a reason nor for a record that nobody knows."""
    with pytest.raises(UsageError):
        retention.hold(office.gateway, office.record(due[0]), OFFICER, " ")
    with pytest.raises(NotFound):
        retention.hold(office.gateway, "unknown", OFFICER, "诉讼")
    with pytest.raises(NotFound):
        retention.lift(office.gateway, "unknown", OTHER)
    with pytest.raises(NotFound):
        retention.approve(office.gateway, "unknown", OTHER)


def test_no_file_holds_an_original_or_a_destroyed_key(home, tmp_path):
    """Looked for as raw bytes: database, write-ahead log, everything beside them."""
    office = Office(Database.open(default_url(home)), tmp_path)
    cases = office.submit()
    (wrapped,) = office.keys_of_records().values()
    assert any(wrapped in path.read_bytes() for path in home.iterdir())
    office.settle(cases)
    office.now += timedelta(days=185)
    retention.approve(office.gateway, retention.draft(office.gateway, OFFICER).id, OTHER)
    files = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert files
    for path, content in files.items():
        assert wrapped not in content, path.name
        for coding in ("utf-8", "utf-16-le", "gb18030"):
            assert office.planted[0].encode(coding) not in content, path.name
    office.database.close()


def test_a_new_key_takes_over_while_work_goes_on(office):
    """Originals sealed before, between and after open; nothing rests under the old key."""
    (first, *_) = office.submit(1)
    before = office.keys_of_records()
    name, count = rotation.rotate(office.gateway, "local:x")
    (second, *_) = office.submit(2)
    assert (name, count) == ("kek-0002", 2)  # the record's and that of the names of units
    after = office.keys_of_records()
    assert all(before[each] != after[each] for each in before)
    for case, said in zip((first, second), office.planted, strict=True):
        assert office.gateway.reveal(case, REVIEWER, "核对").fields["BZ"] == said
    with office.database.reading() as tx:
        assert set(vault.in_use(tx)) == {"kek-0002"}


def test_an_old_copy_closes_with_its_key(office):
    """A copy of the database from before the rotation opens for nobody once the key is retired."""
    case, *_ = office.submit()
    with office.database.reading() as tx:
        old = tx.execute(select(tables.data_keys)).all()
        sealed = reviews.case(tx, case)
    rotation.rotate(office.gateway, "local:x")
    rotation.retire(office.gateway, "kek-0001", "local:x")
    with office.database.writing() as tx:
        for row in old:  # as the copy has them
            tx.execute(
                tables.data_keys.update()
                .where(tables.data_keys.c.name == row.name)
                .values(kek=row.kek, wrapped=row.wrapped)
            )
    with pytest.raises(StorageUnavailable), office.database.reading() as tx:
        reviews.original(tx, office.keys, sealed)


def test_a_key_in_use_is_not_retired(office):
    """As long as one data key rests under it, it stays."""
    office.submit()
    office.custody.renew()
    with pytest.raises(Conflict):
        rotation.retire(office.gateway, "kek-0001", "local:x")
    assert rotation.rewrap(office.gateway) == 2  # the record's and that of the names of units
    assert rotation.rewrap(office.gateway) == 0
    rotation.retire(office.gateway, "kek-0001", "local:x")
    events = [each.entry.event for each in office.gateway.ledger.entries(limit=100)]
    assert events[-1] == "kek-destroyed"


def test_registered_texts_and_consents_go_along(office):
    """A rotation takes them to the new key, and the old one stays while they rest under it."""
    case, *_ = office.submit()
    registry = Registry(office.database, office.gateway.ledger, office.keys, office.folder)
    registered = registry.import_words("dictionary", Label("代号", "dictionary"), "青松\n", OFFICER)
    registry.activate(registered.id, OTHER)
    consent = {
        "id": "c1", "case_id": case, "record": office.record(case), "channel": "department-portal",
        "spans": "[]", "served_on": "2026-11-20", "due": "2026-12-11", "provisional": 0,
        "state": "decided", "opened_by": REVIEWER.id, "seq": 1,
        **{
            f"{part}_sealed": originals.seal(office.keys, part, f"consent/c1/{part}")
            for part in ("party", "answer", "decision")
        },
    }  # fmt: skip
    with office.database.writing() as tx:
        tx.execute(tables.consents.insert().values(**consent))
    office.custody.renew()
    # three texts of the consent, one dictionary, one record, the names of units
    with pytest.raises(Conflict, match="6"):
        rotation.retire(office.gateway, "kek-0001", "local:x")
    assert rotation.rewrap(office.gateway) == 6
    rotation.retire(office.gateway, "kek-0001", "local:x")
    assert registry.load().unread == ()
    with office.database.reading() as tx:
        consents = office.gateway.consents(tx)
        assert consents.opened(consents.find("c1")) == ("party", "answer", "decision")


def test_the_end_of_a_key_is_written_down_before_it_is_destroyed(office, monkeypatch):
    """Intent, act, outcome: a log that cannot be written keeps the key."""
    office.custody.renew()

    def full(*_):
        raise StorageUnavailable("磁盘已满")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "append", full)
        with pytest.raises(StorageUnavailable):
            rotation.retire(office.gateway, "kek-0001", "local:x")
    assert office.custody.old() == ("kek-0001",)
    rotation.retire(office.gateway, "kek-0001", "local:x")
    events = [each.entry.event for each in office.gateway.ledger.entries()]
    assert events == ["kek-retiring", "kek-destroyed"]
    for name in ("kek-0001", "kek-0002", "none"):
        with pytest.raises(UsageError):
            rotation.retire(office.gateway, name, "local:x")


def test_what_an_older_program_sealed_gets_a_key_of_its_own(office):
    """Sealed with its data key inside: it opens, and a rotation takes the key apart from it."""
    case, *_ = office.submit()
    with office.database.writing() as tx:
        found = reviews.case(tx, case)
        record = reviews.original(tx, office.keys, found)
        context = f"{found.record}/{found.channel}"
        plain = vault.unseal(tx, office.keys, vault.record_key(found.record), found.sealed, context)
        data_key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
        old = b"\x01" + aes_key_wrap(office.keys.seal, data_key) + nonce
        old += AESGCM(data_key).encrypt(nonce, plain, b"\x01" + context.encode())
        mine = tables.cases.c.id == case
        tx.execute(tables.cases.update().where(mine).values(sealed=old))
        assert reviews.original(tx, office.keys, reviews.case(tx, case)) == record
    assert rotation.rewrap(office.gateway) == 1
    with office.database.reading() as tx:
        now = reviews.case(tx, case)
        assert now.sealed[:1] == b"\x03"
        assert reviews.original(tx, office.keys, now) == record


def test_each_record_has_a_key_of_its_own(office):
    """Two channels of a record share it, two records do not; one does not open the other's."""
    (first, second), (third, _) = office.submit(1), office.submit(2)
    assert len(office.keys_of_records()) == 2
    with office.database.reading() as tx:
        one, other, far = (reviews.case(tx, case) for case in (first, second, third))
        assert one.record == other.record != far.record
        with pytest.raises(StorageUnavailable):
            vault.unseal(tx, office.keys, vault.record_key(one.record), far.sealed, "x")


def test_a_draft_is_in_the_log(office, due):
    """Who drafted what, before anything is destroyed."""
    order = retention.draft(office.gateway, OFFICER)
    entries = office.gateway.ledger.entries(limit=100)
    body = {"order": order.id, "account": OFFICER.id, "records": 1}
    assert entries[-1].entry == Entry("disposal-drafted", "", None, body)
