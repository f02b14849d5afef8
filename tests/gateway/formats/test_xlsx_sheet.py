import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from gateway.errors import UnreadableFile
from gateway.formats import Limits, read, read_bytes

HEAD = ["行政相对人名称", "内容"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN = {"行政相对人名称", "内容", "CF_XDR_MC", "CF_NR"}.__contains__


def codes(rows):
    return [[p.code for p in row.problems] for row in rows]


def reedited(path: Path, part: str, edit) -> Path:
    """The workbook with one of its parts edited as text."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def with_shared_strings(path: Path, items: list[str], rows: str) -> Path:
    """The workbook with these items (XML) in a shared string table and these rows (XML)."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'

    def declared(text: str) -> str:
        return re.sub(r"<Override[^>]*sharedStrings[^>]*>", "", text).replace("</Types>", override)

    def refilled(text: str) -> str:
        return re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", text)

    reedited(path, "[Content_Types].xml", declared)
    reedited(path, "xl/worksheets/sheet1.xml", refilled)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{"".join(items)}</sst>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


VALUES = [
    ("text", " 某罚〔2026〕1号 ", "某罚〔2026〕1号"),
    ("long text", "长" * 900, "长" * 900),
    ("whole number", 3, "3"),
    ("float without fraction", 3.0, "3"),
    ("fraction", 28.3, "28.3"),
    ("many zeros", 1500000, "1500000"),
    ("small", 0.00001, "0.00001"),
    ("negative", -12.5, "-12.5"),
    ("telephone", 13800138000, "13800138000"),
    ("fifteen digits", 1.23456789012345, "1.23456789012345"),
    ("date", date(2026, 3, 9), "2026/03/09"),
    ("midnight", datetime(2026, 3, 9), "2026/03/09"),  # noqa: DTZ001  spreadsheets know no zone
    ("moment", datetime(2026, 3, 9, 8, 5), "2026/03/09 08:05:00"),  # noqa: DTZ001  the same
    ("time", time(8, 5), "08:05:00"),
]


@pytest.mark.parametrize(("value", "expected"), [c[1:] for c in VALUES], ids=[c[0] for c in VALUES])
def test_a_cell_says_what_a_person_typed(workbook, value, expected):
    """Texts, plain numbers and dates come out as text, without exponents and trailing zeros."""
    rows = list(read(workbook([HEAD, ["甲", value]])))
    assert rows[0].problems == ()
    assert rows[0].content == {"行政相对人名称": "甲", "内容": expected}
    assert rows[0].number == 2


REFUSED = [
    ("identity number as number", 440106199001011234, "SPREADSHEET_NUMBER"),
    ("twelve digits", 100000000000, "SPREADSHEET_NUMBER"),
    ("negative of twelve digits", -100000000000, "SPREADSHEET_NUMBER"),
    ("scientific", 1.10101e17, "SPREADSHEET_NUMBER"),
    ("scientific as text", "1.10101E+17", "SCIENTIFIC_NOTATION"),
    ("formula", "=SUM(A1:A9)", "FORMULA"),
    ("link", '=HYPERLINK("http://a.example","b")', "FORMULA"),
    ("logical", True, "BOOLEAN_VALUE"),
    ("error", "#N/A", "ERROR_VALUE"),
    ("duration", timedelta(hours=30), "SPREADSHEET_DATE"),
    ("long text", "长" * 1_001, "CELL_TOO_LARGE"),
]


@pytest.mark.parametrize(("value", "code"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_may_have_changed_is_refused_by_column(workbook, value, code):
    """No value is guessed: the column is named, the rest of the row kept, the next row read."""
    path = workbook([HEAD, ["甲", value], ["乙", "丙"]])
    rows = list(read(path, limits=Limits(cell_chars=1_000)))
    assert codes(rows) == [[code], []]
    assert rows[0].problems[0].field == "内容"
    assert rows[0].content == {"行政相对人名称": "甲"}


def test_the_message_says_how_to_mend_a_rounded_number(workbook):
    """A number that lost its digits is explained in the words officers know."""
    row = next(read(workbook([HEAD, ["甲", 440106199001011234]])))
    assert "被表格软件存成了数字，末位可能已丢失；请把该列设为文本后重新填写" in str(row.problems)
    assert "4401" not in str(row.problems)


WRITTEN = [
    ("1.1000000000000001", "1.1", []),
    ("1E-3", "0.001", []),
    ("0.30000000000000004", None, ["SPREADSHEET_NUMBER"]),
    ("4.40106199001011E+17", None, ["SPREADSHEET_NUMBER"]),
    ("nan", None, ["SPREADSHEET_NUMBER"]),
    ("inf", None, ["SPREADSHEET_NUMBER"]),
]


@pytest.mark.parametrize(("written", "shown", "expected"), WRITTEN, ids=range(len(WRITTEN)))
def test_numbers_are_read_as_spreadsheets_write_them(workbook, written, shown, expected):
    """Seventeen digits in the file are the fifteen that were typed, or they are refused."""
    path = workbook([HEAD, ["甲", 28.25]])
    path = reedited(path, "xl/worksheets/sheet1.xml", lambda t: t.replace("28.25", written))
    row = next(read(path))
    assert (row.content.get("内容"), codes([row])) == (shown, [expected])


@pytest.mark.parametrize("number", ["31", "57", "14", "22"])
def test_date_formats_without_a_pattern(workbook, number):
    """Chinese spreadsheets store dates under built-in formats that have no pattern of their own."""

    def dated(book):
        book.active["B2"].number_format = "0.00"

    path = workbook([HEAD, ["甲", 46090]], dated)
    path = reedited(
        path, "xl/styles.xml", lambda t: t.replace('numFmtId="2"', f'numFmtId="{number}"')
    )
    assert next(read(path)).content["内容"] == "2026/03/09"


def test_the_epoch_of_1904_is_honoured(workbook):
    """A workbook that counts from 1904 gives the same dates."""

    def old(book):
        book.epoch = CALENDAR_MAC_1904

    assert (
        next(read(workbook([HEAD, ["甲", date(2026, 3, 9)]], old))).content["内容"] == "2026/03/09"
    )


@pytest.mark.parametrize("serial", [-5, 99_999_999], ids=["before", "after"])
def test_a_serial_outside_the_calendar_is_refused(workbook, serial):
    """A date that no calendar has is named."""

    def dated(book):
        book.active["B2"].number_format = "yyyy/mm/dd"

    assert codes(read(workbook([HEAD, ["甲", serial]], dated))) == [["SPREADSHEET_DATE"]]


def test_blank_rows_are_left_out_and_hidden_rows_read(workbook):
    """Row numbers stay those of the spreadsheet."""

    def hide(book):
        book.active.row_dimensions[4].hidden = True

    rows = list(read(workbook([HEAD, ["甲", "1"], [None, " "], ["乙", None], [None, None]], hide)))
    assert [(row.number, row.content["内容"]) for row in rows] == [(2, "1"), (4, "")]


def test_cells_under_a_merge_are_refused(workbook):
    """What a merge covers belongs to several rows at once, so it is not guessed."""

    def merge(book):
        book.active.merge_cells("B2:B3")

    rows = list(read(workbook([HEAD, ["甲", "共有"], ["乙", None], ["丙", "1"]], merge)))
    assert codes(rows) == [[], ["MERGED_CELL"], []]
    assert rows[1].problems[0].field == "内容"


def test_too_many_merged_cells(workbook):
    """A merge over whole columns does not fill the memory."""
    path = workbook([HEAD, ["甲", "1"]], lambda book: book.active.merge_cells("A3:B3"))
    path = reedited(path, "xl/worksheets/sheet1.xml", lambda t: t.replace("A3:B3", "A3:F900000"))
    with pytest.raises(UnreadableFile, match="合并"):
        list(read(path))


def test_a_cell_beside_the_table_is_refused(workbook):
    """Content without a heading is not dropped in silence."""
    rows = list(read(workbook([[*HEAD, None, None], ["甲", "1", None, "多"], ["乙", "2"]])))
    assert codes(rows) == [["ROW_SHAPE"], []]


def test_headings_and_headers(workbook):
    """Headings lose their line breaks; a second header row is no record."""
    rows = list(
        read(
            workbook([["行政相对人\n名称 ", "内 容"], ["CF_XDR_MC", "CF_NR"], ["甲", "1"]]),
            known=KNOWN,
        )
    )
    assert codes(rows) == [["SECOND_HEADER"], []]
    assert rows[1].content == {"行政相对人名称": "甲", "内容": "1"}


def titled(book):
    book.active.merge_cells("A1:C1")


TABLES = [
    ("empty", [], None, "没有数据"),
    ("header only", [HEAD], None, "没有数据行"),
    ("title", [["公示表"], ["名称", "文号", "日期"], ["1", "2", "3"]], titled, "标题"),
    ("duplicate", [["甲", "乙", "甲"], ["1", "2", "3"]], None, "第 1、3 列"),
    ("number as heading", [["甲", 440106199001011234], ["1", "2"]], None, "列名行"),
    ("second sheet", [HEAD, ["甲", "1"]], lambda b: b.create_sheet().append(["说明"]), "不止一个"),
]


@pytest.mark.parametrize(
    ("table", "edit", "said"), [c[1:] for c in TABLES], ids=[c[0] for c in TABLES]
)
def test_whole_file_faults(workbook, table, edit, said):
    """A workbook that is no table of records is one clear error."""
    with pytest.raises(UnreadableFile) as caught:
        list(read(workbook(table, edit)))
    assert said in caught.value.message


@pytest.mark.parametrize("heads", [["代码表", "含义"], HEAD], ids=["code list", "records"])
def test_a_hidden_sheet_is_lost_only_if_it_holds_no_records(workbook, heads):
    """Hidden code lists of a template pass; hidden records under the same headings do not."""

    def hidden(book):
        sheet = book.create_sheet()
        sheet.append(heads)
        sheet.append(["一", "二"])
        sheet.sheet_state = "hidden"

    path = workbook([HEAD, ["甲", "1"]], hidden)
    if heads == HEAD:
        with pytest.raises(UnreadableFile):
            list(read(path))
    else:
        assert len(list(read(path))) == 1


def test_the_first_sheet_with_data_is_read(workbook):
    """An empty sheet in front is passed over."""

    def second(book):
        sheet = book.create_sheet()
        sheet.append(HEAD)
        sheet.append(["甲", "1"])

    assert next(read(workbook([], second))).content["内容"] == "1"


SHARED_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>{}</v></c></row>'
    '<row><c t="inlineStr"><is><r><t>乙</t></r><r><t>丙</t></r></is></c></row>'
)
SHARED = [
    "<si><t>行政相对人名称</t></si>",
    "<si><r><t>内</t></r><r><t>容</t></r><rPh sb='0' eb='1'><t>neirong</t></rPh></si>",
    "<si><t>甲_x000D_&#10;一</t></si>",
    *(f"<si><t>第{i}条</t></si>" for i in range(3, 700)),
    f"<si><t>{'长' * 100_000}</t></si>",
]


def test_shared_strings_of_several_blocks(workbook):
    """Rich text is joined, phonetic readings are not text, and any index is found."""
    path = with_shared_strings(workbook([HEAD]), SHARED, SHARED_ROWS.format(400))
    rows = list(read(path))
    assert rows[0].content == {"行政相对人名称": "甲\r\n一", "内容": "第400条"}
    assert (rows[1].number, rows[1].content["行政相对人名称"]) == (4, "乙丙")


def test_a_shared_string_past_the_limit(workbook):
    """An oversized shared string refuses the rows that use it and no other."""
    path = with_shared_strings(workbook([HEAD]), SHARED, SHARED_ROWS.format(700))
    assert codes(read(path, limits=Limits(cell_chars=1_000))) == [["CELL_TOO_LARGE"], []]


@pytest.mark.parametrize("index", ["9999", "-1", "x"])
def test_a_string_that_is_not_there(workbook, index):
    """An index that points nowhere is a damaged workbook."""
    path = with_shared_strings(workbook([HEAD]), SHARED, SHARED_ROWS.format(index))
    with pytest.raises(UnreadableFile, match="损坏"):
        list(read(path))


def test_entities_in_a_part_are_refused(workbook):
    """A worksheet with a document type is not read."""
    path = reedited(
        workbook([HEAD, ["甲", "1"]]),
        "xl/worksheets/sheet1.xml",
        lambda t: '<!DOCTYPE a [<!ENTITY e "x">]>' + t,
    )
    with pytest.raises(UnreadableFile):
        list(read(path))


def test_a_truncated_or_altered_workbook(workbook):
    """Every cut and many a changed byte of a workbook is a clear error or changes no row."""
    data = workbook([HEAD, *([f"第{i}号", "内容"] for i in range(60))]).read_bytes()
    whole = [row.content for row in read_bytes("xlsx", io.BytesIO(data))]
    for at in range(0, len(data), 97):
        with pytest.raises(UnreadableFile):
            list(read_bytes("xlsx", io.BytesIO(data[:at])))
        altered = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        try:
            rows = [row.content for row in read_bytes("xlsx", io.BytesIO(altered))]
        except UnreadableFile:
            continue
        assert rows == whole


OTHER = [
    ("encrypted", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (
        "encrypted, name across chunks",
        OLE + b"\0" * (65_536 - 15) + "EncryptedPackage".encode("utf-16-le"),
        "密码",
    ),
    ("old workbook", OLE + b"\0" * 600, "旧版"),
    ("text", "甲,乙\n1,2\n".encode(), "不是 XLSX"),
    ("empty", b"", "不是 XLSX"),
    ("broken zip", b"PK\x03\x04" + b"\0" * 100, "损坏"),
]


@pytest.mark.parametrize(("data", "said"), [c[1:] for c in OTHER], ids=[c[0] for c in OTHER])
def test_other_content_under_the_name(data, said):
    """Locked, old and renamed files are told apart."""
    with pytest.raises(UnreadableFile) as caught:
        list(read_bytes("a.xlsx", io.BytesIO(data)))
    assert said in caught.value.message


BOMBS = [
    ("in all", Limits(xlsx_bytes=2_000)),
    ("list of parts", Limits(xlsx_part_bytes=100)),
]


@pytest.mark.parametrize("limits", [c[1] for c in BOMBS], ids=[c[0] for c in BOMBS])
def test_a_workbook_that_unpacks_too_large(workbook, limits):
    """The unpacked size is known before anything is unpacked."""
    with pytest.raises(UnreadableFile, match="过大"):
        list(read(workbook([HEAD, ["甲", "1"]]), limits=limits))


def test_a_part_is_large_only_where_it_is_streamed(workbook):
    """A worksheet may be larger than what is read whole; a style sheet may not."""
    path = workbook([HEAD, *(["甲", "1"] for _ in range(2_000))])
    limits = Limits(xlsx_part_bytes=30_000)
    assert len(list(read(path, limits=limits))) == 2_000
    path = reedited(path, "xl/styles.xml", lambda t: t + " " * 30_000)
    with pytest.raises(UnreadableFile, match="过大"):
        list(read(path, limits=limits))


def test_a_zip_bomb_is_told_by_its_ratio(workbook):
    """A small file that claims to be very large is refused unread."""
    path = workbook([HEAD, ["甲", "1"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"\0" * (65 << 20))
    with pytest.raises(UnreadableFile, match="过大"):
        list(read(path))


def test_another_zip_is_no_workbook(tmp_path: Path):
    """An archive of something else is a clear error."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "甲")
    with pytest.raises(UnreadableFile, match="损坏"):
        list(read(path))


def test_too_many_columns(workbook):
    """A cell far to the right refuses its row."""

    def far(book):
        book.active["ZZ3"] = "远"

    path = workbook([HEAD, ["甲", "1"], ["乙", "2"]], far)
    assert codes(read(path, limits=Limits(columns=50))) == [[], ["TOO_MANY_COLUMNS"]]
