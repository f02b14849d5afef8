"""What is installed is whole: the program, its data, nothing heavy at its door, no addresses."""

import re
import subprocess
import sys
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Package to the files without which something is silently missing.
DATA = {
    "policies": ("hints.yaml", "pack.schema.json"),
    "policies.calendars": ("china.yaml",),
    "policies.packs": tuple(
        f"{pack}/{file}.yaml"
        for pack in ("guangdong", "national-2026", "rs-2018-gd")
        for file in ("pack", "examples")
    ),
    "policies.standards.data": (
        *("g1.yaml", "g1-gd.yaml", "g1b.yaml", "g2.yaml", "g2b.yaml", "headings.yaml"),
        *("permit.yaml", "penalty.yaml", "catalogue_item.yaml", "document.yaml"),
    ),
    "detectors.data": ("gbt2260.txt", "number_cues.yaml"),
    "detectors.data.names": ("surnames.txt", "given.txt", "words.txt", "cues.csv"),
    "detectors.data.places": ("regions.txt",),
    "detectors.data.trade_secrets": ("technical.yaml", "business.yaml"),
    "detectors.data.public_phrases": ("phrases.txt",),
    "gateway.evaluation": ("labels.yaml",),
    "gateway.demo.records": ("penalties.xlsx", "permits.csv", "legacy-g1-gd.xml", "letters.jsonl"),
    "gateway.web.console": (
        *("static/console.css", "static/console.js", "static/icon.svg"),
        *(
            f"templates/{name}.html"
            for name in (
                "base",
                "case",
                "chart",
                "column",
                "column_record",
                "column_refused",
                "intake",
                "log",
                "overview",
                "piles",
                "public",
                "queue",
                "refused",
                "signin",
            )
        ),
    ),
    "gateway.storage.migrations": (
        "env.py",
        "versions/r0001_evidence.py",
        "versions/r0002_proofs.py",
        "versions/r0003_registered_and_consents.py",
        "versions/r0004_policies.py",
        "versions/r0010_publications.py",
        "versions/r0011_objections_and_repairs.py",
        "versions/r0012_webhooks.py",
        "versions/r0020_console.py",
        "versions/r0030_handovers.py",
    ),
}
#: Loaded by a command that needs them, never by ``--help``.
HEAVY = (
    "presidio_analyzer", "presidio_anonymizer", "spacy", "sqlalchemy", "alembic", "fastapi",
    "uvicorn", "openpyxl", "jieba", "cryptography", "numpy", "detectors.registry",
)  # fmt: skip


def beside(*path):
    """A file of the repository, which an installed distribution does not have."""
    found = ROOT.joinpath(*path)
    if not found.exists():
        pytest.skip("not run from the repository")
    return found


@pytest.mark.parametrize("package", DATA)
def test_the_data_is_installed(package):
    """Each file is there and not empty, read the way the code reads it."""
    for name in DATA[package]:
        assert (files(package) / name).read_bytes(), name


def test_every_pack_has_its_examples():
    """A pack folder is a pack and the cases that it decides."""
    folders = [f for f in files("policies.packs").iterdir() if (f / "pack.yaml").is_file()]
    assert folders
    assert all((folder / "examples.yaml").is_file() for folder in folders)


def test_the_program_is_installed():
    """``gongshi`` is an entry point of the distribution and runs."""
    (script,) = distribution("gongshi-gateway").entry_points.select(group="console_scripts")
    assert (script.name, script.value) == ("gongshi", "gateway.cli:main")
    program = Path(sys.executable).parent / "gongshi"
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "screen" in done.stdout


def test_the_door_loads_nothing_heavy():
    """Importing the command line takes a moment: no detector, no database, no web framework."""
    code = f"import sys, gateway.cli; print(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", ["runtime.lock", "dev.lock"])
def test_a_lock_pins_by_hash_and_names_no_address(name):
    """Where a package was downloaded from is nobody's business; what it was is everybody's."""
    text = beside("requirements", name).read_text("utf-8")
    assert not re.search(r"://|--index|--extra|--find-links|--trusted|\bfile:", text)
    pinned = text.replace("\\\n", " ").splitlines()
    pinned = [line for line in pinned if line.strip() and not line.startswith("#")]
    assert len(pinned) > 20
    assert all("==" in line and "--hash=sha256:" in line for line in pinned)


def test_the_commands_of_the_readme_exist():
    """Every ``make`` in the README is a target; the two first ones set up by themselves."""
    makefile = beside("Makefile").read_text("utf-8")
    named = re.findall(r"^    make (\w+)", beside("README.md").read_text("utf-8"), re.MULTILINE)
    assert named[:2] == ["demo", "test"]
    for target in named:
        assert re.search(rf"^{target}: \$\(READY\)$", makefile, re.MULTILINE), target
