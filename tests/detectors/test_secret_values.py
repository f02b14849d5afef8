"""Value patterns: what counts as a share, a parameter, an amount."""

import pytest

from detectors.secret_values import FINDERS, values, weight


def found(text, *names):
    return [text[a:b] for a, b in values(text, 0, len(text), names)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("share", "糖12份、盐0.5g、水百分之三十", ["12份", "0.5g", "百分之三十"]),
        ("share", "190mg/100ml", ["190mg/100ml"]),
        ("ratio", "按5:3:2混合", ["5:3:2"]),
        ("parameter", "120℃、0.8MPa、180r/min、pH值11", ["120℃", "0.8MPa", "180r/min", "pH值11"]),
        ("duration", "保温40分钟、2h", ["40分钟", "2h"]),
        ("percent", "18%、千分之五", ["18%", "千分之五"]),
        ("money", "1,203.4万元、￥58.5、叁拾万元", ["1,203.4万元", "￥58.5", "叁拾万元"]),
        ("score", "得91.27分，3分之一", ["91.27分"]),
        ("dimension", "0.35±0.02mm、R412mm、6.5°", ["0.35±0.02mm", "R412mm", "6.5°"]),
        ("drawing_number", "图号YL-0732-04B", ["YL-0732-04B"]),
        ("drawing_file", "见PWR_TOP.gds文件", ["PWR_TOP.gds"]),
        ("code", "源码def f(x): return x", ["def f(x): return x"]),
        ("code", "型号LF200-6P摩托车", []),
        ("money", "5元件、12元素", []),
    ],
    ids=range(14),
)
def test_a_pattern_finds_its_values_whole(name, text, expected):
    """Units belong to the value; thousands and decimals do not end it."""
    assert found(text, name) == expected


def test_values_do_not_overlap_and_are_in_order():
    """Of two patterns at one place the longer value stands."""
    assert found("12.5%、3kg、80℃", *FINDERS) == ["12.5%", "3kg", "80℃"]


def test_a_ratio_weighs_as_many_values_as_it_has():
    """5:3:2 tells three shares."""
    assert weight("5:3:2", (0, 5)) == 3
    assert weight("12份", (0, 3)) == 1
