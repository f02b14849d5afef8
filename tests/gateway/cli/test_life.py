"""The commands of the life after publication: withdraw, expire, due, feed, objection, repair."""

import json
from datetime import timedelta

import pytest

from gateway.home import today


@pytest.fixture
def public(gongshi, penalty, tmp_path):
    """The id of a record that was released today on one channel."""
    record = penalty(1, CF_JDRQ=f"{today() - timedelta(days=3):%Y/%m/%d}")
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
    done = gongshi("screen", path, "--to", "local-portal", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    for who, role in (("审核员", "reviewer"), ("门户", "portal"), ("管理员", "admin")):
        assert gongshi("user", "add", who, "--role", role).code == 0
    return record["id"]


def test_a_record_from_publication_to_its_end(gongshi, public):
    """Objection, answer, takedown; the feed tells each, and who has not confirmed is listed."""
    filed = gongshi("objection", "file", public, "--ground", "error", "--text", "有误", "--json")
    (ticket,) = filed.json()
    listed = gongshi("objection", "list", "--json").json()
    assert [o["id"] for o in listed] == [ticket["id"]]
    held = gongshi("objection", "show", ticket["id"], "--as", "审核员", "--json").json()
    assert (held["text"], held["unit"]) == ("有误", "广州市天河区市场监督管理局")
    answered = gongshi(
        "objection", "answer", ticket["id"][:6], "--rejected", "--reason", "无误", "--as", "审核员"
    )
    assert answered.code == 0, answered.err
    down = gongshi(
        "withdraw", public, "--ground", "court", "--reason", "判决已经生效", "--json"
    ).json()
    assert [a["outcome"] for a in down["answers"]] == ["withdrawn"]
    page = gongshi("feed", "--to", "local-portal", "--json").json()
    kinds = [event["type"].rpartition(".")[2] for event in page["events"]]
    assert kinds == ["published", "objection-marked", "objection-answered", "withdrawn"]
    lines = gongshi("feed", "--to", "local-portal", "--after", page["events"][2]["id"]).out
    assert json.loads(lines)["type"] == "cn.gongshi.withdrawn"
    behind = gongshi("feed", "--unconfirmed", "--json")
    assert (behind.code, [b["channel"] for b in behind.json()]) == (1, ["local-portal"])
    ack = gongshi("feed", "--to", "local-portal", "--ack", page["cursor"], "--as", "门户")
    assert ack.code == 0, ack.err
    assert gongshi("feed", "--unconfirmed").code == 0
    assert gongshi("ledger", "verify").code == 0


def test_a_repair_that_is_refused_ends_with_one(gongshi, public):
    """With the clause on the screen, and nothing changed."""
    asked = ("repair", "apply", public, "--material", "identity", "--commitment", "依法经营。")
    done = gongshi(*asked)
    assert done.code == 1
    assert "第(十)项" in done.out
    refused = gongshi(*asked, "--json").json()
    rules = [reason["rule"] for reason in refused[0]["reasons"]]
    assert rules == ["GD-10-MINIMUM", "GD-10-MATERIALS"]
    assert gongshi("repair", "list", "--json").json() == []
    assert (
        gongshi("repair", "decide", "00", "--grant", "--reason", "是", "--as", "审核员").code == 2
    )


def test_media_get_what_is_public(gongshi, public, tmp_path):
    """As a file for readers, and as messages."""
    out = tmp_path / "feed.atom"
    assert gongshi("feed", "--to", "local-portal", "--atom", out).code == 0
    assert "广州市棠禾食品有限公司" in out.read_text("utf-8")
    said = gongshi("feed", "--to", "local-portal", "--messages")
    assert said.out.startswith("行政处罚 广州市棠禾食品有限公司")
    (message,) = gongshi("feed", "--to", "local-portal", "--messages", "--json").json()
    assert message["message"] == said.out.strip()


def test_a_webhook_is_added_listed_and_removed(gongshi, public):
    """By the administrator; the secret is shown once."""
    asked = ("--to", "local-portal", "--url", "https://portal.invalid/x", "--for", "门户")
    made = gongshi("webhook", "add", *asked, "--as", "管理员", "--json").json()
    assert made["secret"].startswith("whsec_")
    (held,) = gongshi("webhook", "list", "--json").json()
    assert (held["id"], "secret" in held) == (made["id"], False)
    assert gongshi("webhook", "remove", made["id"], "--as", "管理员").code == 0
    assert gongshi("webhook", "list", "--json").json() == []


def test_report_and_catalogue_are_told(gongshi, public, tmp_path):
    """The month of today, as tables, files and JSON; a catalogue that nobody keeps is empty."""
    month = f"{today():%Y-%m}"
    out = tmp_path / "r.xlsx", tmp_path / "r.html"
    done = gongshi("report", "--month", month, "--xlsx", out[0], "--html", out[1], "--json")
    assert done.json()["total"]["published"] == 1
    assert out[0].stat().st_size > 1000
    assert "广州市天河区市场监督管理局" in out[1].read_text("utf-8")
    assert "及时率" in gongshi("report", "--month", month).out
    assert gongshi("report", "--month", "2026").code == 2
    assert gongshi("catalogue", "list", "--json").json() == []
    assert gongshi("catalogue", "compare", "--json").json()["without_item"] == 1
    assert gongshi("catalogue", "history", "1", "--json").json() == []


def test_expire_and_due_say_how_many(gongshi, public):
    """Nothing is over today, and nothing waits."""
    assert gongshi("expire", "--json").json() == {"expired": 0}
    assert gongshi("due", "--json").json() == {"overdue": [], "due_soon": []}
    assert gongshi("due").code == 0


def test_a_calendar_year_is_added(gongshi, public, tmp_path):
    """Shown as provisional before, as known after."""
    year = 2031
    assert gongshi("calendar", "show", year, "--json").json()["known"] is False
    path = tmp_path / "2031.yaml"
    path.write_text(
        'version: "2031.1"\nyears:\n  2031: {notice: 虚构文号, rest: ["01-01"], work: ["01-04"]}\n',
        "utf-8",
    )
    assert gongshi("calendar", "add", path, "--as", "管理员").code == 0
    shown = gongshi("calendar", "show", year, "--json").json()
    assert (shown["known"], shown["rest"], shown["work"]) == (True, ["2031-01-01"], ["2031-01-04"])
    assert gongshi("calendar", "add", path, "--as", "审核员").code == 1


@pytest.mark.parametrize(
    "command",
    [
        ("withdraw", "absent", "--ground", "court", "--reason", "是"),
        ("feed",),
        ("feed", "--to", "nowhere"),
        ("objection", "file", "absent", "--ground", "error", "--text", "有误"),
        ("repair", "apply", "absent", "--material", "identity", "--commitment", "是"),
    ],
)
def test_wrong_usage_ends_with_two(gongshi, public, command):
    """A sentence in Chinese, no traceback."""
    done = gongshi(*command)
    assert done.code == 2
    assert "Traceback" not in done.err
