"""Writes the demo's files again: ``python -m gateway.demo FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from gateway.demo.recipe import build

_ARGUMENTS = 2


def main(arguments: list[str]) -> int:
    """Exit status 0, or 2 when the folder is missing from the command line."""
    if len(arguments) != _ARGUMENTS:
        sys.stderr.write("usage: python -m gateway.demo FOLDER\n")
        return 2
    build(Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
