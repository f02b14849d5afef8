"""A witness signs what follows from what it signed before, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError

import pytest

from gateway.crypto import PROFILES
from gateway.errors import Conflict, LedgerBroken, NotFound, StorageUnavailable, UsageError
from gateway.keys import Keys
from gateway.ledger import Entry, Ledger
from gateway.note import Note
from gateway.storage.database import Database, default_url
from gateway.witness import Growth, Witness, add_cosignatures, growth

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Log:
    """A signed log in a folder."""

    def __init__(self, folder, used, salt=""):
        self.database = Database.open(default_url(folder))
        signer = Keys(bytes(32), profile=used).signer()
        self.ledger, self.public = Ledger(self.database, lambda: NOON, signer), (signer.public,)
        self.salt = salt

    def grow(self, count):
        entries = [Entry("decided", f"r{self.salt}", "c", {"n": n}) for n in range(count)]
        with self.database.writing() as tx:
            self.ledger.append(tx, entries)
        return Note.parse(self.ledger.checkpoint())

    def since(self, first, until=None):
        with self.database.reading() as tx:
            return growth(tx, first, until)


@pytest.fixture(params=list(PROFILES.values()), ids=lambda used: used.name)
def used(request):
    return request.param


@pytest.fixture
def log(tmp_path, used):
    made = Log(tmp_path / "log", used)
    yield made
    made.database.close()


@pytest.fixture
def witness(tmp_path, used):
    return Witness(tmp_path / "witness", "witness.example", used.name)


def test_a_growing_log_is_witnessed(log, witness, tmp_path):
    """Head after head is signed with its proof; the witness finds its key and state again."""
    for count, first in ((3, None), (4, 3), (300, 7)):
        note = log.grow(count)
        shown = None if first is None else log.since(first)
        signed = witness.cosign(note, log.public, shown, NOON)
        assert signed.seen_at(witness.public) == int(NOON.timestamp())
        assert signed.require(log.public) == log.public[0]
        witness = Witness(tmp_path / "witness")
    assert witness.cosign(note, log.public, None, NOON).text == note.text


def test_another_history_is_not_witnessed(log, witness, tmp_path, used):
    """A fork of the same log under the same key, an older head, a missing or wrong proof."""
    first = log.grow(3)
    witness.cosign(first, log.public, None, NOON)
    fork = Log(tmp_path / "fork", used, "other")
    for note, shown in (
        (fork.grow(3), None),
        (fork.grow(2), fork.since(3)),
        (fork.grow(1), log.since(3)),
    ):
        with pytest.raises(LedgerBroken):
            witness.cosign(note, log.public, shown, NOON)
    later = log.grow(2)
    shown = log.since(3)
    wrong = Growth(3, 5, tuple(shown.path[:-1]))
    for proof in (None, wrong, log.since(2), Growth(3, 5, ("00" * 32,) * len(shown.path))):
        with pytest.raises(LedgerBroken):
            witness.cosign(later, log.public, proof, NOON)
    witness.cosign(later, log.public, shown, NOON)
    with pytest.raises(LedgerBroken):
        witness.cosign(first, log.public, None, NOON)
    fork.database.close()


def test_two_futures_at_once_are_not_both_witnessed(log, tmp_path, used):
    """Two processes with one folder: whoever is second sees what the first has signed."""
    fork = Log(tmp_path / "fork", used, "other")
    notes, folder = [log.grow(3), fork.grow(3)], tmp_path / "both"
    witnesses = [Witness(folder, "w", used.name), Witness(folder)]
    meeting = Barrier(2, timeout=60)
    asked = [witness._last for witness in witnesses]

    def sign(number):
        witness = witnesses[number]

        def late(origin):
            found = asked[number](origin)
            with suppress(BrokenBarrierError):
                meeting.wait(1)  # both would stand here before either has signed
            return found

        witness._last = late
        try:
            return witness.cosign(notes[number], log.public, None, NOON)
        except LedgerBroken:
            return None

    with ThreadPoolExecutor(2) as pool:
        signed = list(pool.map(sign, range(2)))
    assert sum(each is not None for each in signed) == 1
    fork.database.close()


def test_a_stranger_is_not_witnessed(log, witness):
    """A head that the log's key did not sign."""
    with pytest.raises(LedgerBroken):
        witness.cosign(log.grow(1), (witness.public,), None, NOON)


def test_the_witness_s_line_is_kept_with_its_head(log, witness):
    """It is taken once, from known witnesses only, for the head that is kept here."""
    signed = witness.cosign(log.grow(3), log.public, None, NOON)
    with log.database.writing() as tx:
        assert add_cosignatures(tx, Note.parse(log.ledger.note()), [witness.public]) == 0
        assert add_cosignatures(tx, signed, [witness.public]) == 1
        assert add_cosignatures(tx, signed, [witness.public]) == 0
    assert Note.parse(log.ledger.note()) == signed
    assert log.ledger.verify(signed, log.public).entries == 3


def test_a_head_of_another_history_is_no_head_of_ours(log, witness, tmp_path, used):
    """Two heads of one size are a contradiction; a head of a size not kept is unknown."""
    fork = Log(tmp_path / "fork", used, "other")
    log.grow(3)
    signed = witness.cosign(fork.grow(3), log.public, None, NOON)
    with pytest.raises(Conflict), log.database.writing() as tx:
        add_cosignatures(tx, signed, [witness.public])
    with pytest.raises(NotFound), log.database.writing() as tx:
        add_cosignatures(tx, fork.grow(1), [witness.public])
    fork.database.close()


def test_the_witness_keeps_its_key_to_itself(witness, tmp_path):
    """Others may not read it; a name that could not sign is refused before a key is made."""
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "witness").iterdir()} == {0o600}
    (tmp_path / "witness" / "key").chmod(0o644)
    with pytest.raises(StorageUnavailable):
        Witness(tmp_path / "witness")
    with pytest.raises(UsageError):
        Witness(tmp_path / "other", "two words")
    assert not (tmp_path / "other" / "key").exists()


@pytest.mark.parametrize("given", [{}, {"first": 1}, {"first": 1, "second": 2, "path": ["x"]}])
def test_what_is_no_proof_is_wrong_usage(given):
    """A file that is no consistency proof."""
    with pytest.raises(UsageError):
        Growth.of(given)


def test_proofs_between_what_is_there(log):
    """From any size to any later one, and no further."""
    log.grow(5)
    assert log.since(0).path == ()
    assert log.since(2, 4).second == 4
    for first, until in ((6, None), (3, 2), (0, 6)):
        with pytest.raises(NotFound):
            log.since(first, until)
