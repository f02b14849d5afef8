"""``retention``, ``hold``, ``register``, ``key``: duties kept apart on the command line too."""

import pytest


@pytest.fixture
def office(gongshi, demo_copy):
    """The demo's home with people in it; a case that was looked at."""
    for name, role in (("甲", "officer"), ("乙", "officer"), ("丙", "reviewer"), ("丁", "auditor")):
        assert gongshi("user", "add", name, "--role", role, "--home", demo_copy).code == 0
    return demo_copy


@pytest.fixture
def case(gongshi, office):
    return gongshi("review", "list", "--home", office, "--json").json()[0]["id"]


def test_keeping_is_shown(gongshi, office):
    """What the pack asks for, and that nothing is due today."""
    found = gongshi("retention", "show", "--home", office, "--json").json()
    assert found["keeping"]["log"]["days"] >= 184
    assert found["due"] == 0
    assert "保存期限" in gongshi("retention", "show", "--home", office).out


def test_only_an_officer_drafts(gongshi, office):
    """Nothing is due; and nobody in another office is even asked."""
    done = gongshi("retention", "draft", "--as", "甲", "--home", office)
    assert (done.code, "没有到期" in done.err) == (2, True)
    for name in ("丙", "丁", "无名"):
        assert gongshi("retention", "draft", "--as", name, "--home", office).code == 1
    done = gongshi("retention", "approve", "0" * 32, "--as", "乙", "--home", office)
    assert done.code == 2


def test_a_hold_is_placed_by_one_and_lifted_by_another(gongshi, office, case):
    """The list shows it; the placer does not lift it; the log tells both."""
    place = ("hold", "place", case[:8], "--reason", "行政复议", "--home", office)
    assert gongshi(*place, "--as", "丙").code == 1
    assert gongshi(*place, "--as", "甲").code == 0
    (found,) = gongshi("hold", "list", "--home", office, "--json").json()
    lift = ("hold", "lift", found["id"], "--home", office)
    assert gongshi(*lift, "--as", "甲").code == 1
    assert gongshi(*lift, "--as", "乙").code == 0
    assert "保全" in gongshi("hold", "list", "--home", office).out
    log = gongshi("ledger", "show", "--after", 60, "--home", office, "--json").json()
    assert [each["entry"]["event"] for each in log][-2:] == ["held", "hold-lifted"]
    assert gongshi("ledger", "verify", "--home", office).code == 0


def test_a_look_is_reported(gongshi, office, case):
    """Who looked how often, in a table and as JSON; a purpose is no part of it."""
    look = ("review", "show", case, "--as", "丙", "--purpose", "核对独有的话", "--home", office)
    assert gongshi(*look).code == 0
    found = gongshi("access", "report", "--home", office, "--json").json()
    assert (found["looks"], list(found["accounts"].values())) == (1, [1])
    shown = gongshi("access", "report", "--home", office)
    assert "查看原文 1 次" in shown.out
    assert "独有的话" not in shown.out
    assert gongshi("access", "report", "--month", "x", "--home", office).code == 2


def test_keys_are_rotated_and_retired(gongshi, office, case):
    """A new key, everything under it, the old one gone; originals open as before."""
    found = gongshi("key", "rotate", "--home", office, "--json").json()
    assert (found["kek"], found["rewrapped"] > 0) == ("kek-0002", True)
    assert gongshi("key", "rewrap", "--home", office, "--json").json() == {"rewrapped": 0}
    assert gongshi("key", "retire", "kek-0002", "--home", office).code == 1
    assert gongshi("key", "retire", "kek-0001", "--home", office).code == 0
    assert gongshi("key", "retire", "kek-0001", "--home", office).code == 2
    assert [p.name for p in (office / "sealing").iterdir()] == ["kek-0002"]
    look = ("review", "show", case, "--as", "丙", "--purpose", "核对", "--home", office, "--json")
    assert gongshi(*look).json()["original"]


def test_the_signing_key_is_handed_over_and_destroyed(gongshi, office, write, penalty, tmp_path):
    """Old and new receipts by the old key file alone; the old key is gone, the log verifies."""
    pub, new, out = (tmp_path / name for name in ("old.pub", "new.pub", "out"))
    kept, line = office / "out" / "released.jsonl", tmp_path / "line"
    gongshi("ledger", "key", "--home", office, "--out", pub)
    assert gongshi("key", "rotate-signing", "--home", office).code == 0
    assert gongshi("key", "retire-signing", "--home", office, "--json").json() == {"destroyed": 1}
    assert [p.name for p in (office / "signing").iterdir()] == ["key-0002"]
    gongshi("ledger", "key", "--home", office, "--out", new)
    assert new.read_text().startswith(pub.read_text() + "handover ")
    file = write("in.jsonl", [penalty()])
    given = ("screen", file, "--to", "department-portal", "--out", out, "--home", office)
    assert gongshi(*given).code == 0
    lines = [path.read_text().splitlines()[0] for path in (kept, *_filled(out))]
    for text in lines:
        line.write_text(text)
        for key in (pub, new):
            assert gongshi("ledger", "verify", "--receipt", line, "--key", key).code == 0
    assert gongshi("ledger", "verify", "--home", office, "--key", pub).code == 0


def _filled(out):
    names = ("released", "in_review", "blocked")
    return [path for name in names if (path := out / f"{name}.jsonl").stat().st_size]


def test_a_lost_database_is_not_made_anew(gongshi, office, write, penalty, tmp_path):
    """Keys without their database: refused, or what is public would be published again."""
    for path in office.glob("gongshi.db*"):
        path.unlink()
    file = write("in.jsonl", [penalty()])
    given = ("screen", file, "--to", "department-portal", "--out", tmp_path / "o", "--home", office)
    done = gongshi(*given)
    assert (done.code, "数据库不见了" in done.err) == (1, True)
    assert not list(office.glob("gongshi.db*"))
    assert not (tmp_path / "o").exists()
