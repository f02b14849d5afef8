"""Key-encryption keys inside a device or a service: an external command wraps and unwraps.

The command of ``GONGSHI_KEK_COMMAND`` is run as ``COMMAND wrap`` or ``COMMAND unwrap KEK`` with
base64 on its standard input and answers on its standard output: ``KEK base64`` for a wrap,
``base64`` for an unwrap.
"""

from __future__ import annotations

import re

from gateway.custody.device import NO_ANSWER, Device, decoded
from gateway.custody.interface import LONGEST_NAME, Custody, Wrapped
from gateway.errors import StorageUnavailable

VARIABLE = "GONGSHI_KEK_COMMAND"
_WRAPPED = re.compile(rf"([A-Za-z0-9._-]{{1,{LONGEST_NAME}}}) ([A-Za-z0-9+/]+={{0,2}})")


class Command(Custody):
    """A device or service behind a command line."""

    def __init__(self, command: str) -> None:
        self._device = Device(command, VARIABLE)

    @property
    def current(self) -> str:
        """The name that the device wraps under now; it is asked with a key of zeros."""
        return self.wrap(bytes(32)).kek

    def wrap(self, data_key: bytes) -> Wrapped:
        """Ask the device."""
        match = _WRAPPED.fullmatch(self._device.ask(data_key, "wrap"))
        if match is None:
            raise StorageUnavailable(NO_ANSWER)
        return Wrapped(match[1], decoded(match[2]))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Ask the device."""
        return decoded(self._device.ask(wrapped.key, "unwrap", wrapped.kek))
