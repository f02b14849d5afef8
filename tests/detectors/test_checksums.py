"""The arithmetic of identifiers, against published and computed vectors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import checksums as c

VALID = [
    (c.identity_number_ok, "11010519491231002X"),
    (c.identity_number_ok, "440106199003070028"),
    (c.identity_number_ok, "810000198506150012"),
    (c.identity_number_ok, "830000197912310025"),
    (c.identity_number_ok, "911398199012310021"),
    (c.identity_checksum_ok, "440308200102290017"),
    (c.legacy_identity_ok, "440106900307002"),
    (c.old_permanent_resident_ok, "KAZ110090123105"),
    (c.uscc_ok, "91440101MA5ABCDE52"),
    (c.uscc_ok, "914401017234567818"),
    (c.org_code_ok, "MA5ABCDE-5"),
    (c.org_code_ok, "MA5ABCDE5"),
    (c.business_registration_ok, "110108000000016"),
    (c.business_registration_ok, "440106000123454"),
    (c.luhn_ok, "6228480031234567894"),
    (c.vin_ok, "1M8GDM9AXKP042788"),
    (c.vin_ok, "LGBH52E01KY123456"),
    (c.vin_ok, "11111111111111111"),
    (c.mrz_ok, "L898902C36"),
    (c.mrz_ok, "7408122"),
]
INVALID = [
    (c.identity_number_ok, "440106199003070029"),
    (c.identity_number_ok, "440308200102290017"),
    (c.identity_number_ok, "840000198506150012"),
    (c.identity_number_ok, "911398199012310022"),
    (c.identity_number_ok, "440106900307002"),
    (c.legacy_identity_ok, "440106901307002"),
    (c.legacy_identity_ok, "840106900307002"),
    (c.old_permanent_resident_ok, "KAZ110090123107"),
    (c.old_permanent_resident_ok, "KAZ1100901231"),
    (c.uscc_ok, "91440101MA5ABCDE53"),
    (c.uscc_ok, "91440101MA5ABCDE51"),
    (c.uscc_ok, "91440101MI5ABCDE52"),
    (c.uscc_ok, "00000000000000000X"),
    (c.org_code_ok, "MA5ABCDE-6"),
    (c.business_registration_ok, "440106000123455"),
    (c.luhn_ok, "6228480031234567895"),
    (c.vin_ok, "1M8GDM9A1KP042788"),
    (c.mrz_ok, "L898902C37"),
]
ALL = [
    c.identity_number_ok,
    c.identity_checksum_ok,
    c.legacy_identity_ok,
    c.old_permanent_resident_ok,
    c.uscc_ok,
    c.org_code_ok,
    c.business_registration_ok,
    c.luhn_ok,
    c.vin_ok,
    c.mrz_ok,
]


def _ids(cases):
    return [f"{check.__name__}-{n}" for n, (check, _) in enumerate(cases)]


@pytest.mark.parametrize(("check", "value"), VALID, ids=_ids(VALID))
def test_a_right_number_passes(check, value):
    """Every published valid vector passes."""
    assert check(value)


@pytest.mark.parametrize(("check", "value"), INVALID, ids=_ids(INVALID))
def test_its_wrong_twin_fails(check, value):
    """Every invalid twin fails, also the one whose checksum is right and whose day is not."""
    assert not check(value)


@given(st.text(max_size=20))
def test_any_text_is_judged_without_an_error(text):
    """No string makes a check raise."""
    for check in ALL:
        check(text)


@pytest.mark.parametrize("check", ALL, ids=[f.__name__ for f in ALL])
def test_wide_digits_are_not_digits(check):
    """Only the folded form counts: full-width digits and the empty string are refused."""
    assert not check("４４０１０６１９９００３０７００２８")
    assert not check("")


@given(st.text("0123456789", min_size=14, max_size=14))
def test_a_generated_registration_number_passes_and_one_changed_digit_fails(body):
    """MOD 11,10 finds every single wrong check digit."""
    check = c.business_registration_check(body)
    assert c.business_registration_ok(body + check)
    assert not c.business_registration_ok(body + str((int(check) + 1) % 10))


@given(st.text("0123456789", min_size=1, max_size=18), st.integers(1, 9))
def test_luhn_finds_every_wrong_last_digit(body, shift):
    """The computed digit passes and no other does."""
    check = c.luhn_check(body)
    assert c.luhn_ok(body + check)
    assert not c.luhn_ok(body + str((int(check) + shift) % 10))


@given(
    st.text("0123456789", min_size=6, max_size=6),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
)
def test_a_generated_credit_code_passes(region, rest):
    """MOD 31 over the whole alphabet."""
    body = "91" + region + rest
    assert c.uscc_ok(body + c.uscc_check(body))


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_a_legacy_number_upgrades_to_a_valid_one(born, sequence):
    """Putting 19 in and adding the check character keeps the birth date."""
    old = f"440106{born:%y%m%d}{sequence:03}"
    new = c.upgraded_identity(old)
    assert c.legacy_identity_ok(old)
    assert c.identity_number_ok(new)
    assert c.identity_birth_date(old) == c.identity_birth_date(new) == born
