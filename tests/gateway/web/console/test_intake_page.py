"""Intake without a browser: four piles, the marked sheet, a template that reads back."""

import io
import json

import openpyxl
import pytest

from gateway import formats
from gateway.web.console.sheet import Cell, workbook
from policies.standards import standard

RAW = {"Content-Type": "application/octet-stream", "X-Gongshi-Script": "1"}


@pytest.fixture
def sender(person):
    return person("portal")


def _send(sender, content, path="/console/intake", **asked):
    asked = {"name": "jsonl", "channel": "department-portal"} | asked
    headers = RAW | {"X-CSRF": sender.csrf}
    return sender.client.post(path, content=content, headers=headers, params=asked)


def _lines(*records):
    rows = [{name: value for name, value in r.items() if name != "channels"} for r in records]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_a_file_becomes_four_piles(web, sender, record, broken_record):
    """Progress, then the piles; each row is logged, and the owner may ask for it."""
    given = _send(sender, _lines(record, broken_record, record))
    told = [json.loads(line) for line in given.text.splitlines()]
    assert told[0] == {"done": 3, "of": 3}
    html = told[-1]["html"]
    assert "<b>1</b> 待审核" in html
    assert "<b>2</b> 退回补正" in html
    assert "DUPLICATE_ID" in html
    assert web.get(f"/v1/records/{record['id']}", "portal").status_code == 200
    assert record["fields"]["CF_FR_ZJHM"] not in given.text


def test_what_cannot_be_read_is_refused(sender, record):
    """An unknown ending, an unknown channel or kind, no rows: a sentence and nothing logged."""
    refused = [
        _send(sender, b"x", name="pdf"),
        _send(sender, _lines(record), channel="nowhere"),
        _send(sender, _lines(record), kind="nothing"),
        _send(sender, b""),
    ]
    assert [given.status_code for given in refused] == [400] * 4
    assert all(given.json()["detail"] for given in refused)


def test_a_large_file_is_refused_before_it_is_held(sender, monkeypatch):
    """More than the limit is not read."""
    monkeypatch.setattr("gateway.web.console.door.UPLOAD_LIMIT", 100)
    assert _send(sender, b"x" * 200).status_code == 413


def test_the_sheet_comes_back_with_marked_cells(sender, broken_record, record):
    """Cells at fault are coloured and the sentences stand beside them; long numbers stay text."""
    given = _send(sender, _lines(record, broken_record), "/console/intake/sheet")
    rows = list(openpyxl.load_workbook(io.BytesIO(given.content)).active.iter_rows())
    headings = [cell.value for cell in rows[0]]
    assert headings[-1] == "问题"
    number = rows[1][headings.index("CF_FR_ZJHM")]
    assert (number.value, number.data_type) == (record["fields"]["CF_FR_ZJHM"], "s")
    bad = rows[2]
    coloured = {headings[at] for at, c in enumerate(bad) if c.fill.fgColor.rgb == "FFFFF2CC"}
    assert "CF_XDR_MC" in coloured
    assert "CF_WSH" not in coloured
    assert "必填" in bad[-1].value


def test_no_formula_and_no_odd_character_survives_in_the_sheet(sender, broken_record):
    """Text that looks like a formula is text; what XML cannot hold is left out."""
    odd = broken_record | {"fields": {"CF_WSH": "=1+1", "CF_WFXW": "b<&>"}}
    given = _send(sender, _lines(odd), "/console/intake/sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(given.content)).active
    values = {cell.value: cell.data_type for cell in sheet[2]}
    assert values["=1+1"] == "s"
    assert "b<&>" in values
    content = workbook([[Cell("a\x01\ud800b")]])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.active["A1"].value == "ab"


@pytest.mark.parametrize("kind", standard.kinds())
def test_the_template_reads_back(sender, kind):
    """A filled-in template is read as that kind, each column as its field."""
    given = sender.get(f"/console/intake/template/{kind}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    book.active.append(["测试"] * len(standard.spec(kind)))
    filled = io.BytesIO()
    book.save(filled)
    (row,) = formats.read_bytes("xlsx", filled, known=standard.knows_column)
    assert [standard.canonical(kind, name) for name in row.content] == list(standard.spec(kind))
    assert standard.kind_of(row.content) == kind


def test_an_unknown_template_is_not_found(sender):
    """Only the kinds of the standard have one."""
    assert sender.get("/console/intake/template/none.xlsx").status_code == 404
