"""Paired rounds: every contender reads the same records in every round, by CPU time."""

from __future__ import annotations

import gc
import math
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.bench.contenders import CONTENDERS, REFERENCE, Batch, Contender, Sample
from gateway.bench.peak import peak_memory
from gateway.bench.results import Cell, Results, Spread, Timing
from gateway.sample import DENSE, SPARSE, records

SIZES = (150, 800, 10_000, 200_000)
DENSITIES: Mapping[str, float] = {"high": DENSE, "low": SPARSE}
ROUNDS = 7

Clock = Callable[[], int]
Progress = Callable[[int, int, str], None]

_LONGEST_PENALTY = 2000
_LETTER_BASE = 800  # letters of this length are what longer ones are compared with
_CHARACTERS_A_CELL, _MOST_RECORDS = 32_000, 40
_SHORTEST_TURN = 5_000_000  # nanoseconds: a shorter turn is repeated until it can be measured
_MOST_REPEATS = 500
_NANOS_A_MICRO = 1000


def run(
    sizes: Sequence[int] = SIZES,
    rounds: int = ROUNDS,
    contenders: Sequence[Contender] = CONTENDERS,
    progress: Progress | None = None,
    *,
    densities: Mapping[str, float] = DENSITIES,
    reference: str = REFERENCE,
    patient: bool = False,
    memory_command: Sequence[str] | None = None,
    seed: int = 1,
    clock: Clock = time.process_time_ns,
) -> Results:
    """Measures all contenders on all sizes (characters of free text) and densities.

    ``progress`` is called with turns done, turns in all and the contender's label. A contender
    is left out above its ``longest`` size; with ``patient`` it runs there once. The peak memory
    of ``memory_command`` is measured where one is given. ``clock`` counts nanoseconds.
    """
    works = {c.name: c.whole() for c in contenders}
    fields = list(_fields(sizes, densities, seed))
    tell = _counter(progress, len(fields) * rounds * len(contenders))
    timings: list[Timing] = []
    for ground in fields:
        micros = _rounds(ground, contenders, works, rounds, clock, tell, patient=patient)
        timings += _timings(ground.cell, contenders, micros, reference)
    memory = peak_memory(memory_command) if memory_command else None
    return Results(tuple(timings), reference, _machine(), memory)


@dataclass(frozen=True, slots=True)
class _Ground:
    """A cell with its records."""

    cell: Cell
    samples: Sequence[Sample]


def _fields(sizes: Sequence[int], densities: Mapping[str, float], seed: int) -> Iterator[_Ground]:
    """Penalties up to what a field holds, letters beyond, and short letters to compare with."""
    short = [("penalty", size) for size in sizes if size <= _LONGEST_PENALTY]
    long = [("document", size) for size in sizes if size > _LONGEST_PENALTY]
    base = [("document", _LETTER_BASE)] if long else []
    for density, share in densities.items():
        for kind, size in (*short, *base, *long):
            yield _ground(kind, size, density, share, seed)


def _ground(kind: str, size: int, density: str, share: float, seed: int) -> _Ground:
    count = max(1, min(_MOST_RECORDS, _CHARACTERS_A_CELL // size))
    drawn = records(seed, count, length=size, density=share, kinds=(kind,))
    samples = [Sample(envelope) for envelope in drawn]
    for sample in samples:
        _ = sample.line, sample.fields
    mean = sum(sample.characters for sample in samples) / count
    return _Ground(Cell(kind, size, density, count, mean), samples)


def _rounds(
    ground: _Ground,
    contenders: Sequence[Contender],
    works: Mapping[str, Batch],
    rounds: int,
    clock: Clock,
    tell: Callable[[str], None],
    *,
    patient: bool,
) -> dict[str, list[float]]:
    """Microseconds a record, one value a round; the order rotates, so nobody is always first."""
    allowed = {c.name: _rounds_for(c, ground.cell, rounds, patient=patient) for c in contenders}
    repeats = {
        c.name: _repeats(works[c.name], ground.samples, clock) if allowed[c.name] == rounds else 1
        for c in contenders
    }
    micros: dict[str, list[float]] = {c.name: [] for c in contenders}
    for turn in range(rounds):
        first = turn % len(contenders)
        for contender in (*contenders[first:], *contenders[:first]):
            name = contender.name
            if turn < allowed[name]:
                micros[name].append(_turn(works[name], ground.samples, repeats[name], clock))
            tell(contender.label)
    return micros


def _rounds_for(contender: Contender, cell: Cell, rounds: int, *, patient: bool) -> int:
    if contender.longest is None or cell.length <= contender.longest:
        return rounds
    return 1 if patient else 0


def _repeats(work: Batch, samples: Sequence[Sample], clock: Clock) -> int:
    """How often a turn must be repeated to be measurable; warms the caches on the way."""
    _turn(work, samples, 1, clock)
    spent = _turn(work, samples, 1, clock) * len(samples) * _NANOS_A_MICRO
    return min(_MOST_REPEATS, math.ceil(_SHORTEST_TURN / spent)) if spent else _MOST_REPEATS


def _turn(work: Batch, samples: Sequence[Sample], repeats: int, clock: Clock) -> float:
    with _no_collection():
        start = clock()
        for _ in range(repeats):
            work(samples)
        spent = clock() - start
    return spent / _NANOS_A_MICRO / (repeats * len(samples))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keeps the garbage of one contender from being swept in the turn of another."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _timings(
    cell: Cell,
    contenders: Sequence[Contender],
    micros: Mapping[str, Sequence[float]],
    reference: str,
) -> Iterator[Timing]:
    yardstick = micros.get(reference, ())
    for contender in contenders:
        own = micros[contender.name]
        ratios = [theirs / mine for theirs, mine in zip(yardstick, own, strict=False) if mine]
        yield Timing(
            contender=contender.name,
            label=contender.label,
            cell=cell,
            rounds=tuple(own),
            times=Spread.of(ratios) if ratios else None,
            reason="" if own else contender.reason,
        )


def _counter(progress: Progress | None, total: int) -> Callable[[str], None]:
    done = 0

    def tell(label: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total, label)

    return tell


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} CPU, Python {platform.python_version()}"
