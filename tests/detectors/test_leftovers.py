"""Half-masked numbers go to a person; what the project itself masks does not come back."""

import pytest

from detectors.border import Scanner
from detectors.finding import Status
from policies import masks


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


@pytest.mark.parametrize("sign", ["*", "x", "X", "×", "•", "●", "※", "#", "■", "□", "＊"])
@pytest.mark.parametrize(
    ("before", "head", "hidden", "tail", "entity"),
    [
        pytest.param("身份证", "110101", 8, "8531", "CN_ID_CARD", id="identity"),
        pytest.param("电话", "138", 4, "8000", "PHONE_NUMBER", id="mobile"),
        pytest.param("银行卡", "622202", 9, "0128", "BANK_CARD", id="card"),
    ],
)
def test_every_sign_that_hides_is_known(scanner, sign, before, head, hidden, tail, entity):
    """Stars, crosses, dots, squares: a suspect over all of what is left, marked as such."""
    value = head + sign * hidden + tail
    (finding,) = [f for f in scanner.scan_text(f"{before}{value}一事") if f.entity_type == entity]
    assert (finding.start, finding.end) == (len(before), len(before) + len(value))
    assert (finding.status, finding.category) == (Status.SUSPECT, "masked")


@pytest.mark.parametrize(
    ("before", "value", "mask", "params"),
    [
        ("车牌", "粤A12345", "plate", {}),
        ("QQ号", "987654321", "head", {}),
        ("车架号", "LSGJA52U2DS123456", "head", {"keep": 8}),
        ("IP地址", "203.0.113.25", "octet", {}),
        ("邮箱", "hexiaoman@example.com", "email", {}),
        ("电话", "13812345678", "remove", {}),
        ("坐标", "113.264385,23.129112", "coarse", {}),
    ],
)
def test_what_the_project_masks_is_no_leftover(scanner, before, value, mask, params):
    """Or no record that was masked could ever leave."""
    masked = masks.apply(mask, value, params)
    assert not any(f.category == "masked" for f in scanner.scan_text(f"{before}{masked}一事"))


@pytest.mark.parametrize("text", ["型号138****8000", "订单号622202*********0128", "2018****0515"])
def test_a_masked_number_of_a_thing_is_left_alone(scanner, text):
    """The word in front says that it is nobody's."""
    assert not any(f.category == "masked" for f in scanner.scan_text(text))
