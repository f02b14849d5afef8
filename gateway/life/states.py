"""The life of a record on one channel as one state machine. Pure.

    received ──► rejected      in_review ──► approved ──► released ◄──► objection-marked
        ├──────► blocked           ▲                        │  ▲             │
        ├──────► in_review         │                        ▼  │             ▼
        └──────► released          │                    corrected ──► (the same ends)
                                   │                        │
                                   └── a new review ◄── withdrawn, expired, repaired

Every move is an entry of the ledger. Nothing leads out of withdrawn, expired or repaired but a new
review: what was taken down is not put back by sending it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gateway.errors import Conflict


class State(StrEnum):
    """Where a record is on one channel."""

    RECEIVED = "received"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RELEASED = "released"
    MARKED = "objection-marked"
    CORRECTED = "corrected"
    REPAIRED = "repaired"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: States in which the record is shown.
PUBLIC = frozenset({State.RELEASED, State.CORRECTED, State.MARKED})
#: States in which it was shown and is shown no more.
ENDED = frozenset({State.WITHDRAWN, State.EXPIRED, State.REPAIRED})

_ON = frozenset({State.RELEASED, State.MARKED, State.CORRECTED, *ENDED})
MOVES: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.REJECTED, State.BLOCKED, State.IN_REVIEW, State.RELEASED}),
    State.REJECTED: frozenset({State.RECEIVED}),
    State.BLOCKED: frozenset({State.RECEIVED}),
    State.IN_REVIEW: frozenset({State.APPROVED, State.BLOCKED, State.RECEIVED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.RELEASED, State.CORRECTED}),
    State.RELEASED: _ON,
    State.CORRECTED: _ON,
    State.MARKED: _ON,
    **dict.fromkeys(ENDED, frozenset({State.IN_REVIEW})),
}

#: An event of `releases` -> the state that it leads to; ``renewed`` leaves the state as it is.
LEADS_TO: Mapping[str, State] = {
    "published": State.RELEASED,
    "corrected": State.CORRECTED,
    "objection-marked": State.MARKED,
    "objection-answered": State.RELEASED,
    "withdrawn": State.WITHDRAWN,
    "expired": State.EXPIRED,
    "repaired": State.REPAIRED,
}
#: An event -> the outcomes of ledger entries on which it may rest.
RESTS_ON: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("published", "corrected", "renewed"), frozenset({"released", "approved"})),
    "withdrawn": frozenset({"blocked", "withdrawn"}),
    **{
        event: frozenset({event})
        for event in ("expired", "repaired", "objection-marked", "objection-answered")
    },
}
#: Outcomes whose entries always have their row among the releases.
PAIRED = frozenset(RESTS_ON) - {"published", "corrected", "renewed"}


def after(state: State | None, event: str) -> State:
    """The state after an event of `releases`; raises `Conflict` for one that cannot be.

    ``None`` is the state of what was never public. A release always comes of a decision or a
    review, so it may follow an end.
    """
    if event in {"published", "corrected", "renewed"}:
        return _shown(state, event)
    target = LEADS_TO[event]
    if state not in PUBLIC or target not in MOVES[State(state)]:
        raise Conflict("该记录在这个渠道上没有公示，或者已经不再公示")
    if event == "objection-answered" and state is not State.MARKED:
        raise Conflict("该记录在这个渠道上没有异议标注")
    if event == "objection-marked" and state is State.MARKED:
        raise Conflict("该记录在这个渠道上已有异议标注")
    return target


def _shown(state: State | None, event: str) -> State:
    is_public = state in PUBLIC
    if is_public is (event == "published"):
        raise Conflict("发布事件与该记录现在的状态不符")
    if event == "renewed" and state is not None:
        return state
    return LEADS_TO[event]
