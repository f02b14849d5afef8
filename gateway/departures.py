"""Files on their way out: written down before they get their names, and after.

Each record in them has its entry in the log already. This is about the file: a run without its
second note died in between, and whether its files are there can be seen by their digests.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import orjson
from sqlalchemy import Connection, func, insert, select

from gateway.storage import tables

_TABLE = tables.departures
_BEGUN, _LEFT = "departing", "departed"


def begin(tx: Connection, channel: str, piles: Mapping[str, str], at: str) -> str:
    """Intent: names and SHA-256 of the files, beside the size of the log; the run's name."""
    run = uuid.uuid4().hex
    size = tx.scalar(select(func.max(tables.ledger.c.seq))) or 0
    said = orjson.dumps(dict(piles), option=orjson.OPT_SORT_KEYS).decode()
    row = {"run": run, "event": _BEGUN, "channel": channel, "piles": said, "size": size, "at": at}
    tx.execute(insert(_TABLE).values(row))
    return run


def finish(tx: Connection, run: str, at: str) -> None:
    """Outcome: the files of a run have their names."""
    tx.execute(insert(_TABLE).values(run=run, event=_LEFT, at=at))


def unfinished(tx: Connection) -> int:
    """How many runs began to leave and did not write down that they left."""
    query = select(func.count()).select_from(_TABLE)
    begun, left = (tx.scalar(query.where(_TABLE.c.event == e)) or 0 for e in (_BEGUN, _LEFT))
    return begun - left
