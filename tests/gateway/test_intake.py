"""Step 1: a record, or every breach by name; ids that tell nothing; nothing echoed."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats import RawRow
from gateway.formats.problems import problem
from gateway.intake import Intake, split
from gateway.keys import Keys
from gateway.record import Record, Rejected
from gateway.sample import numbers

DAY = date(2026, 11, 20)
_RNG = Random(8)
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": numbers.uscc(_RNG, "440106"),
    "CF_FRDB": "欧阳思远",
    "CF_WSH": "穗天市监罚〔2026〕88号",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": "当事人销售超过保质期的食品。",
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_CFLB": "警告",
    "CF_NR": "给予警告。",
    "CF_JDRQ": "2026/10/09",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": "广州市天河区市场监督管理局",
    "CF_CFJGDM": numbers.uscc(_RNG, "440106", "11"),
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": numbers.uscc(_RNG, "440106", "11"),
}
INTAKE = Intake(Keys(bytes(32)), DAY)


def read(content, *problems, number=4, intake=INTAKE):
    return intake.read(RawRow(number, content, problems))


def codes(rejected):
    assert isinstance(rejected, Rejected)
    return {(p.field, p.code) for p in rejected.problems}


def test_an_envelope_becomes_a_record():
    """What the envelope says stands beside the canonical fields."""
    envelope = {
        "id": " A-1 ", "kind": "penalty", "source": "天河", "item_code": "440106001",
        "owner": {"unit": "执法科", "person": "欧阳思远"}, "procedure": "普通程序",
        "severity": "1", "fields": FIELDS,
    }  # fmt: skip
    record = read(envelope)
    assert isinstance(record, Record)
    assert record.fields == FIELDS
    assert (record.id, record.kind, record.row) == ("A-1", "penalty", 4)
    assert (record.procedure, record.severity) == ("普通程序", "一般")
    assert (record.source, record.item_code) == ("天河", "440106001")
    assert (record.owner.unit, record.owner.person) == ("执法科", "欧阳思远")


def test_a_bare_row_carries_its_id_and_kind_beside_its_columns():
    """The kind may also be told by the columns or be given for the whole file."""
    assert split({"id": "a", "CF_WSH": "b"}) == ({"id": "a"}, {"CF_WSH": "b"})
    assert read({"id": "a", **FIELDS}).kind == "penalty"
    assert read(FIELDS, intake=Intake(Keys(bytes(32)), DAY, "penalty")).kind == "penalty"
    assert ("CF_WSH", "UNKNOWN_COLUMN") in codes(read({"id": "a", "kind": "permit", **FIELDS}))


def test_every_breach_is_reported():
    """Not the first one only: envelope and fields, each by its own name."""
    fields = FIELDS | {"CF_WFXW": "", "CF_JDRQ": "2026-13-01"}
    envelope = {"id": 5, "kind": "penalty", "procedure": "快速程序", "severity": "很重",
                "owner": {"person": "甲"}, "extra": "1", "fields": fields}  # fmt: skip
    found = codes(read(envelope))
    assert found >= {
        ("id", "NOT_TEXT"), ("procedure", "NOT_IN_LIST"), ("severity", "NOT_IN_LIST"),
        ("owner", "INCOMPLETE"), ("", "UNKNOWN_ENVELOPE_KEY"), ("CF_WFXW", "REQUIRED_BLANK"),
    }  # fmt: skip
    assert "CF_JDRQ" in {field for field, _ in found}


def test_an_id_has_a_length():
    """128 characters are an id, one more is refused."""
    assert isinstance(read({"id": "甲" * 128, "fields": FIELDS}), Record)
    assert codes(read({"id": "甲" * 129, "fields": FIELDS})) == {("id", "TOO_LONG")}


def test_a_row_without_an_id_gets_one_of_its_decision():
    """The same decision bears the same name in any file and row; other keys name it otherwise."""
    first, again = read(FIELDS, number=2), read(FIELDS, number=9)
    other = read(FIELDS | {"CF_WSH": "穗天市监罚〔2026〕89号"})
    assert first.id == again.id != other.id
    assert first.id.startswith("K")
    assert not any(text in first.id for text in FIELDS.values())
    assert read(FIELDS, intake=Intake(Keys(b"1" * 32), DAY)).id != first.id


def test_a_refused_row_without_an_id_gets_one_as_well():
    """So that the sender finds it again; two rows never share it."""
    broken = FIELDS | {"CF_WSH": ""}
    ids = {read(broken, number=number).id for number in (2, 3)}
    assert len(ids) == 2


def test_a_fault_of_the_file_is_kept_and_not_complained_of_twice():
    """A cell that could not be read is missing: that it is blank is no second problem."""
    content = {code: text for code, text in FIELDS.items() if code != "CF_WSH"}
    assert codes(read(content, problem("FORMULA", "CF_WSH"))) == {("CF_WSH", "FORMULA")}
    assert codes(read({}, problem("NOT_JSON"))) == {("", "NOT_JSON")}


@pytest.mark.parametrize(
    ("column", "named"),
    [
        ("CF_SY", True), ("cf_sy", True), ("违法事实", True), ("id", True), ("unit", True),
        ("欧阳思远", False), ("canarymarker", False), ("0755 2203", False),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_column_that_no_standard_knows_is_not_named(column, named):
    """Files without a header row put values where names should be."""
    (fault,) = read({}, problem("FORMULA", column)).problems
    assert (fault.field == column) == named
    assert (column in fault.message) == named
    assert fault.code == "FORMULA"


def test_nothing_shows_a_refused_row_by_accident():
    """The repr of a refusal holds neither its id nor a value."""
    refused = read({"id": "canarymarker", "fields": FIELDS | {"CF_JDRQ": "钟离秋"}})
    assert "canarymarker" not in repr(refused)
    assert "钟离秋" not in repr(refused)


@given(st.permutations(list(FIELDS)), st.booleans())
@settings(max_examples=40)
def test_the_order_of_columns_does_not_matter(order, headings):
    """Law: a row read in any order of columns, by code in any case, is the same record."""
    row = {code.lower() if headings else code: FIELDS[code] for code in order}
    record, straight = read(row), read(FIELDS)
    assert record == straight
    assert list(record.fields) == list(straight.fields)


@given(
    st.dictionaries(
        st.sampled_from(["id", "kind", "standard", "source", "owner", "procedure", "severity",
                         "item_code", "fields", "别的"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=2)
            | st.dictionaries(st.text(max_size=5), inner, max_size=2),
            max_leaves=4,
        ),
    )
)  # fmt: skip
@settings(max_examples=150)
def test_anything_is_read_or_refused(content):
    """Law: no content at all raises; what is refused says why."""
    arrival = read(content)
    assert isinstance(arrival, Record) or arrival.problems


@pytest.mark.parametrize(
    ("said", "column", "problem"),
    [
        ("轻微", "3", {("severity", "SEVERITY_CONTRADICTS")}),
        ("一般", "较重", {("severity", "SEVERITY_CONTRADICTS")}),
        ("3", "严重", None),
        ("严重", "0", None),
        ("0", "3", None),
    ],
    ids=range(5),
)
def test_a_severity_that_is_said_twice_is_said_alike(said, column, problem):
    """Neither the envelope nor the column is silently believed; 未定 says nothing."""
    found = read({"severity": said, "fields": FIELDS | {"CF_SXYZCD": column}})
    if problem:
        assert codes(found) == problem
    else:
        assert found.severity == "严重"


def test_a_severity_without_counterpart_stays_what_it_is():
    """较重 is a class of its own for the packs, 未定 is none."""
    assert read(FIELDS | {"CF_SXYZCD": "2"}).severity == "较重"
    assert read(FIELDS | {"CF_SXYZCD": "0"}).severity is None


TELLING = [
    numbers.mobile(_RNG),
    f"K{numbers.mobile(_RNG)}",
    f"2026-{numbers.mobile(_RNG)}-01",
    f"86{numbers.mobile(_RNG)}",
    numbers.mobile(_RNG).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    numbers.id_number(_RNG, "440106", 1985),
    f"许可{numbers.id_number(_RNG, '440106', 1990).lower()}",
    "4532015112830366",
]


@pytest.mark.parametrize("identity", TELLING, ids=range(len(TELLING)))
def test_an_id_that_is_a_persons_number_is_refused_and_not_repeated(identity):
    """It would travel with the record; the refusal bears another name."""
    found = read({"id": identity, "fields": FIELDS})
    assert codes(found) == {("id", "ID_HOLDS_DATA")}
    assert identity not in found.id
    assert not any(identity in p.message for p in found.problems)


@pytest.mark.parametrize(
    "identity",
    [
        "A-1",
        "20261120153000123",
        "12345678901",
        "440106202611200001",
        numbers.construction_licence(_RNG, "440106", date(2026, 3, 1)),
        FIELDS["CF_XDR_SHXYM"],
        "穗天市监罚〔2026〕88号",
        "6222-0000",
    ],
    ids=range(8),
)
def test_serial_numbers_are_ids(identity):
    """Dates with a sequence, licence numbers and credit codes are no one's personal number."""
    assert read({"id": identity, "fields": FIELDS}).id == identity
