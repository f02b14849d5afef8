"""Several processes answer as one does: in order, in bounded memory, or with an error."""

import multiprocessing
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from datetime import date

import pytest

from detectors.border import Scanner
from gateway.journey import Journey
from gateway.pool import drafted
from gateway.record import Record, Rejected
from policies import catalog
from policies.standards.spec import Problem

CHANNELS = ["department-portal", "social-media"]


@pytest.fixture(scope="module")
def journey():
    """The walk without detectors: quick, and every record is released."""
    return Journey(Scanner(()), catalog.shipped().load("rs-2018-gd"), date(2026, 11, 20))


def letter(name):
    return Record(name, "document", {"title": "通知", "body": f"第{name}号"})


def batches(count, asked=None):
    """Batches of a record and a refused row; ``asked`` hears of each that is taken."""
    for number in range(count):
        if asked is not None:
            asked.append(number)
        yield [letter(f"{number}"), Rejected(f"{number}r", number, (Problem("", "X", "x"),))]


def test_one_process_takes_a_batch_when_it_is_wanted(journey):
    """Nothing is read ahead and nothing is started."""
    asked = []
    given = drafted(journey, batches(3, asked), CHANNELS, 1)
    next(given)
    assert asked == [0]
    assert multiprocessing.active_children() == []


def test_two_processes_give_what_one_gives(journey):
    """The same groups in the same order; at most two batches a worker are taken ahead."""
    asked, ahead, found = [], [], []
    for groups in drafted(journey, batches(9, asked), CHANNELS, 2):
        found.append(groups)
        ahead.append(len(asked) - len(found))
    assert found == list(drafted(journey, batches(9), CHANNELS, 1))
    assert max(ahead) <= 4
    assert [len(group) for group in found[0]] == [2, 1]


def test_a_worker_that_ends_is_an_error(journey):
    """Neither a batch left out nor a caller that waits for ever."""
    given = drafted(journey, batches(50), CHANNELS, 2)
    next(given)
    for worker in multiprocessing.active_children():
        os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        list(given)


def test_an_error_in_a_worker_reaches_the_caller(journey):
    """It stays the error it was, and the run ends there."""
    records = [[letter("1")], [Record("2", "no-such-kind", {})], [letter("3")]]
    given = drafted(journey, records, CHANNELS, 2)
    next(given)
    with pytest.raises(KeyError):
        next(given)
