"""Peak memory of a command, and the large file to run it on.

Run as a script, this file is the small parent of the command: a child's peak counts the memory
of whoever started it, so a large caller must not start it itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_KIBIBYTE = 1024


def peak_memory(command: Sequence[str]) -> int:
    """Largest resident set of the command and what it waited for, in bytes.

    Its output is thrown away. Raises `RuntimeError` with the exit status if it fails.
    """
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *command]
    done = subprocess.run(launcher, capture_output=True, text=True, check=False)  # noqa: S603 - the caller's own command
    if done.returncode:
        raise RuntimeError(f"the measured command ended with status {done.returncode}")
    return int(done.stdout)


def write_rows(path: Path, rows: int = 100_000, *, length: int = 150, seed: int = 1) -> None:
    """Writes a JSON Lines file of fictitious records, one at a time."""
    import orjson  # noqa: PLC0415 - the script below must not need it

    from gateway.sample import records  # noqa: PLC0415 - only where memory is measured

    with path.open("wb") as file:
        for envelope in records(seed, rows, length=length):
            file.write(orjson.dumps(envelope, option=orjson.OPT_APPEND_NEWLINE))


def _watch(command: Sequence[str]) -> int:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - the caller's own command
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else _KIBIBYTE
    sys.stdout.write(str(usage.ru_maxrss * unit))
    return child.returncode


if __name__ == "__main__":
    sys.exit(_watch(sys.argv[1:]))
