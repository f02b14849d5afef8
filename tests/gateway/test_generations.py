"""One case written in four generations of the standard is one record and one release."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import orjson
import pytest

from gateway import formats
from gateway.home import journey as journey_of
from gateway.home import now
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.record import Record
from gateway.sample import numbers
from gateway.storage.database import Database, default_url
from policies import catalog
from policies.standards import standard

DAY = date(2026, 11, 20)
_RNG = Random(7)
USCC = numbers.uscc(_RNG, "440106")
AGENCY = numbers.uscc(_RNG, "440106", "11")
PHONE = numbers.mobile(_RNG)

#: What every generation can say; the fields that only later ones know are left out.
CASE = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_SHXYM": USCC,
    "CF_FRDB": "欧阳思远",
    "CF_WSH": "穗天市监罚〔2026〕88号",
    "CF_SY": f"当事人于2026年9月1日销售超过保质期的食品。投诉人钟离秋的电话为{PHONE}。",
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项",
    "CF_CFLB": "警告",
    "CF_NR": "责令改正，给予警告。",
    "CF_JDRQ": "2026/10/09",
    "CF_CFJG": "广州市天河区市场监督管理局",
}
#: Names of the same columns in the first generation; the rest kept theirs.
G1 = {"CF_FRDB": "CF_FR", "CF_NR": "CF_JG", "CF_CFJG": "CF_XZJG", "CF_CFLB": "CF_CFLB1"}
LATER = {
    "CF_WFXW": "经营超过保质期的食品",
    "CF_YXQ": "2099/12/31",
    "CF_CFJGDM": AGENCY,
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": AGENCY,
}


def _g1() -> dict[str, str]:
    return {G1.get(code, code): text for code, text in CASE.items()}


def _csv(path: Path) -> Path:
    row = _g1() | {"DFBM": "440106", "SJC": "2026/10/10"}
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return path


def _xml(path: Path) -> Path:
    row = _g1() | {"CF_AREACODE": "440106"}
    cells = "".join(f"<{code}>{escape(text)}</{code}>" for code, text in row.items())
    path.write_text(
        f"<ExchangeMessage><Header><sender>天河</sender></Header><Body><fields>{cells}</fields>"
        "</Body></ExchangeMessage>",
        encoding="utf-8",
    )
    return path


def _lines(path: Path, fields: dict[str, str]) -> Path:
    path.write_bytes(orjson.dumps({"kind": "penalty", "fields": fields}))
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "G1": _csv(tmp_path / "g1.csv"),
        "G1-GD": _xml(tmp_path / "g1gd.xml"),
        "G2": _lines(tmp_path / "g2.jsonl", CASE | LATER),
        "G2b": _lines(tmp_path / "g2b.jsonl", CASE | LATER | {"CF_XDR_LB": "法人及非法人组织"}),
    }


def _gateway(home: Path) -> Gateway:
    database = Database.open(default_url(home))
    journey = journey_of(DAY, catalog.shipped().load("rs-2018-gd"))
    return Gateway(journey, database, Ledger(database, now), Keys(bytes(32)), now)


def _read(path: Path) -> Record:
    intake = Intake(Keys(bytes(32)), DAY)
    (row,) = formats.read(path, known=standard.knows_column)
    record = intake.read(row)
    assert isinstance(record, Record), record
    return record


def test_four_generations_are_one_canonical_record(files: dict[str, Path]) -> None:
    """What a generation can say at all reads the same from each of them."""
    records = {name: _read(path) for name, path in files.items()}
    shared = {
        name: {code: record.fields[code] for code in CASE} for name, record in records.items()
    }
    assert shared["G1"] == shared["G1-GD"] == shared["G2"] == shared["G2b"]
    assert {record.kind for record in records.values()} == {"penalty"}


def test_four_generations_are_released_alike(files: dict[str, Path], tmp_path: Path) -> None:
    """The same fields are shown, with the same masks by the same rules."""
    seen = []
    for number, path in enumerate(files.values()):
        gateway = _gateway(tmp_path / str(number))
        ((answer,),) = gateway.submit([_read(path)], ["xinyong-guangdong"], "portal-1")
        shown = {code: answer.body["fields"][code] for code in CASE}
        changes = [
            (t["field"], t["start"], t["end"], t["action"], t["replacement"], t["rule"])
            for t in answer.body["transformations"]
            if t["field"] in CASE
        ]
        seen.append((answer.outcome, shown, changes))
    assert all(each == seen[0] for each in seen)
    assert PHONE not in str(seen[0][1])
    assert "钟离秋" not in str(seen[0][1])
