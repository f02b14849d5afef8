"""Each breach is found by the reader of the data standard."""

from __future__ import annotations

import pytest

from gateway.sample import LATEST, records
from gateway.sample.breaches import BREACHES, breached
from policies.standards import standard


@pytest.mark.parametrize("breach", sorted(BREACHES))
def test_a_breach_is_refused(breach):
    """A record that kept the standard breaks it afterwards, and only the copy."""
    subjects = ("法人及非法人组织",)
    envelope = next(records(5, 1, kinds=("penalty",), subjects=subjects, length=150))
    before = dict(envelope["fields"])
    broken = breached(envelope, breach, LATEST)
    assert standard.read(broken["fields"], today=LATEST, kind="penalty").problems
    assert envelope["fields"] == before


def test_an_unknown_breach_is_an_error():
    """A misspelt breach does not silently give a good record."""
    with pytest.raises(KeyError):
        breached(next(records(5, 1)), "no-such-breach", LATEST)
