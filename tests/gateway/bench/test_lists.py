"""A list of invented names takes part: it is found, and its cost is told."""

import io

from rich.console import Console

from gateway.bench.contenders import Sample
from gateway.bench.lists import names, with_list
from gateway.bench.report import as_json, table
from gateway.bench.results import Results


def test_the_list_is_looked_for(tmp_path):
    """An entry in a record is a hit of the list; without it there is none."""
    contender, listed = with_list(500, tmp_path / "list")
    work = contender.prepare()
    known = next(iter(names(500)))
    hits = [
        {hit.entity_type for hit in work(Sample({"fields": {"CF_SY": f"卖给{name}。"}}))}
        for name in (known, "没有登记过的商行")
    ]
    assert "REGISTERED" in hits[0]
    assert "REGISTERED" not in hits[1]
    assert listed.entries == 500
    assert 0 < listed.bytes < 100 * 500


def test_the_report_tells_what_the_list_costs():
    """Entries, size and CPU; nothing where there was no list."""
    contender_free = Results((), "presidio-competent", "nowhere")
    page = io.StringIO()
    Console(file=page, width=100).print(table(contender_free))
    assert "登记名单" not in page.getvalue()
    assert b'"listed": null' in as_json(contender_free)


def test_names_are_many_and_the_same_each_time():
    """The same seed gives the same list."""
    assert list(names(200)) == list(names(200))
    assert len(set(names(2000))) > 1990
