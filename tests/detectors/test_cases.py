"""Every kind's case file, through the border and through a plain Presidio engine."""

import importlib
import re
import sys
from pathlib import Path

import pytest
import yaml
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from detectors.border import Scanner
from detectors.registry import all_detectors

CASES = Path(__file__).parent / "cases"
sys.path.append(str(Path(__file__).parent))
REGISTER = importlib.import_module("registered").register()
MARK = re.compile("[⟦⟧]")


def load(section):
    return list(_cases(section))


def _cases(section):
    for detector in all_detectors():
        path = CASES / f"{detector.kind}.yaml"
        if path.exists():
            cases = yaml.safe_load(path.read_text("utf-8"))
            for index, case in enumerate(cases.get(section) or []):
                name = f"{detector.kind}-{section}-{index}"
                yield pytest.param(detector, case, id=name)


def marked(text):
    """The text without its marks, and the spans between them."""
    clean, spans, opened = "", [], 0
    for piece in re.split("([⟦⟧])", text):
        if piece == "⟦":
            opened = len(clean)
        elif piece == "⟧":
            spans.append((opened, len(clean)))
        else:
            clean += piece
    return clean, spans


@pytest.fixture(scope="module")
def scanner():
    return Scanner(register=REGISTER)


@pytest.fixture(scope="module")
def engine():
    registry = RecognizerRegistry(list(all_detectors(REGISTER)), supported_languages=["zh"])
    nlp = NoOpNlpEngine([{"lang_code": "zh", "model_name": "none"}])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["zh"])


def wanted(detector, case):
    return case.get("type", detector.entities[0])


@pytest.mark.parametrize(("detector", "case"), load("hits"))
def test_hits_are_found_at_their_exact_span(scanner, detector, case):
    """What stands between the marks is found, with the status that the case states."""
    text, spans = marked(case["text"])
    found = {
        (f.start, f.end): f
        for f in scanner.scan_text(text)
        if f.entity_type == wanted(detector, case)
    }
    assert set(spans) <= set(found)
    if "status" in case:
        assert {found[span].status.word for span in spans} == {case["status"]}


@pytest.mark.parametrize(("detector", "case"), load("hits"))
def test_hits_are_found_in_a_plain_presidio_engine(engine, detector, case):
    """The detectors are ordinary Presidio recognisers: no part of the gateway is needed."""
    text, spans = marked(case["text"])
    found = engine.analyze(text, language="zh", entities=[wanted(detector, case)])
    assert set(spans) <= {(r.start, r.end) for r in found}


@pytest.mark.parametrize(("detector", "case"), load("near_misses"))
def test_near_misses_are_suspects(scanner, detector, case):
    """What is marked and nearly right is a suspect; what is not marked is at most a suspect."""
    text, spans = marked(case["text"])
    found = {
        (f.start, f.end): f.status.word
        for f in scanner.scan_text(text)
        if f.entity_type == wanted(detector, case)
    }
    assert [found.get(span) for span in spans] == [case.get("status", "suspect")] * len(spans)
    assert spans or not set(found.values()) & {"likely", "certain"}


@pytest.mark.parametrize(("detector", "case"), load("misses"))
def test_misses_are_left_alone(scanner, detector, case):
    """What only looks like the kind is not reported as the kind."""
    text = MARK.sub("", case["text"])
    assert wanted(detector, case) not in {f.entity_type for f in scanner.scan_text(text)}


def test_every_case_says_why():
    """A case without a reason teaches nobody anything."""
    for path in CASES.glob("*.yaml"):
        cases = yaml.safe_load(path.read_text("utf-8"))
        assert set(cases) <= {"hits", "near_misses", "misses"}, path.name
        for section in cases.values():
            assert all(case.get("because") for case in section or ()), path.name
