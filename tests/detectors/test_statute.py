"""Statutes and the chain of articles behind them."""

import pytest

from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.statute import Statute


def _found(text: str) -> list[tuple[str, Status]]:
    sheet = Sheet.of_text(text)
    return [(sheet.raw[c.start : c.end], c.status) for c in Statute().claims(sheet)]


@pytest.mark.parametrize(
    "chain",
    ["", "第一条", "第二十三条第一款", "第三条第（一）项", "第5条第2款第（3）项", "第九条、第十条"],
    ids=range(6),
)
def test_a_law_is_found_with_its_chain(chain: str):
    """The title and every article, paragraph and item behind it are one statute."""
    law = f"《中华人民共和国食品安全法》{chain}"
    assert _found(f"违反了{law}的规定") == [(law, Status.CERTAIN)]


def test_two_laws_are_two_findings():
    """Laws in a row are not glued."""
    assert len(_found("依据《食品安全法》第三条、《行政处罚法》第五条")) == 2


def test_a_contract_is_no_statute():
    """What is not a law is not shielded as one."""
    assert not _found("签订《房屋租赁合同》，其第三条约定租金")


def test_long_text_is_read_without_delay():
    """Endless articles are no trap."""
    assert isinstance(_found("《食品安全法》" + "第一条、" * 20_000), list)
