"""Sealed originals open with the right key in the right place, whole, or not at all."""

import secrets
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StorageUnavailable
from gateway.keys import Keys
from gateway.originals import seal, unseal
from gateway.storage import tables
from gateway.storage.database import Database, default_url

KEYS = Keys(bytes(32))
CONTEXT = "3f2a/xinyong-china"
CANARY = "canary-当事人尉迟不显-5d1c"


@given(st.one_of(st.text(), st.binary()), st.text())
def test_unsealing_gives_back_what_was_sealed(original, context):
    """Any text or bytes, in any context, come back exactly."""
    plain = original.encode() if isinstance(original, str) else original
    assert unseal(KEYS, seal(KEYS, original, context), context) == plain


@given(st.data())
def test_any_changed_bit_is_noticed(data):
    """No bit of a sealed original can be changed, version, key and nonce included."""
    sealed = bytearray(seal(KEYS, CANARY, CONTEXT))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(StorageUnavailable):
        unseal(KEYS, bytes(sealed), CONTEXT)


@given(st.integers(0, 200))
def test_a_cut_original_is_noticed(length):
    """A sealed original that lost its end does not open."""
    with pytest.raises(StorageUnavailable):
        unseal(KEYS, seal(KEYS, b"x" * 200, CONTEXT)[:length], CONTEXT)


@pytest.mark.parametrize("wrong", ["key", "record", "channel"])
def test_it_opens_only_in_its_place(wrong):
    """Another key, another record or another channel: refused without a word of the content."""
    keys = Keys(secrets.token_bytes(32)) if wrong == "key" else KEYS
    context = {"record": "3f2b/xinyong-china", "channel": "3f2a/local-portal"}.get(wrong, CONTEXT)
    with pytest.raises(StorageUnavailable) as caught:
        unseal(keys, seal(KEYS, CANARY, CONTEXT), context)
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_the_same_original_never_looks_the_same():
    """Equal originals cannot be told from unequal ones."""
    assert seal(KEYS, CANARY, CONTEXT) != seal(KEYS, CANARY, CONTEXT)


def test_nothing_of_it_lies_on_the_disk(home, keys):
    """What is sealed into the database cannot be read in any of its files."""
    database = Database.open(default_url(home))
    sealed = seal(keys, CANARY * 50, CONTEXT)
    row = dict.fromkeys(["id", "record", "owner", "channel", "kind", "opened_at", "answer"], "x")
    with database.writing() as tx:
        entry = {
            "seq": 1,
            "at": "",
            "event": "",
            "record": "",
            "body": "{}",
            "leaf": "",
            "head": "",
        }
        tx.execute(tables.ledger.insert().values(entry))
        row |= {"state": "open", "risk": 0, "reasons": "[]", "seq": 1, "sealed": sealed}
        tx.execute(tables.cases.insert().values(row))
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert any(sealed[:60] in content for content in files)
    database.close()
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        needle = CANARY.encode(encoding)
        assert not any(needle in content for content in files)
