"""The redaction log for people: found by what was asked, proven, counted, exported; no original."""

import csv
import io

import pytest
from sqlalchemy import select, text

from gateway import log_index
from gateway.ledger import Entry, Ledger
from gateway.storage import tables
from gateway.web.console.log_page import proof_states

UNIT = "佛山市顺德区交通运输局"


@pytest.fixture
def auditor(person):
    return person("auditor")


@pytest.fixture
def logged(web, reviewer, taken):
    """A record that was decided and then accepted by the reviewer."""
    sent = {"conclusion": "处理后公开", "reason": "已核对", "edits": []}
    assert reviewer.script(f"/console/cases/{taken}/verdict", sent).status_code == 200
    return web.entries()


def _rows(given):
    return list(csv.DictReader(io.StringIO(given.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"unit": UNIT}, 2),
        ({"unit": "没有这个单位"}, 0),
        ({"rule": "CN-E-PHONE"}, 2),
        ({"rule": "NONE"}, 0),
        ({"detector": "person"}, 2),
        ({"detector": "vin"}, 0),
        ({"entity_type": "PHONE_NUMBER", "unit": UNIT}, 2),
        ({"channel": "xinyong-china"}, 0),
        ({"since": "2026-11-23", "until": "2026-11-23"}, 2),
        ({"since": "2026-11-24"}, 0),
        ({"record": "0" * 32}, 0),
    ],
)
def test_search(auditor, logged, asked, found):
    """By record, unit, rule, detector, type, channel and time; alone or together."""
    page = auditor.get("/console/log", **asked).text
    assert page.count("✓ 已证明") == found


def test_by_reviewer(web, auditor, logged):
    """What one person decided."""
    page = auditor.get("/console/log", reviewer=web.ids["reviewer"]).text
    assert page.count("✓ 已证明") == 1
    assert "审核放行" in page


def test_by_the_senders_id(web, auditor, logged, record):
    """The id leads to its entries and never into an address."""
    given = auditor.post("/console/log/record", id=record["id"])
    assert record["id"] not in given.headers["Location"]
    assert auditor.get(given.headers["Location"]).text.count("✓ 已证明") == 2
    nothing = auditor.post("/console/log/record", id="no such id")
    assert "没有符合条件" in auditor.get(nothing.headers["Location"]).text


def test_the_page_holds_no_original(auditor, logged, record):
    """Kinds, places, rules and digests; nothing that was covered, and no replacement of it."""
    page = auditor.get("/console/log").text
    export = auditor.get("/console/log/export").text
    for entry in logged:
        for change in entry["body"].get("transformations", ()):
            original = record["fields"][change["field"]][change["start"] : change["end"]]
            assert len(original) < 4 or original not in page + export


def test_export_is_the_log(auditor, logged):
    """One line a change, with the rule and the digest that the ledger holds."""
    rows = _rows(auditor.get("/console/log/export", entity_type="PHONE_NUMBER"))
    told = [
        (str(entry["seq"]), change["rule"], change["original"])
        for entry in reversed(logged)
        for change in entry["body"].get("transformations", ())
    ]
    assert [(row["seq"], row["rule"], row["original"]) for row in rows] == told
    assert {row["unit"] for row in rows} == {UNIT}


def test_charts_count_each_covering_once(auditor, logged):
    """Decided and then reviewed is one covering; the chart says so in numbers as well."""
    page = auditor.get("/console/log").text
    (decided,) = [entry for entry in logged if entry["event"] == "decided"]
    count = sum(t["entity_type"] == "PHONE_NUMBER" for t in decided["body"]["transformations"])
    assert f"电话号码 {count}" in page
    assert page.count("<svg") == 3


def test_a_changed_entry_is_not_proven(web, logged):
    """The proof is made anew of the entry as it reads."""
    gateway = web.gateway
    entry = gateway.ledger.entry(1)
    assert proof_states(gateway.ledger, [entry]) == ["proven"]
    with gateway.database.writing() as tx:
        tx.execute(text("DROP TRIGGER ledger_no_update"))
        tx.execute(text("UPDATE ledger SET channel = 'other' WHERE seq = 1"))
    assert proof_states(gateway.ledger, [gateway.ledger.entry(1)]) == ["broken"]


def test_a_log_without_signatures_says_so(database, web):
    """Nothing is claimed that cannot be shown."""
    unsigned = Ledger(database, web.clock)
    with database.writing() as tx:
        unsigned.append(tx, [Entry("decided", "r", None, {})])
    assert proof_states(unsigned, [unsigned.entry(1)]) == ["unsigned"]


def test_the_index_reads_on_in_slices(web, logged, monkeypatch):
    """It tells how far it is, goes on where it stopped, and counts nothing twice."""
    monkeypatch.setattr(log_index, "_SLICE", 1)
    done, last = log_index.catch_up(web.gateway.database, 2)
    assert (done, last) == (2, len(logged))
    for _ in range(3):
        done, _ = log_index.catch_up(web.gateway.database, 2)
    assert done == last
    with web.gateway.database.reading() as tx:
        assert len(log_index.page(tx, log_index.Search())) == 2
        counted = sum(tx.scalars(select(tables.log_days.c.changes)))
    (decided,) = [entry for entry in logged if entry["event"] == "decided"]
    assert counted == len(decided["body"]["transformations"])


def test_the_overview_counts(person, web, reviewer, logged, other_record):
    """Waiting, public, how fast and by whom, and how each unit did; for officers, too."""
    web.submit(other_record)
    for who in (reviewer, person("officer")):
        page = who.get("/console/overview").text
        assert "<b>1</b> 等待审核" in page
        assert "<b>1</b> 正在公示" in page
        assert "<b>1</b> 已逾期" in page
        assert UNIT in page
        assert "从进入队列到办结" in page
