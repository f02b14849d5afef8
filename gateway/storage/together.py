"""Group commit: what several threads write at the same time becomes durable in one transaction.

Whoever comes first writes for all that wait meanwhile; each work has a savepoint of its own, so
that one that fails takes nothing of the others with it. Nobody is answered before the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Lock
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import StorageUnavailable

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
#: More than this is not committed together: whoever comes next writes the rest.
_MOST = 64


class _Place:
    """One work that waits, and what became of it."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = False
        self.called = Event()  # it is done, or its turn to lead

    def end(self, error: BaseException | None) -> None:
        self.error, self.done = error, True
        self.called.set()


class _Unusable(Exception):
    """The database refused a statement of one work; the transaction is not to be trusted."""

    def __init__(self, place: _Place, error: Exception) -> None:
        super().__init__()
        self.place, self.error = place, error


class Together:
    """The writers of one process. ``writing`` opens a transaction, as `Database.writing` does."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._list = Lock()
        self._waiting: list[_Place] = []
        self._led = False

    def run(self, work: Work[Result]) -> Result:
        """Do the work in a transaction that others may share; back only when it is durable.

        Raises what the work raises, and nothing of it is kept; `StorageUnavailable` as
        `Database.writing` does. A work may be done again from its beginning before anything of it
        was kept, so it changes nothing but the database.
        """
        mine = _Place(work)
        with self._list:
            self._waiting.append(mine)
            leads = self._led is False
            self._led = True
        if not leads:
            mine.called.wait()
        if not mine.done:
            self._lead()
        if mine.error is not None:
            raise mine.error
        result: Result = mine.result
        return result

    def _lead(self) -> None:
        batch: list[_Place] = []
        try:
            with self._list:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            while batch:
                batch = self._attempt(batch)
        finally:  # whatever ends the leader must not leave the others waiting
            for place in batch:
                place.end(StorageUnavailable("写入中断，没有保存，请重试"))
            self._hand_on()

    def _hand_on(self) -> None:
        """Whoever waits longest leads next; a thread whose work is done goes home at once."""
        with self._list:
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].called.set()

    def _attempt(self, batch: list[_Place]) -> list[_Place]:
        """Commit a batch; gives what must be tried again, without the one that spoiled it."""
        errors: dict[int, BaseException] = {}
        try:
            with self._writing() as tx:
                for place in batch:
                    _do(tx, place, errors)
        except _Unusable as spoilt:
            spoilt.place.end(spoilt.error)
            return [place for place in batch if place is not spoilt.place]
        except StorageUnavailable as error:
            for place in batch:
                place.end(StorageUnavailable(error.message))
            return []
        for place in batch:
            place.end(errors.get(id(place)))
        return []


def _do(tx: Connection, place: _Place, errors: dict[int, BaseException]) -> None:
    step = tx.begin_nested()
    try:
        place.result = place.work(tx)
        step.commit()
    except (SQLAlchemyError, UnicodeError) as error:
        # The class alone: the words of a driver may hold values.
        name = type(error).__name__
        raise _Unusable(place, StorageUnavailable(f"数据库不可用（{name}）")) from None
    except Exception as error:  # noqa: BLE001 - it is raised to whom it belongs
        step.rollback()
        errors[id(place)] = error
