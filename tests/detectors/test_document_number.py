"""Document numbers: any bracket, a serial, and nothing of the sentence in front."""

import pytest

from detectors.claim import Evidence
from detectors.document_number import DocumentNumber
from detectors.finding import Status
from detectors.sheet import Passage, Sheet


def _found(text: str) -> list[str]:
    sheet = Sheet.of_text(text)
    return [sheet.raw[c.start : c.end] for c in DocumentNumber().claims(sheet)]


@pytest.mark.parametrize("pair", ["〔〕", "[]", "【】", "（）", "()"], ids=range(5))
@pytest.mark.parametrize("serial", ["1号", "第12号", "0045号", "01-123号"], ids=range(4))
def test_brackets_and_serials_in_use_are_read(pair: str, serial: str):
    """Every bracket and serial that is met in published decisions is read."""
    number = f"云市监罚字{pair[0]}2019{pair[1]}{serial}"
    assert _found(f"送达了{number}决定") == [number]


@pytest.mark.parametrize(
    "lead", ["我局作出", "向当事人送达了", "根据", "行政处罚决定书", "见"], ids=range(5)
)
def test_the_sentence_in_front_is_not_part_of_the_number(lead: str):
    """Verbs and titles in front stay outside."""
    assert _found(f"{lead}云环罚〔2018〕12号文件") == ["云环罚〔2018〕12号"]


def test_a_number_in_its_column_has_the_columns_evidence():
    """The column is stronger than the shape."""
    sheet = Sheet([Passage("CF_WSH", "云环罚〔2018〕12号", holds="DOCUMENT_NUMBER")])
    [claim] = DocumentNumber().claims(sheet)
    assert claim.status is Status.CERTAIN
    assert Evidence.COLUMN in claim.evidence


def test_court_cases_are_read():
    """A case number is found once and whole."""
    assert _found("（2018）云01民初1234号之一") == ["（2018）云01民初1234号之一"]


def test_long_text_is_read_without_delay():
    """Endless brackets are no trap."""
    assert isinstance(_found("云罚〔2018〕第" * 10_000), list)
