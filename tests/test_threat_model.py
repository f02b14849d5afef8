"""docs/threat-model.md names tests that exist, and ASVS requirements by their numbers."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
#: Requirements that the table must answer (OWASP ASVS 5.0).
WANTED = (
    "16.2.5", "16.3.2", "16.3.3", "16.4.1", "16.4.2", "16.5.2", "16.5.3", "14.2.1", "14.2.6",
    "14.2.7", "14.3.2",
)  # fmt: skip


def _rows():
    lines = PAGE.read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("|") and "::" in line]


def test_every_named_test_exists():
    """A threat without its test is a wish."""
    named = [pair for row in _rows() for pair in NAMED.findall(row)]
    assert len(named) > 40
    for file, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), name


def test_every_row_has_its_test_and_number():
    """Each row of the table names what it answers and what shows it."""
    rows = _rows()
    assert len(rows) > 30
    assert all(NAMED.search(row) and re.search(r"\d+\.\d+\.\d+", row) for row in rows)
    assert all(any(number in row for row in rows) for number in WANTED)
