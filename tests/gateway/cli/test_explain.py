"""``explain``: which cue, quantity or list raised a span, and why another one was passed over."""

import json

import pytest

from detectors.registry import all_detectors

FACTS = "当事人称其成本价为19.7元，对外保密。违反保守国家秘密的规定，罚款3000元。"
CUSTOMER = "云岫贸易有限公司"


@pytest.fixture
def file(write, penalty):
    return write("rows.jsonl", [penalty(1, CF_SY=FACTS), penalty(2, CF_CFJGDM="1")])


def asked(gongshi, file, *more, field="CF_SY"):
    named = ("--pack", "rs-2018-gd", "--date", "2026-11-20")
    command = ("explain", file, "--id", "T-1", "--field", field, *named)
    done = gongshi(*command, *more, "--json")
    assert done.code == 0, done.err
    return done.json()


def looked(told, kind):
    (found,) = [d for d in told["detectors"] if d["detector"].startswith(f"{kind}@")]
    return found


def test_a_covered_span_names_its_cue_quantity_and_rule(gongshi, file):
    """The price: the word and the amount by offset, the rule on every channel."""
    at = FACTS.index("19.7")
    told = asked(gongshi, file, "--at", at)
    found = looked(told, "trade_secret")
    (item,) = [c for c in found["considered"] if c["found"]]
    assert FACTS[slice(*item["cue"])] == "成本价"
    assert [FACTS[slice(*v)] for v in item["values"]] == ["19.7元"]
    assert found["found"][0]["fate"].startswith("成立")
    assert len(told["channels"]) == 5
    for decided in told["channels"].values():
        assert [s["rule"] for s in decided["spans"]] == ["GD-E-TRADE-VALUES"]
        assert decided["spans"][0]["basis"]


def test_any_other_span_says_why_not(gongshi, file):
    """The word 秘密 and the fine: who looked, what they need, which rule let it pass."""
    told = asked(gongshi, file, "--at", FACTS.index("秘密的"))
    (item,) = looked(told, "state_secret_mark")["considered"]
    assert (item["found"], item["span"]) == (
        False,
        [FACTS.index("秘密的"), FACTS.index("秘密的") + 2],
    )
    assert "不是国家秘密标志" in item["because"]
    assert "需要" in looked(told, "phone_number")["passed"]
    assert len(told["detectors"]) == len(all_detectors()) + 1
    assert all(d["looked"] for d in told["detectors"])
    for decided in told["channels"].values():
        assert decided["spans"] == []
        assert "GD-F-PUBLIC" in decided["otherwise"]
    told = asked(gongshi, file, "--at", FACTS.index("3000"))
    assert looked(told, "public_amount")["found"]
    assert {s["rule"] for c in told["channels"].values() for s in c["spans"]} == {"GD-E-KNOWN"}


def test_a_list_is_named_and_its_entry_is_not(gongshi, write, penalty, tmp_path):
    """The hit names the list; a list of another department is not asked."""
    path = tmp_path / "list.csv"
    path.write_text(f"客户\n{CUSTOMER}\n", encoding="utf-8")
    assert gongshi("user", "add", "管理员甲", "--role", "officer").code == 0
    command = ("register", "import", path, "--kind", "list", "--name", "重点客户")
    held = gongshi(*command, "--category", "customer", "--as", "管理员甲", "--json").json()
    assert gongshi("register", "activate", held["id"], "--as", "管理员甲").code == 0
    text = f"当事人将货卖给{CUSTOMER}。"
    told = asked(gongshi, write("r.jsonl", [penalty(1, CF_SY=text)]))
    (found,) = looked(told, "registered_list")["found"]
    assert "重点客户" in found["because"]
    assert [f["detector"] for f in told["findings"] if f["entity_type"] == "REGISTERED"] == [
        f"registered_list@1:{held['id']}"
    ]
    assert "云岫" not in json.dumps(told, ensure_ascii=False)


def test_no_original_is_printed_unless_asked_for(gongshi, file):
    """Table and JSON hold offsets; ``--show-text`` shows the user's own file on the terminal."""
    command = ("explain", file, "--id", "T-1", "--field", "违法事实", "--date", "2026-11-20")
    for more in ((), ("--json",), ("--at", "3"), ("--to", "social-media")):
        done = gongshi(*command, *more)
        assert done.code == 0, done.err
        for said in ("19.7", "3000", "棠禾", "当事人称"):
            assert said not in done.out
    assert "19.7元" in gongshi(*command, "--show-text").out
    near = gongshi(*command, "--show-text", "--at", FACTS.index("罚款"), "--json").json()["text"]
    assert "3000" in near
    assert near in FACTS


def test_it_keeps_nothing(gongshi, file, own_home):
    """No home is made, nothing is logged."""
    asked(gongshi, file)
    assert not own_home.exists()


def test_what_is_not_there_is_wrong_usage(gongshi, file, tmp_path):
    """No such record, field, offset, channel, file; a row that breaks the standard."""
    day = ("--date", "2026-11-20")
    wrong = [
        (file, "--id", "T-9", "--field", "CF_SY"),
        (file, "--id", "T-1", "--field", "XK_NR"),
        (file, "--id", "T-1", "--field", "CF_SY", "--at", "9999"),
        (file, "--id", "T-1", "--field", "CF_SY", "--to", "nowhere"),
        (file, "--id", "T-2", "--field", "CF_SY"),
        (tmp_path / "no.jsonl", "--id", "T-1", "--field", "CF_SY"),
    ]
    for arguments in wrong:
        done = gongshi("explain", *arguments, *day)
        assert done.code == 2, arguments
        assert "19.7" not in done.err
    assert "check" in gongshi("explain", *wrong[4], *day).err
