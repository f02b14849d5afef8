"""A town for each test, on both databases or on SQLite alone."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from detectors.border import Scanner
from gateway.journey import Journey
from gateway.storage.database import Database, default_url
from policies import catalog

sys.path.insert(0, str(Path(__file__).parent))
town_of = importlib.import_module("town")


@pytest.fixture(scope="session")
def journey():
    pack = catalog.load("rs-2018-gd")
    return Journey(Scanner(required=pack.detectors), pack, town_of.DAY)


@pytest.fixture
def town(journey, database, keys):
    return town_of.Town(journey, database, keys)


@pytest.fixture
def small_town(journey, home, keys):
    """The same on SQLite alone, where the database is not what is tested."""
    database = Database.open(default_url(home))
    yield town_of.Town(journey, database, keys)
    database.close()
