"""Exact data match: nothing of an entry is kept in clear, and nothing else matches."""

import importlib
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import exact
from detectors.border import Scanner
from detectors.compact import Keep, codes_of, compact, folding
from detectors.exact import ExactList, matches
from detectors.keyed import CHUNK, Roller
from detectors.sheet import Passage, Sheet
from detectors.view import TextView

sys.path.append(str(Path(__file__).parent))
registered = importlib.import_module("registered")
KEY = registered.KEY
ROLLER = Roller(KEY)


def found(entries, text):
    view = TextView(text).text
    held = compact(view, Keep.STOPS)
    lists = [registered.exact_list("l", entries)]
    return {view[slice(*held.span(*span))] for _, span in matches(held, lists, ROLLER)}


NAME = st.text("青禾谷云岫贸易有限公司甲乙丙", min_size=2, max_size=40)


@given(st.lists(NAME, min_size=1, max_size=8), st.text("，。的和在", max_size=9), st.data())
def test_every_entry_is_found_wherever_it_stands(entries, around, data):
    """However long it is, at the head, in the middle, at the end, and spaced."""
    entry = data.draw(st.sampled_from(entries))
    spaced = data.draw(st.sampled_from(["", " ", "\n", "　"])).join(entry)
    assert TextView(spaced).text in found(entries, f"{around}{spaced}{around}")


@given(st.lists(NAME, max_size=8), NAME)
def test_what_is_no_entry_is_not_found(entries, text):
    """Every match is one of the entries, letter for letter."""
    assert found(entries, text) <= set(entries)


def test_a_match_across_the_seam_of_two_pieces_is_found():
    """Long texts are hashed in pieces that overlap."""
    entry = "云岫集团贸易有限公司" * 3
    for length in (CHUNK - 40, CHUNK - 32, CHUNK - 20, CHUNK - 1, CHUNK, 2 * CHUNK - 50):
        assert found([entry], "甲" * length + entry + "乙") == {entry}


def test_two_fields_are_not_one_name():
    """A name does not begin in one column and end in the next."""
    scanner = Scanner(register=registered.register())
    scan = scanner.scan(Sheet([Passage("a", "云岫（集团）贸易"), Passage("b", "有限公司")]))
    assert not [f for fs in scan.findings.values() for f in fs if f.entity_type == "REGISTERED"]


def test_nothing_that_is_kept_holds_an_entry():
    """The arrays as raw bytes hold no entry in any encoding, and differ under another key."""
    entries = registered.CUSTOMERS
    built = exact.build("l", KEY, entries).entries
    raw = b"".join(array.tobytes() for array in built.arrays().values())
    for entry in entries:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le", "gb18030"):
            assert entry[:4].encode(encoding) not in raw
    other = exact.build("l", b"\x08" * 32, entries).entries
    named = exact.build("m", KEY, entries).entries
    for unlike in (other, named):
        assert not set(built.wholes.tolist()) & set(unlike.wholes.tolist())
        assert not set(built.anchors.tolist()) & set(unlike.anchors.tolist())


def test_another_key_finds_nothing():
    """Whoever holds the arrays without the key cannot ask them."""
    built = exact.build("l", KEY, registered.CUSTOMERS).entries
    text = compact("".join(registered.CUSTOMERS), Keep.STOPS)
    wrong = b"\x09" * 32
    assert not list(matches(text, [ExactList("l", wrong, built)], Roller(wrong)))
    assert list(matches(text, [ExactList("l", KEY, built)], ROLLER))


def test_short_and_endless_entries_are_refused_and_counted():
    """One ideograph, three letters, nothing, and what is no name; equal ones count once."""
    built = exact.build("l", KEY, ["甲", "abc", "", "  ", "长" * 201, "青禾", "青 禾", "青禾谷"])
    assert (built.kept, built.refused) == (2, 5)


def test_an_empty_list_matches_nothing():
    """A list of which every line was refused is still a list."""
    assert found(["甲"], "甲乙丙丁") == set()


def test_a_list_names_itself_and_never_the_entry():
    """Detector and explanation name the list; its repr shows nothing."""
    register = registered.register()
    text = f"销往{registered.CUSTOMERS[0]}。"
    (hit,) = [
        f for f in Scanner(register=register).scan_text(text) if f.entity_type == "REGISTERED"
    ]
    assert hit.detector == "registered_list@1:c1"
    assert "重点客户" in hit.explanation
    assert "云岫" not in repr(hit) + repr(register) + repr(register.lists[0].value)


def test_the_subject_itself_is_known_as_such():
    """A customer whose own record it is: the policy shows the name (role subject)."""
    name = registered.CUSTOMERS[1]
    sheet = Sheet([Passage("n", name, holds="ORGANIZATION"), Passage("t", f"经查，{name}未备案。")])
    scan = Scanner(register=registered.register()).scan(sheet)
    roles = [f.role for fs in scan.findings.values() for f in fs if f.entity_type == "REGISTERED"]
    assert roles == ["subject", "subject"]


def test_departments_hide_in_doubt_and_show_only_when_sure():
    """A list of one department serves its records and those that name no department."""
    held = registered.held("x", "n", "customer", None, "甲市 市场监管局")
    mine, other = registered.department("甲市市场监管局"), registered.department("乙局")
    both = frozenset({mine, other})
    assert [held.applies(frozenset(d)) for d in ((), {mine}, {other}, both)] == [1, 1, 0, 1]
    assert [held.allows(frozenset(d)) for d in ((), {mine}, {other}, both)] == [0, 1, 0, 0]


@pytest.mark.parametrize("text", ["", "\ud800乙", "😀甲", "\x1e\x1e", "一二三", "ＡＢ c"])
def test_odd_texts_are_reduced_all_the_same(text):
    """Lone surrogates, other planes, separators; positions point at the character."""
    held = compact(text, Keep.WORDS)
    for place in range(len(held)):
        start, end = held.span(place, place + 1)
        assert end - start == 1
        assert codes_of(text[start:end], Keep.WORDS).tolist() in ([held.codes[place]], [])


def test_the_folding_has_a_name():
    """What a list was folded by is kept with it; the name is stable within a program."""
    assert folding() == folding()
    assert len(folding()) == 16


def test_arrays_may_be_read_only():
    """Mapped arrays cannot be written; matching does not need to."""
    built = exact.build("l", KEY, registered.CUSTOMERS).entries
    for array in built.arrays().values():
        array.setflags(write=False)
    known = pickle.loads(pickle.dumps(ExactList("l", KEY, built)))
    assert list(matches(compact(registered.CUSTOMERS[0], Keep.STOPS), [known], ROLLER))
    assert np.all(built.anchors[:-1] <= built.anchors[1:])
