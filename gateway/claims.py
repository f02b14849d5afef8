"""Who has taken which case: two reviewers never work on one. A claim lapses when left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from gateway import queue, reviews
from gateway.accounts import Account, same_person
from gateway.errors import Conflict, NotAllowed
from gateway.storage import tables

#: A case that its reviewer has not touched for so long is free again.
LAPSE = timedelta(minutes=30)
_TABLE = tables.cases
_LOOK_AHEAD = 50
_TAKEN = "该案件正由另一位审核人员办理"


def claim(tx: Connection, case_id: str, reviewer: Account, now: datetime) -> None:
    """Take a case, or keep the one that one has.

    Raises `Conflict` if it is settled or another's, `NotAllowed` for one's own submission.
    """
    case = reviews.case(tx, case_id)
    if case.state == "settled":
        raise Conflict("该案件已有结论")
    if same_person(tx, case.owner, reviewer):
        raise NotAllowed("不能审核自己提交的记录")
    refuse_taken(case, reviewer, now)
    _hold(tx, case_id, reviewer, now)


def refuse_taken(case: reviews.Case, reviewer: Account, now: datetime) -> None:
    """Raises `Conflict` while another reviewer holds the case."""
    if holder(case, now) not in {None, reviewer.id}:
        raise Conflict(_TAKEN)


def holder(case: reviews.Case, now: datetime) -> str | None:
    """Whose the case is at this moment: an account's id, or nobody's."""
    return case.claimed_by if case.state == "claimed" and not _lapsed(case, now) else None


def _lapsed(case: reviews.Case, now: datetime) -> bool:
    return case.claimed_at is None or datetime.fromisoformat(case.claimed_at) < now - LAPSE


def give_back(tx: Connection, case_id: str, reviewer: Account) -> None:
    """Leave a case to others; nothing happens to one that is not one's own."""
    mine = (_TABLE.c.id == case_id) & (_TABLE.c.claimed_by == reviewer.id)
    free = {"state": "open", "claimed_by": None, "claimed_at": None}
    tx.execute(update(_TABLE).where(mine & (_TABLE.c.state == "claimed")).values(**free))


def take_next(
    tx: Connection, reviewer: Account, now: datetime, filters: queue.Filters, after: str = ""
) -> str | None:
    """Take the first case behind a place in the queue that is nobody's and may be one's own work.

    The id, or ``None`` if there is none.
    """
    while ids := queue.page(tx, filters, after, _LOOK_AHEAD):
        for case in reviews.cases(tx, ids):
            if holder(case, now) is None and not same_person(tx, case.owner, reviewer):
                _hold(tx, case.id, reviewer, now)
                return case.id
            after = case.rank
    return None


def held_by(tx: Connection, reviewer: Account, now: datetime) -> Sequence[str]:
    """The cases that a reviewer has taken, in the order of the queue."""
    since = (now - LAPSE).isoformat(timespec="milliseconds")
    mine = (_TABLE.c.state == "claimed") & (_TABLE.c.claimed_by == reviewer.id)
    query = select(_TABLE.c.id).where(mine & (_TABLE.c.claimed_at >= since))
    return tx.scalars(query.order_by(_TABLE.c.rank)).all()


def _hold(tx: Connection, case_id: str, reviewer: Account, now: datetime) -> None:
    taken = {
        "state": "claimed",
        "claimed_by": reviewer.id,
        "claimed_at": now.isoformat(timespec="milliseconds"),
    }
    tx.execute(update(_TABLE).where(_TABLE.c.id == case_id).values(**taken))
