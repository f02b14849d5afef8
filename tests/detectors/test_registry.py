"""What belongs to a kind: file, registry line, case file, documentation row."""

import importlib
from pathlib import Path

import pytest

from detectors.catalogue import documentation
from detectors.detector import Detector
from detectors.finding import SHIELDS
from detectors.registry import all_detectors, entity_types

ROOT = Path(__file__).parents[2]
KINDS = [pytest.param(d, id=d.kind) for d in all_detectors()]


@pytest.mark.parametrize("detector", KINDS)
def test_a_kind_has_all_four(detector):
    """File, registry line, cases and documentation row have the same name."""
    module = importlib.import_module(f"detectors.{detector.kind}")
    assert type(detector).__module__ == module.__name__
    assert type(detector).__name__.lower() == detector.kind.replace("_", "")
    assert (ROOT / f"tests/detectors/cases/{detector.kind}.yaml").exists()
    assert f"| `{detector.kind}` |" in documentation()


@pytest.mark.parametrize("detector", KINDS)
def test_a_kind_explains_itself_in_chinese(detector):
    """Reviewers read the label and the basis, so neither is empty."""
    assert any("\u4e00" <= c <= "\u9fff" or c.isupper() for c in detector.label)
    assert detector.basis
    assert detector.ident == f"{detector.kind}@{detector.revision}"


def test_the_documentation_is_current():
    """docs/detectors.md is what the classes say; ``python -m detectors.catalogue`` renews it."""
    assert (ROOT / "docs/detectors.md").read_text("utf-8") == documentation()


def test_every_detector_file_is_registered():
    """A kind that nobody calls would find nothing."""
    registered = {type(d).__module__ for d in all_detectors()}
    for path in (ROOT / "detectors").glob("*.py"):
        text = path.read_text("utf-8")
        if "kind: ClassVar[str] = " in text or "\n    kind = " in text:
            assert f"detectors.{path.stem}" in registered, path.stem


def test_kinds_and_entity_types_are_unique_and_cover_the_shields():
    """No kind twice; every shield of the contract has a detector."""
    kinds = [d.kind for d in all_detectors()]
    assert len(kinds) == len(set(kinds))
    assert entity_types() >= SHIELDS
    assert all(isinstance(d, Detector) for d in all_detectors())
