"""What a run found out: times, ratios to the reference, growth with length, peak memory."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.bench.drafts import Simulated
from gateway.bench.evidence import Evidence

_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value; of a single one it is a point."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, middle, high = statistics.quantiles(values, n=_QUARTERS, method="inclusive")
        return cls(middle, low, high)


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of text: record kind, nominal length of the free text, density of findings.

    ``characters`` is the mean of what all fields of a record really hold.
    """

    kind: str
    length: int
    density: str
    records: int
    characters: float


@dataclass(frozen=True, slots=True)
class Timing:
    """One contender on one cell: microseconds of CPU a record, one value a round.

    ``times`` is how many times faster than the reference, paired by round; ``None`` where the
    reference did not run. No ``rounds`` means left out, for the ``reason``.
    """

    contender: str
    label: str
    cell: Cell
    rounds: tuple[float, ...] = ()
    times: Spread | None = None
    reason: str = ""

    @property
    def micros(self) -> Spread | None:
        """Microseconds a record over the rounds."""
        return Spread.of(self.rounds) if self.rounds else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A reference list that takes part: its entries, the bytes they are kept in, CPU to import."""

    entries: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run. ``peak_memory`` is in bytes, for the command that was asked for.

    ``evidence`` is what logging and proving cost, ``stages`` microseconds a record by density and
    step of the walk, ``simulated`` how long a draft takes to be tried, where they were measured.
    """

    timings: tuple[Timing, ...]
    reference: str
    machine: str
    peak_memory: int | None = None
    evidence: Evidence | None = None
    listed: Listed | None = None
    stages: Mapping[str, Mapping[str, float]] | None = None
    simulated: Simulated | None = None

    def growth(self, contender: str, density: str) -> float | None:
        """Time per character of the longest letters relative to the shortest: 1 is linear."""
        letters = [
            (t.cell.length, t.micros.median / t.cell.characters)
            for t in self.timings
            if (t.contender, t.cell.density, t.cell.kind) == (contender, density, "document")
            and t.micros
        ]
        if len({length for length, _ in letters}) < 2:  # noqa: PLR2004 - two ends of a line
            return None
        return max(letters)[1] / min(letters)[1]
