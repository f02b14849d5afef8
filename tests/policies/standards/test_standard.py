"""What other rooms ask the standards."""

from __future__ import annotations

from datetime import date

import pytest

from policies.standards import standard


@pytest.mark.parametrize(
    ("code", "subject", "held"),
    [
        ("CF_XDR_MC", "natural_person", ("PERSON", "subject")),
        ("CF_XDR_MC", "individual_business", ("ORGANIZATION", None)),
        ("CF_XDR_MC", "organisation", ("ORGANIZATION", None)),
        ("CF_XDR_MC", None, (None, None)),
        ("CF_FRDB", "individual_business", ("PERSON", "operator")),
        ("CF_FRDB", "organisation", ("PERSON", "legal_representative")),
        ("CF_FRDB", None, ("PERSON", "legal_representative")),
        ("CF_XDR_SHXYM", "organisation", ("CN_USCC", None)),
        ("CF_SY", "organisation", (None, None)),
    ],
    ids=range(9),
)
def test_what_a_column_holds_depends_on_the_subject(code, subject, held):
    """A natural person's name is a person's, an individual business has an operator."""
    assert standard.holds("penalty", code, subject) == held
    assert (
        standard.holds("permit", code.replace("CF_", "XK_").replace("_SY", "_NR"), subject) == held
    )


@pytest.mark.parametrize(
    ("word", "severity", "known"),
    [
        ("0", None, True),
        ("1", "一般", True),
        ("2", None, True),
        ("3", "严重", True),
        ("较重", None, True),
        (" 轻微 ", "轻微", True),
        ("４", None, False),
        ("很重", None, False),
    ],
    ids=range(8),
)
def test_severities_and_their_older_codes(word, severity, known):
    """较重 and 未定 are known but have no counterpart: nothing is made up for them."""
    assert standard.severity(word) == severity
    assert standard.is_severity(word) is known
    assert standard.severity(None) is None


def test_facts_of_canonical_fields(rows):
    """Subject kind, dates and the columns of natural persons."""
    penalty, person = rows["penalty"], rows["person"]
    assert standard.subject_kind("penalty", penalty) == "organisation"
    assert standard.subject_kind("penalty", person) == "natural_person"
    assert standard.subject_kind("permit", rows["permit"]) == "individual_business"
    assert standard.subject_kind("penalty", {}) is None
    assert standard.subject_kind("catalogue_item", rows["catalogue_item"]) is None
    assert standard.dates("penalty", penalty) == {
        "decision": date(2026, 10, 12),
        "declared_until": date(2027, 10, 12),
    }
    assert standard.dates("document", {}) == {}
    assert standard.person_columns("penalty") == {"CF_XDR_ZJLX", "CF_XDR_ZJHM"}
    assert standard.person_columns("document") == frozenset()


def test_a_documents_subject_kind_is_said_in_the_contracts_words(document, today):
    """法人 in a document is read as ``organisation``."""
    reading = standard.read(document, today=today)
    assert reading.fields["subject_kind"] == reading.subject_kind == "organisation"


def test_columns_and_kinds_by_name():
    """A column of any generation leads to its canonical code; others to nothing."""
    assert standard.canonical("penalty", "cf_cflb2") == "CF_CFLB"
    assert standard.canonical("permit", "XK_XDR") == "XK_XDR_MC"
    assert standard.canonical("penalty", "DFBM") is None
    assert standard.knows_column("DFBM")
    assert not standard.knows_column("当事人血型")
    assert standard.kind_of(["标题", "正文"]) == "document"
    assert standard.kind_of(["备注"]) is None
