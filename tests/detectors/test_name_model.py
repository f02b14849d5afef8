"""What detectors take from the tagger, and what they do without it."""

import pytest

from detectors.border import MODEL_OFF, Scanner
from detectors.finding import Unread
from detectors.name_model import free_people, name_readings
from detectors.sheet import Passage, Sheet
from models.tagger import LIKELY


def _people(text: str) -> list[str]:
    return [
        text[r.start : r.end]
        for r in name_readings(Sheet.of_text(text)).people
        if r.probability >= LIKELY
    ]


def test_a_name_that_nothing_announces_is_read():
    """No cue, no column."""
    assert "温若棠" in _people("与温若棠签订合同后，货物由其弟运走")


@pytest.mark.parametrize("text", ["由张某送达", "证人李XX到场", "交给王*保管"])
def test_names_that_have_been_covered_are_left_out(text: str):
    """张某 stays as it is."""
    assert not _people(text)


@pytest.mark.parametrize("text", ["不符合GB 2762的要求", "未经CCC认证", "车架号LBDDAYEY8XW21L"])
def test_abbreviations_and_codes_are_no_names(text: str):
    """Short capitals and pieces of codes."""
    assert not name_readings(Sheet.of_text(text)).people


def test_one_character_is_at_most_a_doubt():
    """However sure the tagger is."""
    readings = name_readings(Sheet.of_text("李，男，汉族，住青禾街道")).people
    assert all(r.probability < LIKELY for r in readings if r.end - r.start == 1)


def test_people_inside_a_firm_are_not_free():
    """A name in the name of a shop is the shop's."""
    readings = name_readings(Sheet.of_text("证人温若棠在云州市温若棠五金经营部购买"))
    assert (2, 5) in free_people(readings)
    assert all(start < 9 for start, _ in free_people(readings))


def test_without_the_tagger_free_text_goes_to_a_person():
    """Switched off is not the same as nothing found."""
    off = Scanner(name_model=False)
    assert Unread("name_model", MODEL_OFF) in off.scan(Sheet.of_text("与温若棠签订合同")).unread
    column = Sheet([Passage("CF_FRDB", "温若棠", holds="PERSON"), Passage("CF_JDRQ", "2026/01/05")])
    assert not off.scan(column).unread
    assert not Scanner().scan(Sheet.of_text("与温若棠签订合同")).unread
