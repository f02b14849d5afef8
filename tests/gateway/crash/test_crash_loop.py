"""Killed with -9 again and again, at every step, the real job loses and doubles nothing.

Each round is a file of its own. It is screened by processes that are killed, two at a time, with
the clock set back, without room on the disk, with the database gone; after each death the log,
the releases and the files are looked at from outside; then it is screened to its end. Ten kills
on each database by default; ``make crash`` takes ``GONGSHI_KILLS`` and writes the report.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from gateway.chain import Receipt
from gateway.checkpoint import Checkpoint
from gateway.home import now
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.note import Note
from gateway.proof import answer_of, check
from gateway.sample import records
from gateway.storage import tables
from gateway.storage.database import Database
from gateway.witness import grew, growth

WALKER = Path(__file__).with_name("walker.py")
KILLS = int(os.environ.get("GONGSHI_KILLS", "20")) // 2
REPORT = os.environ.get("GONGSHI_CRASH_REPORT")
ROWS = 12
PILES = ("released", "in_review", "blocked", "rejected")
REFUSED = 3
#: Where a process dies: before or after a call, and up to which call of its kind.
STEPS = [
    ("gateway.duplicates:claim", 1),
    ("gateway.outcomes:stored", 1),
    ("gateway.ledger:Ledger.append", 1),
    ("gateway.ledger:grow", 1),
    ("gateway.heads:keep", 1),
    ("gateway.outcomes:store", 1),
    ("gateway.vault:seal", 3),
    ("gateway.reviews:open_cases", 1),
    ("gateway.journey:release", 1),
    ("commit", 4),
    ("gateway.journey:Gateway.settle", 1),
    ("gateway.screen:_write", ROWS),
    ("gateway.screen:_digest", 5),
    ("gateway.journey:Gateway.departing", 1),
    ("gateway.screen:_move", 1),
    ("gateway.screen:_part", 12),
    ("gateway.journey:Gateway.departed", 1),
]


class Loop:
    """One database, one walker, and everything that was promised so far."""

    def __init__(self, folder, url, seed):
        self.folder, self.url, self.chance = folder, url, random.Random(seed)
        self.home = folder / "home"
        self.keys = Keys.open(self.home)
        self.public = (self.keys.signer().public,)
        self.database = Database.open(url)
        self.ledger = Ledger(self.database, now, self.keys.signer())
        self.counts, self.kinds = Counter(), Counter()
        self.promised = {}
        self.planted = []
        self.head = None
        self.walker = subprocess.Popen(
            [sys.executable, str(WALKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self):
        self.walker.stdin.close()
        self.walker.wait(60)
        self.walker.stdout.close()
        self.database.close()

    def order(self, *orders):
        self.walker.stdin.write(json.dumps(orders) + "\n")
        self.walker.stdin.flush()
        return json.loads(self.walker.stdout.readline())

    def round(self, number):
        """A new file: its orders' common part."""
        room = self.folder / f"round-{number}"
        room.mkdir()
        rows = list(records(1000 + number, ROWS, length=150, density=0.5))
        for row in rows:
            row["id"] = f"{number}-{row['id']}"
            self.planted += _secrets(row)
        file = room / "rows.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        common = {"home": str(self.home), "url": self.url, "file": str(file)}
        return common | {"out": str(room / "out"), "heard": str(room / "heard")}

    def look(self, common):
        """From outside: the log, the releases, what was acknowledged, the files."""
        self.counts["log verified against the head outside, by the public key"] += 1
        sound = self.ledger.verify(
            None if self.head is None else Note.parse(self.head), self.public
        )
        self._grew()
        self._heard(common)
        self._released_once()
        self._files(common)
        return sound

    def _grew(self):
        later = self.ledger.note()
        if self.head is not None:
            old, new = (Checkpoint.of(Note.parse(note)) for note in (self.head, later))
            with self.database.reading() as tx:
                shown = growth(tx, old.size, new.size)
            assert grew(self.public[0], old, new, shown)
            self.counts["later head proven to begin with the earlier one"] += 1
        self.head = later

    def _heard(self, common):
        paths = sorted(Path(common["file"]).parent.glob("heard*"))
        whole = [line for path in paths for line in path.read_text().splitlines(keepends=True)]
        for line in (json.loads(each) for each in whole if each.endswith("\n")):
            before = self.promised.setdefault(line["id"], line)
            assert answer_of(before) == answer_of(line), "answered twice, and differently"
        with self.database.reading() as tx:
            leaves = dict(tx.execute(select(tables.ledger.c.seq, tables.ledger.c.leaf)).all())
        for line in self.promised.values():
            receipt = line.get("receipt")
            if receipt:
                assert leaves[receipt["seq"]] == receipt["leaf"], "acknowledged, and lost"
                self.counts["acknowledged receipt found again in the log"] += 1

    def _released_once(self):
        table = tables.releases
        with self.database.reading() as tx:
            rows = tx.execute(select(table.c.record, table.c.channel, table.c.event)).all()
            entries = set(tx.scalars(select(tables.ledger.c.seq)))
            released = set(tx.scalars(select(table.c.seq)))
        assert released <= entries
        assert {row.event for row in rows} <= {"published"}
        assert len({row[:2] for row in rows}) == len(rows)
        self.counts["release found once and resting on its entry"] += len(rows)

    def _files(self, common):
        out = Path(common["out"])
        for pile in PILES:
            path = out / f"{pile}.jsonl"
            if not path.exists():
                continue
            lines = path.read_text().splitlines()
            for line in map(json.loads, lines):
                if pile != "rejected":
                    check(Receipt(**line["receipt"]), self.public, answer_of(line))
                    self.counts["line that left proven by the public key alone"] += 1
                    assert answer_of(self.promised[line["id"]]) == answer_of(line)

    def finish(self, common):
        """After the restart everything goes on, and each row is in one pile."""
        assert self.order(common) == [0]
        self.look(common)
        out = Path(common["out"])
        ids = [
            json.loads(line)["id"]
            for pile in PILES
            for line in (out / f"{pile}.jsonl").read_text().splitlines()
        ]
        assert len(ids) == len(set(ids)) == ROWS
        self.counts["row answered after the restart, in exactly one pile"] += ROWS


def _secrets(row):
    """What lies in columns that are never shown: identity numbers of the people concerned."""
    names = ("CF_FR_ZJHM", "CF_XDR_ZJHM", "XK_FR_ZJHM", "XK_XDR_ZJHM")
    return [row["fields"][n] for n in names if row["fields"].get(n)]


def _killed_at_a_step(loop, common, number):
    place, calls = STEPS[number % len(STEPS)]
    when = "before" if number // len(STEPS) % 2 == 0 else "after"
    nth = loop.chance.randint(1, calls)
    back = loop.chance.choice([0, 0, 3600, 86_400 * 400])
    ends = loop.order(common | {"at": [place, when, nth], "back": back})
    loop.kinds["clock set back, then killed"] += bool(back) and ends == [-signal.SIGKILL]
    return ends


def _killed_from_outside(loop, common, _number):
    return loop.order(common | {"after_ms": loop.chance.randint(1, 350)})


def _two_at_once(loop, common, number):
    """Two workers on the same rows; one is killed, the other may end."""
    other = common | {"out": common["out"] + "-other"}
    place, calls = STEPS[loop.chance.randrange(len(STEPS))]
    dying = common | {"at": [place, "after", loop.chance.randint(1, calls)]}
    ends = loop.order(other, dying)
    assert ends[0] == 0, "the survivor ends"
    return ends


KINDS = {
    "killed at a step": _killed_at_a_step,
    "killed from outside at any moment": _killed_from_outside,
    "two workers at once, one killed": _two_at_once,
}


def _kill(loop, number):
    common = loop.round(number)
    name = ("killed at a step", "killed from outside at any moment", "killed at a step",
            "two workers at once, one killed")[number % 4]  # fmt: skip
    place = number // 2 if number % 4 != 3 else number
    ends = KINDS[name](loop, common, place)
    assert set(ends) <= {0, -signal.SIGKILL}, ends
    died = ends.count(-signal.SIGKILL)
    loop.kinds[name] += died
    loop.look(common)
    if number % 5 == 4:
        _without_room(loop, common)
    if number % 7 == 6:
        _database_gone(loop, common)
    loop.finish(common)
    return died


def _without_room(loop, common):
    """No file may grow: what cannot be logged is refused, and nothing of it is kept."""
    if not loop.url.startswith("sqlite"):
        return
    # What is heard grows no further either, so it gets a file that nobody goes on with.
    room = loop.order(common | {"largest": 4096, "heard": common["heard"] + "-without-room"})
    assert room in ([REFUSED], [0]), room
    loop.kinds["no room on the disk: refused"] += room == [REFUSED]
    loop.look(common)


def _database_gone(loop, common):
    """The server ends every connection in the middle of the work."""
    if loop.url.startswith("sqlite"):
        return
    stop = threading.Event()
    engine = create_engine(loop.url, isolation_level="AUTOCOMMIT")

    def cut():
        statement = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with engine.connect() as connection:
            while not stop.wait(0.01):
                connection.execute(statement)

    loop.database.close()
    thread = threading.Thread(target=cut)
    thread.start()
    ends = loop.order(common)
    stop.set()
    thread.join()
    engine.dispose()
    assert ends in ([REFUSED], [0]), ends
    loop.kinds["database gone in the middle: refused"] += ends == [REFUSED]
    loop.look(common)


@contextmanager
def _loop(folder, url):
    loop = Loop(folder, url, 20261123)
    try:
        yield loop
    finally:
        loop.close()


def _originals_on_disk(loop):
    """Every file of home, rooms and server, write-ahead logs too, but the rows handed in."""
    folders = [loop.folder]
    if not loop.url.startswith("sqlite"):
        with loop.database.reading() as tx:
            folders.append(Path(tx.scalar(text("SHOW data_directory"))))
    files = [p for f in folders for p in f.rglob("*") if p.is_file() and p.name != "rows.jsonl"]
    content = b"\n".join(path.read_bytes() for path in files)
    return [value for value in loop.planted if value.encode() in content]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_doubled(kind, tmp_path, request):
    """Killed until the number is full; every promise is counted, and none is broken."""
    url = f"sqlite:///{tmp_path}/home/gongshi.db"
    if kind == "postgresql":
        url = request.getfixturevalue("fresh_postgres")
    with _loop(tmp_path, url) as loop:
        killed, number = 0, 0
        while killed < KILLS:
            killed += _kill(loop, number)
            number += 1
        assert loop.planted
        assert _originals_on_disk(loop) == []
        loop.counts["original looked for in every file, none found"] += len(loop.planted)
        sound = loop.look(loop.round(number))
        assert sound.entries == number * ROWS
        if REPORT:
            _write(kind, killed, number, sound, loop)


def _write(kind, killed, rounds, sound, loop):
    lines = [
        f"## {kind}",
        "",
        f"{killed} kills in {rounds} rounds of {ROWS} rows; {sound.entries} entries in the log, "
        f"{sound.checkpoints} kept heads, {sound.unfinished} exports that died on their way out.",
        "",
        "| how it ended | times |",
        "|---|--:|",
        *(f"| {name} | {count} |" for name, count in sorted(loop.kinds.items())),
        "",
        "| invariant | checked, and held |",
        "|---|--:|",
        *(f"| {name} | {count} |" for name, count in sorted(loop.counts.items())),
        "",
    ]
    with Path(REPORT).open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
