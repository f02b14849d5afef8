"""The report fits a terminal, says what was left out, and is valid JSON and XML."""

from __future__ import annotations

import io
from dataclasses import replace

import defusedxml.ElementTree
import orjson
from rich.console import Console

from gateway.bench.report import as_json, chart, table, write
from gateway.bench.results import Cell, Results, Spread, Timing
from gateway.bench.stages import STAGES

LABELS = {"presidio-competent": "Presidio 行家配置", "walk": "本网关 全流程", "memory": "下限 通读"}
MICROS = {"presidio-competent": 20333.0, "walk": 134.5, "memory": 0.8}
PLACES = [
    ("penalty", 150),
    ("penalty", 800),
    ("document", 800),
    ("document", 10_000),
    ("document", 200_000),
]


def timing(name, kind, length, density):
    cell = Cell(kind, length, density, 1, float(length))
    if name == "presidio-competent" and length == 200_000:
        return Timing(name, LABELS[name], cell, reason="耗时随长度平方增长")
    micros = MICROS[name] * length / 800
    ratio = MICROS["presidio-competent"] / MICROS[name]
    return Timing(name, LABELS[name], cell, (micros,) * 3, Spread(ratio, ratio * 0.9, ratio * 1.1))


RESULTS = Results(
    tuple(
        timing(name, kind, length, density)
        for density in ("high", "low")
        for kind, length in PLACES
        for name in LABELS
    ),
    "presidio-competent",
    "x86_64, 2 CPU",
    peak_memory=300 << 20,
)


def printed(results):
    page = io.StringIO()
    Console(file=page, width=100).print(table(results))
    return page.getvalue()


def test_the_table_fits_a_hundred_columns():
    """No cell is cut and no line is longer than the terminal."""
    page = printed(RESULTS)
    assert "…" not in page
    assert "25416 (22875–27958)" in page
    wide = Console(file=io.StringIO(), width=400)
    assert max(wide.measure(line).maximum for line in page.splitlines()) <= 100


def test_what_was_left_out_is_said():
    """The table names the contender, the size and the reason, and the peak memory."""
    page = printed(RESULTS)
    assert "Presidio 行家配置：20万字未测（耗时随长度平方增长）" in page
    assert "300 MiB" in page
    assert "1.00" in page


def test_the_figures_are_json():
    """Every timing is there with its rounds; what did not run is null."""
    whole = orjson.loads(as_json(RESULTS))
    assert len(whole["timings"]) == len(RESULTS.timings)
    left_out = [t for t in whole["timings"] if t["micros"] is None]
    assert {t["cell"]["length"] for t in left_out} == {200_000}
    assert whole["peak_memory_bytes"] == 300 << 20


def test_the_chart_is_well_formed_and_labelled():
    """A bar and a label for each contender, longer for the slower one."""
    drawing = defusedxml.ElementTree.fromstring(chart(RESULTS))
    texts = [e.text for e in drawing.iter() if e.tag.endswith("text")]
    assert set(LABELS.values()) <= set(texts)
    widths = [float(e.get("width")) for e in drawing.iter() if e.tag.endswith("rect")][1:]
    assert widths == sorted(widths, reverse=True)


def test_a_chart_without_figures_says_so():
    """An empty run still gives a picture."""
    assert "没有数据" in chart(Results((), "presidio-competent", "nowhere"))


def test_both_files_are_written(tmp_path):
    """JSON and SVG lie in the folder afterwards."""
    figures, drawing = write(RESULTS, tmp_path)
    assert figures.read_bytes() == as_json(RESULTS)
    assert drawing.read_text("utf-8") == chart(RESULTS)


def test_the_steps_are_shown_with_their_shares():
    """Each step by density, what share of the whole it is, and the whole."""
    spent = {name: 100.0 * number for number, name in enumerate(STAGES, 1)}
    page = printed(replace(RESULTS, stages={"high": spent, "low": spent}))
    last = next(line for line in page.splitlines() if STAGES["serialise"] in line)
    assert last.split() == [STAGES["serialise"], "900", "µs", "20%", "900", "µs", "20%"]
    whole = next(line for line in page.splitlines() if "合计" in line)
    assert whole.split() == ["合计", "4500", "µs", "100%", "4500", "µs", "100%"]
