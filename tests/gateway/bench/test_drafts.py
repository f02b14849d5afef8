"""What an officer waits for is measured on records that the draft really changes."""

from gateway.bench.drafts import Simulated, measure


def test_the_draft_shows_what_the_pack_hides():
    """All records are tried, telephone numbers among them are counted, the clock decides."""
    ticks = iter([10.0, 14.0])
    found = measure(24, jobs=1, clock=lambda: next(ticks))
    assert (found.records, found.jobs, found.seconds) == (24, 1, 4.0)
    assert found.newly_shown > 0


def test_seconds_are_in_proportion():
    """Ten thousand records take ten times what a thousand take."""
    assert Simulated(1000, 2, 5.0, 1).for_records(10_000) == 50.0
