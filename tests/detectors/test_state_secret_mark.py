"""Marks of state secrecy in every form and place."""

import itertools

import pytest

from detectors.finding import Status
from detectors.sheet import Passage, Sheet
from detectors.state_secret_mark import StateSecretMark

LEVELS = ("绝密", "机密", "秘密")
STARS = ("★", "☆", "*", "＊")
GAPS = ("", " ", "\u3000", "  ")
PERIODS = ("", "5年", "１０年", " 长期", "启用前", "6个月")
CARRIERS = ("{}", "{}\n关于专项检查的通报", "附件二：{} 线索清单", "（{}）", "会议纪要\n  {}\n一、")


def found(text: str):
    sheet = Sheet.of_text(text)
    return [(text[c.start : c.end], c.status) for c in StateSecretMark().claims(sheet)]


@pytest.mark.parametrize("carrier", CARRIERS, ids=range(len(CARRIERS)))
@pytest.mark.parametrize("star", STARS, ids=range(len(STARS)))
@pytest.mark.parametrize("level", LEVELS, ids=range(len(LEVELS)))
def test_level_and_star_are_a_mark_in_every_form(level: str, star: str, carrier: str):
    """Spaced, full-width, with and without a period, wherever it stands: certain."""
    for gap, period in itertools.product(GAPS, PERIODS):
        mark = f"{level[0]}{gap}{level[1]}{gap}{star}{gap}{period}"
        assert (mark.strip(), Status.CERTAIN) in found(carrier.format(mark.strip()))


@pytest.mark.parametrize("level", LEVELS, ids=range(3))
def test_a_mark_may_be_broken_over_a_line(level: str):
    """A narrow cell breaks the word in two."""
    for end in ("\n", "\r\n", " \n "):
        assert found(f"{level[0]}{end}{level[1]}★3年")[0][1] is Status.CERTAIN


@pytest.mark.parametrize("level", LEVELS, ids=range(3))
def test_a_header_without_a_star(level: str):
    """With a period or under a serial number it is certain, alone it is a suspect."""
    assert found(f"{level} 5年\n通报") == [(f"{level} 5年", Status.CERTAIN)]
    assert found(f"000123\n{level}\n通报") == [(level, Status.CERTAIN)]
    assert found(f"密级：{level}\n通报") == [(level, Status.CERTAIN)]
    assert found(f"{level}\n通报") == [(level, Status.SUSPECT)]


@pytest.mark.parametrize("level", LEVELS, ids=range(3))
@pytest.mark.parametrize(
    "text",
    ["侵犯商业{}", "保守国家{}", "采取{}手段", "涉及{}级国家秘密", "标有“{}”字样", "**商业{}**"],
    ids=range(6),
)
def test_a_word_in_running_text_is_no_mark(text: str, level: str):
    """Words of laws and violations are left alone."""
    assert not found(text.format(level))


def test_every_field_has_its_own_header():
    """A field's beginning is a line's beginning, whatever stands in the field before."""
    sheet = Sheet([Passage("title", "关于某事的通报"), Passage("body", "机密 10年\n正文")])
    assert [c.status for c in StateSecretMark().claims(sheet)] == [Status.CERTAIN]
