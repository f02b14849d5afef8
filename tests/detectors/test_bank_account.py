"""Whose an account is: the treasury's own is told by what is paid into it."""

import pytest

from detectors.border import Scanner


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


def _category(scanner, text: str) -> str | None:
    (finding,) = [f for f in scanner.scan_text(text) if f.entity_type == "BANK_ACCOUNT"]
    return finding.category


@pytest.mark.parametrize(
    "text",
    [
        "十五日内将罚没款缴到云州县某银行青禾分理处。帐号：33001627000059012",
        "自收到决定书之日起15日内到云州银行平湖支行（帐号：33001627000059012）",
        "缴纳罚款，户名略，账号：33001627000059012",
        "缴至市财政局非税收入专户，账号33001627000059012",
    ],
)
def test_an_account_for_fines_is_the_governments(scanner, text: str):
    """Fines are paid into it."""
    assert _category(scanner, text) == "government"


@pytest.mark.parametrize(
    "text",
    [
        "当事人将货款汇入某银行青禾分理处。帐号：33001627000059012",
        "对其处以罚款。经查，开户行某支行，账号：33001627000059012",
    ],
)
def test_other_accounts_are_not(scanner, text: str):
    """A fine in another sentence says nothing of an account."""
    assert _category(scanner, text) is None
