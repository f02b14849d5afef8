"""What leaves the building: receipts, heads, proofs and bundles, checked where nothing else is."""

import json
import os
import subprocess
import sys
import zipfile
from email import message_from_string, policy

import orjson
import pytest

from gateway.crypto.gm import sm3


@pytest.fixture
def public(gongshi, demo_home, tmp_path):
    """The public key of the demo's log, in a file."""
    path = tmp_path / "ledger.pub"
    assert gongshi("ledger", "key", "--home", demo_home, "--out", path).code == 0
    return path


@pytest.fixture
def lines(demo_home):
    """Every line with a receipt, as it left."""
    names = ("released", "in_review", "blocked")
    texts = [(demo_home / "out" / f"{name}.jsonl").read_text() for name in names]
    return [json.loads(line) for text in texts for line in text.splitlines()]


@pytest.fixture
def elsewhere(tmp_path):
    """The program on a machine that has the public key and nothing else."""

    def call(*arguments):
        room = tmp_path / "elsewhere"
        room.mkdir(exist_ok=True)
        environ = {
            "PATH": os.defpath,
            "HOME": str(room),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        done = subprocess.run(
            [sys.executable, "-m", "gateway", *map(str, arguments)],
            capture_output=True, text=True, check=False, cwd=room, env=environ, timeout=120,
        )  # fmt: skip
        assert list(room.iterdir()) == [], "nothing is made there"
        return done

    return call


def test_a_receipt_is_checked_where_nothing_else_is(elsewhere, public, lines, tmp_path):
    """No home, no database, no secret: the line as it left and the public key."""
    path = tmp_path / "line.json"
    path.write_text(json.dumps(lines[0], ensure_ascii=False))
    done = elsewhere("ledger", "verify", "--receipt", path, "--key", public, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["seq"], told["record"]) == (lines[0]["receipt"]["seq"], True)
    changed = lines[0] | {"public_until": "2099-12-31"}
    path.write_text(json.dumps(changed, ensure_ascii=False))
    done = elsewhere("ledger", "verify", "--receipt", path, "--key", public)
    assert done.returncode == 1
    assert "记录被改动或被调换" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_line_that_left_is_proven(gongshi, public, lines, tmp_path):
    """Each line of each pile, and the receipt alone; with another's receipt it is not."""
    path = tmp_path / "line.json"
    for line in lines:
        for kept in (line, line["receipt"]):
            path.write_text(json.dumps(kept))
            assert gongshi("ledger", "verify", "--receipt", path, "--key", public).code == 0
    path.write_text(json.dumps(lines[0] | {"receipt": lines[1]["receipt"]}))
    assert gongshi("ledger", "verify", "--receipt", path, "--key", public).code == 1


def test_a_key_that_is_none_is_wrong_usage(gongshi, demo_home, lines, tmp_path, monkeypatch):
    """An empty, damaged or absent key file; the variable stands for the option."""
    path, key = tmp_path / "line.json", tmp_path / "key"
    path.write_text(json.dumps(lines[0]))
    for text in ("", "nonsense", "name+00000000+AAAA"):
        key.write_text(text)
        assert gongshi("ledger", "verify", "--receipt", path, "--key", key).code == 2
    absent = tmp_path / "absent"
    assert gongshi("ledger", "verify", "--receipt", path, "--key", absent).code == 2
    assert gongshi("ledger", "key", "--home", demo_home, "--out", key).code == 0
    monkeypatch.setenv("GONGSHI_LEDGER_KEY", str(key))
    assert gongshi("ledger", "verify", "--receipt", path).code == 0


def test_a_head_leaves_as_file_and_as_mail(gongshi, demo_copy, public, tmp_path):
    """The same signed text on the screen, in a file, in a mail; it verifies and is kept."""
    note, mail = tmp_path / "head.txt", tmp_path / "head.eml"
    assert gongshi("ledger", "checkpoint", "--home", demo_copy, "--out", note).code == 0
    assert gongshi("ledger", "checkpoint", "--home", demo_copy).out == note.read_text()
    done = gongshi("ledger", "checkpoint", "--mail", "--out", mail, "--home", demo_copy)
    assert done.code == 0
    message = message_from_string(mail.read_text(), policy=policy.default)
    assert note.read_text() in message.get_content()
    given = ("--checkpoint", note, "--key", public, "--home", demo_copy, "--json")
    assert gongshi("ledger", "verify", *given).json()["checkpoints"] >= 2
    changed = note.read_text().replace("\nhead ", "\nhead 0")[:-2]
    note.write_text(changed)
    assert gongshi("ledger", "verify", *given).code == 2


def test_a_second_party_witnesses_the_head(gongshi, demo_copy, public, tmp_path):
    """Key, head, signature, kept; a head without proof that it follows is refused."""
    room, pub = tmp_path / "witness", tmp_path / "witness.pub"
    head, signed, proof = (tmp_path / name for name in ("head", "signed", "proof.json"))
    made = gongshi("witness", "key", "--dir", room, "--name", "audit.example", "--out", pub)
    assert made.code == 0
    gongshi("ledger", "checkpoint", "--home", demo_copy, "--out", head)
    sign = ("witness", "sign", head, "--dir", room, "--key", public, "--out", signed)
    assert gongshi(*sign).code == 0
    take = ("ledger", "witnessed", signed, "--witness", pub, "--home", demo_copy)
    assert gongshi(*take).code == 0
    assert gongshi(*take).code == 2, "taken once"
    assert "— audit.example " in gongshi("ledger", "checkpoint", "--home", demo_copy).out
    size = gongshi("ledger", "verify", "--home", demo_copy, "--json").json()["entries"]
    done = gongshi("ledger", "proof", "--since", size, "--home", demo_copy, "--out", proof)
    assert done.code == 0
    assert json.loads(proof.read_text())["first"] == size


def test_the_proof_of_one_entry(gongshi, demo_home, public, tmp_path):
    """`ledger proof` gives the entry and a receipt that verifies; an absent one is refused."""
    out = tmp_path / "proof.json"
    assert gongshi("ledger", "proof", 17, "--home", demo_home, "--out", out).code == 0
    found = json.loads(out.read_text())
    assert found["entry"]["seq"] == 17
    out.write_text(json.dumps(found["receipt"]))
    assert gongshi("ledger", "verify", "--receipt", out, "--key", public).code == 0
    for wrong in ((9999,), (), (3, "--since", 1), ("--since", 9999)):
        assert gongshi("ledger", "proof", *wrong, "--home", demo_home).code == 2


def test_a_period_leaves_as_a_bundle(gongshi, elsewhere, demo_home, public, tmp_path):
    """Entries, head, proof and register in one file, checked elsewhere by the public key."""
    out = tmp_path / "evidence.zip"
    done = gongshi("ledger", "export", "--home", demo_home, "--out", out, "--json")
    assert (done.code, done.json()["first"]) == (0, 1)
    checked = elsewhere("ledger", "verify", "--bundle", out, "--key", public, "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout) == done.json()
    assert gongshi("ledger", "verify", "--bundle", out).code == 2, "a key is needed"
    for wrong in (
        ("--from", "2030-01-01"),
        ("--from", "x"),
        ("--from", "2026-02-02", "--to", "2026-02-01"),
    ):
        assert gongshi("ledger", "export", *wrong, "--home", demo_home, "--out", out).code == 2


def _without(lines, place):
    return lines[:place] + lines[place + 1 :]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda rows: _without(rows, 0), "第 1 条缺失"),
        (lambda rows: _without(rows, 9), "第 10 条缺失"),
        (lambda rows: rows[:-1], "尾部被截断"),
        (lambda rows: [rows[1], rows[0], *rows[2:]], "第 1 条缺失，或次序被调换"),
        (
            lambda rows: [rows[0], rows[1].replace(b"decided", b"decidee"), *rows[2:]],
            "第 2 条内容",
        ),
        (lambda rows: [], "不全"),
    ],
    ids=["first", "middle", "last", "swapped", "changed", "empty"],
)
def test_a_changed_bundle_is_named(gongshi, demo_home, public, tmp_path, change, named):
    """An entry left out, moved or changed, wherever it stood."""
    out, forged = tmp_path / "evidence.zip", tmp_path / "forged.zip"
    gongshi("ledger", "export", "--home", demo_home, "--out", out)
    with zipfile.ZipFile(out) as given, zipfile.ZipFile(forged, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "entries.jsonl":
                content = b"".join(line + b"\n" for line in change(content.splitlines()))
            made.writestr(name, content)
    done = gongshi("ledger", "verify", "--bundle", forged, "--key", public)
    assert done.code == 1
    assert named in done.err


def test_what_is_no_bundle_is_wrong_usage(gongshi, public, tmp_path):
    """Another file, or an archive that lacks a part."""
    path = tmp_path / "x.zip"
    path.write_bytes(b"x")
    assert gongshi("ledger", "verify", "--bundle", path, "--key", public).code == 2
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("entries.jsonl", orjson.dumps({}))
    assert gongshi("ledger", "verify", "--bundle", path, "--key", public).code == 2


def test_the_national_profile_from_end_to_end(gongshi, fields, write, tmp_path, monkeypatch):
    """A home made under ``gm``: SM3 leaves, SM2 heads; it stays so, and receipts verify."""
    home, out, pub = tmp_path / "gm", tmp_path / "out", tmp_path / "gm.pub"
    file = write(
        "in.jsonl", [{"id": "1", "kind": "penalty", "procedure": "普通程序", "fields": fields}]
    )
    given = ("screen", file, "--to", "department-portal", "--out", out, "--home", home)
    given = (*given, "--pack", "rs-2018-gd")
    monkeypatch.setenv("GONGSHI_PROFILE", "gm")
    assert gongshi(*given, "--date", "2026-11-20").code == 0
    monkeypatch.delenv("GONGSHI_PROFILE")
    assert gongshi("ledger", "key", "--home", home, "--out", pub).code == 0
    line = json.loads((out / "released.jsonl").read_text())
    (tmp_path / "line").write_text(json.dumps(line))
    assert gongshi("ledger", "verify", "--receipt", tmp_path / "line", "--key", pub).code == 0
    assert gongshi("ledger", "verify", "--home", home, "--key", pub).code == 0
    said = {name: line[name] for name in line if name not in {"id", "row", "receipt"}}
    body = gongshi("ledger", "show", "--home", home, "--json").json()[1]["entry"]["body"]
    assert body["answer"] == sm3(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hex()
    monkeypatch.setenv("GONGSHI_PROFILE", "standard")
    assert gongshi("ledger", "checkpoint", "--home", home).code == 1, "it cannot be changed later"
