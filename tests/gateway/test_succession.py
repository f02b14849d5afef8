"""The signing key has a life of its own: made, handed over in the log, destroyed."""

import base64
import json
import stat
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from gateway import bundle, log_keys
from gateway.bundle import Period
from gateway.chain import Entry, Receipt, answer_digest
from gateway.crypto import PROFILES, STANDARD
from gateway.custody.signing import OneKey, SigningDevice, SigningFiles
from gateway.errors import LedgerBroken, StorageUnavailable, UsageError
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.note import Note, PublicKey
from gateway.proof import check
from gateway.storage.database import Database, default_url
from gateway.succession import extended, hand_over, keys_of
from gateway.witness import Witness, growth

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
MASTER = bytes(32)


class Log:
    """A log whose signing keys lie in a folder; several programs may open it."""

    def __init__(self, database, folder, used=STANDARD):
        self.database, self.folder, self.used = database, folder, used
        self.ledger = self.opened()

    def opened(self):
        keys = Keys(MASTER, profile=self.used, signing=self.files())
        return Ledger(self.database, lambda: NOON, keys.signer())

    def files(self):
        return SigningFiles(self.folder / "signing", self.used, OneKey(b"m" * 32, self.used))

    def append(self, count=1, ledger=None):
        answers, by = [{"said": n} for n in range(count)], self.used.digest
        entries = [Entry("decided", "r", "c", {"answer": answer_digest(a, by)}) for a in answers]
        with self.database.writing() as tx:
            given = (ledger or self.ledger).append(tx, entries)
        return list(zip(given, answers, strict=True))

    def trusted(self):
        return keys_of(self.ledger.key_file())


@pytest.fixture(params=list(PROFILES.values()), ids=lambda used: used.name)
def log(request, database, tmp_path):
    return Log(database, tmp_path, request.param)


@pytest.fixture
def plain(home, tmp_path):
    """On SQLite without triggers, as an intruder leaves it."""
    database = Database.open(default_url(home))
    with database.writing() as tx:
        for table in ("ledger", "checkpoints", "log_keys"):
            for change in ("update", "delete"):
                tx.execute(text(f"DROP TRIGGER {table}_no_{change}"))
    yield Log(database, tmp_path)
    database.close()


def test_the_first_public_key_is_enough(log):
    """Receipts from before, between and after two handovers, offline, by the first key alone."""
    given = log.append(3)
    first = log.trusted()
    for _ in range(2):
        log.ledger.hand_over("local:x")
        given += log.append(2)
    for receipt, answer in given:
        shown = json.loads(json.dumps(receipt.shown()))
        for keys in (first, log.trusted()):
            assert check(Receipt(**shown), keys, answer).answer
        assert ("keys" in shown["proof"]) == (receipt.seq > 3)
    sound = log.ledger.verify(given[0][0], first)
    assert sound.entries == 9
    assert check(Receipt(**log.ledger.proof(1)["receipt"]), first).checkpoint.size == 9
    assert log.ledger.verify().checkpoints >= 3, "the old head over each handover is kept"


def test_a_running_service_uses_the_new_key_at_once(log):
    """Another process that opened the log before signs with the new key, without a restart."""
    log.append()
    service = log.opened()
    log.append(ledger=service)
    new = log.ledger.hand_over("local:x")
    ((receipt, answer),) = log.append(ledger=service)
    assert check(receipt, log.trusted(), answer).key == new
    assert Note.parse(service.note()).signed_by(new)


def test_what_an_old_key_signs_afterwards_counts_for_nothing(log):
    """A stolen old key: its checkpoint over more than it handed over at is refused."""
    log.append(2)
    thief = Keys(MASTER, profile=log.used, signing=log.files()).signer().of(log.trusted()[0])
    log.ledger.hand_over("local:x")
    ((receipt, answer),) = log.append()
    said = Note.parse(receipt.proof["tree"]).text
    forged = receipt.shown()["proof"] | {"tree": thief.note(said)}
    stolen = Receipt(receipt.seq, receipt.leaf, receipt.checkpoint, forged)
    with pytest.raises(LedgerBroken, match="已经交接"):
        check(stolen, log.trusted(), answer)
    assert check(receipt, log.trusted(), answer).answer


def test_nobody_else_names_a_successor(log):
    """A handover that the old key did not sign, or the new one did not, or for another log."""
    log.append()
    old, mine = log.ledger._must_sign, log.trusted()
    with log.database.reading() as tx:
        signer = old(tx)
    stranger = Keys(b"s" * 32, profile=log.used).signer().of(None)
    named = Keys(MASTER, profile=log.used, signing=OneKey(b"n" * 32, log.used)).signer().of(None)
    true = hand_over(signer, named, 1, "0" * 64)
    assert extended(mine, [str(true)])[1] == named.public
    half = Note(true.text, true.lines[:1])
    other = hand_over(stranger, named, 1, "0" * 64)
    for note in (half, Note(true.text, (other.lines[0], true.lines[1]))):
        assert extended(mine, [str(note)]) == mine
    with pytest.raises(UsageError):
        extended(mine, [str(hand_over(signer, stranger, 1, "0" * 64))])
    with pytest.raises(LedgerBroken, match="两份"):
        extended(mine, [str(true), str(hand_over(signer, named, 2, "0" * 64))])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log_keys WHERE number = 2",
        "UPDATE log_keys SET handover = NULL WHERE number = 2",
        "UPDATE log_keys SET vkey = '{stranger}' WHERE number = 2",
        "INSERT INTO log_keys VALUES (3, '{stranger}', 'standard', 't', NULL)",
    ],
    ids=["removed", "without its note", "another's", "added"],
)
def test_keys_that_the_log_does_not_tell_of_are_named(plain, statement):
    """Keys, notes and entries must match, whichever of them was edited."""
    plain.append()
    plain.ledger.hand_over("local:x")
    plain.append()
    assert plain.ledger.verify().entries == 3
    stranger = PublicKey(plain.trusted()[0].name, STANDARD, b"s" * 32)
    with plain.database.writing() as tx:
        tx.execute(text(statement.format(stranger=stranger)))
    with pytest.raises(LedgerBroken):
        plain.ledger.verify()


def test_old_keys_are_destroyed_and_the_log_goes_on(log):
    """Overwritten, written down before and after; what they signed still verifies."""
    given = log.append()
    log.ledger.hand_over("local:x")
    kept = log.folder / "kept"
    kept.hardlink_to(log.folder / "signing" / "key-0001")
    assert log.ledger.retire_signing("local:x") == 1
    assert kept.read_bytes() == bytes(32)
    assert log.ledger.retire_signing("local:x") == 0
    given += log.append(ledger=log.opened())
    for receipt, answer in given:
        assert check(receipt, log.trusted(), answer).answer
    events = [each.entry.event for each in log.ledger.entries()][1:4]
    assert events == ["signing-key-changed", "signing-keys-retiring", "signing-keys-destroyed"]


def test_a_handover_that_fails_leaves_the_old_key(log, monkeypatch):
    """A new file that the log does not know: the old one signs on, the next try takes it."""
    log.append()

    def full(*_):
        raise StorageUnavailable("磁盘已满")

    with monkeypatch.context() as broken:
        broken.setattr(log_keys, "add", full)
        with pytest.raises(StorageUnavailable):
            log.ledger.hand_over("local:x")
    assert len(log.files().publics()) == 2
    ((receipt, answer),) = log.append(ledger=log.opened())
    assert check(receipt, log.trusted(), answer).key == log.trusted()[0]
    assert log.ledger.hand_over("local:x").key == log.files().publics()[1]
    assert len(log.files().publics()) == 2


def test_an_older_log_hands_over_from_its_master(database, tmp_path):
    """A log signed with the master's own key goes on with it until it hands over to a file."""
    folder, own = tmp_path, OneKey(b"m" * 32, STANDARD)
    old = Ledger(database, lambda: NOON, Keys(MASTER, signing=own).signer())
    with database.writing() as tx:
        old.append(tx, [Entry("decided", "r", "c", {})])
    log = Log(database, folder)
    log.append()
    assert not list((folder / "signing").iterdir())
    log.ledger.hand_over("local:x")
    assert [p.name for p in (folder / "signing").iterdir()] == ["key-0001"]
    with pytest.raises(StorageUnavailable), database.writing() as tx:
        old.append(tx, [Entry("decided", "r", "c", {})])


def test_bundles_and_witnesses_follow(log, tmp_path):
    """A period over a handover by the first key; a witness signs on with the new file."""
    log.append(2)
    first = log.trusted()
    witness = Witness(tmp_path / "witness", "w", log.used.name)
    witness.cosign(Note.parse(log.ledger.checkpoint()), first, None, NOON)
    log.ledger.hand_over("local:x")
    log.append(2)
    bundle.export(log.ledger, tmp_path / "x.zip", Period("", ""))
    assert bundle.check(tmp_path / "x.zip", first).last == 5
    note = Note.parse(log.ledger.checkpoint())
    with log.database.reading() as tx:
        shown = growth(tx, 2)
    with pytest.raises(LedgerBroken):
        witness.cosign(note, first, shown, NOON)
    assert witness.cosign(note, log.trusted(), shown, NOON).seen_at(witness.public)


def test_files_are_private(tmp_path):
    """600 in 700, made when first used; looser ones are refused."""
    files = SigningFiles(tmp_path / "signing", STANDARD, OneKey(b"m" * 32, STANDARD))
    (public,) = files.publics()
    path = tmp_path / "signing" / "key-0001"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert repr(files) == "SigningFiles()"
    with pytest.raises(StorageUnavailable):
        files.signer(b"x" * 32)
    path.chmod(0o640)
    with pytest.raises(StorageUnavailable, match="chmod"):
        files.signer(public)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(StorageUnavailable, match="损坏"):
        files.publics()


#: A device for tests: two Ed25519 keys that never leave it, the second once a file is there.
DEVICE = """
import base64, sys, pathlib
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
keys = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2)]
named = {base64.b64encode(k.public_key().public_bytes_raw()).decode(): k for k in keys}
here = pathlib.Path(__file__).with_name("second").exists()
if sys.argv[1] == "keys":
    print("\\n".join(list(named)[: 2 if here else 1]))
else:
    message = base64.b64decode(sys.stdin.read())
    print(base64.b64encode(named[sys.argv[2]].sign(message)).decode())
"""


def test_a_device_signs(database, tmp_path):
    """No private key here: the log is signed, handed over and verified through a command."""
    program = tmp_path / "device.py"
    program.write_text(DEVICE)
    environ = {"GONGSHI_SIGNING_COMMAND": f"{sys.executable} {program}"}
    keys = Keys.open(tmp_path / "home", environ)
    ledger = Ledger(database, lambda: NOON, keys.signer())
    with database.writing() as tx:
        receipts = ledger.append(tx, [Entry("decided", "r", "c", {})])
    with pytest.raises(UsageError, match="保管处"):
        ledger.hand_over("local:x")
    (tmp_path / "second").touch()
    ledger.hand_over("local:x")
    with database.writing() as tx:
        receipts += ledger.append(tx, [Entry("decided", "r", "c", {})])
    for receipt in receipts:
        check(receipt, keys_of(ledger.key_file()))
    with pytest.raises(UsageError):
        ledger.retire_signing("local:x")
    assert not (tmp_path / "home" / "signing").exists()


@pytest.mark.parametrize(
    "program",
    ["print('')", "print('AAAA')", "import sys; sys.exit(1)"],
    ids=["none", "short", "no"],
)
def test_a_device_that_answers_badly_signs_nothing(tmp_path, program):
    """No key, another algorithm's key, a refusal; and a signature that does not verify."""
    path = tmp_path / "device.py"
    path.write_text(program)
    device = SigningDevice(f"{sys.executable} {path}", STANDARD)
    with pytest.raises(StorageUnavailable):
        device.publics()
    path.write_text(f"print('{base64.b64encode(bytes(64)).decode()}')")
    with pytest.raises(StorageUnavailable, match="签名无效"):
        device.signer(OneKey(bytes(32), STANDARD).publics()[0]).sign(b"x")
