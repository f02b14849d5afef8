"""From a cue to its passage: how many values, how near, and what speaks against it."""

import pytest

from detectors.finding import Status
from detectors.secret_cues import ORGANISATIONS, cues
from detectors.secret_lists import listed
from detectors.secret_passages import figure, technical
from detectors.secret_sentences import Reader


def passages(text, make):
    reader = Reader(text)
    found = [make(reader, cue, rule) for cue, rule in cues(text) if rule.values != (ORGANISATIONS,)]
    return [(text[p.start : p.end], p.status) for p in found if p]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("配方为甲5%,乙3%,另有丙", [("配方为甲5%,乙3%", Status.LIKELY)]),
        ("加热至80℃保持2小时,上述工艺为自创", [("加热至80℃保持2小时", Status.LIKELY)]),
        ("配方为甲5%", []),
        ("保密配方为甲5%", [("保密配方为甲5%", Status.LIKELY)]),
        ("配方经检验甲5%,乙3%", []),
        ("保密配方经检验甲5%,乙3%", [("保密配方经检验甲5%,乙3%", Status.SUSPECT)]),
    ],
    ids=range(6),
)
def test_technical_values_are_counted_and_weighed(text, expected):
    """Two values or a word of secrecy; an inspection speaks against, both make a suspect."""
    assert passages(text, technical) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年租金48万元,每三年递增5%,已付", [("年租金48万元,每三年递增5%", Status.LIKELY)]),
        ("月利率按0.9%收取,合同有效", [("月利率按0.9%收取", Status.LIKELY)]),
        ("成本核算的各种方法和依据以及其他说明见附表5元", []),
        ("违法所得以成本计5元", [("违法所得以成本计5元", Status.SUSPECT)]),
        ("成本之外的罚款5元", []),
    ],
    ids=range(5),
)
def test_an_amount_belongs_to_the_nearest_word(text, expected):
    """Within 15 characters, and not where the penalty's word is nearer."""
    assert passages(text, figure) == expected


def test_a_list_needs_two_names_in_a_row():
    """One partner is a fact of the case; a second one behind other words is none of the list."""
    ((cue, rule),) = cues("供应商:")
    for text, names, expected in (
        ("供应商:甲公司、乙公司", [(4, 7), (8, 11)], "甲公司、乙公司"),
        ("供应商:甲公司", [(4, 7)], None),
        ("供应商:甲公司。乙公司", [(4, 7), (8, 11)], None),
        ("供应商:甲公司、某局、乙公司", [(4, 7), (8, 10), (11, 14)], None),
    ):
        passage = listed(Reader(text), cue, rule, names)
        assert (passage and text[passage.start : passage.end]) == expected
