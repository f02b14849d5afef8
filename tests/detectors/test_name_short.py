"""How known people are called in short: suspects, and only for surnames the record knows."""

import pytest

from detectors.name_short import bearers, short_forms


def _found(text: str, *known: str) -> list[str]:
    return [text[s.start : s.end] for s in short_forms(text, bearers(known))]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("老温说货在仓库", "老温"),
        ("小温把车开走", "小温"),
        ("温总同意付款", "温总"),
        ("温师傅到场", "温师傅"),
        ("交给温经理保管", "温经理"),
    ],
)
def test_short_forms_of_a_known_surname(text: str, short: str):
    """Familiar prefixes and titles behind."""
    assert _found(text, "温若棠") == [short]


def test_surnames_in_a_counted_list():
    """张、李二人 names two people by a character each."""
    assert _found("温、贺二人到场", "温若棠", "贺文英") == ["温", "贺"]
    assert not _found("温、冷二水", "温若棠", "贺文英")


@pytest.mark.parametrize("text", ["老温泉酒店", "温度过高", "温某到场", "小温差", "李总同意"])
def test_words_masked_names_and_strangers_are_none(text: str):
    """温泉 is no person, 温某 has been covered, nobody called 李 is known."""
    assert not _found(text, "温若棠")


def test_a_surname_that_two_people_bear_belongs_to_nobody():
    """Then 老温 is still somebody, but not known who."""
    assert bearers(["温若棠", "温若松", "欧阳明"]) == {"温": None, "欧阳": "欧阳明"}


def test_without_surnames_nothing_is_looked_for():
    """A record without people has no short forms."""
    assert not list(short_forms("老温", {}))
