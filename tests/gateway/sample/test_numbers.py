"""Every invented number passes the check that the detectors apply to it."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest

from detectors import checksums
from gateway.sample import numbers

SEEDS = range(200)
REGION = "440606"


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (lambda r: numbers.id_number(r, REGION, 1988), checksums.identity_number_ok),
        (lambda r: numbers.legacy_id_number(r, REGION), checksums.legacy_identity_ok),
        (lambda r: numbers.uscc(r, REGION), checksums.uscc_ok),
        (lambda r: numbers.uscc(r, REGION, "92"), checksums.uscc_ok),
        (lambda r: numbers.uscc(r, REGION, "11"), checksums.uscc_ok),
        (numbers.org_code, checksums.org_code_ok),
        (lambda r: numbers.uscc(r, REGION)[8:17], checksums.org_code_ok),
        (lambda r: numbers.business_registration(r, REGION), checksums.business_registration_ok),
        (numbers.bank_card, checksums.luhn_ok),
        (numbers.vin, checksums.vin_ok),
    ],
    ids=["id18", "id15", "firm", "shop", "agency", "org", "org-in-uscc", "reg", "card", "vin"],
)
def test_made_numbers_pass_the_detectors_checks(make, check):
    """Makers and checkers are written apart and agree on two hundred numbers of each kind."""
    assert all(check(make(Random(seed))) for seed in SEEDS)


def test_a_construction_licence_looks_exactly_like_an_identity_number():
    """The collision that arithmetic cannot settle is there every time."""
    made = [numbers.construction_licence(Random(s), REGION, date(2026, 3, 18)) for s in SEEDS]
    assert all(checksums.identity_number_ok(number) for number in made)
    assert all(number.startswith("44060620260318") for number in made)


@pytest.mark.parametrize("groups", [(), (6, 8, 4), (4, 4, 4, 4), (3, 4)], ids=str)
def test_written_forms_fold_back_to_the_number(groups):
    """However a clerk types it, folding and joining gives the same digits."""
    rng = Random(5)
    number = numbers.id_number(rng, REGION, 1990)
    forms = {numbers.written(rng, number, *groups) for _ in range(300)}
    narrow = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
    assert {f.translate(narrow).replace(" ", "").replace("-", "") for f in forms} == {number}
    assert len(forms) >= (3 if groups else 2)


def test_mobile_numbers_have_eleven_digits_of_an_allocated_range():
    """No generated mobile number lies in a range that was never allocated."""
    allocated = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[125-7]|7[0-8]|8\d|9[0-35-9])\d{8}")
    assert all(allocated.fullmatch(numbers.mobile(Random(seed))) for seed in SEEDS)
