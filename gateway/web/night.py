"""The night watch of the server: what is due by the clock happens without anybody asking.

Looks at the date every few seconds; the work itself is in `gateway.life`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from gateway.errors import GatewayError

#: Seconds between two looks: an expired record is gone that soon after midnight.
EVERY = 15.0
_log = structlog.get_logger("gongshi.night")


class Night(threading.Thread):
    """Calls ``work`` again and again until it is ended; a failure is logged by its code alone."""

    def __init__(self, work: Callable[[], object], every: float = EVERY) -> None:
        super().__init__(name="gongshi-night", daemon=True)
        self._work, self._every = work, every
        self._ended = threading.Event()

    def run(self) -> None:
        """Until `end`."""
        while not self._ended.wait(self._every):
            try:
                self._work()
            except GatewayError as error:
                _log.error("night-work-failed", code=error.code)

    def end(self) -> None:
        """No further look; waits for the one under way."""
        self._ended.set()
        self.join()
