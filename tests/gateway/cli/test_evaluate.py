"""``evaluate``: an annotated file in, figures and an exit code out, never an original."""

from __future__ import annotations

import json

import pytest

CLEAR = "当事人陈小兰，身份证号码：见卷宗。"


def row(ident, text, *spans):
    return {
        "id": ident,
        "text": text,
        "spans": [{"start": a, "end": b, "label": label} for a, b, label in spans],
    }


@pytest.fixture
def clear(write):
    """One document in which the one name is found and masked."""
    return write("clear.jsonl", [row("T-1", CLEAR, (3, 6, "PERSON"))])


@pytest.fixture
def leaky(write):
    """One document with a telephone that is annotated where a plain word stands."""
    return write("leaky.jsonl", [row("T-1", CLEAR, (3, 6, "PERSON"), (7, 10, "PHONE"))])


def test_a_clear_run_exits_0_and_writes_its_files(gongshi, clear, tmp_path):
    """The JSON that is written is the JSON that is shown; the drawing lies beside it."""
    out = tmp_path / "new" / "figures"
    done = gongshi("evaluate", clear, "--json", "--out", out)
    assert done.code == 0, done.err
    whole = done.json()
    assert whole["leaks"] == []
    assert whole["setting"]["channel"] == "department-portal"
    assert json.loads((out / "evaluation.json").read_bytes()) == whole
    assert (out / "evaluation.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_leak_exits_1_and_is_told_without_its_words(gongshi, leaky):
    """Place and reason on the screen, no original on either stream."""
    done = gongshi("evaluate", leaky)
    assert done.code == 1, done.err
    assert "1 处泄漏" in done.out
    assert "7–10" in done.out
    assert "陈小兰" not in done.out + done.err


def test_words_are_shown_on_request_only(gongshi, leaky):
    """And never in JSON, which is kept and passed on."""
    assert "身份证" in gongshi("evaluate", leaky, "--show-text").out
    assert gongshi("evaluate", leaky, "--show-text", "--json").code == 2


def test_a_lost_case_exits_1(gongshi, write, tmp_path):
    """Nothing leaks, but one finding is wrong that was not there before; won cases exit 0."""
    file, old = write("plain.jsonl", [row("T-1", CLEAR)]), tmp_path / "evaluation.json"
    assert gongshi("evaluate", file, "--out", tmp_path).code == 0
    same = gongshi("evaluate", file, "--compare", old)
    assert same.code == 0, same.err
    assert "退步 0 处" in same.out
    before = json.loads(old.read_bytes())
    (wrong,) = before["wrong"]
    for findings, code in (([], 1), ([wrong, wrong | {"start": 0}], 0)):
        old.write_text(json.dumps(before | {"wrong": findings}), encoding="utf-8")
        done = gongshi("evaluate", file, "--compare", old, "--json")
        assert done.code == code, done.err
        (change,) = done.json()["comparison"]["changes"]
        assert (change["measure"], change["won"]) == ("wrong", code == 0)


def test_records_come_from_a_file_of_their_own(gongshi, write, penalty):
    """Gold by field and the records beside it, under one id."""
    gold = {"id": "T-1", "gold": {"CF_FRDB": [{"start": 0, "end": 4, "label": "PERSON"}]}}
    golds, rows = write("gold.jsonl", [gold]), write("rows.jsonl", [penalty(1)])
    done = gongshi("evaluate", golds, "--records", rows, "--json")
    assert done.code == 0, done.err
    (shown,) = done.json()["shown_by_policy"]
    assert (shown["field"], shown["rule"]) == ("CF_FRDB", "CN-E-LEGAL-REPRESENTATIVE")
    assert gongshi("evaluate", golds).code == 2


def test_the_date_of_publication_counts(gongshi, write, penalty):
    """What has expired on that day is blocked and would not be shown at all."""
    gold = {**penalty(1), "gold": {"CF_FRDB": [{"start": 0, "end": 4, "label": "PERSON"}]}}
    file = write("gold.jsonl", [gold])
    under = ("--pack", "rs-2018-gd", "--json")
    late = gongshi("evaluate", file, "--date", "2028-01-04", *under).json()
    assert late["outcomes"] == {"blocked": 1}
    assert late["setting"]["date"] == "2028-01-04"
    assert gongshi("evaluate", file, *under).json()["outcomes"] == {"released": 1}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--to", "nowhere"), "渠道"),
        (("--records", "nothing.jsonl"), "文件打不开"),
        (("--compare", "nothing.json"), "文件打不开"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(gongshi, clear, arguments, says):
    """Named in one sentence, exit 2."""
    done = gongshi("evaluate", clear, *arguments)
    assert done.code == 2
    assert says in done.err


def test_a_faulty_gold_file_is_wrong_usage(gongshi, write, tmp_path):
    """An unknown label by line and name; an empty file; a comparison with something else."""
    done = gongshi("evaluate", write("a.jsonl", [row("T-1", CLEAR, (3, 6, "PRESON"))]))
    assert done.code == 2
    assert "第 1 行" in done.err
    assert "PRESON" in done.err
    assert gongshi("evaluate", write("b.jsonl", [])).code == 2
    other = tmp_path / "other.json"
    clear = write("c.jsonl", [row("T-1", CLEAR, (3, 6, "PERSON"))])
    for content in ("{}", "no json"):
        other.write_text(content, encoding="utf-8")
        assert gongshi("evaluate", clear, "--compare", other).code == 2
