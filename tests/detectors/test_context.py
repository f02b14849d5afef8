"""The words around a number: the nearest counts, within its field and sentence."""

import re

import pytest

from detectors.context import Cue, announced, cue, followed_by, nearest
from detectors.sheet import Passage, Sheet

NUMBER = "440106197803120020"


def at(text, **passage):
    sheet = Sheet([Passage("a", "身份证"), Passage("f", text, **passage)])
    start = sheet.view.text.index(NUMBER)
    return sheet, start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"身份证号{NUMBER}", Cue.OWN, id="directly"),
        pytest.param(f"身份证编号为：{NUMBER}", Cue.OWN, id="with-a-suffix"),
        pytest.param(f"SFZH {NUMBER}", Cue.OWN, id="latin"),
        pytest.param(f"身份证遗失，订单号{NUMBER}", Cue.OTHER, id="a-nearer-cue"),
        pytest.param(f"许可证编号{NUMBER}", Cue.OTHER, id="a-kept-kind"),
        pytest.param(f"手机{NUMBER}", Cue.NONE, id="another-personal-kind"),
        pytest.param(f"身份证已核。{NUMBER}", Cue.NONE, id="another-sentence"),
        pytest.param(f"身份证{'略' * 20}{NUMBER}", Cue.NONE, id="too-far"),
        pytest.param(NUMBER, Cue.NONE, id="another-field"),
        pytest.param(f"身份证号：110101196504234519、{NUMBER}", Cue.OWN, id="second-of-a-list"),
        pytest.param(f"isfzh{NUMBER}", Cue.NONE, id="latin-inside-a-word"),
    ],
)
def test_the_nearest_cue_counts(text, expected):
    """Its own kind, a number that is kept, or nothing."""
    sheet, start = at(text)
    assert cue(sheet, start, start + 18, "CN_ID_CARD") is expected


def test_the_heading_of_a_column_is_read_at_its_beginning():
    """法定代表人证件号码 in the heading is as good as in the text."""
    sheet, start = at(NUMBER, heading="法定代表人证件号码")
    assert cue(sheet, start, start + 18, "CN_ID_CARD") is Cue.OWN
    sheet, start = at("经查明该单位确有下列违法行为" + NUMBER, heading="法定代表人证件号码")
    assert cue(sheet, start, start + 18, "CN_ID_CARD") is Cue.NONE


def test_a_column_that_holds_the_type_is_a_cue():
    """The data standard outranks the words."""
    sheet, start = at(NUMBER, holds="CN_ID_CARD", heading="许可证编号")
    assert cue(sheet, start, start + 18, "CN_ID_CARD") is Cue.OWN
    assert announced(sheet, start, start + 18, "CN_ID_CARD")


def test_announced_wants_the_cue_next_to_the_number():
    """A few characters between are allowed, a clause is not."""
    sheet, start = at(f"身份证（正面）：{NUMBER}")
    assert announced(sheet, start, start + 18, "CN_ID_CARD")
    sheet, start = at(f"身份证复印件一份附卷{NUMBER}")
    assert not announced(sheet, start, start + 18, "CN_ID_CARD")


def test_what_follows_is_read_in_a_small_window():
    """And only directly behind the number."""
    sheet, start = at(f"{NUMBER}元")
    assert followed_by(sheet, start + 18, re.compile("元"))
    assert not followed_by(sheet, start + 18, re.compile("万"))


def test_a_long_list_is_walked_a_few_steps_only():
    """The walk back is bounded, so a table of numbers costs no more than its length."""
    sheet = Sheet.of_text("身份证" + "、".join([NUMBER] * 50))
    assert nearest(sheet, len(sheet.view.text) - 18).types == frozenset()
