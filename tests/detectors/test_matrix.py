"""The matrix of kinds, forms and carriers: every cell is held, and its page is current."""

import re
from pathlib import Path

import pytest

from detectors.border import Scanner
from detectors.finding import SHIELDS, Status
from detectors.matrix.carriers import CARRIERS
from detectors.matrix.cells import statuses
from detectors.matrix.forms import FORMS
from detectors.matrix.page import documentation
from detectors.matrix.specimens import specimens
from detectors.registry import entity_types

PAGE = Path(__file__).parents[2] / "docs/forms.md"
#: What is no number and no code: names, places, meanings, marks, statutes, amounts.
WORDS = {
    "PERSON",
    "ADDRESS",
    "DATE_OF_BIRTH",
    "HEALTH",
    "TRADE_SECRET",
    "STATE_SECRET_MARK",
    "INTERNAL_MARK",
    "REGISTERED",
    "ORGANIZATION",
    "STATUTE",
    "PUBLIC_AMOUNT",
}
GUESSES = {"lookalikes", "listed"}


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


def cells(*, cued):
    return [
        pytest.param(specimen, form, id=f"{specimen.name}-{form.name}")
        for specimen in specimens()
        for form in specimen.forms(cued=cued)
    ]


def lost(scanner, specimen, form, *, cued=True):
    found = statuses(scanner, specimen, form, cued=cued)
    return [carrier for carrier, status in found.items() if status is None]


@pytest.mark.parametrize(("specimen", "form"), cells(cued=True))
def test_every_form_is_found_in_every_carrier_behind_its_cue(scanner, specimen, form):
    """The whole of the value is found and at most one character more."""
    assert lost(scanner, specimen, form) == []


@pytest.mark.parametrize(("specimen", "form"), cells(cued=False))
def test_what_needs_no_cue_is_found_without_one(scanner, specimen, form):
    """At least as a suspect, so that a lost cue costs a person's time and not a leak."""
    assert lost(scanner, specimen, form, cued=False) == []


@pytest.mark.parametrize(
    ("specimen", "form"),
    [cell for cell in cells(cued=True) if cell.values[1].name in GUESSES],
)
def test_a_guess_is_certain_of_nothing(scanner, specimen, form):
    """O for 0, l for 1 and digits with commas: likely at most."""
    found = statuses(scanner, specimen, form).values()
    assert set(found) <= {Status.SUSPECT, Status.LIKELY}


def test_every_number_and_code_is_in_the_matrix():
    """A kind that is added needs its specimen, too."""
    assert {specimen.entity for specimen in specimens()} >= entity_types() - WORDS


def test_every_form_left_out_has_a_reason_and_a_name():
    """A typing error must not leave a cell out in silence."""
    forms, carriers = {form.name for form in FORMS}, {carrier.name for carrier in CARRIERS}
    for specimen in specimens():
        assert set(specimen.without) <= forms, specimen.name
        assert set(specimen.not_in) <= carriers, specimen.name
        assert all((specimen.without | specimen.not_in).values()), specimen.name


def test_shields_are_promised_nothing_by_a_guess():
    """A public code in disguise is not kept on the strength of a reading."""
    for specimen in specimens():
        if specimen.entity in SHIELDS:
            assert set(specimen.without) >= GUESSES, specimen.name


def test_the_values_belong_to_nobody():
    """Each is made here, and those with a check character carry the right one."""
    values = [specimen.value for specimen in specimens()]
    assert len(set(values)) == len(values)
    assert not any(re.search(r"[?_]$", value) for value in values)


def test_the_page_is_current(scanner):
    """docs/forms.md is what the tables say; ``python -m detectors.matrix`` renews it."""
    assert PAGE.read_text("utf-8") == documentation(scanner)
