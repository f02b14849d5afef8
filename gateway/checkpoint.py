"""A checkpoint (检查点): what the log promises about all its entries up to one of them.

The text of the signed note, in the form of C2SP tlog-checkpoint with three lines of its own:

    gongshi-ledger/3f2a9c0d11e4b57a      which log
    20                                   how many entries
    Zm9v...                              root of the Merkle tree over them, base64
    head 9c1f...                         last link of the chain
    at 2026-11-23T04:00:00.123Z          time of the last entry
    answers 3 YmFy...                    root over the last 3 answers: see `gateway.proof`
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.chain import Head
from gateway.errors import UsageError
from gateway.note import Note

_ROOT = r"([A-Za-z0-9+/]{43}=)"
_SIZE = r"(0|[1-9][0-9]{0,17})"
_TEXT = re.compile(
    rf"(gongshi-ledger/[0-9a-f]{{16}})\n{_SIZE}\n{_ROOT}\nhead ([0-9a-f]{{64}})\n"
    rf"at ([0-9TZ:.-]{{0,24}})\n(?:answers {_SIZE} {_ROOT}\n)?"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One signed head. ``answers`` is how many of the last entries, and the root over them."""

    origin: str
    size: int
    root: bytes
    head: str
    at: str
    answers: tuple[int, bytes] | None = None

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [self.origin, str(self.size), _text(self.root), f"head {self.head}"]
        lines.append(f"at {self.at}")
        if self.answers:
            lines.append(f"answers {self.answers[0]} {_text(self.answers[1])}")
        return "".join(f"{line}\n" for line in lines)

    @property
    def reached(self) -> Head:
        """The same head without the tree."""
        return Head(self.size, self.at, self.head)

    @classmethod
    def of(cls, note: Note) -> Checkpoint:
        """What a note says; raises `UsageError` if it is no checkpoint."""
        match = _TEXT.fullmatch(note.text)
        if match is None:
            raise UsageError("不是脱敏日志的检查点")
        origin, size, root, head, at, count, answers = match.groups()
        over = (int(count), base64.b64decode(answers)) if answers else None
        return cls(origin, int(size), base64.b64decode(root), head, at, over)


def shown(note: str) -> Mapping[str, str | int]:
    """The parts of a note, as answers show them."""
    said = Checkpoint.of(Note.parse(note))
    return {"size": said.size, "root": said.root.hex(), "note": note}


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
