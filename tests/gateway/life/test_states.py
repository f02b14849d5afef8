"""The state machine: what may follow what, and that nothing comes back without a review."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Conflict
from gateway.life.states import ENDED, LEADS_TO, MOVES, PAIRED, PUBLIC, RESTS_ON, State, after

EVENTS = sorted(RESTS_ON)


def test_every_state_has_its_moves():
    """No state is forgotten, and every state can be reached."""
    assert set(MOVES) == set(State)
    reached = {State.RECEIVED}.union(*MOVES.values())
    assert reached == set(State)


def test_an_end_leads_only_to_a_review():
    """Withdrawn, expired and repaired records wait for a person before they are shown again."""
    for state in ENDED:
        assert MOVES[state] == {State.IN_REVIEW}


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_a_history_is_a_walk_through_the_moves(events):
    """Whatever events come, each one that is taken is a move, and a refused one changes nothing."""
    state = None
    for event in events:
        try:
            following = after(state, event)
        except Conflict:
            continue
        if event in {"published", "corrected", "renewed"}:
            assert following in PUBLIC
            assert (state in PUBLIC) is (event != "published")
        else:
            assert state in PUBLIC
            assert following in MOVES[state]
        state = following


@pytest.mark.parametrize("event", sorted(PAIRED))
@pytest.mark.parametrize("state", [None, *sorted(ENDED)])
def test_what_is_not_public_cannot_be_ended_or_marked(state, event):
    """Twice taken down is a conflict; who wants to be idempotent asks first."""
    with pytest.raises(Conflict):
        after(state, event)


def test_a_mark_is_set_once_and_answered_once():
    """An objection marks what is shown; the answer takes the mark away."""
    marked = after(State.RELEASED, "objection-marked")
    assert marked is State.MARKED
    with pytest.raises(Conflict):
        after(marked, "objection-marked")
    assert after(marked, "objection-answered") is State.RELEASED
    with pytest.raises(Conflict):
        after(State.RELEASED, "objection-answered")
    assert after(marked, "renewed") is State.MARKED
    assert after(marked, "corrected") is State.CORRECTED


def test_each_event_rests_on_outcomes_of_the_log():
    """No event is written that verification would not check."""
    assert set(LEADS_TO) | {"renewed"} == set(RESTS_ON)
    assert all(RESTS_ON.values())
