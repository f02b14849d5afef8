"""Masks have one form a kind, cover what they do not understand, and work in plain Presidio."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import InvalidParamError, OperatorConfig, RecognizerResult

from policies import masks

FORMS = [
    ("remove", "任何内容", {}, "***"),
    ("surname", "秦小满", {}, "秦某"),
    ("surname", "秦 小 满", {}, "秦某"),
    ("surname", "秦小满", {"ordinal": "1"}, "秦某1"),
    ("surname", "欧阳小雨", {}, "欧阳某"),
    ("surname", "欧阳", {}, "欧某"),
    ("surname", "阿迪力·买买提", {}, "阿某"),
    ("surname", "john Smith", {}, "J某"),
    ("surname", "·", {}, "***"),
    ("plate", "粤A12345", {}, "粤A*****"),
    ("plate", "粤 B·D12345", {}, "粤B*****"),
    ("plate", "12345", {}, "***"),
    ("email", "qinxm@example.com", {}, "q***@example.com"),
    ("email", "q@example.com", {}, "***@example.com"),
    ("email", "qinxm(at)example.com", {}, "***"),
    ("county", "广州市天河区某某街1号", {"detail": "6"}, "广州市天河区***"),
    ("county", "广州市天河区某某街1号", {}, "***"),
    ("county", "某某街1号", {"detail": "0"}, "***"),
    ("county", "某某街1号", {"detail": "99"}, "***"),
    ("county", "某某街1号", {"detail": "-2"}, "***"),
    ("year", "1990年3月7日", {}, "1990年**月**日"),
    ("year", "1990-03-07", {}, "1990年**月**日"),
    ("year", "三月七日", {}, "***"),
    ("head", "qinxm_88", {}, "q***"),
    ("head", "LGBH52E01KY123456", {"keep": "8"}, "LGBH52E0***"),
    ("head", "abc", {"keep": "8"}, "***"),
    ("octet", "203.0.113.7", {}, "203.*.*.*"),
    ("octet", "2001:db8::1", {}, "***"),
    ("serial", "粤（2018）广州市不动产权第00612345号", {}, "粤（2018）广州市不动产权第***号"),
    ("serial", "权证00612345第1号", {}, "***"),
    ("serial", "00612345", {}, "***"),
    ("coarse", "113.32451,23.15231", {}, "113.32,23.15"),
    ("coarse", "东经113.32451，北纬23.15231", {}, "东经113.32，北纬23.15"),
    ("coarse", "北纬23°7′33.5″", {}, "北纬23°7′**″"),
    ("coarse", "23度7分33秒", {}, "23度7分**秒"),
    ("coarse", "23. 15231", {}, "***"),
    ("coarse", "二十三点一五", {}, "***"),
]


@pytest.mark.parametrize("case", FORMS, ids=range(len(FORMS)))
def test_form(case):
    """Each mask gives exactly the documented form."""
    operator, text, params, shown = case
    assert masks.apply(operator, text, params) == shown


@pytest.mark.parametrize("case", FORMS, ids=range(len(FORMS)))
def test_twice_is_once(case):
    """Masking what is masked changes nothing."""
    operator, text, params, _ = case
    once = masks.apply(operator, text, params)
    assert masks.apply(operator, once, params) == once


@given(st.sampled_from(sorted(masks.names())), st.text(max_size=40))
def test_twice_is_once_for_any_text(operator, text):
    """No text makes a mask unstable."""
    once = masks.apply(operator, text)
    assert masks.apply(operator, once) == once


@given(
    st.sampled_from(sorted(masks.names() - {"coarse"})),
    st.text(alphabet="0123456789", min_size=15, max_size=18),
)
def test_no_number_survives(operator, number):
    """No mask leaves more than nine digits of a number in a row."""
    longest = max(map(len, masks.apply(operator, number).split("*")))
    assert longest <= 9


@pytest.mark.parametrize("mask", masks.MASKS, ids=[m.name for m in masks.MASKS])
def test_works_in_plain_presidio(mask):
    """Every mask runs as an operator of an unmodified `AnonymizerEngine`."""
    engine = AnonymizerEngine()
    engine.add_anonymizer(mask)
    text = "联系秦小满先生"
    found = [RecognizerResult("PERSON", 2, 5, 0.9)]
    result = engine.anonymize(text, found, {"PERSON": OperatorConfig(mask.name, {})})
    assert result.text == "联系" + masks.apply(mask.name, "秦小满") + "先生"


@pytest.mark.parametrize(
    ("operator", "params"),
    [("remove", {"keep": "1"}), ("head", {"keep": "many"}), ("county", {"detail": "-1"})],
    ids=["unknown", "no-number", "negative"],
)
def test_parameters_are_checked(operator, params):
    """A parameter that a mask does not know or understand is refused."""
    with pytest.raises(InvalidParamError):
        masks.check(operator, params)


def test_unknown_mask():
    """There is no silent default for an unknown mask."""
    with pytest.raises(KeyError):
        masks.apply("blur", "秦小满")
