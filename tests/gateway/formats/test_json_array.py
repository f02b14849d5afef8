import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UnreadableFile
from gateway.formats.json_array import Ending, elements

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.sampled_from('a"\\,[]{}\n 长'), max_size=6)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


def pieces(text, size):
    return iter([text[at : at + size] for at in range(0, len(text), size)])


@given(st.lists(JSON, max_size=5), st.integers(1, 9), st.booleans(), st.booleans())
def test_split_at_any_size_it_is_the_same_array(value, size, ascii_only, indented):
    """However the text is cut into chunks, the elements are those that a parser finds."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=1 if indented else None) + " \n"
    found = list(elements(pieces(text, size), 10_000))
    assert [json.loads(element.text) for element in found] == value
    assert all(element.ending is Ending.WHOLE for element in found)


@given(st.text(st.sampled_from('"\\,[]{}a'), max_size=40), st.integers(1, 5), st.integers(1, 9))
def test_no_text_stops_the_scan(text, size, limit):
    """Broken arrays end, and no element is longer than the limit."""
    found = list(elements(pieces("[" + text, size), limit))
    assert all(len(element.text) <= limit for element in found)
    assert found or text.lstrip().startswith("]")


CASES = [
    ("plain", '[{"a": 1}, {"a": "二"}]', [[], []]),
    ("broken element", '[{"a": 1}, {"a": tru}, {"a": 3}]', [[], ["NOT_JSON"], []]),
    ("missing element", '[{"a": 1}, , {"a": 3}]', [[], ["NOT_JSON"], []]),
    ("trailing comma", '[{"a": 1},]', [[], ["NOT_JSON"]]),
    ("not objects", '[1, "x", {"a": 3}]', [["NOT_OBJECT"], ["NOT_OBJECT"], []]),
    ("stray brace", '[{"a": 1}}, {"a": 3}]', [["NOT_JSON"], []]),
    ("cut off", '[{"a": 1}, {"a": ', [[], ["TRUNCATED"]]),
    ("not closed", '[{"a": 1}', [["TRUNCATED"]]),
    ("more after the end", '[{"a": 1}] {"a": 2}', [[], ["TRAILING_TEXT"]]),
    ("too long", '[{"a": "' + "x" * 5_000 + '"}, {"a": 3}]', [["CELL_TOO_LARGE"], []]),
    ("objects by line", '{"a": 1}\n\n{"a": 2}\n', [[], []]),
]


@pytest.mark.parametrize(("data", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_broken_element_is_one_broken_row(read_file, data, expected):
    """The elements before and after a broken one are read."""
    rows = read_file("a.json", data)
    assert [[p.code for p in row.problems] for row in rows] == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(read_file, encoding):
    """Arrays are read in the same encodings as tables, and numbered from 1."""
    rows = read_file("a.json", '[{"名": "某"},{"名": "某㐂"}]'.encode(encoding))
    assert [(row.number, row.content) for row in rows] == [(1, {"名": "某"}), (2, {"名": "某㐂"})]


BAD = [("empty", ""), ("no records", "[]"), ("one printed object", '{\n"a": 1\n}'), ("text", "某")]


@pytest.mark.parametrize("data", [c[1] for c in BAD], ids=[c[0] for c in BAD])
def test_whole_file_faults(read_file, data):
    """What is neither an array nor objects by line is a clear error."""
    with pytest.raises(UnreadableFile):
        read_file("a.json", data)
