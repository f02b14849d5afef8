"""A run for people and for machines: tables of at most 100 columns, JSON, a bar chart in SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from xml.sax.saxutils import escape

import orjson
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from gateway.bench.evidence import Evidence
from gateway.bench.results import Cell, Results, Spread, Timing
from gateway.bench.stages import STAGES

_DENSITY_WORDS = {"high": "高密度（七成句子含个人信息）", "low": "低密度（一成句子含个人信息）"}
_KIND_WORDS = {"penalty": "", "document": "文书"}
_TEN_THOUSAND, _THOUSAND, _MEBIBYTE = 10_000, 1000, 1 << 20
_LEFT_OUT, _NONE = "略", "—"
_STANDARD = ("penalty", 800)

# The chart, in pixels.
_WIDTH, _LABEL_WIDTH, _BAR, _GAP, _TOP, _RIGHT = 760, 190, 22, 10, 46, 90


def table(results: Results) -> Group:
    """One table a density: µs a record, ratio to the reference at 800 characters, growth."""
    densities = dict.fromkeys(t.cell.density for t in results.timings)
    notes = [Text(line, style="dim") for line in _notes(results)]
    evidence = [] if results.evidence is None else [_evidence_table(results.evidence)]
    stages = [] if results.stages is None else [_stages_table(results.stages)]
    tables = (_density_table(results, d) for d in densities)
    return Group(*tables, *stages, *evidence, *notes)


def as_json(results: Results) -> bytes:
    """Every figure of the run, with all rounds. UTF-8, indented."""
    timings = [
        {**asdict(t), "micros": asdict(t.micros) if t.micros else None} for t in results.timings
    ]
    names = dict.fromkeys((t.contender, t.cell.density) for t in results.timings)
    growth = [
        {"contender": name, "density": density, "growth": results.growth(name, density)}
        for name, density in names
    ]
    whole = {
        "machine": results.machine,
        "reference": results.reference,
        "unit": "microseconds of CPU per record",
        "timings": timings,
        "growth": growth,
        "peak_memory_bytes": results.peak_memory,
        "evidence": results.evidence and asdict(results.evidence),
        "stages": results.stages,
        "simulated": results.simulated and asdict(results.simulated),
        "listed": asdict(results.listed) if results.listed else None,
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2)


def chart(results: Results, length: int = _STANDARD[1], density: str = "high") -> str:
    """An SVG of µs a record by contender at one length, on a logarithmic scale.

    Contenders without a figure there are missing; with none at all the chart says so.
    """
    bars = [
        (t.label, t.micros)
        for t in results.timings
        if (t.cell.length, t.cell.density) == (length, density)
        and t.cell.kind == _kind_at(results, length)
        and t.micros
        and t.micros.median > 0
    ]
    height = _TOP + max(1, len(bars)) * (_BAR + _GAP) + _GAP
    heading = f"每条记录的 CPU 时间（微秒，对数刻度），正文 {_size(length)}"
    body = [_svg_text(12, 26, heading, size=15)]
    body += _bars(bars) if bars else [_svg_text(12, _TOP + _BAR, "没有数据")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-label="{escape(heading)}">\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def write(results: Results, folder: Path) -> tuple[Path, Path]:
    """Writes ``bench.json`` and ``bench.svg`` into an existing folder and returns their paths."""
    figures, drawing = folder / "bench.json", folder / "bench.svg"
    figures.write_bytes(as_json(results))
    drawing.write_text(chart(results), encoding="utf-8")
    return figures, drawing


def _density_table(results: Results, density: str) -> Table:
    timings = [t for t in results.timings if t.cell.density == density]
    cells = list(dict.fromkeys(t.cell for t in timings))
    shown = Table(
        title=f"每条记录的 CPU 时间 · {_DENSITY_WORDS.get(density, density)}",
        box=box.SIMPLE,
        title_justify="left",
        padding=(0, 0, 0, 1),
    )
    shown.add_column("参与者", no_wrap=True)
    for cell in cells:
        shown.add_column(_heading(cell), justify="right", no_wrap=True)
    shown.add_column("倍数(四分位)", justify="right", no_wrap=True)
    shown.add_column("增长", justify="right", no_wrap=True)
    for name in dict.fromkeys(t.contender for t in timings):
        own = {t.cell: t for t in timings if t.contender == name}
        growth = results.growth(name, density)
        shown.add_row(
            next(iter(own.values())).label,
            *(_micros(own[cell]) for cell in cells),
            _times(_at_standard(own)),
            f"{growth:.2f}" if growth else _NONE,
        )
    return shown


def _stages_table(stages: Mapping[str, Mapping[str, float]]) -> Table:
    """The steps of the walk in batches, and what share of the whole each is."""
    shown = Table(
        title="每条记录的时间用在哪里（800字，成批）", box=box.SIMPLE, title_justify="left"
    )
    shown.add_column("", no_wrap=True)
    for density in stages:
        shown.add_column(_DENSITY_WORDS[density][:3], justify="right", no_wrap=True)
        shown.add_column("占", justify="right", no_wrap=True)
    for name, label in STAGES.items():
        cells = [
            cell
            for spent in stages.values()
            for cell in (_duration(spent[name]), f"{spent[name] / sum(spent.values()):.0%}")
        ]
        shown.add_row(label, *cells)
    whole = [c for spent in stages.values() for c in (_duration(sum(spent.values())), "100%")]
    shown.add_row("合计", *whole)
    return shown


def _evidence_table(found: Evidence) -> Table:
    shown = Table(
        title=f"留痕的代价（日志 {found.entries} 条）", box=box.SIMPLE, title_justify="left"
    )
    for column in ("", "每秒", "磁盘同步的倍数"):
        shown.add_column(column, justify="right" if column else "left", no_wrap=True)
    shown.add_row("磁盘自身的 fdatasync", _digits(found.syncs), "1")
    for each in found.appends:
        shown.add_row(f"写日志，每次提交 {each.group} 条", _digits(each.rate), _digits(each.times))
    for each in found.shared:
        label = f"写日志，{each.group} 个同时的单条提交"
        shown.add_row(label, _digits(each.rate), _digits(each.times))
    shown.add_row("核对整条日志（条）", _digits(found.verified), _NONE)
    shown.add_row("只凭公钥核对回执（份）", _digits(found.offline), _NONE)
    shown.add_row("包含证明的字节数", str(found.path), f"回执共 {found.receipt}")
    return shown


def _notes(results: Results) -> list[str]:
    notes = [
        "列头是正文字数，格内是中位数。倍数：800 字处罚记录上比 Presidio 行家配置快多少，",
        "按同一轮相除，括号内为四分位。",
        "增长：最长文书与 800 字文书每字耗时之比，1 即线性。比值可移植，绝对值只属于本机。",
        f"本机：{results.machine}",
    ]
    left_out = dict.fromkeys(
        f"{t.label}：{_size(t.cell.length)}未测（{t.reason}）"
        for t in results.timings
        if not t.rounds
    )
    once = dict.fromkeys(
        f"{t.label}：{_size(t.cell.length)}只测一轮"
        for t in results.timings
        if len(t.rounds) == 1 < max(len(other.rounds) for other in results.timings)
    )
    memory = results.peak_memory
    peak = [f"大文件处理的内存峰值：{memory / _MEBIBYTE:.0f} MiB"] if memory else []
    return [*notes, *left_out, *once, *peak, *_listed(results), *_simulated(results)]


def _simulated(results: Results) -> list[str]:
    found = results.simulated
    if found is None:
        return []
    return [
        f"规则草案模拟：{found.records} 条记录、{found.jobs} 个进程用 {found.seconds:.1f} 秒，"
        f"照此一万条用 {found.for_records(_TEN_THOUSAND):.0f} 秒"
    ]


def _listed(results: Results) -> list[str]:
    if results.listed is None:
        return []
    held = results.listed
    size = held.bytes / _MEBIBYTE
    return [f"登记名单 {held.entries} 条：占 {size:.1f} MiB，登记用 {held.seconds:.1f} 秒 CPU"]


def _at_standard(own: dict[Cell, Timing]) -> Spread | None:
    for cell, timing in own.items():
        if (cell.kind, cell.length) == _STANDARD:
            return timing.times
    return next((t.times for t in own.values() if t.times), None)


def _heading(cell: Cell) -> str:
    return f"{_KIND_WORDS.get(cell.kind, cell.kind)}{_size(cell.length).removesuffix('字')}"


def _size(length: int) -> str:
    return f"{length // _TEN_THOUSAND}万字" if length >= _TEN_THOUSAND else f"{length}字"


def _micros(timing: Timing) -> str:
    if timing.micros is None:
        return _LEFT_OUT
    return _duration(timing.micros.median)


def _duration(micros: float) -> str:
    if micros >= _THOUSAND * _THOUSAND:
        return f"{_digits(micros / _THOUSAND / _THOUSAND)} s"
    if micros >= _TEN_THOUSAND:
        return f"{_digits(micros / _THOUSAND)} ms"
    return f"{_digits(micros)} µs"


def _times(spread: Spread | None) -> str:
    if spread is None:
        return _NONE
    return f"{_digits(spread.median)} ({_digits(spread.low)}–{_digits(spread.high)})"


def _digits(value: float) -> str:
    """About three digits that matter, never an exponent."""
    if value <= 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:.{min(places, 2)}f}"


def _kind_at(results: Results, length: int) -> str:
    kinds = [t.cell.kind for t in results.timings if t.cell.length == length]
    return "penalty" if "penalty" in kinds else "document"


def _bars(bars: list[tuple[str, Spread]]) -> list[str]:
    lowest = math.floor(min(math.log10(spread.median) for _, spread in bars))
    highest = math.ceil(max(math.log10(spread.median) for _, spread in bars))
    room = _WIDTH - _LABEL_WIDTH - _RIGHT
    decades = max(1, highest - lowest)
    drawn: list[str] = []
    for row, (label, spread) in enumerate(bars):
        y = _TOP + row * (_BAR + _GAP)
        width = max(2.0, (math.log10(spread.median) - lowest) / decades * room)
        drawn += (
            _svg_text(_LABEL_WIDTH - 8, y + _BAR - 6, label, anchor="end"),
            f'<rect x="{_LABEL_WIDTH}" y="{y}" width="{width:.1f}" height="{_BAR}" '
            'fill="#2f6690"/>',
            _svg_text(_LABEL_WIDTH + width + 6, y + _BAR - 6, _duration(spread.median)),
        )
    return drawn


def _svg_text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="{size}" '
        f'text-anchor="{anchor}" fill="#1b1b1b">{escape(text)}</text>'
    )
