"""Organisations: known from the record, recognised by their endings, never the whole sentence."""

import pytest

from detectors.claim import Claim, Evidence
from detectors.finding import Status
from detectors.organization import Organization
from detectors.sheet import Passage, Sheet

_NAME = "云州市青禾商贸有限公司"


def _claims(*passages: Passage) -> list[tuple[str, Claim]]:
    sheet = Sheet(passages)
    return [(sheet.raw[c.start : c.end], c) for c in Organization().claims(sheet)]


def test_the_name_column_is_certain_and_found_everywhere():
    """A name from its column is certain there and where the text repeats it."""
    found = _claims(
        Passage("CF_XDR_MC", _NAME, holds="ORGANIZATION"), Passage("CF_SY", f"经查,“{_NAME}”违法")
    )
    assert [(n, c.status) for n, c in found] == [(_NAME, Status.CERTAIN)] * 2
    assert Evidence.COLUMN in found[0][1].evidence
    assert Evidence.COLUMN not in found[1][1].evidence


def test_a_name_without_an_ending_is_known_from_its_column():
    """A trade name that no ending betrays is found because the column has it."""
    found = _claims(
        Passage("CF_XDR_MC", "云上人家", holds="ORGANIZATION"), Passage("CF_SY", "云上人家未办证")
    )
    assert [n for n, _ in found] == ["云上人家", "云上人家"]


def test_a_short_name_given_in_brackets_is_found_everywhere():
    """What (以下简称…) introduces stands for the organisation."""
    found = _claims(Passage("t", f"{_NAME}（以下简称“青禾商贸”）违法，青禾商贸应当改正"))
    assert [n for n, _ in found].count("青禾商贸") == 2


@pytest.mark.parametrize("alias", ["当事人", "该公司", "你单位"], ids=range(3))
def test_a_general_word_is_no_short_name(alias: str):
    """(以下简称当事人) makes no name of 当事人."""
    found = _claims(Passage("t", f"{_NAME}（以下简称{alias}）违法，{alias}改正"))
    assert [n for n, _ in found] == [_NAME]


def test_a_person_in_the_name_column_is_no_organisation():
    """A sole trader entered under the owner's name is left to the persons."""
    assert not _claims(Passage("CF_XDR_MC", "陶宛青", holds="ORGANIZATION"))


@pytest.mark.parametrize(
    "lead",
    ["经查，", "对", "责令", "陶宛青经营的", "我局执法人员对", "反映", "2020年5月6日", "向", "由"],
    ids=range(9),
)
def test_what_leads_to_the_name_is_not_part_of_it(lead: str):
    """Verbs, prepositions, dates and owners in front stay outside."""
    assert [n for n, _ in _claims(Passage("t", f"{lead}{_NAME}作出处罚"))] == [_NAME]


def test_long_text_is_read_without_delay():
    """Ten thousand endings in a row are no trap."""
    assert isinstance(_claims(Passage("t", "店厂公司局" * 10_000)), list)


@pytest.mark.parametrize("piece", ["市级", "区县级", "下属地", "有限责任"])
def test_words_that_read_in_two_ways_take_no_longer(piece):
    """A long chain of general words is judged at once: the test would not end otherwise."""
    name = f"{piece * 60}丁公司"
    assert [n for n, _ in _claims(Passage("t", name))] == [name[-45:]]


@pytest.mark.parametrize("name", ["区县级下属地方公司", "省级公司", "有限责任公司"])
def test_general_words_name_nobody(name):
    """What consists of general words only is no organisation."""
    assert _claims(Passage("t", name)) == []
