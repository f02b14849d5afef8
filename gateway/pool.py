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

from gateway.draft import Draft
from gateway.journey import Arrival, Journey
from gateway.record import Rejected

Groups = list[list[Draft | Rejected]]
_AHEAD = 2

_journey: Journey | None = None


def drafted(
    journey: Journey, batches: Iterable[Sequence[Arrival]], channels: Sequence[str], jobs: int
) -> Iterator[Groups]:
    """One list of groups a batch, in order."""
    if jobs == 1:
        yield from (journey.groups(batch, channels) for batch in batches)
        return
    # Started afresh rather than forked: the caller may hold database connections and threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (journey,)) as workers:
        pending: deque[Future[Groups]] = deque()
        waiting = iter(batches)
        for batch in islice(waiting, jobs * _AHEAD):
            pending.append(workers.submit(_work, batch, channels))
        while pending:
            yield pending.popleft().result()
            pending.extend(workers.submit(_work, b, channels) for b in islice(waiting, 1))


def _begin(journey: Journey) -> None:
    global _journey  # noqa: PLW0603  # a worker process has exactly one
    _journey = journey
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that called ends its workers
    Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    """A caller that was killed can end nobody; its workers would wait for work for ever."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
    os._exit(1)


def _work(batch: Sequence[Arrival], channels: Sequence[str]) -> Groups:
    if _journey is None:
        raise RuntimeError("the worker was not started")
    return _journey.groups(batch, channels)
