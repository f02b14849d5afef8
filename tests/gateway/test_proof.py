"""Receipts of a signed log: proven by the public key alone, and every tampering named."""

import json
import random
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from gateway import log_keys, merkle
from gateway.chain import answer_digest
from gateway.checkpoint import Checkpoint
from gateway.crypto import GM, PROFILES, STANDARD
from gateway.errors import LedgerBroken, StorageUnavailable, UsageError
from gateway.keys import Keys
from gateway.ledger import Entry, Ledger, Receipt
from gateway.note import Note
from gateway.proof import check
from gateway.storage import tables
from gateway.storage.database import Database, default_url
from gateway.tree import StoredNodes

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def _keys(used=STANDARD, number=1):
    return Keys(bytes([number]) * 32, profile=used)


class Log:
    """A signed log whose clock a test can move."""

    def __init__(self, database, keys):
        self.database, self.keys, self.now = database, keys, NOON
        self.by = keys.profile.digest
        self.ledger = Ledger(database, lambda: self.now, keys.signer())
        self.public = (keys.signer().public,)

    def append(self, count, record="r", **more):
        answers = [{"said": n, "record": record} for n in range(count)]
        entries = [
            Entry("decided", record, "c", {"answer": answer_digest(each, self.by), "n": n} | more)
            for n, each in enumerate(answers)
        ]
        with self.database.writing() as tx:
            receipts = self.ledger.append(tx, entries)
        return list(zip(receipts, answers, strict=True))


@pytest.fixture(params=list(PROFILES.values()), ids=lambda used: used.name)
def log(request, database):
    """A signed log on each kind of database, in each profile."""
    return Log(database, _keys(request.param))


@pytest.fixture
def plain(home):
    """A signed log on SQLite without its triggers, as an intruder leaves it."""
    database = Database.open(default_url(home))
    with database.writing() as tx:
        for table in ("ledger", "checkpoints", "tree_nodes", "log_keys"):
            for change in ("update", "delete"):
                tx.execute(text(f"DROP TRIGGER {table}_no_{change}"))
    yield Log(database, _keys())
    database.close()


def _do(log, *statements):
    with log.database.writing() as tx:
        for statement in statements:
            tx.execute(text(statement))


def test_every_receipt_is_proven_offline(log):
    """Several appends of several sizes: each receipt vouches for its entry and its answer."""
    given = [pair for count in (1, 3, 1, 7, 300) for pair in log.append(count)]
    for receipt, answer in given:
        found = check(Receipt(**json.loads(json.dumps(receipt.shown()))), log.public, answer)
        assert found.answer
        assert found.checkpoint.size >= receipt.seq
    sound = log.ledger.verify(given[0][0], log.public)
    assert sound.entries == len(given) == 312
    assert sound.root == Checkpoint.of(Note.parse(given[-1][0].proof["tree"])).root.hex()


def test_a_receipt_vouches_for_one_answer(log):
    """Another answer, a changed one, or that of a neighbour does not fit."""
    (one, first), (other, second) = log.append(2)
    for receipt, answer in ((one, second), (other, first), (one, first | {"said": 9}), (one, {})):
        with pytest.raises(LedgerBroken, match=r"与日志第 . 条所记的不一致"):
            check(receipt, log.public, answer)


def _changed(receipt):
    """The receipt with each of its parts changed, one at a time."""
    shown = receipt.shown()
    digit = {"0": "1"}
    yield shown | {"seq": shown["seq"] + 1}
    yield shown | {"seq": 0}
    yield shown | {"leaf": digit.get(shown["leaf"][0], "0") + shown["leaf"][1:]}
    yield shown | {"leaf": "no hex"}
    yield shown | {"checkpoint": shown["checkpoint"][:-1] + digit.get(shown["checkpoint"][-1], "0")}
    for name in ("path", "answer"):
        for change in (lambda p: p[1:], lambda p: [*p, "0" * 64], lambda p: ["0" * 64, *p[1:]]):
            proof = deepcopy(shown["proof"])
            proof[name] = change(proof[name])
            yield shown | {"proof": proof}
    tree = shown["proof"]["tree"]
    for place in range(0, len(tree), 7):
        changed = tree[:place] + digit.get(tree[place], "0") + tree[place + 1 :]
        yield shown | {"proof": shown["proof"] | {"tree": changed}}


def test_any_changed_part_of_a_receipt_is_found(log):
    """Number, leaf, checkpoint, path, text and signature: none can be changed."""
    receipt, answer = log.append(3)[1]
    changes = list(_changed(receipt))
    assert len(changes) > 40
    for changed in changes:
        with pytest.raises((LedgerBroken, UsageError)):
            check(Receipt(**changed), log.public, answer)


def test_another_log_proves_nothing(log):
    """A receipt of a log with another key is refused, and so is one without proof."""
    receipt, answer = log.append(1)[0]
    with pytest.raises(LedgerBroken, match="公钥"):
        check(receipt, (_keys(log.keys.profile, 2).signer().public,), answer)
    with pytest.raises(UsageError):
        check(Receipt(receipt.seq, receipt.leaf, receipt.checkpoint), log.public)


def _undone(log):
    with log.database.writing() as tx:
        log.ledger.append(tx, [Entry("decided", "x", "c", {})] * 300)
        raise ZeroDivisionError


def test_an_append_that_was_undone_leaves_nothing_behind(log):
    """Rolled back after its nodes were computed: the next receipts prove the log as it is."""
    log.append(5)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            _undone(log)
        for receipt, answer in log.append(3):
            assert check(receipt, log.public, answer).checkpoint.size in {8, 11}
    other = Ledger(log.database, lambda: log.now, log.keys.signer())
    with log.database.writing() as tx:
        (receipt,) = other.append(tx, [Entry("decided", "r", "c", {})])
    assert check(receipt, log.public).checkpoint.size == 12
    ((receipt, answer),) = log.append(1)
    assert check(receipt, log.public, answer)
    assert log.ledger.verify(receipt, log.public).entries == 13


def test_nodes_are_stored_by_256(log):
    """The tree costs one row for 256 entries; proofs from stored and from fresh nodes agree."""
    log.append(700)
    digest = log.keys.profile.digest
    with log.database.reading() as tx:
        stored = tx.execute(select(tables.tree_nodes)).all()
        leaves = [bytes.fromhex(leaf) for leaf in tx.scalars(select(tables.ledger.c.leaf))]
        nodes, frontier = StoredNodes(tx, digest), merkle.Frontier(digest)
        for leaf in leaves:
            frontier.add(leaf)
        assert merkle.root(digest, nodes, 700) == frontier.root()
    assert [(row.level, row.idx) for row in stored] == [(8, 0), (8, 1)]


def test_checkpoints_are_kept_at_an_interval_and_on_demand(log):
    """The first head, one after an hour, one when asked for; asking twice is one."""
    log.append(1)
    log.append(1)
    log.now += timedelta(minutes=61)
    log.append(1)
    log.append(1)
    assert log.ledger.checkpoint() == log.ledger.checkpoint() == log.ledger.note()
    with log.database.reading() as tx:
        assert list(tx.scalars(select(tables.checkpoints.c.size))) == [1, 3, 4]
    assert log.ledger.verify().checkpoints == 3


def test_an_older_log_is_signed_from_now_on(database):
    """A log that was begun unsigned keeps its entries and gets proofs over all of them."""
    with database.writing() as tx:
        Ledger(database, lambda: NOON).append(tx, [Entry("decided", "r", "c", {})] * 600)
    log = Log(database, _keys())
    receipt, answer = log.append(1)[0]
    assert check(receipt, log.public, answer).checkpoint.size == 601
    assert log.ledger.verify(receipt, log.public).entries == 601


def test_a_signed_log_is_appended_to_by_its_signer_alone(database):
    """Neither an unsigned writer nor one with another key, nor other algorithms."""
    Log(database, _keys()).append(1)
    for keys in (None, _keys(number=2), _keys(GM)):
        signer = None if keys is None else keys.signer()
        ledger = Ledger(database, lambda: NOON, signer)
        with pytest.raises(StorageUnavailable), database.writing() as tx:
            ledger.append(tx, [Entry("decided", "r", "c", {})])
    with database.reading() as tx:
        assert log_keys.profile_of(tx) is STANDARD


def test_a_standard_log_does_not_become_a_national_one(database):
    """Entries by SHA-256 cannot go on under SM3."""
    with database.writing() as tx:
        Ledger(database, lambda: NOON).append(tx, [Entry("decided", "r", "c", {})])
    with pytest.raises(StorageUnavailable):
        Log(database, _keys(GM)).append(1)


def test_a_cut_tail_is_named(plain):
    """Entries cut from the end: a kept checkpoint names the first that is missing."""
    plain.append(5)
    note = Note.parse(plain.ledger.checkpoint())
    _do(plain, "DELETE FROM ledger WHERE seq > 3")
    for against in (None, note):
        with pytest.raises(LedgerBroken, match=r"第 4 条：缺失，日志尾部被截断"):
            plain.ledger.verify(against, plain.public)


def test_a_cut_tail_without_its_checkpoints_is_named_by_what_left(plain):
    """Who cuts the kept checkpoints too is found by a receipt or a head outside."""
    receipts = [receipt for receipt, _ in plain.append(5)]
    note = Note.parse(plain.ledger.checkpoint())
    _do(plain, "DELETE FROM ledger WHERE seq > 3", "DELETE FROM checkpoints")
    assert plain.ledger.verify().entries == 3
    for against in (note, receipts[0], receipts[4]):
        with pytest.raises(LedgerBroken, match=r"第 4 条：缺失"):
            plain.ledger.verify(against, plain.public)


def test_a_changed_byte_is_named(plain):
    """One letter of one entry: its number and that its content was changed."""
    plain.append(5)
    _do(plain, "UPDATE ledger SET event = 'decidee' WHERE seq = 4")
    with pytest.raises(LedgerBroken, match=r"第 4 条：内容与摘要不符，内容或摘要被改动"):
        plain.ledger.verify()


def test_a_swapped_order_is_named(plain):
    """Two entries that changed places: the first place, and whose content stands there."""
    plain.append(5)
    _do(
        plain,
        "UPDATE ledger SET seq = 99 WHERE seq = 2",
        "UPDATE ledger SET seq = 2 WHERE seq = 4",
        "UPDATE ledger SET seq = 4 WHERE seq = 99",
    )
    with pytest.raises(LedgerBroken, match=r"第 2 条：内容原是第 4 条的，次序被调换"):
        plain.ledger.verify()


def test_a_rewritten_history_is_named(plain):
    """A log written anew by who has no signing key, and by who stole it."""
    note = Note.parse([plain.append(5), plain.ledger.checkpoint()][1])
    with plain.database.writing() as tx:
        for table in ("checkpoints", "ledger", "log_keys"):
            tx.execute(text(f"DELETE FROM {table}"))
    stranger = Log(plain.database, _keys(number=2))
    stranger.append(6, "another")
    with pytest.raises(LedgerBroken, match="没有本日志的有效签名"):
        stranger.ledger.verify(None, plain.public)
    with plain.database.writing() as tx:
        for table in ("checkpoints", "ledger", "log_keys"):
            tx.execute(text(f"DELETE FROM {table}"))
    plain.append(6, "another")
    assert plain.ledger.verify(None, plain.public).entries == 6
    with pytest.raises(LedgerBroken, match=r"第 5 条：.*曾被改写"):
        plain.ledger.verify(note, plain.public)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE checkpoints SET note = replace(note, 'at 2026', 'at 2025')", "没有本日志的有效"),
        ("UPDATE checkpoints SET size = 2", "说的是另一处"),
        ("UPDATE tree_nodes SET hash = replace(hash, substr(hash, 1, 1), 'x')", "树的节点"),
        ("UPDATE tree_nodes SET idx = 7", "多余的节点"),
        ("DELETE FROM log_keys", "没有本日志的有效签名"),
    ],
    ids=["note", "size", "node", "place", "keys"],
)
def test_changed_proofs_are_named(plain, statement, named):
    """Checkpoints, nodes and keys in the database are checked against the entries."""
    plain.append(300)
    _do(plain, statement)
    with pytest.raises(LedgerBroken, match=named):
        plain.ledger.verify(None, plain.public if "log_keys" not in statement else ())


def test_the_proof_of_any_entry_is_given_on_demand(log):
    """An old entry is proven under the head of now; one that is not there is not."""
    log.append(40)
    for seq in random.Random(1).sample(range(1, 41), 5):
        found = log.ledger.proof(seq)
        assert check(Receipt(**found["receipt"]), log.public).checkpoint.size == 40
        assert found["entry"]["seq"] == seq
    with pytest.raises(UsageError):
        log.ledger.proof(41)
