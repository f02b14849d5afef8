"""What the routes of one application share: the gateway of today, the accounts, the limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from gateway.accounts import Accounts
from gateway.journey import Gateway
from gateway.web.problems import TooMany

#: Largest request body in bytes.
BODY_LIMIT = 2 << 20
#: Requests of one account that are worked on at the same time.
AT_ONCE = 16


class Desk:
    """The gateway, renewed when the date of publication changes, and who may use it.

    ``renew`` gives the gateway for the present day, usually the one it is handed. ``limit`` is
    the largest body in bytes, ``at_once`` the number of simultaneous requests of one account.
    """

    def __init__(
        self,
        gateway: Gateway,
        accounts: Accounts,
        renew: Callable[[Gateway], Gateway],
        limit: int = BODY_LIMIT,
        at_once: int = AT_ONCE,
    ) -> None:
        self._gateway = gateway
        self._renew = renew
        self.accounts = accounts
        self.limit = limit
        self._at_once = at_once
        self._busy: Counter[str] = Counter()

    @property
    def gateway(self) -> Gateway:
        """The gateway of today."""
        self._gateway = self._renew(self._gateway)
        return self._gateway

    @contextmanager
    def turn(self, account: str) -> Iterator[None]:
        """A place among the account's simultaneous requests; raises `TooMany`.

        Only the event loop enters here, so counting needs no lock.
        """
        if self._busy[account] >= self._at_once:
            raise TooMany(f"同一账号同时最多办理 {self._at_once} 个请求，请稍后重试")
        self._busy[account] += 1
        try:
            yield
        finally:
            self._busy[account] -= 1
            if not self._busy[account]:
                del self._busy[account]


def desk_of(request: Request) -> Desk:
    """The desk of the application that got the request."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
