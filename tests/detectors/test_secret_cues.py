"""The tables of cues: complete, and without words that no rule could use."""

import pytest

from detectors import secret_cues
from detectors.secret_cues import cues

CATEGORIES = {f"T{n}" for n in range(1, 6)} | {f"B{n}" for n in range(1, 8)}


def rules(text):
    return {rule.category for _, rule in cues(text)}


def test_every_category_but_the_applicants_mark_has_words():
    """B8 is told by declarations, the others by words of the tables."""
    _, by_word = secret_cues._tables()
    assert {rule.category for rules in by_word for rule in rules} == CATEGORIES


def test_every_rule_explains_itself_in_chinese():
    """Reviewers read why."""
    _, by_word = secret_cues._tables()
    assert all(rule.because and not rule.because.isascii() for rules in by_word for rule in rules)


@pytest.mark.parametrize(
    "text",
    ["配方奶粉", "工艺美术", "算法备案号", "融资租赁", "工资保证金", "招标控制价"],
    ids=range(6),
)
def test_longer_public_words_swallow_the_cue(text):
    """Product names, company names and public notions are no cues."""
    assert not rules(text)


def test_an_unknown_pattern_is_refused():
    """A typing error in the tables must not switch a rule off."""
    with pytest.raises(ValueError, match="do not exist"):
        secret_cues._rule({"category": "T1", "because": "x", "values": ["shares"]})
