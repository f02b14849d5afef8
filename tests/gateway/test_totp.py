"""One-time codes: the tables of RFC 4226 and RFC 6238, and codes that are good once."""

import pytest

from gateway import totp

SECRETS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
#: RFC 6238, appendix B: seconds, and the eight digits by hash.
TABLE = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
#: RFC 4226, appendix D: the codes of the first ten counters.
HOTP = [755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489]
SECRET = SECRETS["sha1"]


@pytest.mark.parametrize("row", TABLE, ids=[str(row[0]) for row in TABLE])
def test_the_table_of_rfc_6238(row):
    """Known answers for every hash that the standard names."""
    seconds, *codes = row
    step = totp.step_of(seconds)
    assert [totp.code(SECRETS[name], step, 8, name) for name in SECRETS] == codes


def test_the_table_of_rfc_4226():
    """Known answers of the counter that the clock stands in for."""
    assert [int(totp.code(SECRET, counter)) for counter in range(10)] == HOTP


def test_a_clock_may_be_one_step_off():
    """The step before and the step after are accepted, further ones are not."""
    now = 1000 * totp.STEP_SECONDS
    found = [totp.matching_step(SECRET, totp.code(SECRET, 1000 + d), now, 0) for d in range(-2, 3)]
    assert found == [None, 999, 1000, 1001, None]


def test_a_code_is_good_once():
    """What was used, and everything before it, is used up."""
    now = 1000 * totp.STEP_SECONDS
    assert totp.matching_step(SECRET, totp.code(SECRET, 1000), now, 1000) is None
    assert totp.matching_step(SECRET, totp.code(SECRET, 999), now, 1000) is None
    assert totp.matching_step(SECRET, totp.code(SECRET, 1001), now, 1000) == 1001


@pytest.mark.parametrize("given", ["", "12345", "abcdef", "１２３４５６", "755224755224"])
def test_no_code_is_no_code(given):
    """Anything else matches nothing, and breaks nothing."""
    assert totp.matching_step(SECRET, given, 30_000, 0) is None


def test_the_address_is_what_authenticators_read():
    """An otpauth address with the secret in base32."""
    address = totp.address(SECRET, "审核员 甲")
    assert address.startswith("otpauth://totp/")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert " " not in address
    assert len(totp.new_secret()) == 20
