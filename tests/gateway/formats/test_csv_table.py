import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UnreadableFile
from gateway.formats import Limits, RawRow, read_bytes
from gateway.formats.csv_table import records
from gateway.formats.text import Line

HEAD = "行政相对人名称,违法事实\n"
KNOWN = {"行政相对人名称", "违法事实", "CF_XDR_MC", "CF_WFSS"}.__contains__


def codes(rows: list[RawRow]) -> list[list[str]]:
    return [[p.code for p in row.problems] for row in rows]


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_is_recognised(read_file, encoding):
    """The encodings that spreadsheets really write are told apart by the whole file."""
    rows = read_file("a.csv", (HEAD + "甲乙贸易有限公司,未公示㐂信息\n").encode(encoding))
    assert rows[0].number == 2
    assert rows[0].content == {"行政相对人名称": "甲乙贸易有限公司", "违法事实": "未公示㐂信息"}
    assert rows[0].problems == ()


WHOLE_FILE = [
    ("empty", b"", "空"),
    ("blank lines", b"\n\n,,\n", "空"),
    ("header only", HEAD.encode(), "没有数据行"),
    ("no encoding", HEAD.encode() + b"\xff\xff\xff,\xfe\xfe\n", "编码"),
    ("utf-16 without mark", HEAD.encode("utf-16-le") + b"a\0,\0b\0\n\0" * 40, "UTF-16"),
    ("a zip", b"PK\x03\x04rest", "XLSX"),
    ("an old workbook", b"\xd0\xcf\x11\xe0rest", "旧版"),
    ("a pdf", b"%PDF-1.7", "PDF"),
    ("json", b'[{"CF_WSH": "1"}]', "JSON"),
    ("html", b"<table><tr><td>1</td></tr></table>", "网页"),
    ("heading twice", "甲,乙,甲\n1,2,3\n".encode(), "第 1、3 列"),
    ("heading twice in another case", b"cf_wsh,CF_WSH\n1,2\n", "第 1、2 列"),
    ("title above", "某市行政处罚公示表,,\n名称,文号,日期\n1,2,3\n".encode(), "标题"),
    ("no header", "某公司,911100001234567890\n乙,2\n".encode(), "不像列名"),
    ("open quote in header", '甲,"乙\n1,2\n'.encode(), "列名行"),
    ("too many columns", (",".join(f"列{i}" for i in range(30)) + "\n1\n").encode(), "列数"),
    ("too many rows", HEAD.encode() + b"a,b\n" * 51, "50 行"),
]


@pytest.mark.parametrize(
    ("data", "said"), [c[1:] for c in WHOLE_FILE], ids=[c[0] for c in WHOLE_FILE]
)
def test_a_fault_of_the_whole_file_is_one_clear_error(read_file, data, said):
    """What cannot be read at all is refused in a sentence that says what to do."""
    with pytest.raises(UnreadableFile) as caught:
        read_file("a.csv", data)
    assert said in caught.value.message
    assert "后重报" in caught.value.message or "重报" in caught.value.message


def test_a_duplicate_heading_is_named_only_if_it_is_a_column(read_file):
    """A first record in the place of the header must not be quoted in an error."""
    with pytest.raises(UnreadableFile) as unknown:
        read_file("a.csv", "张明远,张明远\n1,2\n")
    assert "张明远" not in unknown.value.message
    with pytest.raises(UnreadableFile) as known:
        read_file("a.csv", "违法事实,违法事实\n1,2\n", known=KNOWN)
    assert "违法事实" in known.value.message


def test_title_is_recognised_by_the_known_columns_below_it(read_file):
    """With the standards at hand even a title of several cells is told from a header."""
    with pytest.raises(UnreadableFile) as caught:
        read_file("a.csv", "公示表,2026年\n\n" + HEAD + "甲,乙\n", known=KNOWN)
    assert "第 3 行" in caught.value.message


ROWS = [
    ("too few cells", "甲\n", ["ROW_SHAPE"]),
    ("too many cells", "甲,乙,丙\n", ["ROW_SHAPE"]),
    ("nul", "甲\0,乙\n", ["CONTROL_CHARACTER"]),
    ("text after a quote", '"甲"x,乙\n', ["BAD_QUOTE"]),
    ("formula", "=SUM(A1:A9),乙\n", ["FORMULA"]),
    ("full-width formula", "＝A1,乙\n", ["FORMULA"]),
    ("link", '"=HYPERLINK(""http://a.example"",""b"")",乙\n', ["FORMULA"]),
    ("command", "@SUM(1+1)*cmd|' /C calc'!A0,乙\n", ["FORMULA"]),
    ("signed command", "-2+3+cmd|' /C calc'!A0,乙\n", ["FORMULA"]),
    ("scientific", "1.10101E+17,乙\n", ["SCIENTIFIC_NOTATION"]),
    ("scientific without fraction", "1e+17,乙\n", ["SCIENTIFIC_NOTATION"]),
    ("floated identifier", "440106000000000000.0,乙\n", ["SPREADSHEET_NUMBER"]),
    ("both cells", "=A1,=A2\n", ["FORMULA", "FORMULA"]),
    ("long cell", "长" * 1_001 + ",乙\n", ["CELL_TOO_LARGE"]),
    ("telephone", "+8613800138000,乙\n", []),
    ("negative", "-12.5,-某处\n", []),
    ("dash before text", "-违反（一）款,@某某\n", []),
    ("letters that look like a power", "12E45,3E7\n", []),
    ("quotation inside", '5"管,乙\n', []),
]


@pytest.mark.parametrize(("line", "expected"), [c[1:] for c in ROWS], ids=[c[0] for c in ROWS])
def test_a_broken_row_is_refused_and_the_next_is_read(read_file, line, expected):
    """A fault of one row names its code and costs no other row."""
    rows = read_file("a.csv", HEAD + "前,一\n" + line + "后,二\n")
    assert codes(rows) == [[], expected, []]
    assert [row.number for row in rows] == [2, 3, 4]
    assert rows[2].content["行政相对人名称"] == "后"


def test_the_column_is_named_and_its_value_left_out(read_file):
    """A problem says which column, and the refused value is nowhere in the row."""
    row = read_file("a.csv", HEAD + "甲,=SUM(B1)\n")[0]
    assert row.problems[0].field == "违法事实"
    assert "违法事实" in row.problems[0].message
    assert "SUM" not in str(row.problems)
    assert row.content == {"行政相对人名称": "甲"}
    assert "甲" not in repr(row)


@pytest.mark.parametrize("mark", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_delimiter_is_read_from_the_header(read_file, mark):
    """Comma, tab and semicolon are told apart without being asked."""
    rows = read_file("a.csv", f"甲{mark}乙\n一{mark}二\n")
    assert rows[0].content == {"甲": "一", "乙": "二"}


def test_numbers_count_records_not_lines(read_file):
    """The number is the spreadsheet's: line breaks in a cell do not count, blank rows do."""
    rows = read_file("a.csv", HEAD + '"甲\r\n一",乙\r\n\r\n,,\r\n'.replace(",,", ",") + "丙,丁\r\n")
    assert [row.number for row in rows] == [2, 5]
    assert rows[0].content["行政相对人名称"] == "甲\n一"


def test_headings_lose_their_line_breaks(read_file):
    """A heading broken over two lines is the same heading."""
    rows = read_file("a.csv", '"行政相对人\n名称"," CF_ WSH \u200b"\n甲, 乙 \n')
    assert rows[0].content == {"行政相对人名称": "甲", "CF_ WSH": "乙"}


def test_an_open_quotation_mark_costs_its_own_line(read_file):
    """An unclosed quotation mark does not swallow the rows below it."""
    rows = read_file("a.csv", HEAD + '甲,"乙\n丙,丁\n"戊",己\n庚,辛\n')
    assert codes(rows) == [["UNCLOSED_QUOTE"], [], [], []]
    rows = read_file("a.csv", HEAD + '甲,"乙\n丙,丁\n')
    assert codes(rows) == [["UNCLOSED_QUOTE"], []]


def test_a_second_header_row_is_refused(read_file):
    """A row of codes under Chinese headings, or a header in the middle, is not a record."""
    text = HEAD + "CF_XDR_MC,CF_WFSS\n甲,乙\n" + HEAD + "CF_XDR_MC,丁\n"
    rows = read_file("a.csv", text, known=KNOWN)
    assert codes(rows) == [["SECOND_HEADER"], [], ["SECOND_HEADER"], []]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_cut_inside_a_character_loses_its_last_row_only(read_file, encoding):
    """Where the file ends in the middle of a character, that row is refused."""
    rows = read_file("a.csv", (HEAD + "甲,乙\n丙,丁戊").encode(encoding)[:-1])
    assert codes(rows) == [[], ["TRUNCATED"]]


def test_a_cell_without_end_is_let_go_in_bounded_memory(tmp_path: Path):
    """A cell of many megabytes is refused by column, and the rows below are read."""
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for opening, closing in (('"', '"'), ("", "")):
            out.write(f"甲,{opening}")
            out.writelines("长" * 100_000 for _ in range(40))
            out.write(f"{closing}\n丙,丁\n")
    tracemalloc.start()
    with path.open("rb") as stream:
        rows = list(read_bytes("csv", stream, limits=Limits(row_chars=200_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(rows) == [["CELL_TOO_LARGE"], [], ["CELL_TOO_LARGE"], []]
    assert {rows[0].problems[0].field, rows[2].problems[0].field} == {"违法事实"}
    assert peak < 8_000_000


def test_a_quoted_cell_of_many_lines_is_let_go_to_its_end(read_file):
    """No line of an oversized quoted cell is taken for a row."""
    cell = "假,行\n" * 2_000
    rows = read_file("a.csv", HEAD + f'甲,"{cell}"\n丙,丁\n')
    assert codes(rows) == [["CELL_TOO_LARGE"], []]


def test_a_long_decision_letter_passes(read_file):
    """200,000 characters in one field are within the default limits."""
    rows = read_file("a.csv", HEAD + "甲," + "长" * 200_000 + "\n", limits=Limits())
    assert len(str(rows[0].content["违法事实"])) == 200_000


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)


def as_lines(text: str) -> Iterator[Line]:
    return (Line(line) for line in text.removesuffix("\n").split("\n"))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_read_back(table):
    """Any table that the standard writer produces comes back cell by cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    found = list(records(as_lines(out.getvalue()), ",", 10_000))
    assert [record.cells for record in found] == table
    assert not any(record.fault for record in found)


@given(st.text(st.sampled_from('",a\n'), max_size=60), st.integers(1, 40))
def test_any_text_ends_in_records(text, limit):
    """No arrangement of quotation marks stops the reader or makes it invent text."""
    found = list(records(as_lines(text), ",", limit))
    assert 1 <= len(found) <= text.count("\n") + 1
    assert sum(len("".join(record.cells)) for record in found) <= len(text)
