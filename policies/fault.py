"""What can be wrong with a pack, or with a question put to one. No message holds a value.

PolicyError
├── PackFault        a pack that does not compile: every fault with its line
├── UnknownChannel   the pack declares no such channel
├── UnknownPack      no pack of that name, or none in force on that date
├── UnknownRule      no pack has a rule of that id
└── UnknownSwitch    the pack has no such switch
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PolicyError(Exception):
    """A refusal by the policies; its text is Chinese and may be shown to officers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a pack file. ``line`` counts from 1; ``message`` says what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackFault(PolicyError):
    """A pack that does not compile. ``faults`` are in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class UnknownChannel(PolicyError):
    """The pack declares no such channel; nothing may be decided for it."""


class UnknownPack(PolicyError):
    """No pack of that name is installed, or none is in force on the asked date."""


class UnknownSwitch(PolicyError):
    """The pack has no switch of that name."""


class UnknownRule(PolicyError):
    """No pack has a rule of that id."""
