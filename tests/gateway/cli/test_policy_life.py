"""An officer's day at the command line, on records of a file."""

import json
from datetime import timedelta
from importlib.resources import files

import pytest

from gateway.home import today

PACK = "rs-2018-gd"
# What is approved today decides from today on, so the records are of these days too.
DAY = today().isoformat()
DECIDED = (today() - timedelta(days=9)).strftime("%Y/%m/%d")
CHANNEL = "department-portal"
PHONE = "13800138000"
DROPS = "      category: {other_than: [service]}\n    action: drop"
KEEPS = "      category: {other_than: [service]}\n    action: keep"


@pytest.fixture
def folder(tmp_path):
    """The shipped pack as an officer copied it into a folder."""
    made = tmp_path / "draft"
    made.mkdir()
    for name in ("pack.yaml", "examples.yaml"):
        source = files("policies.packs") / PACK / name
        (made / name).write_text(source.read_text("utf-8"), "utf-8")
    return made


@pytest.fixture
def officers(gongshi):
    for name in ("jia", "yi"):
        assert gongshi("user", "add", name, "--role", "officer").code == 0


@pytest.fixture
def traffic(tmp_path, penalty):
    """A file of records in which a telephone number stands."""
    path = tmp_path / "records.jsonl"
    rows = [penalty(n, CF_SY=f"当事人经营场所电话{PHONE}。", CF_JDRQ=DECIDED) for n in range(1, 4)]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def change(folder, right, wrong, name="pack.yaml"):
    path = folder / name
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")


def mend(folder):
    """The cases about the number, without what they expected of it."""
    path = folder / "examples.yaml"
    blocks = path.read_text("utf-8").split("\n  - name:")
    kept = [
        block.split("    expect:")[0] + "    expect: {}\n" if "PHONE_NUMBER" in block else block
        for block in blocks
    ]
    path.write_text("\n  - name:".join(kept), "utf-8")


def screened(gongshi, traffic, out):
    done = gongshi("screen", traffic, "--to", CHANNEL, "--out", out, "--pack", PACK, "--date", DAY)
    assert done.code == 0, done.err
    piles = [out / f"{pile}.jsonl" for pile in ("released", "in_review")]
    return [json.loads(line) for pile in piles for line in pile.read_text("utf-8").splitlines()]


def test_the_officers_day(gongshi, officers, folder, traffic, tmp_path):
    """Draft, failing example, mend, simulate, refused, approved, decided, traced, rolled back."""
    change(folder, 'version: "1.0.0"', 'version: "1.1.0"')
    change(folder, DROPS, KEEPS)
    told = gongshi("policy", "diff", PACK, folder, "--json").json()
    assert ("GD-E-PHONE", "更宽") in {(c["rule"], c["direction"]) for c in told}

    draft = gongshi("policy", "draft", folder, "--as", "jia", "--json").json()["id"]
    failing = gongshi("policy", "try", draft, "--as", "jia")
    assert failing.code == 4
    assert "examples.yaml" in failing.out
    mend(folder)
    gongshi("policy", "draft", folder, "--over", draft, "--as", "jia")
    assert gongshi("policy", "try", draft, "--as", "jia").code == 0

    early = gongshi("policy", "approve", draft, "--as", "yi")
    assert early.code == 1
    chart = tmp_path / "chart.svg"
    done = gongshi(
        "policy", "simulate", draft, "--as", "jia", "--file", traffic, "--to", CHANNEL,
        "--date", DAY, "--chart", chart, "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    summary = done.json()
    assert summary["newly_shown_characters"] == 3 * len(PHONE)
    assert PHONE not in done.out + chart.read_text("utf-8")

    assert gongshi("policy", "approve", draft, "--as", "jia").code == 1
    assert gongshi("policy", "approve", draft, "--as", "yi").code == 0
    active = gongshi("policy", "versions", "--json").json()
    assert [(v["id"], v["state"]) for v in active] == [(draft, "active")]

    rows = screened(gongshi, traffic, tmp_path / "after")
    assert all(PHONE in row["fields"]["CF_SY"] for row in rows)
    policy = rows[0]["policy"]
    assert policy["version"] == "1.1.0"
    traced = gongshi("policy", "trace", policy["digest"]).json()
    assert traced["content"]["content"]["version"] == "1.1.0"

    assert gongshi("policy", "rollback", PACK, "--as", "jia").code == 0
    rows = screened(gongshi, traffic, tmp_path / "again")
    assert not any(PHONE in row["fields"]["CF_SY"] for row in rows)


def test_recorded_traffic(gongshi, officers, folder, traffic, tmp_path):
    """What waits here is replayed under a draft, and the ledger says who caused it."""
    screened(gongshi, traffic, tmp_path / "before")
    done = gongshi("policy", "simulate", folder, "--as", "jia", "--last", "100", "--json",
                   "--date", DAY)  # fmt: skip
    assert done.code == 0, done.err
    assert done.json()["records"] == 3
    shown = gongshi("ledger", "show", "--json").out
    assert "originals-replayed" in shown
    assert PHONE not in shown


def test_a_draft_with_faults_says_where(gongshi, officers, folder):
    """Exit 3 with file and line for what does not compile."""
    change(folder, "action: block", "action: hide")
    draft = gongshi("policy", "draft", folder, "--as", "jia", "--json").json()["id"]
    done = gongshi("policy", "try", draft, "--as", "jia")
    assert done.code == 3
    assert "pack.yaml:" in done.out
    assert gongshi("policy", "check", folder).code == 3
    assert gongshi("policy", "withdraw", draft, "--as", "jia").code == 0


def test_a_rule_explained_and_a_report(gongshi, tmp_path):
    """One rule in words; every clause with its rules and the result of its examples."""
    (told,) = gongshi("policy", "explain", "GD-08-ONE-YEAR", "--json").json()
    assert told["期限"] == "公示 1 年，满 3 个月可申请信用修复"
    assert gongshi("policy", "explain", "GD-NONE").code == 2
    page = tmp_path / "report.html"
    done = gongshi("policy", "report", PACK, "--html", page, "--json")
    assert done.code == 0
    assert {line["result"] for line in done.json()} <= {"met", "elsewhere"}
    assert "<script" not in page.read_text("utf-8")


def test_the_schema(gongshi):
    """What editors complete by."""
    assert gongshi("policy", "schema").json()["title"] == "gongshi policy pack"
