"""Whose identity number it is, as far as the number itself and the words in front tell."""

from datetime import date

import pytest

from detectors.border import Scanner
from detectors.checksums import identity_check
from detectors.cn_id_card import CnIdCard
from detectors.finding import Status

TODAY = date(2024, 6, 1)


def identity(born):
    body = f"440106{born}021"
    return body + identity_check(body)


@pytest.fixture(scope="module")
def scanner():
    return Scanner([CnIdCard(today=lambda: TODAY)])


@pytest.mark.parametrize(
    ("born", "role"),
    [
        pytest.param("20100315", "minor", id="child"),
        pytest.param("20060602", "minor", id="day-before-of-age"),
        pytest.param("20060601", None, id="of-age-today"),
        pytest.param("19780312", None, id="adult"),
    ],
)
def test_the_number_of_a_minor_says_so(scanner, born, role):
    """Under eighteen on the day of the scan (未成年人)."""
    (finding,) = scanner.scan_text(f"身份证号{identity(born)}")
    assert (finding.role, finding.status) == (role, Status.CERTAIN)


@pytest.mark.parametrize(
    "word", ["配偶", "妻子", "丈夫", "儿子", "女儿", "其子女：", "长女", "监护人"]
)
def test_the_word_for_a_relative_is_as_good_as_the_word_for_the_number(scanner, word):
    """Born so late that it could be a licence, but nobody's daughter is one."""
    (finding,) = scanner.scan_text(f"其{word}{identity('20180515')}")
    assert finding.status is Status.CERTAIN


@pytest.mark.parametrize("before", ["", "编入", "妻子经营的店铺编号", "儿童用品"])
def test_without_such_a_word_a_late_date_is_a_doubt(scanner, before):
    """Nine construction licences in a hundred pass the whole check."""
    for finding in scanner.scan_text(before + identity("20180515")):
        assert finding.status is Status.SUSPECT
