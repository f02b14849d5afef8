"""Steps 2 to 5 of many batches, in this process or in several; order is kept.

Workers hold no key and no database: they scan, decide and redact. Logging stays with the one
process that called. At most two batches a worker are under way, so memory stays bounded.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from threading import Thread
from typing import Any, Protocol, TypeVar

from gateway.journey import Arrival

T = TypeVar("T")
_AHEAD = 2

Batch = tuple[Sequence[Arrival], Sequence[str]]


class Walk(Protocol[T]):
    """What can be done with an arrival on some channels without key and database."""

    def groups(self, arrivals: Sequence[Arrival], channels: Sequence[str]) -> list[list[T]]:
        """For each arrival one value a channel, or one for a row that was refused."""


_walk: Walk[Any] | None = None


def drafted(
    journey: Walk[T], batches: Iterable[Sequence[Arrival]], channels: Sequence[str], jobs: int
) -> Iterator[list[list[T]]]:
    """One list of groups a batch, in order."""
    return worked(journey, ((batch, channels) for batch in batches), jobs)


def worked(walk: Walk[T], batches: Iterable[Batch], jobs: int) -> Iterator[list[list[T]]]:
    """The same for batches that have channels of their own."""
    if jobs == 1:
        yield from (walk.groups(*batch) for batch in batches)
        return
    # Started afresh rather than forked: the caller may hold database connections and threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (walk,)) as workers:
        pending: deque[Future[list[list[T]]]] = deque()
        waiting = iter(batches)
        for batch in islice(waiting, jobs * _AHEAD):
            pending.append(workers.submit(_work, *batch))
        while pending:
            yield pending.popleft().result()
            pending.extend(workers.submit(_work, *batch) for batch in islice(waiting, 1))


def _begin(walk: Walk[Any]) -> None:
    global _walk  # noqa: PLW0603  # a worker process has exactly one
    _walk = walk
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that called ends its workers
    Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    """A caller that was killed can end nobody; its workers would wait for work for ever."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
    os._exit(1)


def _work(batch: Sequence[Arrival], channels: Sequence[str]) -> list[list[Any]]:
    if _walk is None:
        raise RuntimeError("the worker was not started")
    return _walk.groups(batch, channels)
