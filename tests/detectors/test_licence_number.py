"""Licence numbers: their own shape, or the licence named in front of them."""

import pytest

from detectors.claim import Claim, Evidence
from detectors.finding import Status
from detectors.licence_number import LicenceNumber
from detectors.sheet import Sheet


def _claims(text: str) -> list[tuple[str, Claim]]:
    sheet = Sheet.of_text(text)
    return [(sheet.raw[c.start : c.end], c) for c in LicenceNumber().claims(sheet)]


def test_a_construction_permit_wins_by_its_context():
    """Eighteen digits that could be an identity number are a permit if the text says so."""
    claims = _claims("建筑工程施工许可证编号：330106201805100201")
    assert {found for found, _ in claims} == {"330106201805100201"}
    assert all(c.evidence == Evidence.CONTEXT | Evidence.STRUCTURE for _, c in claims)


def test_an_identity_number_is_not_claimed():
    """Words of identity in front keep the number from being shielded."""
    assert not _claims("身份证号码330106201805100201")
    assert not _claims("当事人330106201805100201")


@pytest.mark.parametrize(
    "number",
    ["JY14101579126430", "SC10633010212345", "国药准字H20051234", "2018-440106-47-03-812345"],
    ids=range(4),
)
def test_shapes_that_name_themselves_need_no_context(number: str):
    """A letter head or a fixed grouping is enough."""
    [(found, claim)] = _claims(f"涉案{number}一批")
    assert found == number
    assert claim.status >= Status.LIKELY


def test_long_text_is_read_without_delay():
    """Endless licences without a number are no trap."""
    assert isinstance(_claims("许可证许可证编" * 10_000), list)
