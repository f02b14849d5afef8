"""How long an officer waits for a simulation: generated records under a pack and a draft of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import token_bytes

from gateway.formats import RawRow
from gateway.home import scanner
from gateway.intake import Intake
from gateway.journey import Journey
from gateway.keys import Keys
from gateway.sample import DENSE, LATEST, records
from gateway.simulation import simulate
from policies.action import Action
from policies.catalog import shipped

_PACK, _RULE = "rs-2018-gd", "GD-E-PHONE"
_CHANNEL, _LENGTH = "department-portal", 800
_SEED = 1


@dataclass(frozen=True, slots=True)
class Simulated:
    """So many records on one channel by so many processes, in seconds on the clock."""

    records: int
    jobs: int
    seconds: float
    newly_shown: int

    def for_records(self, count: int) -> float:
        """Seconds for another number of records, in proportion."""
        return self.seconds * count / self.records


def measure(count: int, jobs: int = 2, clock: Callable[[], float] = time.perf_counter) -> Simulated:
    """Simulate a draft that shows telephone numbers; the start of the processes is measured too."""
    pack = shipped().standing(_PACK, LATEST)
    rules = tuple(replace(r, action=Action.KEEP) if r.id == _RULE else r for r in pack.entity_rules)
    before = Journey(scanner(pack), pack, LATEST)
    after = replace(before, pack=replace(pack, entity_rules=rules))
    intake = Intake(Keys(token_bytes(32)), LATEST)
    drawn = records(_SEED, count, length=_LENGTH, density=DENSE, kinds=("penalty",))
    tried = [
        (str(number), intake.read(RawRow(number, row)), (_CHANNEL,))
        for number, row in enumerate(drawn, 1)
    ]
    began = clock()
    *_, result = simulate(before, after, tried, jobs)
    seconds = clock() - began
    shown = result.summary(before, after)["newly_shown_characters"]
    return Simulated(result.records, jobs, seconds, shown)
