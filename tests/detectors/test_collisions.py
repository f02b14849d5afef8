"""Numbers that pass somebody else's check: column, then context, then structure and checksum.

Nine construction licences in a hundred pass the identity check, four registration numbers in a
hundred read as an old identity number, ten strings in a hundred pass Luhn. All are drawn here.
"""

from datetime import date, timedelta
from random import Random

import pytest

from detectors.border import Scanner
from detectors.checksums import (
    business_registration_check,
    identity_checksum_ok,
    legacy_identity_ok,
    luhn_ok,
    org_code_check,
    uscc_check,
)
from detectors.finding import Status
from detectors.sheet import Passage, Sheet

MANY = 12
REGIONS = ("440106", "330104", "110105", "510107", "350203")


def drawn(make, wanted, seed=1):
    """The first few numbers of a kind that also pass for another."""
    rng = Random(seed)
    found = []
    while len(found) < MANY:
        number = make(rng)
        if wanted(number):
            found.append(number)
    return found


def licence(rng):
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(3000))
    return (
        f"{rng.choice(REGIONS)}{day:%Y%m%d}{rng.randrange(100):02}{rng.choice(('01', '02', '03'))}"
    )


def registration(rng):
    body = f"{rng.choice(REGIONS)}{rng.choice('6789')}{rng.randrange(10**7):07}"
    return body + business_registration_check(body)


def string(rng):
    return str(rng.choice("123456789")) + f"{rng.randrange(10**18):018}"


def credit_code(rng):
    day = date(1960, 1, 1) + timedelta(days=rng.randrange(12000))
    body = (
        f"{rng.choice(('11', '12'))}{rng.choice(REGIONS)[:4]}{day:%Y%m%d}{rng.randrange(1000):03}"
    )
    return body + uscc_check(body)


LICENCES = drawn(licence, identity_checksum_ok)
REGISTRATIONS = drawn(registration, legacy_identity_ok)
CARDLIKE = drawn(string, luhn_ok)


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


def found(scanner, text):
    return {(f.entity_type, f.status) for f in scanner.scan_text(text)}


@pytest.mark.parametrize("number", LICENCES)
def test_a_licence_that_passes_the_identity_check_is_kept_behind_its_word(scanner, number):
    """The word in front wins over every arithmetic."""
    assert found(scanner, f"取得施工许可证，施工许可证编号：{number}。") == {
        ("LICENCE_NUMBER", Status.CERTAIN)
    }


@pytest.mark.parametrize("number", LICENCES)
def test_without_its_word_it_is_a_suspect_and_never_kept_in_silence(scanner, number):
    """Nobody can tell it from a child's identity number."""
    assert found(scanner, f"编入{number}一并公示") == {("CN_ID_CARD", Status.SUSPECT)}


@pytest.mark.parametrize("number", LICENCES)
def test_behind_the_word_for_an_identity_it_is_one(scanner, number):
    """The same digits, the other word."""
    assert found(scanner, f"身份证号{number}") == {("CN_ID_CARD", Status.CERTAIN)}


@pytest.mark.parametrize("number", LICENCES)
@pytest.mark.parametrize(
    ("holds", "entity"), [("LICENCE_NUMBER", "LICENCE_NUMBER"), ("CN_ID_CARD", "CN_ID_CARD")]
)
def test_the_column_decides_before_all_else(scanner, number, holds, entity):
    """What a column is defined to hold, it holds."""
    sheet = Sheet([Passage("f", number, holds=holds)])
    (finding,) = scanner.scan(sheet).findings["f"]
    assert (finding.entity_type, finding.status) == (entity, Status.CERTAIN)


@pytest.mark.parametrize("number", REGISTRATIONS)
def test_a_registration_number_like_an_old_identity(scanner, number):
    """Kept behind its word, personal behind the other, and a suspect behind none."""
    assert found(scanner, f"注册号{number}") == {("CN_BUSINESS_REGISTRATION", Status.CERTAIN)}
    assert ("CN_ID_CARD", Status.LIKELY) in found(scanner, f"身份证号{number}")
    alone = found(scanner, f"（{number}）")
    assert ("CN_ID_CARD", Status.SUSPECT) in alone


@pytest.mark.parametrize("number", CARDLIKE)
def test_luhn_alone_makes_no_card(scanner, number):
    """One string in ten passes: at most a suspect, and none behind the word for an order."""
    alone = {s for e, s in found(scanner, f"其{number}已核对") if e == "BANK_CARD"}
    assert alone <= {Status.SUSPECT} or number.startswith("62")
    assert not {e for e, _ in found(scanner, f"订单号{number}")} & {"BANK_CARD", "BANK_ACCOUNT"}


@pytest.mark.parametrize("number", drawn(credit_code, identity_checksum_ok, seed=2)[:3])
def test_a_code_of_digits_that_passes_the_identity_check(scanner, number):
    """Three in four hundred thousand: kept behind its word, never kept without it."""
    assert ("CN_USCC", Status.CERTAIN) in found(scanner, f"统一社会信用代码{number}")
    assert "CN_ID_CARD" in {e for e, _ in found(scanner, f"持有{number}")}


def test_a_tax_number_of_fifteen_is_kept_unless_it_may_be_an_identity(scanner):
    """Region and organisation code: the check digit keeps it, a date of birth inside does not."""
    code = "50712345" + org_code_check("50712345")
    assert found(scanner, f"税务登记号440106{code}") == {("CN_ORG_CODE", Status.CERTAIN)}
    body = next(b for b in (f"500101{n:02}" for n in range(100)) if org_code_check(b).isdigit())
    dated = f"440106{body}{org_code_check(body)}"
    assert legacy_identity_ok(dated)
    assert {e for e, _ in found(scanner, f"税务登记号{dated}")} == {"CN_ID_CARD"}
