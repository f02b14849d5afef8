import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UnreadableFile
from gateway.formats import Limits
from gateway.formats.json_lines import row_of_json


def codes(rows):
    return [[p.code for p in row.problems] for row in rows]


ENVELOPE = {
    "id": "a-1",
    "kind": "penalty",
    "standard": None,
    "owner": {"unit": "某局", "person": None},
    "fields": {"CF_WSH": "某罚〔2026〕1号", "CF_NR_FK": None},
}


def test_an_envelope_keeps_its_shape(read_file):
    """Envelope keys, owner and fields arrive as text; what is null is absent or empty."""
    rows = read_file("a.jsonl", json.dumps(ENVELOPE, ensure_ascii=False))
    assert rows[0].number == 1
    assert rows[0].content == {
        "id": "a-1",
        "kind": "penalty",
        "owner": {"unit": "某局", "person": ""},
        "fields": {"CF_WSH": "某罚〔2026〕1号", "CF_NR_FK": ""},
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(read_file, encoding):
    """JSON Lines are read in the same encodings as tables."""
    rows = read_file("a.jsonl", '\n{"名称": "某某㐂公司"}\n\n'.encode(encoding))
    assert (rows[0].number, rows[0].content) == (2, {"名称": "某某㐂公司"})


LINES = [
    ("a number keeps its digits", '{"a": 1234567890123456789}', {"a": "1234567890123456789"}, []),
    ("a fraction keeps its zeros", '{"a": 28.50}', {"a": "28.50"}, []),
    ("outer spaces stay", '{"a": " x "}', {"a": " x "}, []),
    ("key is tidied", '{" a\\n": "x"}', {"a": "x"}, []),
    ("not JSON", '{"a": ', {}, ["NOT_JSON"]),
    ("raw text", "某公司,某事", {}, ["NOT_JSON"]),
    ("an array", "[1]", {}, ["NOT_OBJECT"]),
    ("a bare text", '"x"', {}, ["NOT_OBJECT"]),
    ("key twice", '{"a": "1", "b": "2", "a": "3"}', {"b": "2"}, ["DUPLICATE_KEY"]),
    ("key twice in another case", '{"a": "1", "A": "1"}', {}, ["DUPLICATE_KEY"]),
    ("field twice", '{"fields": {"a": "1", "a": "2"}}', {"fields": {}}, ["DUPLICATE_KEY"]),
    ("fields twice", '{"fields": {"a": "1"}, "fields": {}}', {}, ["DUPLICATE_KEY"]),
    ("exponent", '{"a": 1.1E+17}', {}, ["SCIENTIFIC_NOTATION"]),
    ("exponent as text", '{"a": "1.1E+17"}', {}, ["SCIENTIFIC_NOTATION"]),
    ("floated identifier", '{"a": 440106199001011234.0}', {}, ["SPREADSHEET_NUMBER"]),
    ("not a number", '{"a": NaN, "b": -Infinity}', {}, ["NOT_A_NUMBER", "NOT_A_NUMBER"]),
    ("true", '{"a": true}', {}, ["BOOLEAN_VALUE"]),
    ("object as value", '{"a": {"b": "1"}, "c": "2"}', {"c": "2"}, ["NESTED_VALUE"]),
    ("list as field", '{"fields": {"a": ["1"]}}', {"fields": {}}, ["NESTED_VALUE"]),
    ("owner is text", '{"owner": "x", "fields": {}}', {"fields": {}}, ["NESTED_VALUE"]),
    ("fields is a list", '{"id": "1", "fields": []}', {"id": "1"}, ["FIELDS_SHAPE"]),
    ("nul", '{"a": "x\\u0000"}', {}, ["CONTROL_CHARACTER"]),
    ("separator of fields", '{"a": "138\\u001e00138000"}', {}, ["CONTROL_CHARACTER"]),
    ("half a character", '{"a": "\\ud800"}', {}, ["CONTROL_CHARACTER"]),
    ("long value", json.dumps({"a": "x" * 1_001}), {}, ["CELL_TOO_LARGE"]),
    ("line past the limit", json.dumps({"a": "x" * 5_000}), {}, ["CELL_TOO_LARGE"]),
    ("many keys", json.dumps({f"k{i}": "" for i in range(21)}), {}, ["TOO_MANY_COLUMNS"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "content", "expected"), [c[1:] for c in LINES], ids=[c[0] for c in LINES]
)
def test_a_line_is_read_or_refused_by_name(read_file, line, content, expected):
    """Each line stands for itself: what it refuses is left out, and the next line is read."""
    rows = read_file("a.jsonl", '{"z": "1"}\n' + line + '\n{"z": "2"}\n')
    assert codes(rows) == [[], expected, []]
    assert rows[1].content == content
    assert [row.number for row in rows] == [1, 2, 3]


def test_a_problem_names_no_key_that_looks_like_a_value(read_file):
    """A number in the place of a key is not repeated in a problem."""
    row = read_file("a.jsonl", '{"13800138000": true}')[0]
    assert "138" not in str(row.problems)


def test_nesting_without_end_is_refused(read_file):
    """Brackets by the ten thousand are a broken line, not a crash."""
    rows = read_file("a.jsonl", '{"a":' * 50_000 + "\n" + '{"z": "2"}', limits=Limits())
    assert codes(rows) == [["NOT_JSON"], []]


def test_a_last_line_cut_inside_a_character(read_file):
    """Where the file ends in the middle of a character, that line is refused."""
    rows = read_file("a.jsonl", '{"a": "一"}\n{"a": "二'.encode()[:-1])
    assert codes(rows) == [[], ["TRUNCATED"]]


@pytest.mark.parametrize(
    "data", ["", "\n \n", '[{"a": "1"}]', "[\n]"], ids=["empty", "blank", "array", "lines"]
)
def test_whole_file_faults(read_file, data):
    """An empty file and an array under the wrong name are clear errors."""
    with pytest.raises(UnreadableFile):
        read_file("a.jsonl", data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_gives_texts_or_problems(value):
    """Whatever JSON comes, the content holds texts in at most two levels."""
    row = row_of_json(1, json.dumps(value), Limits())
    assert row.problems or isinstance(value, dict)
    for part in row.content.values():
        assert all(
            isinstance(t, str) for t in (part.values() if isinstance(part, dict) else [part])
        )
