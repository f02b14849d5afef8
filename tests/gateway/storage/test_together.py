"""Group commit: shared by those who write at once, and no one pays for another's fault."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import event, insert, select, text

from gateway.errors import Conflict, StorageUnavailable
from gateway.storage import tables
from gateway.storage.database import Database, default_url

TABLE = tables.business_keys


def _put(name):
    def work(tx):
        tx.execute(insert(TABLE).values(key=name, record="r"))
        return name

    return work


def _kept(database):
    with database.reading() as tx:
        return set(tx.scalars(select(TABLE.c.key)))


class _Crowd:
    """Works that all wait while a first one holds the turn, so that they share what follows."""

    def __init__(self, database, works):
        self.database, self.held, self.go = database, Event(), Event()
        commits = []
        event.listen(database._engine, "commit", lambda _: commits.append(1))
        with ThreadPoolExecutor(len(works) + 1) as pool:
            first = pool.submit(database.together, self._hold)
            assert self.held.wait(60)
            given = [pool.submit(database.together, work) for work in works]
            while len(database._together._waiting) < len(works):
                assert not any(each.done() for each in given), "nobody is answered before"
            self.go.set()
            self.errors = [each.exception(60) for each in given]
            self.results = [None if each.exception() else each.result() for each in given]
            assert first.result(60) == "first"
        self.commits = len(commits)

    def _hold(self, tx):
        self.held.set()
        assert self.go.wait(60)
        return _put("first")(tx)


def test_simultaneous_works_share_a_commit(database):
    """Twenty that wait become one transaction, and each gets its own result."""
    names = [f"n{number}" for number in range(20)]
    crowd = _Crowd(database, [_put(name) for name in names])
    assert crowd.results == names
    assert crowd.commits == 2
    assert _kept(database) == {*names, "first"}


def _refused(tx):
    _put("half")(tx)
    raise Conflict("不行")


def _broken(tx):
    tx.execute(text("SELECT nothing FROM nowhere"))


def _again(tx):
    return _put("a")(tx)


@pytest.mark.parametrize(
    ("bad", "error"),
    [(_refused, Conflict), (_broken, StorageUnavailable), (_again, StorageUnavailable)],
    ids=["refused", "broken", "doubled"],
)
def test_one_bad_work_fails_alone(database, bad, error):
    """Its error is its own, nothing of it is kept, and its neighbours' work is."""
    crowd = _Crowd(database, [_put("a"), bad, _put("b"), bad, _put("c")])
    assert [type(each) for each in crowd.errors[1::2]] == [error, error]
    assert crowd.results[::2] == ["a", "b", "c"]
    assert _kept(database) == {"a", "b", "c", "first"}
    assert "nowhere" not in str(crowd.errors)


def test_a_commit_that_fails_answers_nobody(home):
    """Refused by the database at the commit itself: nothing is kept, the next one works."""
    database = Database.open(default_url(home))

    def spoil(tx):
        tx.execute(text("PRAGMA defer_foreign_keys=ON"))
        tx.execute(
            insert(tables.cosignatures).values(size=999, name="nobody", line="found at the commit")
        )

    crowd = _Crowd(database, [_put("a"), spoil, _put("b")])
    assert {type(each) for each in crowd.errors} == {StorageUnavailable}
    assert len({id(each) for each in crowd.errors}) == 3
    assert _kept(database) == {"first"}
    assert database.together(_put("c")) == "c"
    database.close()


def test_a_database_that_is_gone_answers_nobody(home):
    """It cannot be opened at all: everyone who waits is told, nobody waits on."""
    database = Database.open(default_url(home))
    gone = [True]

    def unavailable(*_):
        if gone:
            raise StorageUnavailable("数据库不可用")

    event.listen(database._engine, "begin", unavailable)
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            database.together(_put("x"))
    gone.clear()
    assert database.together(_put("x")) == "x"
    database.close()


def test_an_interrupted_leader_leaves_nobody_waiting(database):
    """Whoever leads is stopped from outside: the others are refused and may try again."""

    def stopped(_):
        raise KeyboardInterrupt

    crowd = _Crowd(database, [_put("a"), stopped, _put("b")])
    assert {type(each) for each in crowd.errors} == {KeyboardInterrupt, StorageUnavailable}
    assert _kept(database) == {"first"}
    assert database.together(_put("c")) == "c"
