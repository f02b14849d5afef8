"""``review``: the queue, a look, a verdict, without a browser."""

import getpass
import json
import sqlite3
from datetime import date, timedelta

import pytest

PHONE = "13922100417"
FACTS = f"当事人销售超过保质期的食品。投诉人钟离秋的电话为{PHONE}。"
ACCEPT = ("--verdict", "accept", "--conclusion", "处理后公开", "--reason", "已核对")


@pytest.fixture
def queue(gongshi, penalty, write, tmp_path):
    """A home with two cases and the reviewer 审核员甲; gives the cases' ids."""
    decided = f"{date.today() - timedelta(days=30):%Y/%m/%d}"  # noqa: DTZ011 - days, not hours
    rows = [penalty(n, CF_SY=FACTS, CF_JDRQ=decided) for n in (1, 2)]
    out = ("--to", "department-portal", "--out", tmp_path / "out")
    assert gongshi("screen", write("a.jsonl", rows), *out).code == 0
    assert gongshi("user", "add", "审核员甲", "--role", "reviewer").code == 0
    return [case["id"] for case in gongshi("review", "list", "--json").json()]


def looks(home):
    with sqlite3.connect(home / "gongshi.db") as database:
        return database.execute("SELECT count(*) FROM access_register").fetchone()[0]


def test_the_queue_is_listed_without_originals(gongshi, queue):
    """Id, channel, kind, deadline and reasons; nothing of the record."""
    done = gongshi("review", "list", "--json")
    assert len(queue) == 2
    for case in done.json():
        assert set(case) >= {"id", "channel", "kind", "opened_at", "due", "state", "reasons"}
        assert case["reasons"]
    table = gongshi("review", "list")
    assert queue[0][:8] in table.out
    for seen in (done.out, table.out):
        assert PHONE not in seen
        assert "钟离秋" not in seen


def test_a_look_without_a_purpose_shows_the_preview_alone(gongshi, queue, own_home):
    """What would be public and each change; the beginning of the id is enough."""
    for more in ((), ("--json",)):
        done = gongshi("review", "show", queue[0][:10], *more)
        assert done.code == 0, done.err
        assert PHONE not in done.out
        assert "钟离秋" not in done.out
        assert "棠禾" in done.out
    assert "original" not in done.json()
    assert looks(own_home) == 0


def test_an_original_is_shown_to_a_reviewer_with_a_purpose_only(gongshi, queue, own_home):
    """No account, a blank purpose: refused and nothing shown. With both: registered."""
    show = ("review", "show", queue[0])
    refused = [
        (gongshi(*show, "--purpose", "核对"), 1),
        (gongshi(*show, "--purpose", "核对", "--as", "路人"), 1),
        (gongshi(*show, "--purpose", "  ", "--as", "审核员甲"), 2),
    ]
    for done, code in refused:
        assert done.code == code
        assert PHONE not in done.out + done.err
    assert looks(own_home) == 0
    done = gongshi(*show, "--purpose", "核对电话是否属于个人", "--as", "审核员甲", "--json")
    assert done.json()["original"]["CF_SY"] == FACTS
    table = gongshi(*show, "--purpose", "核对电话是否属于个人", "--as", "审核员甲")
    assert PHONE in table.out
    assert looks(own_home) == 2
    events = [e["entry"]["event"] for e in gongshi("ledger", "show", "--json").json()]
    assert events.count("revealed") == 2


def test_an_accepted_case_is_released_once(gongshi, queue):
    """The answer is a released line as it was shown; a second verdict is a conflict."""
    preview = gongshi("review", "show", queue[0], "--json").json()["preview"]
    done = gongshi("review", "decide", queue[0], "--as", "审核员甲", *ACCEPT, "--json")
    assert done.code == 0, done.err
    line = done.json()
    assert (line["id"], line["outcome"]) in {("T-1", "released"), ("T-2", "released")}
    assert line["fields"] == preview["fields"]
    assert gongshi("review", "decide", queue[0], "--as", "审核员甲", *ACCEPT).code == 1
    assert [case["id"] for case in gongshi("review", "list", "--json").json()] == queue[1:]
    assert gongshi("ledger", "verify").code == 0


def test_a_rejected_case_is_blocked(gongshi, queue):
    """Reject with 不予公开: blocked, and no field is shown."""
    given = ("--verdict", "reject", "--conclusion", "不予公开", "--reason", "不宜公开")
    line = gongshi("review", "decide", queue[1], "--as", "审核员甲", *given, "--json").json()
    assert line["outcome"] == "blocked"
    assert "fields" not in line


def test_a_fix_covers_what_the_reviewer_adds(gongshi, queue, tmp_path):
    """Edits come from a file; the added span is covered in what is released."""
    start = FACTS.index("超过保质期")
    edits = tmp_path / "edits.json"
    edit = {"op": "add", "field": "CF_SY", "start": start, "end": start + 5, "reason": "内部信息"}
    edits.write_text(json.dumps([edit]))
    fix = ("--verdict", "fix", "--conclusion", "处理后公开", "--reason", "已核对")
    command = ("review", "decide", queue[0], "--as", "审核员甲", *fix)
    for bad in (b"{", b"{}", b"[5]", b'[{"op": "add"}]'):
        path = tmp_path / "bad.json"
        path.write_bytes(bad)
        assert gongshi(*command, "--edits", path).code == 2
    assert gongshi(*command).code == 2
    done = gongshi(*command, "--edits", edits, "--json")
    assert done.code == 0, done.err
    assert "超过保质期" not in done.json()["fields"]["CF_SY"]


def test_a_verdict_that_contradicts_itself_is_wrong_usage(gongshi, queue):
    """Unknown words, reject with 可公开, a reason that names a person."""
    command = ("review", "decide", queue[0], "--as", "审核员甲")
    for verdict, conclusion, reason in (
        ("maybe", "可公开", "已核对"),
        ("accept", "随便", "已核对"),
        ("reject", "可公开", "已核对"),
        ("accept", "可公开", " "),
        ("accept", "可公开", f"电话{PHONE}是单位的"),
    ):
        given = ("--verdict", verdict, "--conclusion", conclusion, "--reason", reason)
        done = gongshi(*command, *given)
        assert done.code == 2
        assert PHONE not in done.err
    assert gongshi("review", "decide", "0" * 32, "--as", "审核员甲", *ACCEPT).code == 2


def test_nobody_decides_on_what_they_sent_in(gongshi, queue):
    """The command line submits for whoever is logged in: that person may not review it."""
    assert gongshi("user", "add", getpass.getuser(), "--role", "reviewer").code == 0
    done = gongshi("review", "decide", queue[0], "--as", getpass.getuser(), *ACCEPT)
    assert done.code == 1
    assert "自己提交" in done.err
