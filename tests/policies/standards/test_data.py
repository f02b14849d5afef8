"""The shipped data files say what the standard says."""

from __future__ import annotations

import pytest

from policies.standards import standard
from policies.standards.canon import shipped

R, C, O = "required", "conditional", "optional"  # noqa: E741 (as in the standard's own table)
P, H, X, I = "public", "header", "never", "internal"  # noqa: E741 (as in the standard's own table)

SUBJECT = [
    ("XDR_MC", 200, R, H),
    ("XDR_LB", 100, R, P),
    ("XDR_SHXYM", 18, C, H),
    ("XDR_GSZC", 50, O, X),
    ("XDR_ZZJG", 9, O, X),
    ("XDR_SWDJ", 15, O, X),
    ("XDR_SYDW", 12, O, X),
    ("XDR_SHZZ", 50, O, X),
    ("FRDB", 50, C, H),
    ("FR_ZJLX", 64, O, X),
    ("FR_ZJHM", 64, O, X),
    ("XDR_ZJLX", 64, C, X),
    ("XDR_ZJHM", 64, C, X),
]
PERMIT = [
    *((f"XK_{code}", *rest) for code, *rest in SUBJECT),
    ("XK_XKWS", 64, R, P),
    ("XK_WSH", 64, R, P),
    ("XK_XKLB", 256, R, P),
    ("XK_XKZS", 64, O, P),
    ("XK_XKBH", 64, C, P),
    ("XK_NR", 4000, R, P),
    ("XK_JDRQ", 10, R, P),
    ("XK_YXQZ", 10, R, P),
    ("XK_YXQZI", 10, R, P),
    ("XK_XKJG", 200, R, P),
    ("XK_XKJGDM", 18, R, P),
    ("XK_ZT", 1, R, I),
    ("XK_LYDW", 200, R, P),
    ("XK_LYDWDM", 18, R, P),
    ("BZ", 512, O, I),
]
PENALTY = [
    *((f"CF_{code}", *rest) for code, *rest in SUBJECT),
    ("CF_WSH", 128, R, P),
    ("CF_WFXW", 2000, R, P),
    ("CF_SY", 5000, R, P),
    ("CF_YJ", 2048, R, P),
    ("CF_CFLB", 255, R, P),
    ("CF_NR", 4000, R, P),
    ("CF_NR_FK", 19, C, P),
    ("CF_NR_WFFF", 19, C, P),
    ("CF_NR_ZKDX", 200, C, P),
    ("CF_JDRQ", 10, R, P),
    ("CF_YXQ", 10, R, P),
    ("CF_GSJZQ", 10, O, I),
    ("CF_CFJG", 255, R, P),
    ("CF_CFJGDM", 18, R, P),
    ("CF_SJLY", 200, R, P),
    ("CF_SJLYDM", 18, R, P),
    ("BZ", 512, O, I),
]


@pytest.mark.parametrize(
    ("kind", "count", "table"), [("permit", 28, PERMIT), ("penalty", 30, PENALTY)]
)
def test_every_code_is_there_with_its_length(kind, count, table):
    """28 permit and 30 penalty fields, in order, with length, obligation and display."""
    found = [(s.code, s.length, s.obligation, s.display) for s in standard.spec(kind).values()]
    assert found == table
    assert len(found) == count


def test_four_kinds_are_shipped():
    """The kinds of the contract."""
    assert set(standard.kinds()) == {"permit", "penalty", "catalogue_item", "document"}


def test_a_document_has_the_contracts_fields():
    """Title and body must be there, the rest may."""
    fields = standard.spec("document")
    assert {c: f.obligation for c, f in fields.items()} == {
        "title": R,
        "body": R,
        "agency": O,
        "document_number": O,
        "decision_date": O,
        "subject_kind": O,
    }


def test_free_text_and_identity_columns_are_marked():
    """What a clerk writes is scanned; what identifies a person is never shown."""
    permit, penalty = standard.spec("permit"), standard.spec("penalty")
    free = {c for fields in (permit, penalty) for c, f in fields.items() if f.free_text}
    assert free == {
        "XK_NR",
        "XK_XKWS",
        "CF_WFXW",
        "CF_SY",
        "CF_YJ",
        "CF_NR",
        "CF_NR_ZKDX",
        "BZ",
    }
    assert penalty["CF_NR_FK"].holds == "PUBLIC_AMOUNT"
    assert penalty["CF_WSH"].holds == "DOCUMENT_NUMBER"
    assert permit["XK_XKBH"].holds == "LICENCE_NUMBER"
    for fields in (permit, penalty):
        assert all(f.display == "never" for c, f in fields.items() if c.endswith(("ZJHM", "ZJLX")))


def test_generations_are_dated_sourced_and_in_order():
    """Each generation says since when, from where, and what is uncertain."""
    generations = shipped().generations
    assert [g.id for g in generations] == ["G1", "G1-GD", "G1b", "G2", "G2b"]
    assert all(g.sources and g.notes for g in generations)
    assert [g.effective_from.year for g in generations] == [2016, 2016, 2017, 2018, 2019]


@pytest.mark.parametrize("kind", ["permit", "penalty", "catalogue_item", "document"])
def test_every_field_is_known_by_code_and_heading(kind):
    """Codes in any case and headings with or without their bracket lead to the field."""
    for code, field in standard.spec(kind).items():
        for name in (code, code.lower(), field.name, f"*{field.name}（必填）"):
            assert standard.canonical(kind, name) == code
            assert standard.knows_column(name)
