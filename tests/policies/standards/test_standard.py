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


COMPANY, SHOP, NONE = "company", "shop", "0" * 17 + "X"


@pytest.mark.parametrize(
    ("row", "subject", "columns", "person"),
    [
        ({"CF_XDR_MC": "陈志强"}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈志强", "CF_XDR_SHXYM": NONE}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈某强"}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈*强"}, None, "natural_person", True),
        ({"CF_XDR_MC": "JOHN SMITH"}, None, "natural_person", True),
        ({"CF_XDR_MC": "约翰·史密斯"}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈学会"}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈志强（系棠禾公司员工）"}, None, "natural_person", True),
        ({"CF_XDR_MC": "棠禾经营部（陈志强）"}, None, "natural_person", True),
        ({"CF_XDR_MC": "陈志强", "CF_XDR_ZJHM": "某号"}, None, "natural_person", True),
        (
            {"CF_XDR_MC": "陈志强", "CF_XDR_ZJHM": "某号", "CF_XDR_SHXYM": COMPANY},
            None, "natural_person", True,
        ),
        ({"CF_XDR_MC": "棠禾鲜果", "CF_XDR_SHXYM": COMPANY}, "organisation", "organisation", False),
        (
            {"CF_XDR_MC": "棠禾鲜果", "CF_XDR_SHXYM": SHOP},
            "individual_business", "individual_business", False,
        ),
        ({"CF_XDR_MC": "广州棠禾食品有限公司"}, "organisation", "organisation", False),
        ({"CF_XDR_MC": "棠禾企业（有限合伙）"}, "organisation", "organisation", False),
        ({"CF_SY": "占道经营"}, None, None, False),
    ],
    ids=range(16),
)  # fmt: skip
def test_a_subject_is_inferred_from_code_and_name(row, subject, columns, person, numbers):
    """Whoever is not plainly an organisation is protected as a person, and none is made up."""
    row = {code: numbers.get(text, text) for code, text in row.items()}
    found = standard.inferred_subject("penalty", row)
    assert (found.subject_kind, found.columns, found.seems_person) == (subject, columns, person)
    assert not found.stated
    assert bool(found.note) == (columns is not None)
    assert not any(text in found.note for text in row.values())
    permit = {code.replace("CF_", "XK_"): text for code, text in row.items()}
    assert standard.inferred_subject("permit", permit) == found


@pytest.mark.parametrize(
    ("name", "code", "contradicts"),
    [
        ("司马无忌", NONE, True),
        ("司马无忌", COMPANY, True),
        ("JOHN SMITH", NONE, True),
        ("广州棠禾食品有限公司", NONE, False),
        ("棠禾鲜果", COMPANY, False),
    ],
    ids=range(5),
)
def test_an_organisation_with_a_persons_name_contradicts_itself(name, code, contradicts, numbers):
    """It stays what it says, and its name column is read as a person's."""
    row = {"CF_XDR_LB": "法人及非法人组织", "CF_XDR_MC": name, "CF_FRDB": name}
    row["CF_XDR_SHXYM"] = numbers.get(code, code)
    found = standard.inferred_subject("penalty", row)
    assert (found.subject_kind, found.stated) == ("organisation", True)
    assert found.contradicts is contradicts
    held = standard.columns("penalty", row)["CF_XDR_MC"].holds
    assert held == ("PERSON" if contradicts else "ORGANIZATION")


def test_what_is_said_is_not_inferred(rows):
    """A stated subject kind stands, whatever the name and the code look like."""
    assert standard.inferred_subject("penalty", rows["person"]).subject_kind == "natural_person"
    shop = rows["permit"] | {"XK_XDR_MC": "司马无忌"}
    found = standard.inferred_subject("permit", shop)
    assert (found.subject_kind, found.contradicts, found.note) == ("individual_business", False, "")
    for kind in ("document", "catalogue_item"):
        assert standard.inferred_subject(kind, rows[kind]).note == ""


def test_columns_hold_what_the_subject_makes_them_hold(rows):
    """The name column of a natural person is a person's, all else is as the standard has it."""
    columns = standard.columns("penalty", rows["person"])
    assert (columns["CF_XDR_MC"].holds, columns["CF_XDR_MC"].role) == ("PERSON", "subject")
    assert columns["CF_SY"] is standard.spec("penalty")["CF_SY"]
    assert columns.keys() == standard.spec("penalty").keys()


def test_the_subjects_birth_date_is_in_its_identity_number(rows, numbers):
    """Only a sound number has one; a passport number has none."""
    assert standard.born("penalty", rows["person"]) == date(1985, 6, 15)
    assert standard.born("penalty", rows["person"] | {"CF_XDR_ZJHM": "E12345678"}) is None
    assert standard.born("penalty", rows["penalty"]) is None
    assert standard.born("document", {}) is None


@pytest.mark.parametrize(
    ("word", "state"),
    [("有效", "有效"), ("已废止", "无效"), ("失效", "无效"), ("整理中", "其他"), (None, None)],
    ids=range(5),
)
def test_a_catalogue_items_state_is_understood_or_other(catalogue_item, today, word, state):
    """A state that nobody knows is no valid one."""
    row = catalogue_item | ({"SX_ZT": word} if word else {})
    assert standard.read(row, today=today).status == state


def test_a_catalogue_item_says_how_it_is_disclosed_and_from_when(catalogue_item):
    """公开属性 and 生效日 are facts for the rules."""
    fields = catalogue_item | {"SX_SXRQ": "2027/01/01"}
    assert standard.disclosure("catalogue_item", fields) == "公开"
    assert standard.dates("catalogue_item", fields) == {"effective": date(2027, 1, 1)}
    assert standard.disclosure("penalty", {}) is None


@pytest.mark.parametrize(
    ("word", "severity", "known"),
    [
        ("0", None, True),
        ("1", "一般", True),
        ("2", "较重", True),
        ("3", "严重", True),
        ("较重", "较重", True),
        ("未定", None, True),
        (" 轻微 ", "轻微", True),
        ("４", None, False),
        ("很重", None, False),
    ],
    ids=range(9),
)
def test_severities_and_their_older_codes(word, severity, known):
    """较重 is neither raised nor lowered to another class; 未定 says nothing."""
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
