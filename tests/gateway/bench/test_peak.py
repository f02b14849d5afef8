"""Peak memory is the command's own, whatever the caller holds."""

from __future__ import annotations

import sys

import orjson
import pytest

from gateway.bench import peak_memory, write_rows

MEBIBYTE = 1 << 20


def test_the_peak_is_the_commands_and_not_the_callers():
    """A command that takes 80 MiB shows it; one that takes nothing does not inherit ours."""
    ballast = bytearray(120 * MEBIBYTE)
    ballast[::4096] = b"1" * len(ballast[::4096])
    hungry = peak_memory([sys.executable, "-S", "-c", f"x = b'1' * {80 * MEBIBYTE}"])
    modest = peak_memory([sys.executable, "-S", "-c", "pass"])
    assert hungry > 80 * MEBIBYTE
    assert modest < 80 * MEBIBYTE
    assert len(ballast) == 120 * MEBIBYTE


def test_a_failing_command_is_an_error():
    """A figure of a run that failed would mean nothing."""
    with pytest.raises(RuntimeError, match="status 3"):
        peak_memory([sys.executable, "-S", "-c", "raise SystemExit(3)"])


def test_rows_are_written_as_json_lines(tmp_path):
    """The large file is an ordinary submission."""
    path = tmp_path / "rows.jsonl"
    write_rows(path, 5)
    lines = path.read_bytes().splitlines()
    assert len(lines) == 5
    assert {"id", "kind", "fields"} <= set(orjson.loads(lines[0]))
