"""Looking around anchors finds what looking everywhere finds."""

import re

from hypothesis import given
from hypothesis import strategies as st

from detectors.anchors import near

AMOUNT = re.compile(r"(?<![0-9])[0-9]{1,4}(?:,[0-9]{3})?[元圆]整?(?!件)")
UNIT = re.compile("[元圆]")


@given(st.text("012,元圆整件 x", max_size=60))
def test_the_same_spans_are_found(text):
    """Every match of the whole text, in order, and none besides."""
    found = near(AMOUNT, UNIT, text, back=8, ahead=2)
    assert [m.span() for m in found] == [m.span() for m in AMOUNT.finditer(text)]


def test_a_match_that_runs_on_is_taken_whole():
    """What follows beyond the window still belongs to the match."""
    listed = re.compile("第[0-9]+条(?:、第[0-9]+条)*")
    text = "依据" + "、".join(f"第{n}条" for n in range(50))
    (match,) = near(listed, re.compile("条"), text, back=4, ahead=1)
    assert match.span() == (2, len(text))
