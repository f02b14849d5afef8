"""The queue: by deadline, then risk; filters and counts; claims that lapse."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from gateway import claims, queue, reviews
from gateway.accounts import Accounts
from gateway.errors import Conflict, NotAllowed
from gateway.storage import tables

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def _answer(reasons, detectors, unit):
    return {
        "fields": {"CF_CFJG": unit},
        "reasons": [{"rule": rule, "basis": "b"} for rule in reasons],
        "transformations": [{"detector": f"{name}@1"} for name in detectors],
        "policy": {"pack": "p", "version": "1"},
    }


def _case(number, due, risk, *, channel="web", reasons=("R1",), detectors=("person",), unit="甲局"):
    row = {
        "id": f"{number:032x}", "record": f"r{number}", "owner": "portal", "channel": channel,
        "kind": "penalty", "opened_at": NOW.isoformat(timespec="milliseconds"), "due": due,
        "risk": risk, "state": "open", "reasons": "[]", "sealed": b"", "answer": "{}", "seq": 1,
    }  # fmt: skip
    answer = _answer(reasons, detectors, unit)
    return queue.placed(row, answer), answer


ENTRY = {
    "seq": 1, "at": "t", "event": "decided", "record": "r", "channel": None, "body": "{}",
    "leaf": "a" * 64, "head": "b" * 64,
}  # fmt: skip
CASES = (
    _case(1, None, 9),
    _case(2, "2026-11-25", 1, channel="app", reasons=("R2", "R1")),
    _case(3, "2026-11-25", 7, unit="乙局"),
    _case(4, "2026-11-20", 0, detectors=("phone_number", "person")),
    _case(5, "2026-11-23", 2),
)


@pytest.fixture
def waiting(database):
    """A database in which the five cases wait."""
    with database.writing() as tx:
        tx.execute(insert(tables.ledger).values(ENTRY))
        tx.execute(insert(tables.cases), [row for row, _ in CASES])
        queue.enter(tx, CASES)
    return database


@pytest.fixture
def people(waiting):
    accounts = Accounts(waiting, lambda: NOW)
    return [accounts.create(name, "reviewer")[0] for name in ("甲", "乙")]


def _numbers(ids):
    return [int(each, 16) for each in ids]


def test_deadline_then_risk_then_undated(waiting):
    """The next deadline first; of one day the riskiest; undated cases last."""
    with waiting.reading() as tx:
        assert _numbers(queue.page(tx, {})) == [4, 5, 3, 2, 1]


def test_pages_follow_each_other(waiting):
    """Page after page gives every case once."""
    found, after = [], ""
    with waiting.reading() as tx:
        while ids := queue.page(tx, {}, after, 2):
            found += ids
            after = reviews.cases(tx, ids)[-1].rank
    assert _numbers(found) == [4, 5, 3, 2, 1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"channel": "app"}, [2]),
        ({"unit": "甲局"}, [4, 5, 2, 1]),
        ({"reason": "R1"}, [4, 5, 3, 2, 1]),
        ({"rules": "R1"}, [4, 5, 3, 1]),
        ({"detector": "phone_number"}, [4]),
        ({"policy": "p 1", "unit": "乙局"}, [3]),
        ({"reason": "R2", "unit": "乙局"}, []),
    ],
)
def test_filters(waiting, filters, expected):
    """One filter or several; the count agrees with the list."""
    with waiting.reading() as tx:
        ordered = queue.rarest_first(filters, queue.counts(tx))
        assert _numbers(queue.page(tx, ordered)) == expected
        assert queue.total(tx, ordered) == len(expected)


def test_counts(waiting):
    """Every value with its number, the most frequent first."""
    with waiting.reading() as tx:
        found = queue.counts(tx)
        assert queue.due(tx, TODAY.isoformat()) == {"overdue": 1, "today": 1, "later": 3}
    assert found["all"] == {"": 5}
    assert list(found["reason"].items()) == [("R1", 5), ("R2", 1)]
    assert found["unit"] == {"甲局": 4, "乙局": 1}
    assert found["detector"] == {"person": 5, "phone_number": 1}


def test_a_case_belongs_to_one(waiting, people):
    """A second reviewer is refused; the first may go on."""
    one, two = people
    with waiting.writing() as tx:
        claims.claim(tx, CASES[0][0]["id"], one, NOW)
        claims.claim(tx, CASES[0][0]["id"], one, NOW)
        with pytest.raises(Conflict):
            claims.claim(tx, CASES[0][0]["id"], two, NOW)
        assert _numbers(claims.held_by(tx, one, NOW)) == [1]
        claims.give_back(tx, CASES[0][0]["id"], two)
        assert _numbers(claims.held_by(tx, one, NOW)) == [1]
        claims.give_back(tx, CASES[0][0]["id"], one)
        claims.claim(tx, CASES[0][0]["id"], two, NOW)


def test_a_claim_left_alone_lapses(waiting, people):
    """After half an hour the case is anybody's."""
    one, two = people
    later = NOW + claims.LAPSE + timedelta(seconds=1)
    with waiting.writing() as tx:
        claims.claim(tx, CASES[0][0]["id"], one, NOW)
        claims.claim(tx, CASES[0][0]["id"], two, later)
        assert claims.held_by(tx, one, later) == []


def test_the_next_case_is_nobodys_and_not_ones_own(waiting, people):
    """Taken ones and the reviewer's own submissions are passed over; at the end there is none."""
    one, two = people
    with waiting.writing() as tx:
        own = tables.cases.c.id == CASES[4][0]["id"]
        tx.execute(update(tables.cases).where(own).values(owner=one.id))
        taken = [claims.take_next(tx, who, NOW, {}) for who in (one, two, one, two, one, two)]
        with pytest.raises(NotAllowed):
            claims.claim(tx, CASES[4][0]["id"], one, NOW)
    assert _numbers(filter(None, taken)) == [4, 5, 3, 2, 1]
    assert taken[-1] is None


def test_settled_cases_leave_the_queue(waiting):
    """Nothing is found by a case that is settled, whatever settled it."""
    with waiting.writing() as tx:
        app = tables.cases.c.channel == "app"
        tx.execute(update(tables.cases).where(app).values(state="settled"))
        assert _numbers(queue.page(tx, {})) == [4, 5, 3, 1]
        assert "R2" not in queue.counts(tx)["reason"]
        left = tx.scalars(select(tables.case_facets.c.case_id)).all()
    assert CASES[1][0]["id"] not in left
