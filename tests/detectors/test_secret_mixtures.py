"""Enumerated shares are suspects; goods, results and holdings are not."""

import pytest

from detectors.finding import Status
from detectors.secret_mixtures import mixtures

FOUND = [
    ("调香单列沉香粉41份、榆树皮粉22份、檀香粉9份", "沉香粉41份、榆树皮粉22份、檀香粉9份"),
    ("血浆照这个来:甘油30克、食用红6克、玉米淀粉14克", "甘油30克、食用红6克、玉米淀粉14克"),
    ("填料体系为二氧化硅18.5%、碳酸钙7%、纤维素1.1%", "二氧化硅18.5%、碳酸钙7%、纤维素1.1%"),
]
LEFT = [
    "当事人销售猪肉30公斤、牛肉12公斤、羊肉8公斤",
    "查获烟丝30公斤、烟叶12公斤、烟梗8公斤",
    "张某出资58%、李某出资27%、王某出资15%",
    "抽检样品含水8%、灰分3%、杂质1%",
    "标签标示蛋白质3%、脂肪2%、钠1%",
    "甲物30克、乙物6克",
    "苹果30公斤、梨20公斤、香蕉10公斤",
    "甲58%。乙27%。丙15%",
]


@pytest.mark.parametrize(("text", "passage"), FOUND, ids=range(len(FOUND)))
def test_three_named_shares_are_a_suspect(text, passage):
    """From the first name to the last share; a person decides."""
    (found,) = mixtures(text)
    assert text[found.start : found.end] == passage
    assert (found.status, found.category) == (Status.SUSPECT, "T1")


@pytest.mark.parametrize("text", LEFT, ids=range(len(LEFT)))
def test_goods_results_and_holdings_are_left_alone(text):
    """What the facts of a penalty enumerate is no recipe."""
    assert list(mixtures(text)) == []
