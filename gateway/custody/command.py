"""Key-encryption keys inside a device or a service: an external command wraps and unwraps.

The command of ``GONGSHI_KEK_COMMAND`` is run as ``COMMAND wrap`` or ``COMMAND unwrap KEK`` with
base64 on its standard input and answers on its standard output: ``KEK base64`` for a wrap,
``base64`` for an unwrap. It ends with 0 or nothing of it is used. No shell, no key in arguments.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
import subprocess

from gateway.custody.interface import LONGEST_NAME, Custody, Wrapped
from gateway.errors import StorageUnavailable

VARIABLE = "GONGSHI_KEK_COMMAND"
_SECONDS = 30
_WRAPPED = re.compile(rf"([A-Za-z0-9._-]{{1,{LONGEST_NAME}}}) ([A-Za-z0-9+/]+={{0,2}})")


class Command(Custody):
    """A device or service behind a command line."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)
        if not self._command:
            raise StorageUnavailable(f"环境变量 {VARIABLE} 是空的")

    @property
    def current(self) -> str:
        """The name that the device wraps under now; it is asked with a key of zeros."""
        return self.wrap(bytes(32)).kek

    def wrap(self, data_key: bytes) -> Wrapped:
        """Ask the device."""
        match = _WRAPPED.fullmatch(self._asked(data_key, "wrap"))
        if match is None:
            raise StorageUnavailable("密钥设备的回答无法识别")
        return Wrapped(match[1], _decoded(match[2]))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """Ask the device."""
        return _decoded(self._asked(wrapped.key, "unwrap", wrapped.kek))

    def _asked(self, sent: bytes, *arguments: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
                [*self._command, *arguments],
                input=base64.b64encode(sent) + b"\n",
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise StorageUnavailable("密钥设备没有回答") from None
        if done.returncode:
            # What it said on its error stream may hold anything, so it stays there.
            raise StorageUnavailable("密钥设备拒绝了请求")
        return done.stdout.decode("ascii", "replace").strip()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise StorageUnavailable("密钥设备的回答无法识别") from None
