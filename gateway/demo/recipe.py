"""Makes the demo's four files from its cases, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import orjson

from gateway.demo import DEMO_DATE
from gateway.demo.cases import Case, legacy, letters, penalties, permits
from policies.standards import standard

# What a clerk's file leaves out: codes 2 to 6 that are empty, and columns nobody fills.
_LEFT_OUT = ("XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ", "NR_WFFF", "NR_ZKDX")
_OF_G1B = {"CF_SYFW": "信息使用范围", "CF_SXYZCD": "失信严重程度"}

#: G1 code -> the G2b code whose value it takes.
_G1 = {
    "CF_WSH": "CF_WSH",
    "CF_CFLB1": "CF_CFLB",
    "CF_SY": "CF_SY",
    "CF_YJ": "CF_YJ",
    "CF_XDR_MC": "CF_XDR_MC",
    "CF_XDR_SHXYM": "CF_XDR_SHXYM",
    "CF_XDR_GSDJ": "CF_XDR_GSZC",
    "CF_XDR_SFZ": "CF_XDR_ZJHM",
    "CF_FR": "CF_FRDB",
    "CF_JG": "CF_NR",
    "CF_JDRQ": "CF_JDRQ",
    "CF_XZJG": "CF_CFJG",
    "BZ": "BZ",
}
_HEADER = {
    "sender": "佛山市顺德区交换节点",
    "receiver": "省公共信用信息平台",
    "cc": "",
    "flow": "SGS-CF",
    "item": "行政处罚",
    "sn": f"{DEMO_DATE:%Y%m%d}0001",
    "securityType": "0",
    "operator": "甘岚屏",
    "contacts": "甘岚屏 0757-22030415",
}
_ZIP_DATE = (DEMO_DATE.year, DEMO_DATE.month, DEMO_DATE.day, 9, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_READABLE = 0o644 << 16


def build(folder: Path) -> None:
    """Writes the four files into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents().items():
        (folder / name).write_bytes(content)


def contents() -> dict[str, bytes]:
    """File name to content."""
    return {
        "penalties.xlsx": _workbook(penalties()),
        "permits.csv": _csv(permits()),
        "legacy-g1-gd.xml": _exchange_message(legacy()),
        "letters.jsonl": _lines(letters()),
    }


def shows() -> dict[str, str]:
    """Record id to the outcome on 信用广东 it was chosen to show; legacy rows bear no id."""
    return {c.id: c.shows for c in (*penalties(), *permits(), *letters())}


def _headings(kind: str) -> dict[str, str]:
    """Code to Chinese heading of the columns of a file, ``id`` first."""
    columns = standard.spec(kind)
    named = {code: spec.name for code, spec in columns.items() if code[3:] not in _LEFT_OUT}
    return {"id": "id", **named, **(_OF_G1B if kind == "penalty" else {})}


def _row(case: Case, headings: Iterable[str]) -> list[str]:
    return [case.id if code == "id" else case.fields.get(code, "") for code in headings]


def _workbook(cases: Sequence[Case]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "行政处罚"
    headings = _headings("penalty")
    sheet.append(list(headings.values()))
    for case in cases:
        row = zip(headings, _row(case, headings), strict=True)
        sheet.append([float(text) if code in case.numeric else text for code, text in row])
    written = io.BytesIO()
    book.save(written)
    return _timeless(written.getvalue())


def _timeless(workbook: bytes) -> bytes:
    """The same workbook, stored uncompressed and dated on the demo's day."""
    stamp = f"{DEMO_DATE:%Y-%m-%d}T09:00:00Z".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.external_attr = _READABLE
            entry.create_system = 3
            new.writestr(entry, _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", old.read(name)))
    return made.getvalue()


def _csv(cases: Sequence[Case]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    headings = _headings("permit")
    writer.writerow(headings.values())
    writer.writerows(_row(case, headings) for case in cases)
    return text.getvalue().encode("gb18030")


def _exchange_message(cases: Sequence[Case]) -> bytes:
    header = "".join(_element(name, text, 4) for name, text in _HEADER.items())
    rows = "".join(f"    <fields>\n{_legacy_fields(case)}    </fields>\n" for case in cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ExchangeMessage>\n'
        f"  <Header>\n{header}  </Header>\n  <Body>\n{rows}  </Body>\n</ExchangeMessage>\n"
    ).encode()


def _legacy_fields(case: Case) -> str:
    fields = case.fields
    shown = {old: fields.get(new, "") for old, new in _G1.items()}
    shown["CF_CFMC"] = f"{fields['CF_WFXW']}案"
    shown["CF_ZT"] = "0"
    shown["CF_AREACODE"] = "440000"
    return "".join(_element(name, text, 6) for name, text in shown.items())


def _element(name: str, text: str, indent: int) -> str:
    return f"{' ' * indent}<{name}>{escape(text)}</{name}>\n"


def _lines(cases: Sequence[Case]) -> bytes:
    return b"".join(
        orjson.dumps(
            {"id": case.id, **case.envelope, "fields": dict(case.fields)},
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for case in cases
    )
