"""``screen``, ``scan``, ``check`` and ``demo`` as people and programs call them."""

import csv
import json
import random
import signal
import sqlite3
import subprocess
import time
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from gateway import formats
from gateway.demo import DEMO_CHANNEL, DEMO_DATE, DEMO_PACK, FILES
from gateway.home import open_ledger
from gateway.sample import records
from gateway.sample.breaches import breached
from policies.standards import standard

DAY = DEMO_DATE.isoformat()
PILES = ("released", "in_review", "blocked", "rejected")
ANSWER = {
    "id": str, "kind": str, "channel": str, "outcome": str, "transformations": list,
    "reasons": list, "policy": dict, "publish_by": (str, type(None)),
    "public_until": (str, type(None)), "receipt": dict,
}  # fmt: skip
TRANSFORMATION = {
    "field": str, "start": int, "end": int, "entity_type": (str, type(None)),
    "status": (str, type(None)), "action": str, "operator": str, "replacement": str,
    "rule": str, "basis": str, "detector": (str, type(None)),
}  # fmt: skip


@pytest.fixture
def samples(tmp_path):
    """One file of each format by suffix; the JSON array holds the same letters as the lines."""
    for name in FILES:
        (tmp_path / name).write_bytes((files("gateway.demo.records") / name).read_bytes())
    letters = [json.loads(x) for x in (tmp_path / "letters.jsonl").read_text().splitlines()]
    (tmp_path / "letters.json").write_text(json.dumps(letters), encoding="utf-8")
    names = {Path(name).suffix: tmp_path / name for name in (*FILES, "letters.json")}
    with pytest.raises(UnicodeDecodeError):
        names[".csv"].read_text(encoding="utf-8")  # GB18030 it is
    return names


@pytest.fixture
def screen(gongshi, tmp_path, piles):
    """``screen(*files, **options)``: the finished command and its piles."""

    def call(*paths, out="out", to="department-portal", day=DAY, run=gongshi, more=()):
        named = ("--pack", DEMO_PACK, "--date", day)
        arguments = ("--to", to, "--out", tmp_path / out, *named, "--json", *more)
        done = run("screen", *paths, *arguments)
        return done, piles(tmp_path / out) if done.code in {0, 1} else None

    return call


def answered(found):
    return [line for lines in found.values() for line in lines]


def fits(value, shape):
    return shape.keys() <= value.keys() and all(isinstance(value[k], t) for k, t in shape.items())


def entries(home):
    with sqlite3.connect(home / "gongshi.db") as database:
        return database.execute("SELECT seq, leaf, head FROM ledger ORDER BY seq").fetchall()


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".xlsx", ".xml"])
def test_each_row_of_each_format_is_in_exactly_one_pile(screen, samples, suffix):
    """No row is lost or doubled, and each bears the number that a person sees."""
    path = samples[suffix]
    numbers = [row.number for row in formats.read(path, known=standard.knows_column)]
    done, found = screen(path, to=DEMO_CHANNEL)
    assert done.code == 0, done.err
    assert sorted(line["row"] for line in answered(found)) == numbers
    assert all(line["outcome"] == pile for pile, lines in found.items() for line in lines)
    summary = done.json()
    assert summary["rows"] == len(numbers)
    assert summary["outcomes"] == {pile: len(lines) for pile, lines in found.items()}
    assert len({line["id"] for line in answered(found)}) == len(numbers)


def test_the_lines_have_the_shapes_of_the_contract(demo_home, piles):
    """Portals read these keys and types; a blocked or rejected line shows no field."""
    found = piles(demo_home / "out")
    assert all(found[pile] for pile in PILES)
    for pile in ("released", "in_review", "blocked"):
        for line in found[pile]:
            assert fits(line, ANSWER)
            assert ("fields" in line) == (pile != "blocked")
            assert fits(line["policy"], {"pack": str, "version": str, "digest": str})
            assert fits(line["receipt"], {"seq": int, "leaf": str, "checkpoint": str})
            assert all(fits(t, TRANSFORMATION) for t in line["transformations"])
            assert all(fits(r, {"rule": str, "basis": str}) for r in line["reasons"])
            assert (pile == "released") == (not line["reasons"])
    for line in found["released"] + found["in_review"]:
        assert all(isinstance(text, str) for text in line["fields"].values())
    for line in found["rejected"]:
        assert set(line) == {"id", "row", "outcome", "problems"}
        assert line["problems"]
        assert all(set(p) == {"field", "code", "message"} for p in line["problems"])


def test_the_summary_file_is_what_the_command_says(screen, write, penalty, tmp_path):
    """``summary.json`` and ``--json`` are the same, and nothing else lies beside the piles."""
    done, _ = screen(write("a.jsonl", [penalty(1), penalty(2, CF_WFXW="")]))
    assert json.loads((tmp_path / "out" / "summary.json").read_bytes()) == done.json()
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*(f"{pile}.jsonl" for pile in PILES), "summary.json"}


def test_broken_rows_beside_good_ones_are_refused_alone(screen, penalty, tmp_path):
    """A row that is no JSON, a row of another shape and a good row: three answers, exit 0."""
    path = tmp_path / "a.jsonl"
    good = json.dumps(penalty(), ensure_ascii=False)
    path.write_text(f'{{"id": "broken\n[1, 2]\n{good}\n', encoding="utf-8")
    done, found = screen(path)
    assert done.code == 0
    assert [line["row"] for line in found["rejected"]] == [1, 2]
    codes = [line["problems"][0]["code"] for line in found["rejected"]]
    assert codes == ["NOT_JSON", "NOT_OBJECT"]
    assert [line["id"] for line in found["released"]] == ["T-1"]


def test_an_unreadable_file_beside_a_good_one(screen, write, penalty, tmp_path):
    """The good file's rows are answered; the other is named by its place, and the exit is 1."""
    bad = tmp_path / "scan.xlsx"
    bad.write_bytes(b"%PDF-1.7 no sheet")
    done, found = screen(bad, write("a.jsonl", [penalty()]), tmp_path / "absent.csv")
    assert done.code == 1
    assert [line["id"] for line in answered(found)] == ["T-1"]
    first, third = done.json()["unreadable"]
    assert first.startswith("第 1 个文件：")
    assert third.startswith("第 3 个文件：")


def test_a_file_that_breaks_off_is_answered_up_to_there(screen, samples, tmp_path):
    """What was read is decided; the rest is one refused row."""
    whole = samples[".xml"].read_bytes()
    cut = tmp_path / "cut.xml"
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    done, found = screen(cut)
    assert done.code == 0
    assert [p["code"] for p in found["rejected"][-1]["problems"]] == ["TRUNCATED"]
    assert len(answered(found)) > 2


def test_the_kind_names_rows_that_do_not_say_theirs(screen, write):
    """``--kind`` serves rows whose columns do not tell; an unknown kind is wrong usage."""
    path = write("a.jsonl", [{"id": "a", "BZ": "无"}])
    _, found = screen(path)
    assert [p["code"] for p in found["rejected"][0]["problems"]] == ["UNKNOWN_KIND"]
    _, found = screen(path, more=("--kind", "penalty"))
    assert "REQUIRED_BLANK" in {p["code"] for p in found["rejected"][0]["problems"]}
    done, _ = screen(path, more=("--kind", "penalties"), out="other")
    assert done.code == 2


def test_the_date_decides_what_lies_in_the_future(screen, write, penalty):
    """A decision of 9 October is refused on the first and released on the tenth."""
    path = write("a.jsonl", [penalty()])
    _, found = screen(path, day="2026-10-01")
    assert [p["code"] for p in found["rejected"][0]["problems"]] == ["DECISION_IN_FUTURE"]
    _, found = screen(path, day="2026-10-10")
    assert len(found["released"]) == 1


def test_a_named_pack_decides(screen, write, penalty):
    """``--pack`` is what the lines name; an unknown pack or channel is wrong usage."""
    path = write("a.jsonl", [penalty()])
    _, found = screen(path, more=("--pack", "rs-2018-gd"))
    assert found["released"][0]["policy"]["pack"] == "rs-2018-gd"
    unknown = [
        screen(path, more=("--pack", "gs-2018-rd"), out="other")[0],
        screen(path, to="weibo", out="other")[0],
    ]
    assert [done.code for done in unknown] == [2, 2]


def test_a_place_that_cannot_be_written_is_wrong_usage(gongshi, write, penalty):
    """``--out`` on a file, ``--xlsx`` in a folder that is not there: one sentence, exit 2."""
    path = write("a.jsonl", [penalty(1), penalty(2, CF_WFXW="")])
    target = ("--to", "department-portal", "--date", DAY)
    outs = (path, path / "below")
    assert [gongshi("screen", path, *target, "--out", out).code for out in outs] == [2, 2]
    assert gongshi("check", path, "--date", DAY, "--xlsx", path / "out.xlsx").code == 2
    assert gongshi("check", path, "--date", DAY, "--xlsx", path).code == 2
    assert path.is_file()


def test_two_processes_give_the_piles_of_one(screen, gongshi, process, tmp_path, monkeypatch):
    """``--jobs 2`` answers each row as ``--jobs 1`` does, in the same order."""
    path = mixed(tmp_path / "mixed.jsonl", rows=600, good=60)
    found = []
    for jobs, run in (("1", gongshi), ("2", process)):
        monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / f"home-{jobs}"))
        done, given = screen(path, out=f"out-{jobs}", run=run, more=("--jobs", jobs))
        assert done.code == 0, done.err
        found.append(given)
    for pile in PILES:
        one, two = ([{**x, "receipt": None} for x in f[pile]] for f in found)
        assert one == two
    assert len(answered(found[1])) == 600


def test_the_same_file_again_changes_nothing(screen, write, penalty, own_home):
    """The same lines with the same receipts, and not one further entry in the log."""
    phone = "投诉人钟离秋的电话为13922100417。"
    path = write("a.jsonl", [penalty(1), penalty(2, CF_SY=phone), penalty(3)])
    _, first = screen(path)
    logged = entries(own_home)
    _, second = screen(path)
    assert second == first
    assert first["released"]
    assert first["in_review"]
    assert entries(own_home) == logged


def test_one_id_or_one_decision_twice_is_refused_once(screen, write, penalty):
    """The first row of an id or of a decision is answered, the next is sent back."""
    again = {**penalty(1, CF_SY="另一说法。"), "id": "T-9"}
    _, found = screen(write("a.jsonl", [penalty(1), penalty(1, CF_WFXW="别的"), again]))
    assert [line["id"] for line in found["released"]] == ["T-1"]
    codes = [(line["row"], line["problems"][0]["code"]) for line in found["rejected"]]
    assert codes == [(2, "DUPLICATE_ID"), (3, "DUPLICATE_RECORD")]


def mixed(path, rows, good):
    """Rows of which ``good`` are whole and the others, cheap to answer, break the standard."""
    every = rows // good
    with path.open("w", encoding="utf-8") as file:
        for n, row in enumerate(records(5, rows, length=30, density=0.1, kinds=("penalty",))):
            kept = row if n % every == 0 else breached(row, "blank-document-number", DEMO_DATE)
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
    return path


def _begun(home):
    """Whether the log of this home has an entry yet."""
    try:
        return bool(entries(home))
    except sqlite3.OperationalError:
        return False


def test_killed_in_the_middle_and_run_again(start, gongshi, screen, tmp_path, own_home):
    """Kill -9 at three moments of a run of 2,000 rows: whole piles or none, each row once."""
    path, out = mixed(tmp_path / "big.jsonl", rows=2000, good=200), tmp_path / "out"
    named = ("--pack", DEMO_PACK, "--date", DAY)
    arguments = ("--to", "department-portal", "--out", out, *named, "--json")
    rng, killed = random.Random(), 0
    for _ in range(3):
        begun = start("screen", path, *arguments)
        while not _begun(own_home) and begun.poll() is None:
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 0.8))
        begun.kill()
        killed += begun.wait() == -signal.SIGKILL
        finished = [name for name in (*PILES, "summary") if any(out.glob(f"{name}.json*"))]
        assert finished == [] or begun.returncode == 0
        assert open_ledger(own_home).verify().entries
    assert killed
    before = entries(own_home)
    done, found = screen(path)
    assert done.code == 0, done.err
    assert sorted(line["row"] for line in answered(found)) == list(range(1, 2001))
    assert len(found["released"]) + len(found["in_review"]) == 200
    assert entries(own_home)[: len(before)] == before
    assert gongshi("ledger", "verify").code == 0
    with sqlite3.connect(own_home / "gongshi.db") as database:
        (released,) = database.execute("SELECT count(*) FROM releases").fetchone()
    assert released == len(found["released"])


def test_workers_end_with_the_process_that_called(start, tmp_path):
    """Killed with ``--jobs 2``, no process is left waiting for work."""
    path = mixed(tmp_path / "big.jsonl", rows=2000, good=500)
    out = ("--out", tmp_path / "out", "--jobs", "2")
    begun = start("screen", path, "--to", "department-portal", *out, start_new_session=True)
    deadline = time.monotonic() + 60
    while len(_session(begun.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_session(begun.pid)) >= 3
    begun.kill()
    begun.wait()
    while _session(begun.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(begun.pid) == []


def _session(leader):
    """The processes of a session that still run."""
    done = subprocess.run(
        ["ps", "-o", "pid=,stat=", "--sid", str(leader)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if "Z" not in line.split()[1]]


def test_scan_gives_offsets_in_code_points(gongshi):
    """Astral and full-width characters count as one each; the text itself never comes back."""
    number = "１３９２２１００４１７"
    text = f"😀𠮷野家的联系电话为{number}，已核实。"
    done = gongshi("scan", stdin=json.dumps({"id": "t", "text": text}).encode())
    (line,) = (json.loads(x) for x in done.out.splitlines())
    assert line["id"] == "t"
    (found,) = (f for f in line["findings"] if f["entity_type"] == "PHONE_NUMBER")
    assert text[found["start"] : found["end"]] == number
    assert "field" not in found
    assert fits(found, {"score": float, "detector": str, "status": str})
    assert number not in done.out


def test_scan_names_fields_as_they_were_given(gongshi, tmp_path):
    """Codes of any case, headings and unknown names come back as they stood."""
    fields = {
        "cf_sy": "联系电话为13922100417。", "行政相对人名称": "广州市棠禾食品有限公司",
        "附言": "邮箱为ouyang@example.com", "BZ": None,
    }  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": 7, "kind": "penalty", "fields": fields}) + "\n\n")
    (line,) = (json.loads(x) for x in gongshi("scan", path).out.splitlines())
    assert line["id"] == 7
    found = {(f["field"], f["entity_type"]) for f in line["findings"]}
    assert {("cf_sy", "PHONE_NUMBER"), ("附言", "EMAIL_ADDRESS")} <= found
    assert {f for f, _ in found} <= set(fields)


def test_scan_refuses_what_it_cannot_look_at(gongshi, tmp_path):
    """A line that is no such object, or text that is none: its number, exit 2, no silence."""
    good = '{"id": 1, "text": "电话13922100417"}\n'
    for bad in ('{"id": 2, "text": 13922100417}', '{"id": 2, "fields": {"a": 13922100417}}',
                '{"id": 2, "text": "甲", "fields": {"a": "乙"}}', "[]", "13922100417"):  # fmt: skip
        done = gongshi("scan", stdin=f"{good}{bad}\n".encode())
        assert done.code == 2
        assert "第 2 行" in done.err
        assert "13922100417" not in done.out + done.err
        assert len(done.out.splitlines()) == 1
    assert gongshi("scan", tmp_path / "absent.jsonl").code == 2


def test_scan_reads_a_pipe_and_keeps_nothing(process, own_home):
    """As a process: lines in, lines out, and no home is made."""
    done = process("scan", stdin='{"id": 1, "text": "电话13922100417"}'.encode())
    assert done.code == 0, done.err
    assert json.loads(done.out)["findings"]
    assert not own_home.exists()


def test_check_lists_every_problem(gongshi, write, penalty, own_home):
    """Row, field, code and message of each breach; exit 1; nothing is kept."""
    wrong = penalty(2, CF_WFXW="", CF_JDRQ="9.10.2026")
    again = {**penalty(1), "id": "T-9"}
    path = write("a.jsonl", [penalty(1), wrong, again])
    done = gongshi("check", path, "--json", "--date", DAY)
    assert done.code == 1
    problems = done.json()
    assert all(set(p) == {"row", "field", "code", "message"} for p in problems)
    assert {(p["row"], p["field"], p["code"]) for p in problems} == {
        (2, "CF_WFXW", "REQUIRED_BLANK"),
        (2, "CF_JDRQ", "DATE_FORMAT"),
        (3, "CF_WSH", "DUPLICATE_RECORD"),
    }
    assert "9.10.2026" not in done.out
    table = gongshi("check", path, "--date", DAY)
    assert "3 个问题" in table.out
    assert not own_home.exists()


def test_check_of_a_good_file_exits_0(gongshi, write, penalty):
    """Nothing to mend: exit 0, and ``--json`` is an empty list."""
    path = write("a.jsonl", [penalty()])
    assert gongshi("check", path, "--date", DAY).code == 0
    done = gongshi("check", path, "--date", DAY, "--json")
    assert (done.code, done.json()) == (0, [])
    assert gongshi("check", path, "--kind", "fine").code == 2
    assert gongshi("check", path.with_suffix(".pdf")).code == 2


def test_check_writes_the_sheet_back_with_marked_cells(gongshi, fields, tmp_path):
    """A marked cell carries its message; numbers stay text and formulas stay words."""
    row = fields | {"CF_WFXW": "", "CF_XDR_GSZC": "440106000012345"}
    columns = [*row, "=cmd|' /C calc'!A0"]
    path, out = tmp_path / "in.csv", tmp_path / "out.xlsx"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([columns, [*row.values(), "-2+3"], [*fields.values(), "", "=1+1"]])
    assert gongshi("check", path, "--date", DAY, "--xlsx", out).code == 1
    sheet = openpyxl.load_workbook(out).active
    cells = list(sheet.iter_rows())
    assert [cell.value for cell in cells[0]] == [*columns, "问题"]
    by_name = dict(zip([cell.value for cell in cells[0]], cells[1], strict=True))
    assert by_name["CF_WFXW"].fill.fgColor.rgb == "00FFF2CC"
    assert "必填" in by_name["CF_WFXW"].comment.text
    assert by_name["CF_SY"].comment is None
    assert by_name["CF_XDR_SHXYM"].value == row["CF_XDR_SHXYM"]
    assert "CF_WFXW" in by_name["问题"].value
    filled = [cell for line in cells for cell in line if cell.value is not None]
    assert {cell.data_type for cell in filled} == {"s"}
    assert {cell.number_format for cell in filled} == {"@"}


def test_check_shows_a_cell_that_could_not_be_read(gongshi, fields, tmp_path):
    """A number that a spreadsheet spoiled in every row still has its column and its mark."""
    book = openpyxl.Workbook()
    book.active.append([*fields, "CF_FR_ZJHM"])
    book.active.append([*fields.values(), 4.40106199001011e17])
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "out.xlsx"
    assert gongshi("check", tmp_path / "in.xlsx", "--date", DAY, "--xlsx", out).code == 1
    heads, row = openpyxl.load_workbook(out).active.iter_rows()
    marked = {h.value: c for h, c in zip(heads, row, strict=True)}["CF_FR_ZJHM"]
    assert marked.value is None
    assert marked.comment is not None


def test_the_demo_removes_nothing_but_an_earlier_demo(gongshi, tmp_path, demo_copy):
    """A folder with anything else in it is refused and stays as it is; so is a file."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "DEMO").write_text("notes of a meeting")
    (foreign / "kept.txt").write_text("kept")
    for home in (foreign, foreign / "kept.txt"):
        assert gongshi("demo", "--home", home).code == 2
    assert (foreign / "kept.txt").read_text() == "kept"
    before = entries(demo_copy)
    done = gongshi("demo", "--home", demo_copy)
    assert done.code == 0, done.err
    assert "接下来可以看" in done.out
    assert len(entries(demo_copy)) == len(before)


def test_the_demo_stays_out_of_the_real_database(gongshi, monkeypatch, tmp_path):
    """Invented records never reach the database that the service uses."""
    real = tmp_path / "real.db"
    monkeypatch.setenv("GONGSHI_DATABASE_URL", f"sqlite:///{real}")
    done = gongshi("demo", "--home", tmp_path / "demo", "--json")
    assert done.code == 0, done.err
    assert (done.json()["rows"], real.exists()) == (60, False)
