"""A device or service behind the operator's own command: base64 in, one answer out.

No shell, no key in arguments. It ends with 0 or nothing of what it said is used.
"""

from __future__ import annotations

import base64
import binascii
import shlex
import subprocess

from gateway.errors import StorageUnavailable

_SECONDS = 30
NO_ANSWER = "密钥设备的回答无法识别"


class Device:
    """One command, named by an environment variable."""

    def __init__(self, command: str, variable: str) -> None:
        self._command = shlex.split(command)
        if not self._command:
            raise StorageUnavailable(f"环境变量 {variable} 是空的")

    def ask(self, sent: bytes, *arguments: str) -> str:
        """What it answers to some bytes, stripped; raises `StorageUnavailable`."""
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


def decoded(text: str) -> bytes:
    """Bytes from a device's base64; raises `StorageUnavailable`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise StorageUnavailable(NO_ANSWER) from None
