"""Where the time of a record goes: every step of the walk by itself, over batches of records.

A rehearsal on other records goes first, so that no step pays for reading tables. The scan is told
apart into what rules find and what the tagger reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson

from detectors.border import Scanner
from gateway import answer
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.record import Record
from gateway.redact import redact
from gateway.sample import DENSE, LATEST, SPARSE, records
from gateway.sheets import TOGETHER, Scans, departments_of, sheet_of
from models.tagger import read

#: Name of a step -> what officers read. The order is that of the walk.
STAGES: Mapping[str, str] = {
    "read": "读取",
    "standard": "数据标准",
    "rules": "按规则检测",
    "model": "模型",
    "decide": "决定",
    "transform": "处理",
    "rescan": "再次检测",
    "ledger": "写日志并入库",
    "serialise": "输出",
}
_DENSITIES: Mapping[str, float] = {"high": DENSE, "low": SPARSE}
_CHANNEL, _LENGTH, _OWNER = "department-portal", 800, "bench"
_NANOS_A_MICRO = 1000

Clock = Callable[[], int]


@dataclass(slots=True)
class _Watch:
    """Nanoseconds by step."""

    clock: Clock
    spent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        began = self.clock()
        yield
        self.spent[stage] += self.clock() - began


def measure(
    open_gateway: Callable[[str], Gateway], count: int, clock: Clock = time.process_time_ns
) -> dict[str, dict[str, float]]:
    """By density, microseconds of CPU a record by step, over ``count`` penalties.

    ``open_gateway`` makes a gateway with a home of that name: one for each density, because what
    was submitted before is not logged again.
    """
    found, rules = {}, Scanner(name_model=False)
    for density, share in _DENSITIES.items():
        gateway = open_gateway(density)
        _walk(gateway, rules, _lines(2, min(count, TOGETHER), share), _Watch(clock))
        watch = _Watch(clock)
        lines = _lines(1, count, share)
        for at in range(0, count, TOGETHER):
            _walk(gateway, rules, lines[at : at + TOGETHER], watch)
        found[density] = {name: ns / _NANOS_A_MICRO / count for name, ns in watch.spent.items()}
    return found


def _lines(seed: int, count: int, share: float) -> list[bytes]:
    drawn = records(seed, count, length=_LENGTH, density=share, kinds=("penalty",))
    return [orjson.dumps({**row, "id": f"{seed}-{number}"}) for number, row in enumerate(drawn)]


def _walk(gateway: Gateway, rules: Scanner, lines: Sequence[bytes], watch: _Watch) -> None:
    journey, intake = gateway.journey, Intake(gateway.keys, LATEST)
    with watch.on("read"):
        rows = [RawRow(number, orjson.loads(line)) for number, line in enumerate(lines, 1)]
    with watch.on("standard"):
        arrivals = [intake.read(row) for row in rows]
    taken = [arrival for arrival in arrivals if isinstance(arrival, Record)]
    _scan(rules, taken, watch)
    found = Scans(journey.scanner, tuple(taken)).of((r, r.fields) for r in taken)
    with watch.on("decide"):
        decisions = [
            journey.decide(record, _CHANNEL, scan)
            for record, scan in zip(taken, found, strict=True)
        ]
    decided = list(zip(taken, decisions, strict=True))
    with watch.on("transform"):
        shown = [redact(record.fields, decision) for record, decision in decided]
        for (record, decision), redacted in zip(decided, shown, strict=True):
            answer.decided(record, decision, redacted)
    with watch.on("rescan"):
        asked = ((record, redacted.fields) for record, redacted in zip(taken, shown, strict=True))
        again = Scans(journey.scanner, tuple(taken)).of(asked)
        for record, scan in zip(taken, again, strict=True):
            journey.decide(record, _CHANNEL, scan)
    groups = journey.groups(arrivals, [_CHANNEL])
    with watch.on("ledger"):
        answers = gateway.settle(groups, _OWNER)
    with watch.on("serialise"):
        for (given,) in answers:
            orjson.dumps(given.line())


def _scan(rules: Scanner, taken: Sequence[Record], watch: _Watch) -> None:
    """By rule and, of the same texts, by the tagger alone."""
    with watch.on("rules"):
        sheets = [sheet_of(r.kind, r.fields, departments_of(r)) for r in taken]
        rules.scan_all(sheets)
    with watch.on("model"):
        for sheet in sheets:
            read(sheet.view.text)
