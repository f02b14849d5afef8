"""``policy``: packs as officers read them, check them and try them."""

import re

PACK = "rs-2018-gd"


def test_list_names_each_pack(gongshi):
    """Name, version, digest, title and first day of each pack."""
    entries = {entry["pack"]: entry for entry in gongshi("policy", "list", "--json").json()}
    assert set(entries[PACK]) >= {"version", "digest", "title", "effective_from", "rules"}
    assert re.fullmatch("[0-9a-f]{64}", entries[PACK]["digest"])
    assert PACK in gongshi("policy", "list").out


def test_check_compiles_all_or_one(gongshi):
    """Every shipped pack compiles; the digest is the one that answers carry."""
    listed = {e["pack"]: e["digest"] for e in gongshi("policy", "list", "--json").json()}
    done = gongshi("policy", "check", "--json")
    assert done.code == 0
    assert {e["pack"]: e["digest"] for e in done.json()} == listed
    assert not any(entry["faults"] for entry in done.json())
    one = gongshi("policy", "check", PACK)
    assert one.code == 0
    assert listed[PACK] in one.out


def test_the_examples_of_the_shipped_packs_hold(gongshi):
    """Each pack has examples beside it and decides all of them as written."""
    done = gongshi("policy", "test", "--json")
    assert done.code == 0
    for entry in done.json():
        assert entry["examples"] > 0
        assert entry["failures"] == []
    assert "0 个不符" in gongshi("policy", "test", PACK).out


def test_show_reads_like_the_law(gongshi):
    """Every rule with what it does and its basis."""
    done = gongshi("policy", "show", PACK)
    assert done.code == 0
    assert "GD-12-REVIEW" in done.out
    assert "4541" in done.out


def test_an_unknown_pack_is_wrong_usage(gongshi):
    """Each command that takes a name refuses one that is not installed."""
    for command in ("check", "test", "show"):
        done = gongshi("policy", command, "rs-1999-gd")
        assert done.code == 2
        assert PACK in done.err
