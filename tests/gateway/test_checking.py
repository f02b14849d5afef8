"""The data standard alone: each problem by its row, and a sheet that a clerk can mend."""

import csv
from datetime import date
from random import Random

import openpyxl
import pytest

from gateway import checking
from gateway.errors import UnreadableFile, UsageError
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


@pytest.fixture
def table(tmp_path):
    """``table(*rows)``: a CSV file with these rows, columns as in the first."""

    def made(*rows):
        path = tmp_path / "in.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(rows[0])
            writer.writerows(row.values() for row in rows)
        return path

    return made


@pytest.fixture
def written(tmp_path):
    """``written(path)``: the rows of the sheet that a check of this file writes."""

    def made(path):
        out = tmp_path / "out.xlsx"
        checking.write_marked(path, out, checking.problems(path, None, DAY))
        return list(openpyxl.load_workbook(out).active.iter_rows())

    return made


def found(path, kind=None):
    return [(row, p.field, p.code) for row, p in checking.problems(path, kind, DAY)]


def test_a_good_file_has_no_problem(table):
    """Nothing found is an empty list."""
    assert found(table(FIELDS)) == []


def test_each_problem_stands_by_its_row(table):
    """Spreadsheet rows: the first below the heading is number 2."""
    wrong = FIELDS | {"CF_WFXW": "", "CF_WSH": "穗天市监罚〔2026〕89号"}
    assert found(table(FIELDS, wrong)) == [(3, "CF_WFXW", "REQUIRED_BLANK")]


def test_a_decision_twice_in_one_file_is_a_problem_once(table):
    """The first row is good; what differs beside the key does not make it another decision."""
    again = FIELDS | {"CF_SY": "另一说法。"}
    assert found(table(FIELDS, again)) == [(3, "CF_WSH", "DUPLICATE_RECORD")]


def test_records_without_a_key_are_never_duplicates(tmp_path):
    """A letter without its number is not the same as the next one."""
    path = tmp_path / "letters.jsonl"
    path.write_text('{"title": "通知", "body": "甲"}\n' * 2, encoding="utf-8")
    assert found(path) == []


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    """Not an empty list of problems."""
    (tmp_path / "a.csv").write_bytes(b"")
    for name in ("a.csv", "absent.csv", "a.pdf"):
        with pytest.raises(UnreadableFile):
            checking.problems(tmp_path / name, None, DAY)


def test_every_cell_is_text(table, written):
    """Numbers, dates, formulas and errors come back as the characters that stood there."""
    row = FIELDS | {"CF_XDR_GSZC": "440106000012345", "CF_YXQ": "2099/12/31"}
    odd = {"=1+1": "#N/A", "@列": "TRUE", "-列": "007"}
    path = table(row | odd)
    head, cells = written(path)
    assert [c.value for c in head] == [*row, *odd, "问题"]
    values = {h.value: c for h, c in zip(head, cells, strict=True)}
    assert {h: values[h].value for h in (*row, *odd)} == row | odd
    assert {c.data_type for c in (*head, *cells)} == {"s"}


def test_a_problem_is_marked_under_any_name_of_its_column(tmp_path, written):
    """Headings in Chinese and codes of any case bear the mark of their field."""
    row = {code: text for code, text in FIELDS.items() if code not in {"CF_WFXW", "CF_JDRQ"}}
    row |= {"违法行为类型": "", "cf_jdrq": "昨天"}
    path = tmp_path / "in.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="gb18030")
    head, cells = written(path)
    marked = {h.value for h, c in zip(head, cells, strict=True) if c.comment}
    assert marked == {"违法行为类型", "cf_jdrq"}
    assert "日期" in cells[-1].value


def test_a_refused_row_keeps_its_place(tmp_path, written):
    """A row of another shape is blank in the sheet, with the reason at its end."""
    path = tmp_path / "in.csv"
    text = f"{','.join(FIELDS)}\n一格\n{','.join(FIELDS.values())}\n"
    path.write_text(text, encoding="utf-8")
    head, refused, good = written(path)
    assert len(head) == len(FIELDS) + 1
    assert [c.value for c in refused[:-1]] == [None] * len(FIELDS)
    assert refused[-1].value
    assert good[4].value == FIELDS["CF_WSH"]


def test_a_longer_text_than_a_cell_is_cut(tmp_path, written):
    """A spreadsheet's limit does not stop the sheet from being written."""
    path = tmp_path / "in.jsonl"
    path.write_text(f'{{"title": "决定", "body": "{"甲" * 40_000}"}}', encoding="utf-8")
    _, cells = written(path)
    assert len(cells[1].value) == 32_767


def test_a_sheet_that_cannot_be_written_is_wrong_usage(table, tmp_path):
    """A folder that is not there, or that stands where the sheet should: nothing is left."""
    path = table(FIELDS)
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "absent" / "out.xlsx", tmp_path / "folder", path / "out.xlsx"):
        with pytest.raises(UsageError):
            checking.write_marked(path, out, [])
    assert {each.name for each in tmp_path.iterdir()} == {"in.csv", "folder"}


def test_a_sheet_may_take_the_place_of_its_file(tmp_path, written):
    """The rows are read to the end before the sheet has its name."""
    path = tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    for row in (FIELDS, FIELDS.values()):
        book.active.append(list(row))
    book.save(path)
    head, cells = written(path)
    assert {h.value: c.value for h, c in zip(head[:-1], cells, strict=False)} == FIELDS
