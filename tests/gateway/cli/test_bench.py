"""``bench``: one short run, and what is no size."""

import json

from gateway import bench
from gateway.bench import Contender
from gateway.bench.contenders import CONTENDERS, REFERENCE
from gateway.bench.stages import STAGES


def test_a_short_run_gives_ratios(gongshi, monkeypatch, tmp_path):
    """The whole walk is measured beside the rest; the figures and the drawing are written."""
    cheapest = CONTENDERS[-1]
    stand_in = Contender(REFERENCE, REFERENCE, cheapest.prepare)
    monkeypatch.setattr(bench, "CONTENDERS", (stand_in, cheapest))
    out = tmp_path / "new" / "bench"
    command = ("bench", "--sizes", "150", "--rounds", "1", "--stage-records", "6",
               "--simulate", "4")  # fmt: skip
    done = gongshi(*command, "--json", "--out", out)
    assert done.code == 0, done.err
    names = {timing["contender"] for timing in done.json()["timings"]}
    assert names == {"walk", "walk-batch", REFERENCE, cheapest.name}
    for spent in done.json()["stages"].values():
        assert list(spent) == list(STAGES)
        assert all(micros > 0 for micros in spent.values())
    assert json.loads((out / "bench.json").read_bytes()) == done.json()
    assert done.json()["simulated"]["records"] == 4
    found = done.json()["evidence"]
    assert [each["group"] for each in found["appends"]] == [1, 16, 256]
    assert [each["group"] for each in found["shared"]] == [1, 4, 16]
    assert found["entries"] == 200 + 200 * 16 + 16 * 256 + 200 * (1 + 4 + 16)
    assert found["path"] == 32 * 14, "one digest for each doubling of the log"
    assert all(found[name] > 0 for name in ("syncs", "verified", "offline", "receipt"))
    assert (out / "bench.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_list_takes_part_where_one_is_asked_for(gongshi, monkeypatch):
    """The scan with a list stands beside the rest, with the memory and the time of the list."""
    cheapest = CONTENDERS[-1]
    stand_in = Contender(REFERENCE, REFERENCE, cheapest.prepare)
    monkeypatch.setattr(bench, "CONTENDERS", (stand_in,))
    short = ("--sizes", "150", "--rounds", "1", "--stage-records", "0", "--simulate", "0")
    command = ("bench", *short, "--entries", "300")
    whole = gongshi(*command, "--json").json()
    assert whole["listed"]["entries"] == 300
    assert "gateway-list" in {timing["contender"] for timing in whole["timings"]}
    assert "登记名单 300 条" in gongshi(*command).out


def test_what_is_no_size_is_wrong_usage(gongshi):
    """Words, zero, a negative number and nothing are refused before anything runs."""
    for sizes in ("fast", "0", "-5", "", "150,,800", "1e3"):
        assert gongshi("bench", "--sizes", sizes, "--rounds", 1).code == 2
    assert gongshi("bench", "--rounds", 0).code == 2
