"""The drawing is well-formed, labelled, and as long as its figures."""

from __future__ import annotations

import defusedxml.ElementTree
import pytest

from gateway.evaluation.chart import chart
from gateway.evaluation.measure import judge
from gateway.evaluation.results import Evaluation


def drawn(evaluation):
    return defusedxml.ElementTree.fromstring(chart(evaluation))


def bars(drawing):
    """Widths of the bars: the rectangles as high as a bar, without the legend's."""
    rows = [e for e in drawing.iter() if e.tag.endswith("rect") and e.get("height") == "12"]
    return [float(e.get("width")) for e in rows if float(e.get("y")) > 60]


def test_a_bar_is_as_long_as_its_figure(evaluation):
    """Two bars a row; the one of all covered people is two thirds of the room."""
    lengths = bars(drawn(evaluation))
    whole = 860 - 250 - 190
    assert lengths[0] == pytest.approx(whole * 2 / 4, abs=0.1)  # all, covered
    assert lengths[1] == pytest.approx(whole * 4 / 9, abs=0.1)  # all, strict F1
    assert pytest.approx(whole * 2 / 3, abs=0.1) in lengths  # PERSON, covered


def test_every_type_is_named_with_its_leaks(evaluation):
    """The label says how many mentions, the end of the row how many leaked."""
    texts = [e.text for e in drawn(evaluation).iter() if e.tag.endswith("text")]
    assert {"全部 (4)", "PERSON (3)", "ADDRESS (1)"} <= set(texts)
    assert any("泄漏 1/4" in text for text in texts)
    assert not any("PHONE_NUMBER" in text for text in texts)


def test_nothing_sensitive_is_said(walked, mention, evaluation):
    """A file without sensitive mentions still gives a picture."""
    empty = Evaluation.of([judge(walked("云记", [mention(0, 2, "ORG")]))], evaluation.setting)
    assert "没有数据" in chart(empty)
