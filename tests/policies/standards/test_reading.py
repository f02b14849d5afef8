"""Every upload rule: one bad row each, that rule alone, and the value in no message."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.standards import standard

ZEROS = "00000000000000000X"
TODAY = date(2026, 11, 23)

# name of the good row, what is changed, the field at fault, the code
BAD = [
    ("penalty", {"CF_SY": " 　"}, "CF_SY", "REQUIRED_BLANK"),
    ("penalty", {"CF_XDR_LB": ""}, "CF_XDR_LB", "REQUIRED_BLANK"),
    ("permit", {"XK_LYDWDM": None}, "XK_LYDWDM", "REQUIRED_BLANK"),
    ("document", {"body": "\u200b"}, "body", "REQUIRED_BLANK"),
    ("penalty", {"CF_XDR_LB": "外星组织机构"}, "CF_XDR_LB", "VALUE_NOT_IN_LIST"),
    ("penalty", {"CF_XDR_SHXYM": ""}, "CF_XDR_SHXYM", "ENTITY_WITHOUT_CODE"),
    ("permit", {"XK_FRDB": ""}, "XK_FRDB", "ENTITY_WITHOUT_REPRESENTATIVE"),
    ("penalty", {"CF_XDR_ZJLX": "身份证"}, "CF_XDR_ZJLX", "ENTITY_WITH_PERSON_FIELD"),
    ("penalty", {"CF_XDR_ZJHM": "E55667788"}, "CF_XDR_ZJHM", "ENTITY_WITH_PERSON_FIELD"),
    ("person", {"CF_XDR_ZJHM": ""}, "CF_XDR_ZJHM", "PERSON_WITHOUT_DOCUMENT"),
    ("person", {"CF_XDR_ZJLX": ""}, "CF_XDR_ZJLX", "PERSON_WITHOUT_DOCUMENT"),
    ("person", {"CF_XDR_SWDJ": "440106197001011"}, "CF_XDR_SWDJ", "PERSON_WITH_ENTITY_FIELD"),
    ("person", {"CF_FRDB": "欧阳虚白先生"}, "CF_FRDB", "PERSON_WITH_ENTITY_FIELD"),
    ("person", {"CF_FR_ZJHM": "E55667788"}, "CF_FR_ZJHM", "PERSON_WITH_ENTITY_FIELD"),
    ("permit", {"XK_FR_ZJLX": "护照"}, "XK_FR_ZJHM", "REPRESENTATIVE_NUMBER_MISSING"),
    ("permit", {"XK_XKBH": ""}, "XK_XKBH", "LICENCE_NUMBER_MISSING"),
    ("penalty", {"CF_XDR_SHXYM": "91440101MA5ABCDE53"}, "CF_XDR_SHXYM", "CREDIT_CODE_CHECK"),
    ("penalty", {"CF_CFJGDM": "000000000000000000"}, "CF_CFJGDM", "CREDIT_CODE_CHECK"),
    ("penalty", {"CF_XDR_ZZJG": "MA5ABCDE-6"}, "CF_XDR_ZZJG", "ORG_CODE_CHECK"),
    ("penalty", {"CF_XDR_GSZC": "440106000123455"}, "CF_XDR_GSZC", "REGISTRATION_CHECK"),
    ("penalty", {"CF_FR_ZJHM": "440106199003070029"}, "CF_FR_ZJHM", "IDENTITY_NUMBER_CHECK"),
    ("person", {"CF_XDR_ZJHM": "440308200102290017"}, "CF_XDR_ZJHM", "IDENTITY_NUMBER_CHECK"),
    ("penalty", {"CF_JDRQ": "12/10/2026"}, "CF_JDRQ", "DATE_FORMAT"),
    ("penalty", {"CF_YXQ": "永久有效"}, "CF_YXQ", "DATE_FORMAT"),
    ("penalty", {"CF_JDRQ": 46307}, "CF_JDRQ", "DATE_FORMAT"),
    ("penalty", {"CF_JDRQ": datetime(2026, 10, 12, 9, 30)}, "CF_JDRQ", "DATE_FORMAT"),  # noqa: DTZ001 (spreadsheet)
    ("penalty", {"CF_JDRQ": "2026-02-29"}, "CF_JDRQ", "DATE_INVALID"),
    ("penalty", {"CF_JDRQ": "2026/11/24"}, "CF_JDRQ", "DECISION_IN_FUTURE"),
    ("document", {"decision_date": "2026-11-24"}, "decision_date", "DECISION_IN_FUTURE"),
    ("permit", {"XK_YXQZI": "2026/10/11"}, "XK_YXQZI", "VALIDITY_REVERSED"),
    ("penalty", {"CF_GSJZQ": "2026/10/11"}, "CF_GSJZQ", "PUBLIC_UNTIL_BEFORE_DECISION"),
    ("penalty", {"CF_NR_FK": ""}, "CF_NR_FK", "FINE_AMOUNT_MISSING"),
    ("penalty", {"CF_NR_FK": "0.000000"}, "CF_NR_FK", "FINE_AMOUNT_MISSING"),
    ("penalty", {"CF_NR_FK": "-0.25"}, "CF_NR_FK", "FINE_AMOUNT_MISSING"),
    ("penalty", {"CF_NR_WFFF": "-0.25"}, "CF_NR_WFFF", "AMOUNT_NEGATIVE"),
    ("penalty", {"CF_NR_FK": "12,000.00"}, "CF_NR_FK", "AMOUNT_FORMAT"),
    ("penalty", {"CF_NR_FK": "2000元"}, "CF_NR_FK", "AMOUNT_FORMAT"),
    ("penalty", {"CF_NR_FK": "0.1234567"}, "CF_NR_FK", "AMOUNT_PLACES"),
    ("penalty", {"CF_NR_FK": "2E-1"}, "CF_NR_FK", "SPREADSHEET_NUMBER"),
    ("penalty", {"CF_FR_ZJHM": "4.40106E+17"}, "CF_FR_ZJHM", "SPREADSHEET_NUMBER"),
    ("penalty", {"CF_FR_ZJHM": 4.401061990030700e17}, "CF_FR_ZJHM", "SPREADSHEET_NUMBER"),
    ("penalty", {"CF_FR_ZJHM": 440106199003070000}, "CF_FR_ZJHM", "SPREADSHEET_NUMBER"),
    ("permit", {"XK_XKBH": "440106123456.0"}, "XK_XKBH", "SPREADSHEET_NUMBER"),
    ("penalty", {"CF_SY": ["当事人某某"]}, "CF_SY", "NOT_TEXT"),
    ("penalty", {"CF_SY": True}, "CF_SY", "NOT_TEXT"),
    ("penalty", {"CF_SY": "当事人\x1e某某"}, "CF_SY", "ILLEGAL_CHARACTER"),
    ("penalty", {"CF_XDR_MC": "虚构" * 101}, "CF_XDR_MC", "TOO_LONG"),
    ("penalty", {"CF_XDR_SWDJ": "4401061970010112"}, "CF_XDR_SWDJ", "TOO_LONG"),
    ("penalty", {"CF_FDDB": "另一名代表"}, "CF_FRDB", "DUPLICATE_COLUMN"),
    ("penalty", {"联系电话": "13800138000"}, "联系电话", "UNKNOWN_COLUMN"),
    ("penalty", {"罚款金额(元)": "2000"}, "罚款金额(元)", "UNKNOWN_COLUMN"),
    ("penalty", {"13800138000": "看守电话"}, "第21列", "UNKNOWN_COLUMN"),
    ("penalty", {"a@虚构.cn": "邮箱"}, "第21列", "UNKNOWN_COLUMN"),
    ("catalogue_item", {"SX_GKSX": "不公开"}, "SX_GKYJ", "DISCLOSURE_BASIS_MISSING"),
    ("catalogue_item", {"SX_BMSCRQ": "2026/12/01"}, "SX_BMSCRQ", "REVIEW_IN_FUTURE"),
    ("catalogue_item", {"SX_BMSC": ""}, "SX_BMSC", "REQUIRED_BLANK"),
]

# rows that look odd and are right
GOOD = [
    ("penalty", {}),
    ("person", {}),
    ("permit", {}),
    ("catalogue_item", {}),
    ("document", {}),
    ("person", {"CF_XDR_SHXYM": "", "CF_FRDB": None}),
    ("person", {"CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E55667788"}),
    ("person", {"CF_XDR_ZJLX": "居民身份证", "CF_XDR_ZJHM": "440106900307002"}),
    ("permit", {"XK_XDR_SHXYM": ZEROS.lower()}),
    ("permit", {"XK_XDR_GSZC": "4401062001234", "XK_XDR_ZZJG": ""}),
    ("permit", {"XK_YXQZI": "2099-12-31"}),
    ("penalty", {"CF_NR_FK": 0.2, "CF_NR_WFFF": ""}),
    ("penalty", {"CF_CFLB": "警告", "CF_NR_FK": ""}),
    ("penalty", {"CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": ""}),
    ("penalty", {"CF_JDRQ": "2026-11-23"}),
    ("penalty", {"CF_GSJZQ": ""}),
    ("penalty", {"CF_FDDB": "欧阳虚白"}),
    ("penalty", {"序号": "1", "": "", None: None}),
    ("penalty", {"CF_CFWS": "处罚决定书", "cf_cfwsh": "x"}),
    ("penalty", {"CF_JDRQ": date(2026, 10, 12)}),
]


def _cased(cases):
    return [
        f"{n:02}-{case[0]}-{'-'.join(str(c) for c in case[2:])}" for n, case in enumerate(cases)
    ]


def _of(kind_or_row):
    return "penalty" if kind_or_row == "person" else kind_or_row


@pytest.mark.parametrize(("name", "change", "field", "code"), BAD, ids=_cased(BAD))
def test_one_bad_row_fires_one_rule(rows, today, name, change, field, code):
    """The rule fires alone, says what to do in Chinese, and never repeats the value."""
    reading = standard.read(rows[name] | change, today=today, kind=_of(name))
    assert [(p.field, p.code) for p in reading.problems] == [(field, code)]
    message = reading.problems[0].message
    assert "请" in message or "必须" in message
    for value in change.values():
        assert len(str(value)) < 4 or str(value) not in message


@pytest.mark.parametrize(("name", "change"), GOOD, ids=_cased(GOOD))
def test_good_rows_pass(rows, today, name, change):
    """Odd but right rows are not refused."""
    reading = standard.read(rows[name] | change, today=today, kind=_of(name))
    assert [(p.field, p.code) for p in reading.problems] == []


@pytest.mark.parametrize("name", ["penalty", "person", "permit", "catalogue_item", "document"])
def test_the_kind_is_recognised_from_the_columns(rows, today, name):
    """No kind need be given, by code or by heading."""
    row, kind = rows[name], _of(name)
    by_heading = {standard.spec(kind)[code].name: text for code, text in row.items()}
    assert standard.read(row, today=today).kind == kind
    reading = standard.read(by_heading, today=today)
    assert (reading.kind, reading.problems) == (kind, ())


@pytest.mark.parametrize(
    ("row", "kind", "code"),
    [
        ({}, None, "EMPTY_ROW"),
        ({"CF_SY": " ", "CF_NR": None}, None, "EMPTY_ROW"),
        ({"备注": "只有备注"}, None, "UNKNOWN_KIND"),
        ({"甲": "乙丙丁"}, None, "UNKNOWN_KIND"),
        ({"CF_SY": "某事实"}, "secret-kind", "UNKNOWN_KIND"),
    ],
    ids=range(5),
)
def test_a_row_of_no_kind_is_refused_as_a_whole(today, row, kind, code):
    """One problem for the row, naming neither its values nor the kind that was given."""
    (problem,) = standard.read(row, today=today, kind=kind).problems
    assert (problem.field, problem.code) == ("", code)
    assert "secret-kind" not in problem.message


def test_values_become_canonical(penalty, numbers, today):
    """Dates, codes, amounts and words are normalised; free text is kept to the letter."""
    wide = numbers["company"].lower().translate({n: n + 0xFEE0 for n in range(0x30, 0x7B)})
    row = penalty | {
        "CF_XDR_MC": "　广州云栖虚构食品有限公司\n",
        "CF_XDR_LB": "02法人",
        "CF_XDR_SHXYM": f" {wide} ",
        "CF_XDR_ZZJG": f"{numbers['org_code'][:8]}-{numbers['org_code'][8]}",
        "CF_SY": "  首行缩进。\r\n次行。 ",
        "CF_NR_FK": "０00.200000",
        "CF_JDRQ": "2026年10月2日",
        "CF_YXQ": "2099-12-31 00:00:00",
        "CF_GSJZQ": "2027.1.2",
    }
    fields = standard.read(row, today=today).fields
    assert fields["CF_XDR_MC"] == "广州云栖虚构食品有限公司"
    assert fields["CF_XDR_LB"] == "法人及非法人组织"
    assert fields["CF_XDR_SHXYM"] == numbers["company"]
    assert fields["CF_XDR_ZZJG"] == numbers["org_code"]
    assert fields["CF_SY"] == row["CF_SY"]
    assert fields["CF_NR_FK"] == "0.2"
    assert [fields[f"CF_{d}"] for d in ("JDRQ", "YXQ", "GSJZQ")] == [
        "2026/10/02",
        "2099/12/31",
        "2027/01/02",
    ]


def test_every_breach_is_reported_once(penalty, today):
    """All faulty fields at once, one problem for each."""
    row = penalty | {"CF_SY": "", "CF_JDRQ": "2026/13/01", "CF_NR_FK": "二千", "电话": "1"}
    problems = standard.read(row, today=today).problems
    assert {p.field for p in problems} == {"CF_SY", "CF_JDRQ", "CF_NR_FK", "电话"}
    assert len(problems) == 4


def test_a_reading_shows_no_value(rows, today):
    """The repr of a reading and of its problems holds nothing of the row."""
    for name, row in rows.items():
        reading = standard.read(row | {"联系电话": "某个值"}, today=today, kind=_of(name))
        shown = repr(reading)
        assert not any(text in shown for text in row.values())


@pytest.mark.parametrize(
    "huge", [10**5000, -(10**5000), 1e308, float("nan"), float("inf")], ids=range(5)
)
@pytest.mark.parametrize("column", ["CF_SY", "CF_NR_FK", "CF_JDRQ", "CF_SYFW", "CF_BM", "无此列"])
def test_numbers_of_any_size_are_answered(penalty, today, column, huge):
    """A number that no column can hold is a problem, not an error."""
    assert standard.read(penalty | {column: huge}, today=today).problems


# Private-use characters occur in no message and in no heading.
_SECRETS = st.text("\ue000\ue001\ue002\ue003Ω", min_size=4, max_size=12)
_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(),
    _SECRETS,
)
_COLUMNS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*standard.spec("penalty"), *standard.spec("permit"), "备注"]),
)


@given(st.dictionaries(_COLUMNS, _CELLS, max_size=25), st.sampled_from([None, *standard.kinds()]))
def test_reading_never_raises(row, kind):
    """Whatever a row holds is answered by a reading whose fields are canonical."""
    reading = standard.read(row, today=TODAY, kind=kind)
    assert reading.problems or reading.fields
    assert kind is None or reading.kind == kind
    assert not reading.fields or set(reading.fields) <= set(standard.spec(reading.kind))
    assert all(isinstance(text, str) and text for text in reading.fields.values())


@given(
    st.dictionaries(st.one_of(_COLUMNS, _SECRETS), _SECRETS, min_size=1, max_size=25),
    st.sampled_from(standard.kinds()),
)
def test_no_message_repeats_a_value(row, kind):
    """No value is in a problem, a note or the repr, not even where it is a column's name too."""
    row |= {value: value for value in list(row.values())[:2]}
    reading = standard.read(row, today=TODAY, kind=kind)
    said = repr(reading) + "".join(p.message + p.field for p in reading.problems)
    assert not any(value in said for value in row.values())


@given(st.lists(st.sampled_from("abcd"), min_size=4, max_size=8).map("".join))
def test_a_column_named_like_its_value_is_called_by_its_number(secret):
    """A plain name that is a value of the row is not repeated."""
    row = {"CF_SY": "某事实", secret: secret}
    problems = standard.read(row, today=TODAY, kind="penalty").problems
    assert not any(secret in p.message + p.field for p in problems)
