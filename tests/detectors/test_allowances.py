"""Allow-lists mark what they name; the policy shows it, but for what no list may show."""

import importlib
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detectors.border import Scanner
from detectors.finding import Finding, Scan, Status, Unread
from detectors.sheet import Passage, Sheet
from detectors.wordlist import Wordlist
from policies import catalog
from policies.facts import Facts
from policies.place import ALLOWED
from policies.standards.spec import FieldSpec
from policies.vocabulary import MARKS, PERSONAL, SENSITIVE

sys.path.append(str(Path(__file__).parent))
registered = importlib.import_module("registered")
PACK = catalog.shipped().load("rs-2018-gd")
FACTS = Facts(
    channel="department-portal", kind="penalty", published_on=date(2026, 11, 20),
    subject_kind="organisation", procedure="普通程序", decision_date=date(2026, 11, 9),
)  # fmt: skip
SPEC = {"CF_SY": FieldSpec("CF_SY", "事实", "text", None, "optional", "public", free_text=True)}


def decided(finding, unread=()):
    scan = Scan({"CF_SY": (finding,)}, tuple(unread))
    return PACK.decide(FACTS, SPEC, {"CF_SY": "甲" * 40}, scan)


def finding(entity_type, status=Status.LIKELY, **more):
    return Finding(3, 9, entity_type, 0.7, "d@1", status, allowed="a1", **more)


def test_a_finding_inside_a_word_of_the_list_is_marked():
    """Inside, spaced or not; beside it, around it or in another department it is not."""
    word = "配方芝麻55g、腐乳18g"
    lists = (registered.held("a9", "n", "other", Wordlist([word]), "甲局"),)
    scanner = Scanner(register=registered.register(allowed=lists))
    mine = frozenset({registered.department("甲局")})

    def marked(text, departments=mine):
        found = scanner.scan(Sheet([Passage("t", text)], departments)).findings["t"]
        return {f.allowed for f in found if f.entity_type == "TRADE_SECRET"}

    assert marked(f"经查，{word}。") == {"a9"}
    assert marked("经查，配方 芝麻55g、腐乳 18g。") == {"a9"}
    assert marked(f"经查，{word}、辣椒6g。") == {None}
    assert marked(f"经查，{word}。", frozenset({"乙局"})) == {None}
    assert marked(f"经查，{word}。", frozenset()) == {None}


@pytest.mark.parametrize("entity_type", sorted(SENSITIVE))
def test_no_list_shows_what_is_certain_about_a_person_or_marked_secret(entity_type):
    """Every certain personal identifier, every mark, whatever is registered: as without a list."""
    for status in Status:
        listed = finding(entity_type, status)
        plain = decided(replace(listed, allowed=None)).spans[0]
        shown = decided(listed).spans[0]
        fixed = entity_type in MARKS or entity_type == "REGISTERED"
        if fixed or (entity_type in PERSONAL and status is Status.CERTAIN):
            assert replace(shown, allowed=None) == plain
        else:
            assert (shown.action.word, shown.rule) == ("keep", ALLOWED)


@pytest.mark.parametrize("role", ["minor", "complainant"])
def test_no_list_names_a_minor_or_a_complainant(role):
    """Protected persons stay protected at every status."""
    for status in Status:
        assert decided(finding("PERSON", status, role=role)).spans[0].action.word != "keep"


def test_what_a_list_shows_needs_no_review():
    """A price that a list names is public; the record is released with the rule that showed it."""
    price = finding("TRADE_SECRET", category="B3")
    assert decided(replace(price, allowed=None)).outcome == "in_review"
    assert decided(price).outcome == "released"


def test_a_list_that_could_not_be_loaded_sends_every_record_to_a_person():
    """Whether it would have hidden something, nobody knows."""
    register = registered.register(unread=(Unread("registered_list@1:x9", "not loaded"),))
    scan = Scanner(register=register).scan(Sheet.of_text("给予警告。"))
    assert [u.detector for u in scan.unread] == ["registered_list@1:x9"]
    assert decided(finding("STATUTE"), scan.unread).outcome == "in_review"


def test_what_is_registered_is_neither_doubted_nor_doubts():
    """A credit code with its check digit shields itself, but not from a list that holds it."""
    text = f"统一社会信用代码{registered.CUSTOMERS[2]}"
    alone = {f.entity_type: f for f in Scanner().scan_text(text)}
    both = {f.entity_type: f for f in Scanner(register=registered.register()).scan_text(text)}
    assert both["REGISTERED"].status is Status.CERTAIN
    assert {k: v for k, v in both.items() if k != "REGISTERED"} == alone
