"""The same write twice is one write."""

import threading

import pytest
from sqlalchemy import select

from gateway.accounts import Role
from gateway.storage import tables
from gateway.storage.database import default_url
from gateway.web.idempotency import Attempt, Reply, _Slot, forget_old


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, home):
    """Both kinds of database: the place is taken by an insert that they do differently."""
    if request.param == "postgresql":
        return request.getfixturevalue("fresh_postgres")
    return default_url(home)


def _rows(web):
    with web.gateway.database.reading() as tx:
        return tx.execute(select(tables.idempotency)).all()


def test_repeated_request_gets_the_same_bytes(web, record):
    """Stored answer, one entry in the log, and a header that says so."""
    first, second = web.submit(record, key="k1"), web.submit(record, key="k1")
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert len(web.entries()) == 1


def test_refusal_is_repeated_too(web, broken_record):
    """A 422 is logged once and comes again as a problem document."""
    first, second = (web.submit(broken_record, key="k1") for _ in range(2))
    assert (first.status_code, second.status_code) == (422, 422)
    assert first.content == second.content
    assert second.headers["Content-Type"] == "application/problem+json"
    assert len(web.entries()) == 1


def test_other_request_under_the_key_is_refused(web, record, other_record, held_case):
    """Another body or another route under a used key is 409 and has no effect."""
    web.submit(other_record, key="k1")
    before = web.entries()
    assert web.submit(record, key="k1").status_code == 409
    assert web.submit(other_record | {"id": "x"}, key="k1").status_code == 409
    assert web.entries() == before


def test_same_key_on_two_cases_is_refused(web, record, other_record):
    """The path belongs to the request."""
    web.submit(record)
    web.submit(other_record)
    one, two = (case["id"] for case in web.get("/v1/reviews", "reviewer").json()["cases"])
    body = {"verdict": "reject", "conclusion": "不予公开", "reason": "不宜公开"}
    key = {"Idempotency-Key": "k1"}
    assert web.post(f"/v1/reviews/{one}/verdict", "reviewer", body, **key).status_code == 200
    assert web.post(f"/v1/reviews/{two}/verdict", "reviewer", body, **key).status_code == 409
    again = web.post(f"/v1/reviews/{one}/verdict", "reviewer", body, **key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")


def test_keys_belong_to_accounts(web, record, other_record):
    """Two portals may use one key."""
    web.add("other", Role.PORTAL)
    assert web.submit(record, key="k1").status_code == 200
    given = web.submit(other_record, who="other", key="k1")
    assert given.status_code == 200
    assert "Idempotent-Replayed" not in given.headers


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "密".encode(), "a b"], ids=range(5))
def test_unusable_key_is_refused(web, record, key):
    """1 to 255 visible ASCII characters, else 400 and no effect."""
    assert web.submit(record, key=key).status_code == 400
    assert web.entries() == []


def test_nothing_is_stored_in_the_clear(web, record):
    """Neither the key nor the answer, which holds the id that the sender chose."""
    web.submit(record, key="marker-of-a-key")
    (row,) = _rows(web)
    assert "marker-of-a-key" not in repr(row)
    assert record["id"] not in repr(row)
    assert "answers" not in repr(row)


def test_failed_work_leaves_the_key_free(web, record, monkeypatch):
    """What raised had no effect, so the same request may try again."""

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(type(web.gateway), "submit", fail)
        assert web.submit(record, key="k1").status_code == 500
    assert _rows(web) == []
    assert web.submit(record, key="k1").status_code == 200


def test_concurrent_requests_have_one_effect(web, record, broken_record):
    """Of many at once one works; the others get its answer or 409."""
    given = []
    barrier = threading.Barrier(6)

    def send():
        barrier.wait()
        given.append(web.submit(broken_record, key="k1"))

    with web.client:
        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {each.status_code for each in given} <= {422, 409}
    first = [g for g in given if g.status_code == 422 and "Idempotent-Replayed" not in g.headers]
    assert len(first) == 1
    assert len(web.entries()) == 1


def test_place_of_a_dead_process_is_taken_over(web, record, monkeypatch):
    """While a place is fresh the answer is 409; after two minutes the work is done again."""
    with monkeypatch.context() as dying:
        dying.setattr(_Slot, "keep", lambda *_: (_ for _ in ()).throw(RuntimeError))
        assert web.submit(record, key="k1").status_code == 500
    assert web.submit(record, key="k1").status_code == 409
    web.clock.advance(minutes=3)
    taken = web.submit(record, key="k1")
    assert taken.status_code == 200
    assert len(web.entries()) == 1
    assert web.submit(record, key="k1").content == taken.content


def test_late_worker_does_not_disturb_the_next(web, record):
    """Whoever lost the place neither overwrites nor frees it."""
    attempt = Attempt("a", "k", "sent")
    late = _Slot(web.gateway, attempt)
    assert late.reserve() is None
    web.clock.advance(minutes=3)
    following = _Slot(web.gateway, attempt)
    assert following.reserve() is None
    late.leave()
    late.keep(Reply(200, b"late"))
    following.keep(Reply(200, b"right"))
    assert _Slot(web.gateway, attempt).reserve() == Reply(200, b"right")


def test_old_answers_are_forgotten(web, record):
    """After seven days; younger ones stay."""
    web.submit(record, key="k1")
    web.clock.advance(days=6)
    forget_old(web.gateway)
    assert len(_rows(web)) == 1
    web.clock.advance(days=2)
    forget_old(web.gateway)
    assert _rows(web) == []
