"""The catalogue: reviewed before it is public, versioned, and what cites no item of it is held."""

from __future__ import annotations

import importlib
from random import Random

import pytest

from gateway.life import catalogue
from gateway.life.items import NONE, Items
from gateway.record import Record
from gateway.sample import numbers

TOWN = importlib.import_module("town")
CODE, AGENCY = "4401060001", TOWN.AGENCY_CODE
ITEM = {
    "SX_LX": "行政处罚",
    "SX_MC": "对经营超过保质期食品的处罚",
    "SX_JBBM": CODE,
    "SX_SDYJ": "《中华人民共和国食品安全法》第一百二十四条",
    "SX_SSJG": "广州市天河区市场监督管理局",
    "SX_SSJGDM": AGENCY,
    "SX_XDR_LB": "法人及非法人组织",
    "SX_GKSX": "公开",
    "SX_BMSC": "可公开",
    "SX_BMSCR": "欧阳思远",
    "SX_BMSCRQ": "2026/02/02",
}


def item(name="I-1", **fields):
    return Record(name, "catalogue_item", {k: v for k, v in (ITEM | fields).items() if v})


def later(town):
    """The town with the catalogue as it stands now, as each request of the server sees it."""
    town.journey = town.gateway.current().journey
    return town


def test_an_item_without_review_is_not_published(small_town):
    """Held, and logged with its clause; refused for good where the review says so."""
    town = small_town
    assert town.submit(item(SX_BMSC="待定"), ["local-portal"]) == ["in_review"]
    assert town.submit(item("I-2", SX_JBBM="2", SX_BMSC="不公开"), ["local-portal"]) == ["blocked"]
    assert town.states("I-1") == town.states("I-2") == {}
    assert [e.body["reasons"][0]["rule"] for e in town.logged()] == [
        "GD-02-UNREVIEWED", "GD-02-REFUSED",
    ]  # fmt: skip


def test_a_record_that_cites_no_listed_item_is_held(small_town):
    """From the moment its agency has a catalogue; another agency's records go on."""
    town = small_town
    cited = {"item_code": CODE}
    assert set(town.submit(town.penalty("A-1"))) == {"released"}
    assert town.submit(item(), ["local-portal"]) == ["released"]
    later(town)
    assert set(town.submit(town.penalty("A-2"))) == {"in_review"}
    assert {r["rule"] for c in town.cases() for r in c.reasons} == {"GD-02-UNLISTED"}
    assert set(town.submit(town.penalty("A-3", **cited))) == {"released"}
    assert set(town.submit(town.penalty("A-4", item_code="4401069999"))) == {"in_review"}
    other = numbers.uscc(Random(4), "440305", "11")
    elsewhere = town.penalty("A-5", fields={"CF_CFJGDM": other, "CF_CFJG": "深圳市虚构局"})
    assert set(town.submit(elsewhere)) == {"released"}
    town.take_down("I-1", ground="correction", reason="事项取消")
    later(town)
    assert set(town.submit(town.penalty("A-6"))) == {"released"}


def test_each_change_is_a_version(small_town):
    """Editing makes a new one; sending it again makes none."""
    town = small_town
    town.submit(item(), ["local-portal"])
    town.submit(item(), ["local-portal"])
    town.submit(item(SX_MC="对经营过期食品的处罚"), ["local-portal"])
    with town.database.reading() as tx:
        (held,) = catalogue.listed(tx)
        told = catalogue.history(tx, CODE)
        assert catalogue.history(tx, "none") == []
    assert (held.codes, held.name, held.versions) == ((CODE,), "对经营过期食品的处罚", 2)
    assert [(h["version"], h["event"]) for h in told] == [(1, "published"), (2, "corrected")]


def test_what_never_reports_is_named(small_town):
    """Items without a record, records without an item, and those of no listed one."""
    town = small_town
    town.submit(item(), ["local-portal"])
    town.submit(item("I-2", SX_JBBM="4401060002", SX_MC="另一事项"), ["local-portal"])
    for name, code in (("A-1", CODE), ("A-2", CODE), ("A-3", "9"), ("A-4", None)):
        town.submit(town.penalty(name, item_code=code))
    with town.database.reading() as tx:
        found = catalogue.compared(tx, town.keys)
    assert [i.codes for i in found.silent] == [("4401060002",)]
    assert (found.items, found.reporting, found.unlisted, found.without_item) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("items", "code", "said"),
    [
        (NONE, CODE, "no_catalogue"),
        (Items({AGENCY: frozenset({CODE})}), CODE, "listed"),
        (Items({AGENCY: frozenset({CODE})}), None, "unlisted"),
        (Items({AGENCY: frozenset({CODE})}), f" {CODE} ", "listed"),
    ],
)
def test_listing(items, code, said):
    """By the agency that decided, whatever the spelling of the code."""
    record = Record("A", "penalty", {"CF_CFJGDM": AGENCY}, item_code=code)
    assert items.listing(record) == said
    assert items.listing(Record("A", "document", {"title": "x"})) is None
