"""The four piles: whole or not at all, in batches, with what a run came to."""

import os
from collections.abc import Callable
from hashlib import sha256

import orjson
import pytest

from gateway.answer import OUTCOMES, Answer
from gateway.errors import StorageUnavailable, UsageError
from gateway.record import Record, Rejected
from gateway.screen import BATCH, Tally, screen

NAMES = {*(f"{outcome}.jsonl" for outcome in OUTCOMES), "summary.json"}


class Intake:
    """Every row that has an id is a record."""

    def read(self, row):
        if "id" not in row.content:
            return Rejected(f"K{row.number}", row.number, row.problems)
        return Record(str(row.content["id"]), "document", {}, row=row.number)


class Journey:
    """One draft for each arrival: the arrival."""

    def groups(self, arrivals, channels):
        assert channels == ["here"]
        return [[arrival] for arrival in arrivals]


class Gateway:
    """Releases every record and keeps in mind how many came at once."""

    journey = Journey()

    def __init__(self, fail: Callable[[], None] = lambda: None):
        self.batches = []
        self.fail = fail

    def settle(self, groups, owner):
        assert owner == "local:me"
        self.batches.append(len(groups))
        self.fail()
        return [[_answer(arrival)] for (arrival,) in groups]

    def departing(self, channel, piles):
        assert channel == "here"
        self.piles = dict(piles)
        return "run"

    def departed(self, run):
        assert run == "run"
        self.left = True


def _answer(arrival):
    if isinstance(arrival, Rejected):
        problems = [{"code": p.code} for p in arrival.problems]
        return Answer(arrival.id, arrival.row, "rejected", {"problems": problems})
    return Answer(arrival.id, arrival.row, "released", {"outcome": "released"})


@pytest.fixture
def run(tmp_path):
    """``run(*texts)``: each text screened as a file of JSON Lines."""

    def made(*texts, gateway=None, progress=lambda rows: None):
        files = []
        for number, text in enumerate(texts):
            files.append(tmp_path / f"{number}.jsonl")
            files[-1].write_text(text, encoding="utf-8")
        out = tmp_path / "out"
        gateway = gateway or Gateway()
        return screen(files, Intake(), gateway, "here", "local:me", out, progress=progress)

    return made


def rows(count, start=0):
    return "".join(f'{{"id": "r{n}"}}\n' for n in range(start, start + count))


def lines(folder, outcome):
    return [orjson.loads(x) for x in (folder / f"{outcome}.jsonl").read_bytes().splitlines()]


def test_every_pile_is_there_also_when_empty(run, tmp_path):
    """Whoever finds one pile finds all of them and the summary."""
    run(rows(1))
    assert {path.name for path in (tmp_path / "out").iterdir()} == NAMES
    assert lines(tmp_path / "out", "blocked") == []


def test_rows_come_in_batches_and_in_order(run, tmp_path):
    """Memory does not grow with the file; progress hears of each batch."""
    gateway, heard = Gateway(), []
    tally = run(rows(BATCH + 3), rows(4, BATCH + 3), gateway=gateway, progress=heard.append)
    assert gateway.batches == heard == [BATCH, 7]
    assert tally.rows == BATCH + 7
    assert [x["id"] for x in lines(tmp_path / "out", "released")] == [
        f"r{n}" for n in range(BATCH + 7)
    ]


def test_an_id_is_answered_once_in_a_run(run, tmp_path):
    """Across files too. A row that was refused takes no id, so its mended copy may follow."""
    run(rows(2) + "not json\n", rows(1))
    refused = lines(tmp_path / "out", "rejected")
    assert [p["code"] for line in refused for p in line["problems"]] == ["NOT_JSON", "DUPLICATE_ID"]
    assert [x["id"] for x in lines(tmp_path / "out", "released")] == ["r0", "r1"]


def test_a_file_that_cannot_be_read_stops_no_other(run, tmp_path):
    """It is told by its place; a name may hold anything."""
    tally = run(rows(1), "", rows(1, 1))
    (told,) = tally.unreadable
    assert told.startswith("第 2 个文件：")
    assert tally.rows == 2
    assert tally.summary()["unreadable"] == [told]


def test_an_error_leaves_what_an_earlier_run_made(run, tmp_path):
    """No half a pile under its name, and nothing half-written beside it."""
    run(rows(1))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def fail():
        raise StorageUnavailable("磁盘已满")

    with pytest.raises(StorageUnavailable):
        run(rows(3), gateway=Gateway(fail))
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_pile_has_its_name_only_when_it_is_whole(run, tmp_path):
    """While rows are answered, the folder holds parts alone."""
    seen = []
    run(rows(1), gateway=Gateway(lambda: seen.extend((tmp_path / "out").iterdir())))
    assert {path.name for path in seen} == {f".{o}.jsonl.{os.getpid()}" for o in OUTCOMES}


def test_a_folder_that_cannot_be_used_is_wrong_usage(run, tmp_path):
    """A file where the folder should be, or a folder where a part should be."""
    (tmp_path / "out").write_text("kept")
    with pytest.raises(UsageError):
        run(rows(1))
    assert (tmp_path / "out").read_text() == "kept"


def test_the_tally_counts_a_record_once_for_each_of_its_rules():
    """Two spans under one rule are one record; each change of a span counts."""
    tally = Tally()
    reasons = [{"rule": "A"}, {"rule": "A"}, {"rule": "B"}]
    changes = [{"action": "mask", "entity_type": "PERSON"}] * 2
    changes += [{"action": "drop", "entity_type": None}]
    body = {"reasons": reasons, "transformations": changes, "policy": {"pack": "p"}}
    for _ in range(2):
        tally.add(Answer("a", 1, "in_review", body))
    tally.add(Answer("b", 2, "rejected", {"problems": [{"code": "C"}, {"code": "C"}]}))
    summary = tally.summary()
    assert summary["outcomes"] == {"released": 0, "in_review": 2, "blocked": 0, "rejected": 1}
    assert summary["reasons"] == {"A": 2, "B": 2}
    assert summary["problems"] == {"C": 1}
    assert summary["transformations"] == {"mask PERSON": 4, "drop FIELD": 2}
    assert summary["policy"] == {"pack": "p"}


def test_leaving_is_written_down_before_and_after(run, tmp_path):
    """The digests are those of the files that then get their names."""
    gateway = Gateway()
    run(rows(2), gateway=gateway)
    assert gateway.left
    for name, digest in gateway.piles.items():
        assert sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert len(gateway.piles) == 5
