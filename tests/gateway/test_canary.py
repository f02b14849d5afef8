"""One marker for each place a caller controls in a file, looked for everywhere it must not be.

A marker is a word that no text holds by chance, or an identity number or a name where only those
are hidden. A public field shows what it holds and a line bears its sender's own id; nothing else
comes back, and nothing lies in the clear in the home.
"""

import csv
import json
import os
import secrets
import string
import subprocess
import sys
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

import openpyxl
import pytest

from gateway.sample import numbers
from policies.standards import standard

DAY = "2026-11-20"
CHANNEL = "xinyong-guangdong"
PILES = ("released", "in_review", "blocked", "rejected")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
#: Fields of any text in which a word can stand in a good row, and fields that want a true value.
WORDY = {
    "penalty": ("CF_XDR_MC", "CF_FRDB", "CF_FR_ZJLX", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ",
                "CF_CFLB", "CF_NR", "CF_CFJG", "CF_SJLY", "BZ"),
    "permit": ("XK_XDR_MC", "XK_FRDB", "XK_XKWS", "XK_WSH", "XK_XKLB", "XK_XKZS", "XK_XKBH",
               "XK_NR", "XK_XKJG", "XK_LYDW", "BZ"),
    "document": ("title", "body", "agency", "document_number"),
}  # fmt: skip
#: Runs commands one after another and tells each one's exit code and which files it opened to
#: write, whatever library did it.
WATCHED = """
import json, os, sys
ends, written = [], []
def hear(event, args):
    if event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR):
        written.append((len(ends), args[0]))
sys.addaudithook(hear)
from gateway.cli import main
for arguments in json.load(sys.stdin):
    sys.argv = ["gongshi", *arguments]
    try:
        main()
    except SystemExit as end:
        ends.append(end.code or 0)
    for stream in (sys.stdout, sys.stderr):
        print("\\f", file=stream, flush=True)
print(json.dumps([ends, written]))
"""


class Run(NamedTuple):
    """A run over all the planted files, and what the other commands then showed."""

    shown: dict[str, str]
    piles: dict[str, list[dict]]
    summary: str
    kept: dict[str, bytes]
    outside: list[tuple[int, str]]
    left: list[str]


class Garden:
    """Gives out markers and remembers where each was planted."""

    def __init__(self):
        self.rng = Random(secrets.randbits(64))
        self.planted = {}

    def word(self, where):
        tail = (secrets.choice(string.ascii_lowercase) for _ in range(12))
        return self._note("canary" + "".join(tail), where)

    def number(self, where):
        number = numbers.id_number(self.rng, "440106", self.rng.randint(1950, 1999))
        return self._note(number, where)

    def person(self, where):
        """Three characters that stand together in no other place."""
        given = self.rng.sample("槿芙霈珩翎瑄珞璟沅筠棣骞霁澍菀", 2)
        name = "钟离" + "".join(given)
        return self.person(where) if name in self.planted else self._note(name, where)

    def _note(self, marker, where):
        self.planted[marker] = where
        return marker


def penalty(**changed):
    rng = Random(4)
    return {
        "CF_XDR_MC": "广州市棠禾食品有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": numbers.uscc(rng, "440106"),
        "CF_FRDB": "欧阳思远",
        "CF_WSH": "穗天市监罚〔2026〕88号",
        "CF_WFXW": "经营超过保质期的食品",
        "CF_SY": "当事人销售超过保质期的食品。",
        "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
        "CF_CFLB": "警告",
        "CF_NR": "给予警告。",
        "CF_JDRQ": "2026/10/09",
        "CF_YXQ": "2099/12/31",
        "CF_CFJG": "广州市天河区市场监督管理局",
        "CF_CFJGDM": numbers.uscc(rng, "440106", "11"),
        "CF_SJLY": "广州市天河区市场监督管理局",
        "CF_SJLYDM": numbers.uscc(rng, "440106", "11"),
    } | changed


def permit(**changed):
    fields = penalty()
    same = {
        code.replace("CF_", "XK_"): text
        for code, text in fields.items()
        if code.startswith("CF_XDR") or code == "CF_FRDB"
    }
    agency = (fields["CF_CFJG"], fields["CF_CFJGDM"])
    return same | {
        "XK_XKWS": "准予食品经营许可决定书", "XK_WSH": "穗天市监许〔2026〕9号", "XK_XKLB": "核准",
        "XK_NR": "准予从事食品销售。", "XK_JDRQ": "2026/10/09", "XK_YXQZ": "2026/10/09",
        "XK_YXQZI": "2031/10/08", "XK_XKJG": agency[0], "XK_XKJGDM": agency[1], "XK_ZT": "1",
        "XK_LYDW": agency[0], "XK_LYDWDM": agency[1],
    } | changed  # fmt: skip


def document(**changed):
    return {
        "title": "关于对广州市棠禾食品有限公司作出行政处罚的决定",
        "body": "当事人销售超过保质期的食品，给予警告。",
        "agency": "广州市天河区市场监督管理局",
        "document_number": "穗天市监罚〔2026〕90号",
        "decision_date": "2026/10/09",
        "subject_kind": "organisation",
    } | changed


GOOD = {"penalty": penalty, "permit": permit, "document": document}


def good_rows(garden):
    """Records that are answered: a word in each field in turn, then personal data in free text."""
    for kind, codes in WORDY.items():
        for number, code in enumerate(codes):
            text = GOOD[kind]().get(code, "") + garden.word(f"good {kind} {code}")
            own = {"CF_WSH": f"穗天市监罚〔2026〕{200 + number}号"} if kind == "penalty" else {}
            own |= {"XK_WSH": f"穗天市监许〔2026〕{200 + number}号"} if kind == "permit" else {}
            yield envelope(garden, kind, GOOD[kind](**own | {code: text}))
    for kind, code in (("penalty", "CF_SY"), ("permit", "XK_NR"), ("document", "body")):
        name, number = garden.person(f"told {kind}"), garden.number(f"told {kind}")
        told = f"经查，投诉人{name}（公民身份号码{number}）向我局反映情况。"
        yield envelope(garden, kind, GOOD[kind](**{code: told}))
    identity = {"CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": garden.number("good CF_FR_ZJHM")}
    yield envelope(garden, "penalty", penalty(CF_WSH="穗天市监罚〔2026〕89号", **identity))


def envelope(garden, kind, fields, /, **changed):
    sent = {
        "id": garden.word("id"),
        "kind": kind,
        "source": garden.word("source"),
        "item_code": garden.word("item_code"),
        "owner": {"unit": garden.word("owner unit"), "person": garden.person("owner person")},
        "fields": fields,
    }
    return sent | changed


def blocked_rows(garden):
    """A natural person on 信用广东, with markers in all that may be filled."""
    name = garden.person("blocked name")
    fields = penalty(
        CF_XDR_MC=name,
        CF_XDR_LB="自然人",
        CF_XDR_ZJLX="身份证",
        CF_XDR_ZJHM=garden.number("blocked number"),
        **{c: garden.word(f"blocked {c}") for c in ("CF_WFXW", "CF_SY", "CF_NR", "BZ", "CF_WSH")},
    )
    drop = ("CF_XDR_SHXYM", "CF_FRDB")
    yield envelope(garden, "penalty", {c: t for c, t in fields.items() if c not in drop})
    secret = document(body=f"机密★10年\n{garden.word('blocked body')}", title=garden.word("title"))
    yield envelope(garden, "document", secret)


def rejected_rows(garden):
    """Every field wrong in turn, every envelope key wrong in turn, and keys nobody knows."""
    for kind, make in GOOD.items():
        codes = standard.spec(kind)
        yield envelope(garden, kind, {c: garden.word(f"bad {kind} {c}") for c in codes})
        yield envelope(garden, kind, {c: garden.number(f"bad {kind} {c}") for c in codes})
        yield envelope(garden, kind, make(**{garden.word("key"): garden.word("under it")}))
        yield envelope(garden, kind, make(**{garden.number("key"): "1"}))
        yield envelope(garden, kind, make(**{garden.person("key"): "1"}))
        yield envelope(garden, kind, make(**{garden.person("key nested"): {"a": 1}}))
        yield envelope(garden, kind, make(**{garden.word("key flag"): True}))
    for key in ("kind", "standard", "procedure", "severity", "owner"):
        yield envelope(garden, "penalty", penalty(), **{key: garden.word(f"envelope {key}")})
        yield envelope(garden, "penalty", penalty(), **{key: [garden.word(f"envelope {key}")]})
    yield envelope(garden, "penalty", penalty(), **{garden.word("envelope key"): "1"})
    yield envelope(garden, "penalty", penalty(), **{garden.person("envelope key"): [1]})
    yield envelope(garden, "penalty", penalty(), id=garden.word("long id") * 20)
    yield envelope(garden, "penalty", penalty(), owner={garden.person("owner key"): [1]})
    yield envelope(garden, "penalty", garden.word("fields"))


def lines(garden, folder):
    path = folder / f"{garden.word('file name')}{garden.person('file name')}.jsonl"
    rows = [*good_rows(garden), *blocked_rows(garden), *rejected_rows(garden)]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    twice = garden.person("key twice")
    text += f'\n{{"{garden.word("broken json")}": \n["{garden.word("no object")}"]\n'
    text += f'{{"id": "x", "fields": {{"{twice}": "1", "{twice}": "2"}}}}\n'
    path.write_text(text, encoding="utf-8")
    return path


def table(garden, folder):
    """GB18030 with unknown headings, formulas below them and rows of another shape."""
    path = folder / f"{garden.number('file name')}.csv"
    headings = [garden.person("heading"), garden.word("heading")]
    row = penalty(CF_WSH="穗天市监罚〔2026〕91号")
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*row, *headings])
        writer.writerow([*row.values(), f"=A1&{garden.word('formula')}", "1"])
        writer.writerow([*row.values(), garden.word("cell"), garden.number("cell")])
        writer.writerow([garden.word("row shape"), garden.person("row shape")])
    return path


def sheet(garden, folder):
    path = folder / f"{garden.word('file name')}.xlsx"
    book = openpyxl.Workbook()
    book.active.title = garden.word("sheet name")[:31]
    book.properties.creator = garden.person("workbook author")
    row = penalty(CF_WSH="穗天市监罚〔2026〕92号")
    book.active.append([*row, "CF_FR_ZJHM", garden.person("heading")])
    book.active.append([*row.values(), float(int(garden.number("float")[:17])), True])
    book.active.append([*row.values(), garden.number("good CF_FR_ZJHM"), None])
    book.active["C3"] = f"={garden.word('formula')}"
    book.save(path)
    return path


def message(garden, folder):
    path = folder / f"{garden.person('file name')}.xml"
    fields = {c.replace("CF_CFLB", "CF_CFLB1"): t for c, t in penalty().items()}
    fields |= {"CF_FR": garden.person("G1 CF_FR"), garden.word("element"): garden.word("in it")}
    cells = "".join(f"<{code}>{escape(text)}</{code}>" for code, text in fields.items())
    header = "".join(
        f"<{tag}>{garden.word(f'header {tag}')}</{tag}>"
        for tag in ("sender", "receiver", "operator", "contacts", "sn")
    )
    path.write_text(
        f"<ExchangeMessage><Header>{header}</Header><Body><fields>{cells}</fields>"
        f"<fields><{garden.word('cut element')}>{garden.word('cut text')}",
        encoding="utf-8",
    )
    return path


def unreadable(garden, folder):
    """Files that are refused whole, for a reason of each kind."""
    word = garden.word
    contents = {
        "pdf.xlsx": f"%PDF-1.7 {word('pdf')}".encode(),
        "title.csv": f"{word('sheet title')}\n{','.join(penalty())}\n{word('below')}\n".encode(),
        "twice.csv": (f"{word('twice')},甲,甲\n1,2,3\n").encode(),
        "value.csv": f"{garden.number('heading')},CF_WSH\n1,2\n".encode(),
        "array.jsonl": f'[{{"{word("array")}": 1}}]'.encode(),
        "dtd.xml": f'<!DOCTYPE a [<!ENTITY {word("dtd")} "{word("entity")}">]><a/>'.encode(),
        "other.xml": f"<{word('root')}>{word('text')}</{word('root')}>".encode(),
        "utf32.csv": word("utf-32").encode("utf-32"),
        f"{word('suffix')}.docx": word("docx").encode(),
        f"x.{word('suffix itself')}": b"1",
    }
    for name, content in contents.items():
        path = folder / f"{word('bad file name')}-{name}"
        path.write_bytes(content)
        yield path
    yield folder / f"{word('absent file')}.csv"


@pytest.fixture(scope="module")
def garden():
    return Garden()


@pytest.fixture(scope="module")
def run(garden, tmp_path_factory):
    """All files screened in one run that is watched, twice; then every command that shows."""
    folder = tmp_path_factory.mktemp("canary")
    home, out, temp, source = (folder / name for name in ("home", "out", "temp", "in"))
    for made in (source, temp):
        made.mkdir()
    paths = [make(garden, source) for make in (lines, table, sheet, message)]
    paths += unreadable(garden, source)
    environment = {**os.environ, "TMPDIR": str(temp), "GONGSHI_HOME": str(home), "COLUMNS": "300"}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment.pop("GONGSHI_DATABASE_URL", None)

    target = ("--to", CHANNEL, "--out", out, "--date", DAY, "--pack", "rs-2018-gd")
    commands = {
        "screen": ("screen", *paths, *target),
        "screen again": ("screen", *paths, *target, "--json"),
        "check": ("check", paths[0], "--date", DAY),
        "check json": ("check", paths[2], "--date", DAY, "--json"),
        "check sheet": ("check", paths[1], "--date", DAY, "--xlsx", folder / "sheet.xlsx"),
        "check unreadable": ("check", paths[-2]),
        "ledger": ("ledger", "show", "--limit", "1000", "--json"),
        "queue": ("review", "list", "--limit", "1000", "--json"),
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=json.dumps([[str(word) for word in words] for words in commands.values()]),
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    *told, last = done.stdout.split("\f\n")
    ends, written = json.loads(last)
    assert ends == [1, 1, 1, 1, 1, 2, 0, 0], done.stderr
    errors = done.stderr.split("\f\n")
    shown = {name: told[n] + errors[n] for n, name in enumerate(commands)}
    known = (f"{home}/", f"{out}/", "/dev/", f"{folder}/.sheet.xlsx.")
    piles = {
        pile: [json.loads(x) for x in (out / f"{pile}.jsonl").read_text("utf-8").splitlines()]
        for pile in PILES
    }
    return Run(
        shown,
        piles,
        (out / "summary.json").read_text("utf-8"),
        {p.name: p.read_bytes() for p in home.rglob("*") if p.is_file()},
        [(n, name) for n, name in written if not name.startswith(known)],
        [str(path) for path in temp.rglob("*")],
    )


def found(garden, text):
    """Where the markers of this text were planted; never the marker."""
    return sorted({where for marker, where in garden.planted.items() if marker in text})


def public(run):
    """All that fields show which the policy lets be public or would after review."""
    shown = (line["fields"] for pile in ("released", "in_review") for line in run.piles[pile])
    return "\n".join(text for fields in shown for text in fields.values())


def test_the_files_end_in_every_pile(run, garden):
    """The test is worth something: all kinds of rows were answered, all markers planted."""
    assert all(run.piles[pile] for pile in PILES)
    assert len(garden.planted) > 300
    assert len(json.loads(run.summary)["unreadable"]) == 11
    answered = {line["id"] for pile in PILES[:3] for line in run.piles[pile]}
    assert len(answered) >= sum(map(len, WORDY.values()))


def test_no_command_shows_a_marker(run, garden):
    """Neither the screen, the check, the log nor the queue repeats what a caller sent."""
    for command, text in run.shown.items():
        assert found(garden, text) == [], command
    assert found(garden, run.summary) == []


def test_a_refused_line_repeats_nothing_but_its_id(run, garden):
    """rejected.jsonl and blocked.jsonl: ``id`` is the sender's own, all else is ours."""
    for pile in ("rejected", "blocked"):
        for line in run.piles[pile]:
            rest = {key: value for key, value in line.items() if key != "id"}
            assert found(garden, json.dumps(rest, ensure_ascii=False)) == []


def test_a_released_line_shows_a_marker_in_its_public_field_alone(run, garden):
    """The word of a public field stands in that field and nowhere else in the line."""
    for line in [*run.piles["released"], *run.piles["in_review"]]:
        rest = {key: value for key, value in line.items() if key not in {"id", "fields"}}
        assert found(garden, json.dumps(rest, ensure_ascii=False)) == []
        for code, text in line["fields"].items():
            assert found(garden, text) in ([], [f"good {line['kind']} {code}"])


def test_what_is_personal_is_shown_nowhere(run, garden):
    """Names and numbers in free text, in columns that are not public, in owner and source."""
    hidden = {m: w for m, w in garden.planted.items() if not w.startswith(("good p", "good d"))}
    text = public(run)
    assert [where for marker, where in hidden.items() if marker in text] == []
    assert "good penalty BZ" not in found(garden, text)


def test_the_home_holds_no_marker_in_the_clear(run, garden):
    """Database, write-ahead log and keys as raw bytes in every encoding that a text may have.

    What a public field shows is kept with its answer; nothing else is.
    """
    shown = public(run)
    for name, content in run.kept.items():
        for encoding in ENCODINGS:
            leaks = [
                where
                for marker, where in garden.planted.items()
                if marker not in shown and marker.encode(encoding) in content
            ]
            assert leaks == [], (name, encoding)


def test_nothing_is_written_outside_the_home_and_the_piles(run):
    """No cache, no log, no temporary file; the parts of a sheet that is asked for do not stay."""
    assert run.left == []
    commands = list(run.shown)
    assert {commands[number] for number, _ in run.outside} <= {"check sheet"}
