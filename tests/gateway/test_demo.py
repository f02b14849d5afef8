"""The demo's four piles are what people were shown before, and hold no original."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gateway.demo.recipe import shows

GOLDEN = Path(__file__).parent / "golden"
PILES = ("released", "in_review", "blocked", "rejected")
CHECK = Path(__file__).parent.parent / "check_no_originals.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo") / "home"
    done = gongshi("demo", "--home", str(home))
    assert done.returncode == 0, done.stderr
    return home


def gongshi(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", *arguments], capture_output=True, text=True, check=False
    )


def lines(home: Path, pile: str) -> list[dict]:
    text = (home / "out" / f"{pile}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def told(line: dict) -> dict:
    """What a person reads of a line: nothing that keys or clocks change."""
    named = line["id"] if not line["id"].startswith("K") else f"row {line['row']}"
    changes = [
        f"{t['field']} {t['start']}-{t['end']} {t['entity_type'] or 'FIELD'} {t['action']}"
        f" {t['operator']} {t['replacement']} {t['rule']}".replace("  ", " ")
        for t in line.get("transformations", ())
    ]
    return {
        "record": named,
        "reasons": sorted({r["rule"] for r in line.get("reasons", ())}),
        "problems": [f"{p['field']} {p['code']}" for p in line.get("problems", ())],
        "publish_by": line.get("publish_by"),
        "public_until": line.get("public_until"),
        "changes": changes,
    }


@pytest.mark.parametrize("pile", PILES)
def test_a_pile_reads_as_it_did(demo: Path, pile: str) -> None:
    """Each pile equals its golden file; `python tests/gateway/test_demo.py` writes them anew."""
    golden = json.loads((GOLDEN / f"{pile}.json").read_text(encoding="utf-8"))
    assert [told(line) for line in lines(demo, pile)] == golden


def test_every_record_ends_where_its_story_says(demo: Path) -> None:
    """The hand-written cases of the demo end in the pile that they were written for."""
    found = {line["id"]: pile for pile in PILES for line in lines(demo, pile)}
    assert {name: found[name] for name in shows()} == shows()


def test_no_original_leaves_the_demo(demo: Path) -> None:
    """No identity number, telephone or card in any pile, the database or its journal."""
    folder = Path(sys.modules["gateway.demo"].__file__).parent / "records"
    done = subprocess.run(
        [sys.executable, str(CHECK), "--input", *map(str, sorted(folder.glob("*.*[lvx]"))),
         "--out", str(demo / "out"), "--home", str(demo)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_log_of_the_demo_verifies(demo: Path) -> None:
    """Every answer of the demo has its entry, so has the pack that decided; the chain holds."""
    done = gongshi("ledger", "verify", "--home", str(demo), "--json")
    assert done.returncode == 0, done.stderr
    answered = sum(len(lines(demo, pile)) for pile in PILES)
    assert json.loads(done.stdout)["entries"] == answered + 1


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        gongshi("demo", "--home", str(home))
        GOLDEN.mkdir(exist_ok=True)
        for pile in PILES:
            text = json.dumps([told(x) for x in lines(home, pile)], ensure_ascii=False, indent=1)
            (GOLDEN / f"{pile}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
