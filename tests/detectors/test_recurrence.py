"""What was recognised once is found everywhere in the record, in any form."""

import pytest

from detectors.border import Scanner
from detectors.finding import Status


@pytest.fixture(scope="module")
def scanner():
    return Scanner()


def _values(scanner, text: str, entity: str) -> list[tuple[str, Status]]:
    return [
        (text[f.start : f.end], f.status)
        for f in scanner.scan_text(text)
        if f.entity_type == entity
    ]


@pytest.mark.parametrize(
    ("entity", "text", "again"),
    [
        ("CN_PASSPORT", "持护照号码E12345678入境，随后E1234 5678登记住宿", "E1234 5678"),
        ("WECHAT_ID", "微信号：qinghe_2046。次日由qinghe_2046收款", "qinghe_2046"),
        ("QQ_NUMBER", "QQ：73519402；之后73519402退群", "73519402"),
    ],
)
def test_a_value_is_found_again_without_its_cue(scanner, entity: str, text: str, again: str):
    """The second mention has no word in front that tells."""
    assert (again, Status.LIKELY) in _values(scanner, text, entity)


def test_the_part_below_the_county_is_found_again(scanner):
    """An address that stands in full once is known by its end."""
    text = "住址：浙江省温州市瓯海区青禾街道柳巷12号3幢501室。货物存于青禾街道柳巷12号3幢501室。"
    assert len(_values(scanner, text, "ADDRESS")) == 2


@pytest.mark.parametrize(
    ("first", "roles"),
    [("公司送货至", ["scene", "business"]), ("现住", ["person", "person"])],
    ids=["scene", "home"],
)
def test_an_address_read_in_full_keeps_its_role(scanner, first: str, roles: list[str]):
    """Another mention does not say whose it is, unless it is a home: that is hidden everywhere."""
    place = "浙江省温州市瓯海区青禾街道柳巷12号"
    text = f"{first}{place}，后对云州食品厂位于{place}的场所进行核查"
    found = [f for f in scanner.scan_text(text) if f.entity_type == "ADDRESS"]
    assert [f.role for f in found] == roles
    assert all(text[f.detail :].startswith("青禾街道") for f in found)


def test_a_longer_number_is_another(scanner):
    """What goes on with digits or letters is not the same value."""
    text = "QQ：73519402；货号735194021、A73519402"
    assert [value for value, _ in _values(scanner, text, "QQ_NUMBER")] == ["73519402"]


def test_a_doubt_does_not_spread(scanner):
    """Only likely and certain claims are looked for again."""
    text = "编号73519402，另有73519402"
    assert not _values(scanner, text, "QQ_NUMBER")
