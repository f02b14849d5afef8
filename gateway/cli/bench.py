"""``bench``: speed beside Presidio and the lower bounds, both sides in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli import shown


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(bench)
