"""The main job on files: every row ends in exactly one of four piles, logged before it is written.

Rows are read, decided and written in batches, so memory does not grow with the file. The piles
are written beside their final names and moved there at the end: whoever finds ``released.jsonl``
finds a whole run. That they are about to leave is written down before it, that they have left
after it: `gateway.departures`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from gateway import formats
from gateway.answer import OUTCOMES, Answer
from gateway.custody.private_file import sync_folder
from gateway.errors import UnreadableFile, UsageError
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Gateway
from gateway.pool import drafted
from gateway.record import Record, Rejected
from policies.standards import standard
from policies.standards.spec import Problem

#: Rows that are decided and logged together: one durable write for all of them.
BATCH = 256
_SUMMARY = "summary.json"
_NAMES = (*(f"{outcome}.jsonl" for outcome in OUTCOMES), _SUMMARY)
_INDENTED = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_NO_FOLDER = "结果目录不能写入；请用 --out 另指一个"
_DUPLICATE_ID = "同一编号的记录在本次提交中出现过，请核对后只保留一条"


@dataclass(slots=True)
class Tally:
    """What a run came to. Counts by outcome, rule, problem code and what was transformed."""

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    transformed: Counter[str] = field(default_factory=Counter)
    policy: Mapping[str, str] | None = None
    unreadable: list[str] = field(default_factory=list)

    def add(self, given: Answer) -> None:
        """Count one answer."""
        self.rows += 1
        self.outcomes[given.outcome] += 1
        self.problems.update({p["code"] for p in given.body.get("problems", ())})
        self.reasons.update({r["rule"] for r in given.body.get("reasons", ())})
        self.transformed.update(
            f"{t['action']} {t['entity_type'] or 'FIELD'}"
            for t in given.body.get("transformations", ())
        )
        self.policy = given.body.get("policy", self.policy)

    def summary(self) -> dict[str, Any]:
        """The content of ``summary.json``."""
        return {
            "rows": self.rows,
            "unreadable": self.unreadable,
            "outcomes": {outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "reasons": dict(self.reasons.most_common()),
            "problems": dict(self.problems.most_common()),
            "transformations": dict(self.transformed.most_common()),
            "policy": self.policy,
        }


def screen(
    files: Iterable[Path],
    intake: Intake,
    gateway: Gateway,
    channel: str,
    owner: str,
    out: Path,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda rows: None,
) -> Tally:
    """Screen files into the four piles under ``out``; ``progress`` hears of each batch's rows.

    A file that cannot be read, or not to its end, is named in the tally; the others go on.
    """
    _make(out)
    tally = Tally()
    try:
        with ExitStack() as stack:
            piles = {o: stack.enter_context(_opened(out, f"{o}.jsonl")) for o in OUTCOMES}
            batches = _batches(once(map(intake.read, _rows(files, tally))))
            for groups in drafted(gateway.journey, batches, [channel], jobs):
                for (given,) in gateway.settle(groups, owner):
                    _write(piles[given.outcome], given)
                    tally.add(given)
                progress(len(groups))
            summary = stack.enter_context(_opened(out, _SUMMARY))
            summary.write(orjson.dumps(tally.summary(), option=_INDENTED))
        _leave(gateway, channel, out)
    finally:
        for name in _NAMES:
            _part(out, name).unlink(missing_ok=True)
    return tally


def _leave(gateway: Gateway, channel: str, out: Path) -> None:
    """Intent, act, outcome: the piles get their names between two durable notes."""
    piles = {name: _digest(_part(out, name)) for name in _NAMES}
    run = gateway.departing(channel, piles)
    _move(out)
    gateway.departed(run)


def _move(out: Path) -> None:
    for name in _NAMES:
        _part(out, name).replace(out / name)
    sync_folder(out)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return file_digest(file, "sha256").hexdigest()


def _rows(files: Iterable[Path], tally: Tally) -> Iterator[RawRow]:
    for number, path in enumerate(files, 1):
        try:
            yield from formats.read(path, known=standard.knows_column)
        except UnreadableFile as error:
            tally.unreadable.append(f"第 {number} 个文件：{error.message}")


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UsageError(_NO_FOLDER) from None


def _opened(out: Path, name: str) -> BinaryIO:
    try:
        return _part(out, name).open("wb")
    except OSError:
        raise UsageError(_NO_FOLDER) from None


def _part(out: Path, name: str) -> Path:
    return out / f".{name}.{os.getpid()}"


def _write(pile: BinaryIO, given: Answer) -> None:
    pile.write(orjson.dumps(given.line()) + b"\n")


def _batches(arrivals: Iterator[Record | Rejected]) -> Iterator[list[Record | Rejected]]:
    while batch := list(islice(arrivals, BATCH)):
        yield batch


def once(arrivals: Iterable[Record | Rejected]) -> Iterator[Record | Rejected]:
    """Each id once in a run: a second row under the same id is refused, whatever it says."""
    seen: set[int] = set()
    for arrival in arrivals:
        key = hash(arrival.id)  # 64 bits keep a million ids in little memory
        repeated = isinstance(arrival, Record) and key in seen
        yield _repeated(arrival) if repeated else arrival
        if isinstance(arrival, Record):
            seen.add(key)


def _repeated(arrival: Record | Rejected) -> Rejected:
    return Rejected(arrival.id, arrival.row, (Problem("id", "DUPLICATE_ID", _DUPLICATE_ID),))
