"""The program in this process and as a process of its own, and a home in which the demo has run."""

import io
import json
import os
import shutil
import subprocess
import sys
from random import Random
from typing import NamedTuple

import pytest

from gateway.cli import main
from gateway.sample import numbers

_RNG = Random(20261123)
#: One penalty that is released as it stands on 2026-11-20.
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": numbers.uscc(_RNG, "440106"),
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
    "CF_CFJGDM": numbers.uscc(_RNG, "440106", "11"),
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": numbers.uscc(_RNG, "440106", "11"),
}


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A home in which ``gongshi demo`` has run. Tests that change it copy it first."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "demo", "--home", str(home)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def demo_copy(demo_home, tmp_path):
    """A copy of that home, to be changed."""
    return shutil.copytree(demo_home, tmp_path / "demo")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """No test touches the home or the database of whoever runs it."""
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("GONGSHI_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def gongshi(monkeypatch, capsysbinary):
    """``gongshi ARGUMENTS...`` in this process, through the program's own `main`."""

    def call(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["gongshi", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = (stream.decode() for stream in capsysbinary.readouterr())
        return Done(end.value.code or 0, out, err)

    return call


@pytest.fixture
def start(tmp_path):
    """The same as a process of its own that is still running."""
    running = []

    def begin(*arguments, **options):
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway", *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=dict(os.environ), **options,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def process(start):
    """The same, waited for."""

    def call(*arguments, stdin=b""):
        begun = start(*arguments)
        out, err = begun.communicate(stdin, timeout=120)
        return Done(begun.returncode, out.decode(), err.decode())

    return call


@pytest.fixture
def fields():
    """The fields of one penalty that is released as it stands on 2026-11-20."""
    return dict(FIELDS)


@pytest.fixture
def penalty():
    """``penalty(number, **fields)``: an envelope with its own document number."""

    def made(number=1, **changed):
        fields = FIELDS | {"CF_WSH": f"穗天市监罚〔2026〕{number}号"} | changed
        return {"id": f"T-{number}", "kind": "penalty", "procedure": "普通程序", "fields": fields}

    return made


@pytest.fixture
def write(tmp_path):
    """``write(name, rows)``: the rows as a file of JSON Lines."""

    def written(name, rows):
        path = tmp_path / name
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def piles():
    """``piles(out)``: the lines of the four piles by outcome."""

    def read(out):
        names = ("released", "in_review", "blocked", "rejected")
        texts = {n: (out / f"{n}.jsonl").read_text(encoding="utf-8") for n in names}
        return {n: [json.loads(line) for line in text.splitlines()] for n, text in texts.items()}

    return read
