"""Amounts: public after a fine, nobody's after a cost, a doubt after both."""

import pytest

from detectors.finding import Status
from detectors.public_amount import PublicAmount
from detectors.sheet import Sheet


def _found(text: str) -> list[tuple[str, Status]]:
    sheet = Sheet.of_text(text)
    return [(sheet.raw[c.start : c.end], c.status) for c in PublicAmount().claims(sheet)]


@pytest.mark.parametrize(
    "amount",
    [
        "5000元",
        "5,000.00元",
        "5万元",
        "1.2亿元",
        "五千元",
        "伍仟元整",
        "人民币5000元",
        "５０００元",
    ],
    ids=range(8),
)
def test_an_amount_is_read_in_every_writing(amount: str):
    """Digits, separators, units, numerals and the currency in front belong to it."""
    assert _found(f"处以罚款{amount}。") == [(amount, Status.CERTAIN)]


@pytest.mark.parametrize(
    "word", ["成本", "进价", "报价", "合同价", "利润", "账户余额"], ids=range(6)
)
def test_an_amount_of_business_is_not_claimed(word: str):
    """What may be a trade secret is not shielded."""
    assert not _found(f"该产品{word}300元")


def test_both_words_in_one_clause_are_a_doubt():
    """A fine and a cost in one clause are for a person to tell apart."""
    assert _found("按进价没收300元") == [("300元", Status.SUSPECT)]


def test_the_clause_ends_the_context():
    """A cost in the sentence before decides nothing."""
    assert _found("已核实成本。罚款300元") == [("300元", Status.CERTAIN)]


def test_long_text_is_read_without_delay():
    """Endless numerals are no trap."""
    assert isinstance(_found("壹贰叁" * 20_000), list)
