"""``consent``: from a held case to a printed notice, an answer, a decision and a verdict."""

from datetime import date, timedelta

import pytest

AS = ("--as", "审核员甲")
FACTS = "当事人称其成本价为19.7元，对外保密。"


@pytest.fixture
def case(gongshi, penalty, write, tmp_path):
    decided = f"{date.today() - timedelta(days=30):%Y/%m/%d}"  # noqa: DTZ011 - days, not hours
    rows = [penalty(1, CF_SY=FACTS, CF_JDRQ=decided)]
    out = ("--to", "department-portal", "--out", tmp_path / "out")
    assert gongshi("screen", write("a.jsonl", rows), *out).code == 0
    assert gongshi("user", "add", "审核员甲", "--role", "reviewer").code == 0
    return gongshi("review", "list", "--json").json()[0]["id"]


def test_the_whole_way(gongshi, case, tmp_path):
    """Ask, print, answer, decide, judge: what the third party agreed to is published."""
    made = gongshi("consent", "ask", case, "--party", "揽月公司", *AS, "--json").json()
    assert made["state"] == "noticed"
    assert made["spans"][0]["entity_type"] == "TRADE_SECRET"
    page = tmp_path / "notice.html"
    text = gongshi("consent", "print", made["id"][:6], *AS)
    assert "19.7元" in text.out
    assert gongshi("consent", "print", made["id"], *AS, "--html", page).code == 0
    assert "征求第三方意见通知书" in page.read_text(encoding="utf-8")
    verdict = ("--verdict", "accept", "--conclusion", "处理后公开", "--reason", "已核对")
    assert gongshi("review", "decide", case, *AS, *verdict).code == 1
    assert gongshi("consent", "answer", made["id"], *AS, "--agree").code == 0
    decided = gongshi(
        "consent", "decide", made["id"], *AS, "--publish", "--reason", "同意", "--json"
    )
    assert decided.json()["ground"] == "consent"
    line = gongshi("review", "decide", case, *AS, *verdict, "--json").json()
    assert line["outcome"] == "released"
    assert line["fields"]["CF_SY"] == FACTS
    assert gongshi("ledger", "verify").code == 0
    log = gongshi("ledger", "show", "--json").out
    assert "19.7" not in log
    assert "揽月" not in log


def test_the_list_shows_what_waits(gongshi, case):
    """Without originals, by the last day to answer."""
    gongshi("consent", "ask", case, "--party", "揽月公司", *AS)
    done = gongshi("consent", "list", *AS)
    assert "等待答复" in done.out
    assert "揽月" not in done.out
    assert len(gongshi("consent", "list", *AS, "--json").json()) == 1
    assert gongshi("consent", "list", *AS, "--all", "--json").json()


def test_what_is_refused(gongshi, case):
    """A part of a finding, a strange span, a refusal without reason, a stranger."""
    command = ("consent", "ask", case, "--party", "揽月公司")
    assert gongshi(*command, "--as", "路人").code == 1
    for span in ("CF_SY:0-2", "CF_SY", "CF_SY:a-b", "CF_SY:-3"):
        assert gongshi(*command, *AS, "--span", span).code == 2
    made = gongshi(*command, *AS, "--json").json()
    assert gongshi("consent", "answer", made["id"], *AS, "--refuse").code == 2
    early = ("--publish", "--reason", "已权衡")
    done = gongshi("consent", "decide", made["id"], *AS, *early)
    assert done.code == 1
    assert made["due"] in done.err
