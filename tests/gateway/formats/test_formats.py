"""The promises that hold for every format."""

import io
from pathlib import Path

import pytest

from gateway.errors import UnreadableFile
from gateway.formats import RawRow, format_names, read, read_bytes
from gateway.formats.problems import problem

CANARY = "金丝雀7Q2Z"
FLAT = {"文号": "1", "名称": CANARY}
FILES = {
    "csv": f"文号,名称\n1,{CANARY}\n",
    "tsv": f"文号\t名称\n1\t{CANARY}\n",
    "jsonl": f'{{"文号": "1", "名称": "{CANARY}"}}',
    "ndjson": f'{{"文号": "1", "名称": "{CANARY}"}}\n',
    "json": f'[{{"文号": 1, "名称": "{CANARY}"}}]',
}


@pytest.mark.parametrize("suffix", FILES)
def test_every_text_format_gives_the_same_row(suffix):
    """The same record is the same row in every format, by file name or by format name."""
    for name in (suffix, f"报送.{suffix.upper()}"):
        rows = list(read_bytes(name, io.BytesIO(FILES[suffix].encode())))
        assert [(row.content, row.problems) for row in rows] == [(FLAT, ())]


def test_spreadsheet_gives_the_same_row(workbook):
    """A workbook gives the row that the text formats give."""
    assert next(read(workbook([["文号", "名称"], [1, CANARY]]))).content == FLAT


def test_every_format_has_a_name():
    """The formats of the contract are all there."""
    assert set(format_names()) == {"jsonl", "ndjson", "json", "csv", "tsv", "xlsx", "xml"}


@pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.xlsb", "a.et", "a.docx", "a", ""])
def test_other_extensions_say_what_to_do(name):
    """A file that no format reads is refused before it is opened."""
    with pytest.raises(UnreadableFile) as caught:
        list(read_bytes(name, io.BytesIO(b"")))
    assert "重报" in caught.value.message


def test_a_missing_file_is_an_error_without_its_name(tmp_path: Path):
    """The name of a file may say something about a person, so no message repeats it."""
    with pytest.raises(UnreadableFile) as caught:
        list(read(tmp_path / f"{CANARY}.csv"))
    assert CANARY not in caught.value.message
    assert caught.value.__suppress_context__


def test_a_row_does_not_show_itself():
    """The repr of a row has its number and its codes, and nothing of the content."""
    row = RawRow(7, {"名称": CANARY}, (problem("FORMULA", CANARY),))
    assert repr(row) == "RawRow(number=7, problems=['FORMULA'])"


BROKEN = [
    ("csv", f'文号,名称\n1,={CANARY}\n{CANARY}\n2,"{CANARY}\n'),
    ("jsonl", f'{{"a": "{CANARY}\n["{CANARY}"]\n{{"a": {{"b": "{CANARY}"}}}}'),
    ("json", f'[{{"a": {CANARY}}}, "{CANARY}", {{"a": ["{CANARY}"]}}'),
    ("xml", f"<ExchangeMessage><Body><fields><A>{CANARY}<B/></A></fields><{CANARY}"),
]


@pytest.mark.parametrize(("suffix", "text"), BROKEN, ids=[c[0] for c in BROKEN])
def test_no_problem_repeats_a_value(suffix, text):
    """A refused row carries codes and sentences, never what it refused."""
    rows = list(read_bytes(suffix, io.BytesIO(text.encode())))
    assert rows
    assert all(row.problems for row in rows)
    assert CANARY not in str([(row.problems, row.content) for row in rows])


def test_the_stream_stays_open():
    """Who opened a stream closes it."""
    stream = io.BytesIO(FILES["csv"].encode())
    list(read_bytes("csv", stream))
    assert not stream.closed
