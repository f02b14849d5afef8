"""What was taken down, and what is contested, comes (back) to the public through a person only.

Sending a withdrawn, expired or repaired record again does not put it back, and a correction of
what somebody objected to is a new reviewed version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from gateway import answer
from gateway.draft import Draft, record_token
from gateway.keys import Keys
from gateway.life import publications
from gateway.life.states import ENDED, State
from gateway.record import Rejected
from policies.action import Action
from policies.decision import Ruling

#: The rule that holds what comes back, and the one that holds what is contested.
RETURNED, CONTESTED = "RETURNED", "CONTESTED"
_RULINGS = {
    **dict.fromkeys(
        ENDED,
        Ruling(
            Action.HOLD, RETURNED, "第(八)(九)(十)项 已经撤下、届满或修复的信息，重新公示须经审核"
        ),
    ),
    State.MARKED: Ruling(
        Action.HOLD, CONTESTED, "第(九)项 有异议的信息，更正后的版本须经审核再公示"
    ),
}


def held(
    tx: Connection, keys: Keys, drafts: Sequence[Draft | Rejected], owner: str
) -> list[Draft | Rejected]:
    """The drafts, those that would be shown again on their own word waiting for a person."""
    asked = [d for d in drafts if isinstance(d, Draft) and d.decision.outcome != "blocked"]
    places = {id(d): (record_token(keys, owner, d.record.id), d.decision.channel) for d in asked}
    tokens = [record for record, _ in places.values()]
    found = publications.of_records(tx, tokens, owner) if tokens else []
    states = {(p.record, p.channel): p.state for p in found}
    waiting = {id(d): _held(d, states.get(places[id(d)])) for d in asked}
    return [waiting.get(id(d), d) for d in drafts]


def held_one(tx: Connection, keys: Keys, draft: Draft, owner: str) -> Draft:
    """The same for one draft."""
    (found,) = held(tx, keys, [draft], owner)
    return found if isinstance(found, Draft) else draft


def _held(draft: Draft, state: State | None) -> Draft:
    ruling = _RULINGS.get(state) if state else None
    if ruling is None:
        return draft
    decision = replace(draft.decision, review=(*draft.decision.review, ruling))
    body = answer.decided(draft.record, decision, draft.redacted)
    return replace(draft, decision=decision, body=body)
