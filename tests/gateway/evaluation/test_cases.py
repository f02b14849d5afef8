"""Cases are told by their places; their words are for those who ask."""

from __future__ import annotations

import copy
import io

import pytest
from rich.console import Console
from rich.console import Group as Page

from gateway.evaluation import cases, tables
from gateway.evaluation.compare import compared
from gateway.evaluation.measure import judge
from gateway.evaluation.results import Evaluation, as_object

TEXTS = {
    "D-1": {"body": "陈小兰和王伟，住云峰路8号，松和公司，文号88。"},
    "D-2": {"body": "李芳在云记商行"},
}


def printed(parts):
    out = io.StringIO()
    Console(file=out, width=100).print(Page(*parts))
    return out.getvalue()


def test_a_leak_is_told_by_its_place_and_reason(evaluation):
    """Without its words, unless somebody asked for them."""
    shown = printed(cases.leaks(evaluation))
    assert "1 处泄漏" in shown
    for word in ("D-1", "body", "4–6", "PERSON", "third_party", "直接放行", "没有发现 1"):
        assert word in shown
    assert "王伟" not in shown
    assert "王伟" in printed(cases.leaks(evaluation, TEXTS))


def test_no_leak_is_said_as_well(letters, evaluation):
    """Silence would look like a table that is missing."""
    clean = Evaluation.of(letters[1:], evaluation.setting)
    assert "没有发现泄漏" in printed(cases.leaks(clean))


def test_a_long_list_is_cut_and_says_so(walked, mention, evaluation):
    """Only so many leaks on a terminal; the number left out is told."""
    people = [mention(at, at + 2) for at in range(0, 2 * tables.MOST + 6, 2)]
    text = "".join(chr(ord("一") + n) for n in range(2 * len(people)))
    row = judge(walked(text, people))
    shown = printed(cases.leaks(Evaluation.of([row], evaluation.setting)))
    assert f"{tables.MOST + 3} 处泄漏" in shown
    assert "另有 3 处" in shown


def test_what_is_shown_by_a_rule_is_counted_by_rule(walked, mention, finding, evaluation):
    """With the type and the annotated role, which is where a doubt would be."""
    boss = mention(0, 3, role="legal_rep_or_operator")
    row = judge(walked("陈小兰", [boss], keeps=[finding(0, 3)], shows=[boss]))
    shown = printed(cases.shown_by_rule(Evaluation.of([row], evaluation.setting)))
    assert {"R-SHOW", "PERSON", "legal_rep_or_operator", "1"} <= set(shown.split())
    assert printed(cases.shown_by_rule(evaluation)).strip() == ""


def test_in_words_the_missed_and_the_wrong_stand_in_their_surroundings(evaluation):
    """For whoever improves a detector on texts that may be shown."""
    shown = printed(cases.in_words(evaluation, TEXTS))
    assert "陈小兰和【王伟】，住" in shown
    assert "【云峰路8号】" in shown
    assert "李芳在【云记】商行" in shown
    assert "文号【88】" in shown


@pytest.mark.parametrize(("fate", "mark"), [("hidden", "▲ 改善 1 处"), ("leaked", "▲ 改善 0 处")])
def test_changes_are_told_in_both_directions(evaluation, fate, mark):
    """Won and lost each have their list, also when it is empty."""
    before = as_object(evaluation)
    after = copy.deepcopy(before)
    after["mentions"][1]["fate"] = fate
    after["mentions"][0]["covered"] = False
    after["setting"]["channel"] = "elsewhere"
    shown = printed(cases.changes(compared(before, after)))
    assert mark in shown
    assert "▼ 退步 1 处" in shown
    assert "0–3" in shown
    assert "channel" in shown


def test_moved_figures_stand_with_their_difference(evaluation):
    """Before, now and the change in points."""
    before = as_object(evaluation)
    after = copy.deepcopy(before)
    after["groups"][0]["figures"]["covered"][0] = 0.75
    shown = printed(cases.changes(compared(before, after)))
    assert {"全部覆盖", "50.0", "75.0", "+25.0"} <= set(shown.split())
