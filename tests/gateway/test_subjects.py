"""Whom a record concerns, through the whole walk: no name leaves because a column was missing."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from gateway.formats import RawRow
from gateway.home import journey
from gateway.intake import Intake
from gateway.keys import Keys
from gateway.record import Record
from gateway.sample import numbers
from policies.catalog import shipped

DAY = date(2026, 11, 20)
PACK = shipped().load("rs-2018-gd")  # whose review rule lets pass what nothing holds
JOURNEY, INTAKE = journey(DAY, PACK), Intake(Keys(bytes(32)), DAY)
_RNG = Random(12)
AGENCY = numbers.uscc(_RNG, "440106", "11")
NO_CODE = "0" * 17 + "X"
CHANNELS = ("xinyong-guangdong", "department-portal")
OFFICE = "广州市天河区城市管理局"

#: A penalty as the first generation writes it: no column says whom it concerns.
G1 = {
    "CF_WSH": "穗天城管罚〔2026〕12号", "CF_CFLB1": "警告", "CF_SY": "当事人擅自占道经营。",
    "CF_JG": "给予警告。", "CF_JDRQ": "2026/10/09", "CF_XZJG": OFFICE, "CF_ZT": "0",
}  # fmt: skip
PERMIT = {
    "XK_XKWS": "准予许可决定书", "XK_WSH": "穗天城管许〔2026〕3号", "XK_XKLB": "普通",
    "XK_NR": "准予临时占道。", "XK_JDRQ": "2026/10/09", "XK_YXQZ": "2026/10/09",
    "XK_YXQZI": "2027/10/08", "XK_XKJG": OFFICE, "XK_XKJGDM": AGENCY, "XK_ZT": "1",
    "XK_LYDW": OFFICE, "XK_LYDWDM": AGENCY,
}  # fmt: skip
G2B = {
    "CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "身份证", "CF_WFXW": "擅自占道经营",
    "CF_XDR_ZJHM": numbers.id_number(_RNG, "440106", 1985),
    "CF_YJ": "《城市市容和环境卫生管理条例》第三十六条", "CF_YXQ": "2099/12/31",
    "CF_WSH": "穗天城管罚〔2026〕12号", "CF_CFLB": "警告", "CF_SY": "当事人擅自占道经营。",
    "CF_NR": "给予警告。", "CF_JDRQ": "2026/10/09", "CF_CFJG": OFFICE, "CF_CFJGDM": AGENCY,
    "CF_SJLY": OFFICE, "CF_SJLYDM": AGENCY,
}  # fmt: skip


def walked(fields, **envelope):
    record = INTAKE.read(RawRow(1, {"fields": fields, **envelope}))
    assert isinstance(record, Record), record
    drafts = JOURNEY.drafts(record, CHANNELS)
    rules = [{r.rule for r in d.decision.reasons} for d in drafts]
    return [d.decision.outcome for d in drafts], rules, [d.redacted.fields for d in drafts]


PEOPLE = ["陈志强", "陈某强", "陈*强", "JOHN SMITH", "约翰·史密斯", "陈志强（曾用名陈卫东）"]


@pytest.mark.parametrize("name", PEOPLE, ids=range(len(PEOPLE)))
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"CF_XDR_SHXYM": NO_CODE},
        {"CF_XDR_SFZ": numbers.id_number(_RNG, "440106", 1979)},
        {"CF_AREACODE": "440106"},
        {"CF_SYFW": "0"},
        {"CF_FR": "陈志强"},
    ],
    ids=range(6),
)
def test_a_punished_person_waits_where_no_column_says_so(name, more):
    """On every channel, in every generation, and with the name covered."""
    outcomes, rules, shown = walked({**G1, **more, "CF_XDR_MC": name})
    assert outcomes == ["in_review", "in_review"]
    assert all("GD-03-HINT-PERSON" in each for each in rules)
    given = name.split("（")[0][1:]
    assert not any(given in text for fields in shown for text in fields.values())


@pytest.mark.parametrize(
    "more", [{}, {"XK_XDR_ZJHM": numbers.id_number(_RNG, "440106", 1990)}], ids=range(2)
)
def test_a_permitted_person_waits_too(more):
    """A permit without the column is no company's permit."""
    outcomes, _, shown = walked({**PERMIT, **more, "XK_XDR_MC": "陈志强"}, standard="G2")
    assert outcomes == ["in_review", "in_review"]
    assert {fields["XK_XDR_MC"] for fields in shown} == {"陈某"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("广州棠禾食品有限公司", None),
        ("棠禾鲜果", numbers.uscc(_RNG, "440106")),
        ("陈志强", numbers.uscc(_RNG, "440106", "92")),
    ],
    ids=range(3),
)
def test_companies_and_shops_are_released_without_the_column(name, code):
    """By their code or their name, and the log says that it was inferred."""
    row = {**G1, "CF_XDR_MC": name} | ({"CF_XDR_SHXYM": code} if code else {})
    outcomes, _, shown = walked(row)
    assert outcomes == ["released", "released"]
    assert {fields["CF_XDR_MC"] for fields in shown} == {name}


PARTS = [
    "陈志强（曾用名陈卫东）", "陈志强1", "陈志强某某经营部", "自然人陈志强", "陈志强(男)",
]  # fmt: skip


@pytest.mark.parametrize("name", PARTS, ids=range(len(PARTS)))
def test_what_is_no_name_in_a_persons_name_column_covers_it_whole(name):
    """A former name beside the name is as much as the name."""
    outcomes, rules, shown = walked({**G2B, "CF_XDR_MC": name})
    assert outcomes == ["blocked", "in_review"]
    assert "PARTLY-READ" in rules[1]
    assert shown[1]["CF_XDR_MC"] == "***"


@pytest.mark.parametrize(
    ("name", "shown"), [("陈志强", "陈某"), ("陈某", "陈某"), ("陈志强、李卫国", "陈某、李某")],
    ids=range(3),
)  # fmt: skip
def test_a_name_column_of_names_needs_nobody(name, shown):
    """Whole names are covered each, and what is covered already stays."""
    outcomes, _, fields = walked({**G2B, "CF_XDR_MC": name})
    assert outcomes == ["blocked", "released"]
    assert fields[1]["CF_XDR_MC"] == shown


def test_a_minor_is_published_nowhere():
    """The identity number says it although nothing else does."""
    young = numbers.id_number(_RNG, "440106", 2010)
    outcomes, rules, _ = walked({**G2B, "CF_XDR_MC": "陈志强", "CF_XDR_ZJHM": young})
    assert outcomes == ["blocked", "blocked"]
    assert all("GD-11-MINOR" in each for each in rules)


@pytest.mark.parametrize("name", ["陈志强", "JOHN SMITH"], ids=range(2))
def test_an_organisation_that_is_a_person_waits(name):
    """Without a code and with a person's name it says two things at once."""
    gone = ("CF_XDR_ZJLX", "CF_XDR_ZJHM")
    row = {code: text for code, text in G2B.items() if code not in gone}
    row |= {"CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": NO_CODE}
    outcomes, rules, shown = walked({**row, "CF_XDR_MC": name, "CF_FRDB": name})
    assert outcomes == ["in_review", "in_review"]
    assert all("GD-03-CONTRADICTION" in each for each in rules)
    assert name not in str(shown)


def test_the_rooms_of_a_person_are_a_home():
    """坐落于 in a person's permit is masked to the county."""
    row = {**PERMIT, "XK_XDR_MC": "陈志强", "XK_XDR_LB": "自然人", "XK_XDR_ZJLX": "身份证"}
    row |= {
        "XK_XDR_ZJHM": numbers.id_number(_RNG, "440106", 1990),
        "XK_NR": "准予装修。房屋坐落于广州市天河区石牌东路12号502房。",
    }
    _, _, shown = walked(row)
    assert all("502" not in fields["XK_NR"] for fields in shown)
