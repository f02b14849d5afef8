"""Times, ratios and growth come out right when the clock is known."""

from __future__ import annotations

import gc

import pytest

from gateway.bench import Contender, run
from gateway.bench.measure import DENSITIES


class Clock:
    """Time that passes only when a contender says so."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now

    def worker(self, nanos, seen=None):
        """A contender's work that takes ``nanos(sample)`` on this clock."""

        def work(sample):
            self.now += nanos(sample)
            if seen is not None:
                seen.append(sample.line)
            return ()

        return lambda: work


def contender(name, prepare, longest=None):
    return Contender(name, name, prepare, longest=longest, reason="too slow")


def ran(clock, contenders, **settings):
    chosen = {"sizes": (150,), "rounds": 3, "densities": {"high": 0.7}, "reference": "slow"}
    return run(contenders=contenders, clock=clock, **{**chosen, **settings})


def test_ratios_are_those_of_the_clock():
    """A contender that takes a fifth of the reference's time is five times as fast."""
    clock = Clock()
    slow = contender("slow", clock.worker(lambda s: 50_000))
    fast = contender("fast", clock.worker(lambda s: 10_000))
    timings = {t.contender: t for t in ran(clock, [slow, fast]).timings}
    assert timings["slow"].micros.median == 50.0
    assert timings["fast"].micros.median == 10.0
    assert timings["fast"].times.median == pytest.approx(5.0)
    assert timings["slow"].times.median == 1.0
    assert len(timings["fast"].rounds) == 3


def test_the_spread_shows_uneven_rounds():
    """Rounds of different length give quartiles around the median."""
    clock = Clock()
    beats = iter(range(1, 10**6))
    uneven = contender("slow", clock.worker(lambda s: 1000 * next(beats)))
    spread = ran(clock, [uneven], rounds=5).timings[0].micros
    assert spread.low < spread.median < spread.high


def test_all_contenders_read_the_same_records():
    """Both see the same lines, each in every round."""
    clock = Clock()
    first, second = [], []
    both = [
        contender("slow", clock.worker(lambda s: 10**7, first)),
        contender("fast", clock.worker(lambda s: 10**7, second)),
    ]
    ran(clock, both)
    assert first == second


def test_linear_work_grows_by_one():
    """Time in proportion to the characters is growth 1, its square is more."""
    clock = Clock()
    linear = contender("slow", clock.worker(lambda s: 100 * s.characters))
    square = contender("square", clock.worker(lambda s: s.characters**2))
    results = ran(clock, [linear, square], sizes=(150, 10_000))
    assert results.growth("slow", "high") == pytest.approx(1.0)
    assert results.growth("square", "high") > 5
    assert results.growth("nobody", "high") is None


def test_a_slow_contender_is_left_out_with_its_reason():
    """Above its longest text a contender has no figure, and the others have no ratio to it."""
    clock = Clock()
    slow = contender("slow", clock.worker(lambda s: 10**6), longest=5_000)
    fast = contender("fast", clock.worker(lambda s: 10**5))
    results = ran(clock, [slow, fast], sizes=(150, 10_000))
    long = {t.contender: t for t in results.timings if t.cell.length == 10_000}
    assert (long["slow"].micros, long["slow"].reason) == (None, "too slow")
    assert long["fast"].micros is not None
    assert long["fast"].times is None


def test_a_patient_caller_gets_one_round_of_it():
    """With patience the slow contender runs once, and is compared in that round."""
    clock = Clock()
    slow = contender("slow", clock.worker(lambda s: 10**6), longest=100)
    fast = contender("fast", clock.worker(lambda s: 10**5))
    timings = {t.contender: t for t in ran(clock, [slow, fast], patient=True).timings}
    assert len(timings["slow"].rounds) == 1
    assert timings["fast"].times.median == pytest.approx(10.0)


def test_progress_counts_every_turn():
    """The callback hears of each turn and ends at the total."""
    clock = Clock()
    heard = []
    only = contender("slow", clock.worker(lambda s: 10**6))
    ran(clock, [only], progress=lambda *told: heard.append(told))
    assert heard == [(1, 3, "slow"), (2, 3, "slow"), (3, 3, "slow")]


def test_the_collector_is_as_it_was():
    """Measuring leaves garbage collection on, even when a contender fails."""

    def broken(sample):
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the fake raises it without a message
        ran(Clock(), [contender("slow", lambda: broken)])
    assert gc.isenabled()


def test_the_usual_densities_are_high_and_low():
    """A run without further words measures texts full and poor of findings."""
    assert set(DENSITIES) == {"high", "low"}
    assert DENSITIES["high"] > DENSITIES["low"]
