"""What must be done soon, or should have been: publication by the seventh working day.

Reads only; decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from gateway import reviews
from gateway.reviews import LISTED, Listed
from gateway.storage import tables
from policies.calendar import Calendar, add_working_days


@dataclass(frozen=True, slots=True)
class Due:
    """Cases whose last day of publication is over, and those whose is near, by that day."""

    overdue: Sequence[Listed]
    soon: Sequence[Listed]


def due(tx: Connection, today: date, within: int, calendar: Calendar) -> Due:
    """The open cases by deadline; ``soon`` are the days up to ``within`` working days ahead."""
    last = add_working_days(today, within, calendar)[0].isoformat()
    table = tables.cases
    mine = and_(table.c.state != "settled", table.c.due <= last)
    query = select(*(table.c[name] for name in LISTED)).where(mine)
    found = [reviews.listed(row) for row in tx.execute(query.order_by(table.c.due, table.c.id))]
    over = [case for case in found if (case.due or "") < today.isoformat()]
    return Due(over, found[len(over) :])
