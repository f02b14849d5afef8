"""An address without a region begins behind a sign, not inside the words of a sentence."""

import pytest

from detectors.place_starts import begin, fills_cell, labelled


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("来电人反映", "cue"),
        ("重型货车沿", "cue"),
        ("确认该老人系", "end"),
        ("民警进入", "cue"),
        ("取水地点", "cue"),
        ("住址：", "cue"),
        ("属实，", "stop"),
        ("责令", "end"),
        ("", "stop"),
    ],
)
def test_the_place_begins_behind_the_sign(before: str, sign: str):
    """The words in front are no part of the address."""
    text = before.replace("：", ":").replace("，", ",") + "建设镇5组"
    assert begin(text, text.index("镇"), 0) == (len(before), sign)


@pytest.mark.parametrize("street", ["和平路", "向阳街", "为民巷", "将军路", "经十路", "至善路"])
def test_a_street_is_not_cut_at_its_own_characters(street: str):
    """What is a function word elsewhere may be part of a name."""
    text = f"位于{street}18号"
    assert begin(text, text.index(street) + 2, 0)[0] == 2


def test_inside_a_sentence_a_short_name_is_supposed():
    """Where no sign stands near, the name is taken as short; the doubt is told."""
    text = "县卫生健康委员会联合查验了多处无牌作坊后巡视三元路5号"
    start, sign = begin(text, text.index("路"), 0)
    assert (text[start:], sign) == ("视三元路5号", "none") or sign == "end"


def test_headings_and_cells_are_known():
    """A heading in front, or a cell that holds nothing else."""
    assert labelled("住址:青竹路", 3)
    assert not labelled("他说:青竹路", 3)
    assert fills_cell("1\t青竹路\t准予", 2, 5)
    assert not fills_cell("1\t青竹路上\t准予", 2, 5)
