"""What evidence costs: the log beside the device's own syncs, checking, and the size of a proof.

All on one folder in one run. A commit waits for at least one sync of the device, so the rate of
appends is given as a multiple of its `fdatasync` rate: entries of one commit share one sync.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson

from gateway.chain import Entry
from gateway.keys import Keys
from gateway.ledger import Ledger, Receipt
from gateway.note import PublicKey
from gateway.proof import check
from gateway.storage.database import Database, default_url

#: Entries of one commit.
GROUPS = (1, 16, 256)
#: Threads that each append one entry after the other, as simultaneous submissions do.
WRITERS = (1, 4, 16)
_BLOCK = 4096
_SYNCS, _MOST_COMMITS, _RECEIPTS = 200, 200, 200
_KEYS = bytes(32)

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Appends:
    """Entries a second with so many in one commit, also as a multiple of the sync rate."""

    group: int
    rate: float
    times: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rates a second, sizes in bytes. ``offline`` counts receipts checked by the key alone.

    ``shared`` is single entries of several writers, its ``group`` their number.
    """

    entries: int
    syncs: float
    appends: tuple[Appends, ...]
    shared: tuple[Appends, ...]
    verified: float
    offline: float
    path: int
    receipt: int


def measure(folder: Path, entries: int, clock: Clock = time.perf_counter) -> Evidence:
    """Measure in a folder of one's own, which is left as it became."""
    folder.mkdir(parents=True, exist_ok=True)
    syncs = _syncs(folder / "syncs", clock)
    database = Database.open(default_url(folder))
    signer = Keys(_KEYS).signer()
    ledger = Ledger(database, lambda: datetime.now(UTC), signer)
    try:
        rates, receipts = [], list[Receipt]()
        for group in GROUPS:
            rate, receipts = _appends(database, ledger, group, entries, clock)
            rates.append(Appends(group, rate, rate / syncs))
        shared = []
        for writers in WRITERS:
            rate = _shared(database, ledger, writers, entries, clock)
            shared.append(Appends(writers, rate, rate / syncs))
        began = clock()
        sound = ledger.verify(receipts[-1], (signer.public,))
        verified = sound.entries / (clock() - began)
        offline = _offline(receipts, signer.public, clock)
        longest = ledger.proof(1)["receipt"]["proof"]
    finally:
        database.close()
    shown = receipts[-1].shown()
    return Evidence(
        entries=sound.entries,
        syncs=syncs,
        appends=tuple(rates),
        shared=tuple(shared),
        verified=verified,
        offline=offline,
        path=32 * len(longest["path"]),
        receipt=len(orjson.dumps(shown)),
    )


def _syncs(path: Path, clock: Clock) -> float:
    """Writes of one block, each waited for with `fdatasync`, a second."""
    with path.open("wb", buffering=0) as file:
        began = clock()
        for _ in range(_SYNCS):
            file.write(bytes(_BLOCK))
            os.fdatasync(file.fileno())
        return _SYNCS / (clock() - began)


def _appends(
    database: Database, ledger: Ledger, group: int, entries: int, clock: Clock
) -> tuple[float, list[Receipt]]:
    batches = list(_batches(group, min(_MOST_COMMITS, max(1, entries // group))))
    receipts: list[Receipt] = []
    began = clock()
    for batch in batches:
        with database.writing() as tx:
            receipts = ledger.append(tx, batch)
    return sum(map(len, batches)) / (clock() - began), receipts


def _shared(database: Database, ledger: Ledger, writers: int, entries: int, clock: Clock) -> float:
    """Single entries a second that writers append at the same time, each waiting for its own."""
    count = min(_MOST_COMMITS, max(1, entries // writers))
    batches = [list(_batches(1, count)) for _ in range(writers)]

    def write(mine: list[list[Entry]]) -> None:
        for batch in mine:
            database.together(partial(ledger.append, entries=batch))

    with ThreadPoolExecutor(writers) as pool:
        began = clock()
        list(pool.map(write, batches))
        return writers * count / (clock() - began)


def _batches(group: int, count: int) -> Iterator[list[Entry]]:
    """Entries of a usual size: four changes of a record, with their digests."""
    change = {
        "field": "CF_SY", "start": 10, "end": 13, "entity_type": "PERSON", "status": "likely",
        "action": "mask", "operator": "surname", "rule": "GD-E-PERSON", "detector": "person/1",
        "original": "0" * 64,
    }  # fmt: skip
    for number in range(count):
        body = {"outcome": "in_review", "answer": "1" * 64, "transformations": [change] * 4}
        yield [
            Entry("decided", f"{number}-{place}", "department-portal", body)
            for place in range(group)
        ]


def _offline(receipts: list[Receipt], key: PublicKey, clock: Clock) -> float:
    some = receipts[:_RECEIPTS]
    began = clock()
    for receipt in some:
        check(receipt, (key,))
    return len(some) / (clock() - began)
