"""Laws of settling: evidence decides, doubt keeps the person, order does not matter."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.border import Scanner
from detectors.checksums import (
    business_registration_ok,
    identity_check,
    identity_number_ok,
    legacy_identity_ok,
    uscc_ok,
)
from detectors.claim import Claim, Evidence
from detectors.finding import SHIELDS, Status
from detectors.settle import settle
from detectors.sheet import Passage, Sheet

S, K, X, C = Evidence.STRUCTURE, Evidence.CHECKSUM, Evidence.CONTEXT, Evidence.COLUMN
SUSPECT, LIKELY, CERTAIN = Status.SUSPECT, Status.LIKELY, Status.CERTAIN


def claim(kind, start, end, evidence=S, status=LIKELY, detector="d@1", category=None):
    return Claim(
        kind,
        start,
        end,
        detector=detector,
        status=status,
        evidence=evidence,
        explanation="",
        category=category,
    )


def shown(claims):
    return [(c.entity_type, c.start, c.end, c.status) for c in settle(claims)]


ADDRESS = ("ADDRESS", 0, 9, LIKELY)
TABLE = {
    "column before context": (
        [claim("CN_USCC", 0, 18, C | K), claim("BANK_CARD", 0, 18, X)],
        [("CN_USCC", 0, 18, LIKELY)],
    ),
    "context before checksum": (
        [claim("LICENCE_NUMBER", 0, 18, X), claim("CN_ID_CARD", 0, 18, K, SUSPECT)],
        [("LICENCE_NUMBER", 0, 18, LIKELY)],
    ),
    "checksum before structure": (
        [claim("PHONE_NUMBER", 0, 11, S), claim("BANK_CARD", 0, 16, K)],
        [("BANK_CARD", 0, 16, LIKELY)],
    ),
    "equal evidence leaves the person as a suspect": (
        [claim("CN_BUSINESS_REGISTRATION", 0, 15), claim("CN_ID_CARD", 0, 15)],
        [("CN_ID_CARD", 0, 15, SUSPECT)],
    ),
    "two equal sensitive claims: the longer": (
        [claim("PHONE_NUMBER", 2, 13), claim("BANK_ACCOUNT", 0, 20)],
        [("BANK_ACCOUNT", 0, 20, LIKELY)],
    ),
    "two equal sensitive claims that overlap in part: both": (
        [claim("ADDRESS", 0, 9), claim("PERSON", 7, 12)],
        [ADDRESS, ("PERSON", 7, 12, LIKELY)],
    ),
    "a sensitive loser that sticks out survives": (
        [claim("LICENCE_NUMBER", 0, 9, X), claim("PHONE_NUMBER", 5, 16)],
        [("LICENCE_NUMBER", 0, 9, LIKELY), ("PHONE_NUMBER", 5, 16, LIKELY)],
    ),
    "one type: union with the strongest status": (
        [claim("PERSON", 0, 2, X, CERTAIN), claim("PERSON", 1, 4, S, SUSPECT)],
        [("PERSON", 0, 4, CERTAIN)],
    ),
    "one type side by side: both": (
        [claim("PERSON", 0, 2), claim("PERSON", 2, 4)],
        [("PERSON", 0, 2, LIKELY), ("PERSON", 2, 4, LIKELY)],
    ),
    "a person in an organisation's name belongs to it": (
        [claim("ORGANIZATION", 0, 9), claim("PERSON", 0, 2, X, CERTAIN)],
        [("ORGANIZATION", 0, 9, LIKELY)],
    ),
    "a person in a statute's name belongs to it": (
        [claim("STATUTE", 0, 9), claim("PERSON", 3, 5, X)],
        [("STATUTE", 0, 9, LIKELY)],
    ),
    "unless the column says that it is a person": (
        [claim("ORGANIZATION", 0, 3), claim("PERSON", 0, 3, C | S)],
        [("PERSON", 0, 3, LIKELY)],
    ),
    "a certain person is not lost to a shield without a check": (
        [claim("LICENCE_NUMBER", 0, 18, X, CERTAIN), claim("CN_ID_CARD", 0, 18, K, CERTAIN)],
        [("CN_ID_CARD", 0, 18, SUSPECT)],
    ),
    "a column without a check of its own does not hide a checked number": (
        [claim("LICENCE_NUMBER", 0, 18, C | S), claim("CN_ID_CARD", 0, 18, K, SUSPECT)],
        [("CN_ID_CARD", 0, 18, SUSPECT)],
    ),
    "a column with a check of its own does": (
        [claim("CN_USCC", 0, 18, C | K), claim("CN_ID_CARD", 0, 18, K, CERTAIN)],
        [("CN_USCC", 0, 18, LIKELY)],
    ),
    "what a text means and what is in it both stand": (
        [claim("TRADE_SECRET", 0, 30, X), claim("PHONE_NUMBER", 4, 15)],
        [("TRADE_SECRET", 0, 30, LIKELY), ("PHONE_NUMBER", 4, 15, LIKELY)],
    ),
    "nothing": ([], []),
}


@pytest.mark.parametrize("case", [pytest.param(v, id=k) for k, v in TABLE.items()])
def test_the_order_of_decision(case):
    """Column, context, checksum, structure; then what is safer for the person."""
    claims, expected = case
    assert shown(claims) == expected
    assert shown(claims[::-1]) == expected


TYPES = ["CN_ID_CARD", "PHONE_NUMBER", "PERSON", "ADDRESS", "TRADE_SECRET", *sorted(SHIELDS)]
CLAIMS = st.lists(
    st.builds(
        lambda kind, start, length, evidence, status: claim(
            kind, start, start + length, Evidence(evidence), status
        ),
        st.sampled_from(TYPES),
        st.integers(0, 30),
        st.integers(1, 12),
        st.integers(1, 15),
        st.sampled_from(Status),
    ),
    max_size=12,
)


@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter(claims, rng):
    """The same claims in any order settle to the same result."""
    shuffled = list(claims)
    rng.shuffle(shuffled)
    assert shown(claims) == shown(shuffled)


@given(CLAIMS)
def test_a_certain_sensitive_claim_is_never_uncovered_by_a_weaker_shield(claims):
    """Unless it is in a name, or a shield with more evidence and a check contains it."""
    settled = settle(claims)
    covered = {i for c in settled if c.entity_type not in SHIELDS for i in range(c.start, c.end)}
    shields = [c for c in claims if c.entity_type in SHIELDS]
    for c in claims:
        if c.entity_type in SHIELDS or c.status is not CERTAIN or c.entity_type in _IN_NAMES:
            continue
        checked = any(Evidence.CHECKSUM in s.evidence for s in shields)
        assert checked or covered >= set(range(c.start, c.end))


_IN_NAMES = {"PERSON", "ADDRESS"}


@given(CLAIMS)
def test_one_type_never_overlaps_itself(claims):
    """Claims of one type are merged."""
    last = {}
    for c in settle(claims):
        assert last.get(c.entity_type, 0) <= c.start
        last[c.entity_type] = c.end


def test_many_claims_settle_in_proportion():
    """Comparisons are made with what overlaps and with nothing else."""
    rng = random.Random(7)
    claims = [claim(rng.choice(TYPES), s := i * 5, s + 8) for i in range(4_000)]
    assert len(settle(claims)) <= 4_000


# The measured collisions of real numbers.


def passing(region, day):
    """A construction licence number (6 region, 8 date, 4 digits) that passes the identity check."""
    numbers = (f"{region}{day}{tail:04d}" for tail in range(101, 2000))
    return next(n for n in numbers if identity_number_ok(n))


LICENCE = passing("440106", "20180515")
EARLY_LICENCE = passing("440106", "20060515")
IDENTITY = "44010619780312002" + identity_check("44010619780312002")
REGISTRATION = next(
    n
    for tail in range(60_000_000, 99_999_999)
    if business_registration_ok(n := f"440106{tail:08d}" + str(tail % 10)) and legacy_identity_ok(n)
)
NUMERIC_CODE = "510104195001010432"


def found(text, **passage):
    scan = Scanner().scan(Sheet([Passage("f", text, **passage)]))
    assert not scan.unread
    return {(f.entity_type, f.status.word) for f in scan.findings["f"] if f.end - f.start > 9}


@pytest.mark.parametrize("number", [LICENCE, EARLY_LICENCE], ids=["recent", "early"])
def test_a_construction_licence_that_passes_the_identity_check(number):
    """The words in front decide; without any it is a suspect."""
    assert {t for t, _ in found(f"施工许可证编号：{number}")} == {"LICENCE_NUMBER"}
    assert found(f"身份证号：{number}") == {("CN_ID_CARD", "certain")}
    assert found(f"编入{number}公示") == {("CN_ID_CARD", "suspect")}


def test_a_registration_number_that_looks_like_a_legacy_identity_number():
    """The cue decides; without any it is a suspect."""
    assert found(f"注册号：{REGISTRATION}") == {("CN_BUSINESS_REGISTRATION", "certain")}
    assert found(f"身份证号：{REGISTRATION}") == {("CN_ID_CARD", "likely")}
    assert found(f"另有{REGISTRATION}一项") == {("CN_ID_CARD", "suspect")}


def test_nineteen_digits_that_only_pass_luhn():
    """One in ten does: a suspect, no more."""
    assert found("另有7000000000000000003一项") == {("BANK_CARD", "suspect")}


def test_a_numeric_credit_code_that_passes_the_identity_check():
    """In its column it is a credit code, and anywhere else a person looks."""
    assert uscc_ok(NUMERIC_CODE)
    assert identity_number_ok(NUMERIC_CODE)
    assert found(NUMERIC_CODE, holds="CN_USCC") == {("CN_USCC", "certain")}
    assert found(f"另有{NUMERIC_CODE}一项") == {("CN_ID_CARD", "suspect")}


@pytest.mark.parametrize("holds", ["CN_USCC", "LICENCE_NUMBER", "DOCUMENT_NUMBER", "ORGANIZATION"])
def test_an_identity_number_in_a_column_that_is_kept(holds):
    """What stands there decides, not what the column was meant for."""
    types = found(IDENTITY, holds=holds, heading="统一社会信用代码")
    assert "CN_ID_CARD" in {t for t, _ in types}


def test_a_licence_dated_less_than_fourteen_years_ago_is_no_person():
    """A child holds no licence: in a licence column the number is the licence's."""
    types = found(f"许可证编号：{LICENCE}", holds="LICENCE_NUMBER", heading="许可编号")
    assert {t for t, _ in types} == {"LICENCE_NUMBER"}
