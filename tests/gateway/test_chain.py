"""The arithmetic of the log: known answers, one canonical form, receipts that say one thing."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chain import EMPTY, Entry, Promise, Receipt, canonical, checked, linked
from gateway.errors import LedgerBroken, UsageError

AT = "2026-11-23T08:00:00.000Z"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abé中", max_size=3), inner),
    max_leaves=8,
)


def test_known_answer():
    """A row recomputed with nothing but the standard library, as an auditor would."""
    row = linked(EMPTY, AT, Entry("decided", "r", None, {"规则": "R-1", "a": [1, True]}))
    line = (
        '{"at":"2026-11-23T08:00:00.000Z","body":{"a":[1,true],"规则":"R-1"},'
        '"channel":null,"event":"decided","record":"r","seq":1}'
    )
    leaf = hashlib.sha256(b"\x00" + line.encode()).digest()
    head = hashlib.sha256(b"\x01" + bytes(32) + leaf).hexdigest()
    assert (row.leaf, row.head) == (leaf.hex(), head)
    assert row.receipt == Receipt(1, leaf.hex(), f"gongshi-ledger/1/{head}")


@given(JSON)
def test_canonical_form_is_that_of_the_standard_library(value):
    """Sorted keys, no spaces, UTF-8; reading it back gives the value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value).decode() == text
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    "index",
    range(7),
    ids=["float", "bytes", "set", "number key", "object", "surrogate", "65 bits"],
)
def test_what_has_no_canonical_form_is_refused(index):
    """Anything that two programs could write differently is refused, without its value."""
    value = (0.5, b"x", {1}, {1: "x"}, object(), "\ud800", 2**64)[index]
    with pytest.raises(TypeError):
        canonical({"a": [value]})


@given(st.lists(JSON, max_size=4))
def test_what_was_linked_checks(bodies):
    """Every row that was linked passes the check, in order."""
    last = EMPTY
    for body in bodies:
        row = linked(last, AT, Entry("decided", "r", "c", {"body": body}))
        last = checked(last, row)
    assert last.seq == len(bodies)


@pytest.mark.parametrize("body", ["", "[]", "1", '{"a": 1}', '{"b":1,"a":2}', '{"a":1.0}', "{"])
def test_a_body_in_another_form_is_named(body):
    """Even with fitting digests a body that is not canonical was not written here."""
    first = linked(EMPTY, AT, Entry("decided", "r", "c", {}))
    values = {name: getattr(first, name) for name in first.__slots__}
    values["body"] = body
    line = f'{{"at":"{AT}","body":{body},"channel":"c","event":"decided","record":"r","seq":1}}'
    leaf = hashlib.sha256(b"\x00" + line.encode()).digest()
    values |= {"leaf": leaf.hex(), "head": hashlib.sha256(b"\x01" + bytes(32) + leaf).hexdigest()}
    with pytest.raises(LedgerBroken, match="第 1 条：内容不可读"):
        checked(EMPTY, type(first)(**values))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gongshi-ledger/1/abc",
        f"gongshi-ledger/01/{'a' * 64}",
        f"gongshi-ledger/1/{'A' * 64}",
        f"gongshi-ledger/-1/{'a' * 64}",
        f"gongshi-ledger/1/{'a' * 64}\n",
        f"gongshi-ledger/{'9' * 19}/{'a' * 64}",
        f"gongshi-ledger/１/{'a' * 64}",
    ],
    ids=range(8),
)
def test_malformed_checkpoints_are_refused(text):
    """A checkpoint is read strictly."""
    with pytest.raises(UsageError):
        Promise.of(text)


def test_a_receipt_must_agree_with_itself():
    """A receipt whose number is not that of its checkpoint proves nothing."""
    with pytest.raises(UsageError):
        Promise.of(Receipt(2, "a" * 64, f"gongshi-ledger/1/{'a' * 64}"))
