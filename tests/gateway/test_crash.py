"""Killed between any two steps of the walk, nothing is released without its log entry.

A second process walks real records and is killed with SIGKILL before or after a named step; then
the database is looked at from outside, and the same records are sent again.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.home import now
from gateway.ledger import Ledger
from gateway.storage import tables
from gateway.storage.database import Database

#: Where the process is killed: ``module function`` and whether before or after the call.
STEPS = [
    ("gateway.duplicates", "claim", "before"),
    ("gateway.duplicates", "claim", "after"),
    ("gateway.outcomes", "stored", "after"),
    ("gateway.ledger:Ledger", "append", "after"),
    ("gateway.outcomes", "store", "after"),
    ("gateway.reviews", "open_cases", "after"),
    ("gateway.journey", "release", "before"),
    ("gateway.journey", "release", "after"),
    ("gateway.journey:Gateway", "settle", "after"),
]

WALK = """
import functools, importlib, json, os, signal, sys
from datetime import date
from pathlib import Path

from detectors.border import Scanner
from gateway.formats import RawRow
from gateway.home import now
from gateway.intake import Intake
from gateway.journey import Gateway, Journey
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.sample import records
from gateway.storage.database import Database
from policies import catalog

url, place, name, when = sys.argv[1:5]
day = date(2026, 11, 20)

def armed(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call

if place != "-":
    module, _, owner = place.partition(":")
    target = importlib.import_module(module)
    target = getattr(target, owner) if owner else target
    setattr(target, name, armed(getattr(target, name)))

keys, database = Keys(bytes(32)), Database.open(url)
journey = Journey(Scanner(), catalog.shipped().load("rs-2018-gd"), day)
gateway = Gateway(journey, database, Ledger(database, now), keys, now)
intake = Intake(keys, day)
rows = [RawRow(i, e) for i, e in enumerate(records(5, 12, length=150, density=0.1), 1)]
answers = gateway.submit([intake.read(r) for r in rows], ["department-portal"], "portal-1")
print(json.dumps([a.outcome for (a,) in answers]))
"""


def walk(
    url: str, place: str = "-", name: str = "-", when: str = "-"
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", WALK, url, place, name, when],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def released(database: Database) -> list[int]:
    with database.reading() as tx:
        return list(tx.scalars(select(tables.releases.c.seq)))


@pytest.mark.parametrize(("place", "name", "when"), STEPS)
def test_a_kill_leaves_no_release_without_its_entry(
    database_url: str, place: str, name: str, when: str
) -> None:
    """The log is sound and covers every release; sent again, all is answered once."""
    killed = walk(database_url, place, name, when)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    database = Database.open(database_url)
    ledger = Ledger(database, now)
    logged = ledger.verify().entries
    committed = (place, when) == ("gateway.journey:Gateway", "after")
    assert logged == (12 if committed else 0)
    assert bool(released(database)) == committed

    again = walk(database_url)
    assert again.returncode == 0, again.stderr
    outcomes = json.loads(again.stdout)
    assert ledger.verify().entries == 12
    assert len(released(database)) == outcomes.count("released") > 0


def test_sending_the_same_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    """An answer is given once; asked again it is the same answer, with no further entry."""
    first, second = walk(database_url), walk(database_url)
    assert first.stdout == second.stdout != ""
    database = Database.open(database_url)
    assert Ledger(database, now).verify().entries == 12
    assert len(released(database)) == json.loads(first.stdout).count("released")
