"""Signed notes by the published example, and nothing that was changed passes for signed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chain import Head
from gateway.checkpoint import Checkpoint
from gateway.crypto import GM, PROFILES, STANDARD
from gateway.errors import LedgerBroken, UsageError
from gateway.note import Note, NoteSigner, PublicKey
from gateway.succession import keys_of

# The example of golang.org/x/mod/sumdb/note, whose format C2SP signed-note is.
SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
BOTH = list(PROFILES.values())


def _signer(used, number=1, name="gongshi-ledger/0123456789abcdef"):
    return NoteSigner(name, used, used.scheme.signer(bytes([number]) * 32))


def _text(size=20):
    return Checkpoint(_signer(STANDARD).name, size, bytes(32), "a" * 64, "t"[:0]).text


def test_published_example():
    """The key, the signature and the whole note of the format's own documentation."""
    seed = base64.b64decode(SECRET)[1:]
    signer = NoteSigner("PeterNeumann", STANDARD, STANDARD.scheme.signer(seed))
    key = PublicKey.parse(VKEY)
    note = Note.parse(NOTE)
    assert str(signer.public) == VKEY == str(key)
    assert note.require([key]) == key
    assert signer.note(note.text) == NOTE == str(note)


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
@given(data=st.data())
def test_any_changed_character_is_found(used, data):
    """Neither the text nor the signature of a note can be changed."""
    signer = _signer(used)
    whole = signer.note(_text())
    place = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.sampled_from("Aaf09+/=\n").filter(lambda c: c != whole[place]))
    changed = whole[:place] + letter + whole[place + 1 :]
    with pytest.raises((LedgerBroken, UsageError)):
        Note.parse(changed).require([signer.public])


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
def test_stray_bits_of_a_signature_are_found(used):
    """Base64 has spare bits at its end: another last letter with the same bytes is a change too."""
    signer = _signer(used)
    whole = signer.note(_text())
    last = len(whole.rstrip("\n=")) - 1
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/":
        if letter != whole[last]:
            changed = whole[:last] + letter + whole[last + 1 :]
            with pytest.raises((LedgerBroken, UsageError)):
                Note.parse(changed).require([signer.public])


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
def test_only_the_right_key_counts(used):
    """Another key of the same name, another name, a witness: nobody signs for the log."""
    signer = _signer(used)
    note = Note.parse(signer.note(_text()))
    others = [_signer(used, 2).public, _signer(used, name="other").public, signer.witness]
    assert note.require([*others, signer.public]) == signer.public
    with pytest.raises(LedgerBroken):
        note.require(others)
    with pytest.raises(LedgerBroken):
        note.require([])


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
def test_a_cosignature_has_its_own_time(used):
    """A witness's line tells when; with another time, text or kind of key it is none."""
    log, witness = _signer(used), _signer(GM, 7, "witness.example")
    note = Note.parse(log.note(_text()))
    line = witness.cosignature(note.text, 1_795_000_000).rstrip("\n")
    seen = Note(note.text, (*note.lines, line))
    assert seen.seen_at(witness.witness) == 1_795_000_000
    assert seen.seen_at(witness.public) is None
    assert note.seen_at(witness.witness) is None
    assert Note(_text(21), seen.lines).seen_at(witness.witness) is None


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
def test_keys_are_read_as_they_are_written(used):
    """A key's line leads back to the key; a file may hold several and remarks."""
    keys = (_signer(used).public, _signer(used).witness)
    assert keys_of("# 公钥\n" + "\n".join(map(str, keys)) + "\n") == keys


@pytest.mark.parametrize(
    "line",
    ["", "name", "name+00000000+AAAA", VKEY[:-1], VKEY.replace("c7", "c8"), VKEY + "A",
     VKEY.replace("PeterNeumann", "Peter Neumann")],
    ids=range(7),
)  # fmt: skip
def test_what_is_no_key_is_refused(line):
    """A key that was copied badly is wrong usage."""
    with pytest.raises(UsageError):
        PublicKey.parse(line)


def test_a_checkpoint_reads_back():
    """What a note says is what was said, with and without answers."""
    for answers in (None, (3, bytes(range(32)))):
        said = Checkpoint(
            "gongshi-ledger/0123456789abcdef", 20, bytes(range(32)), "b" * 64,
            "2026-11-23T04:00:00.123Z", answers,
        )  # fmt: skip
        note = Note.parse(_signer(STANDARD).note(said.text))
        assert Checkpoint.of(note) == said
        assert said.reached == Head(20, said.at, said.head)


@pytest.mark.parametrize(
    "text",
    ["x\n", _text().replace("20", "020"), _text() + "more\n", _text().replace("head a", "head A")],
    ids=range(4),
)
def test_what_is_no_checkpoint_is_refused(text):
    """A note about something else, or in another form, is no checkpoint."""
    with pytest.raises(UsageError):
        Checkpoint.of(Note.parse(_signer(STANDARD).note(text)))
