"""Addresses: below the county, with the place where the detail begins, and whose they are."""

import pytest

from detectors.address import Address
from detectors.claim import Claim
from detectors.finding import Status
from detectors.sheet import Passage, Sheet


def _claims(text: str, holds: str | None = None) -> list[tuple[str, Claim]]:
    sheet = Sheet([Passage("t", text, holds=holds)])
    return [(sheet.raw[c.start : c.end], c) for c in Address().claims(sheet)]


@pytest.mark.parametrize(
    ("coarse", "fine"),
    [
        ("浙江省杭州市西湖区", "青竹路18号"),
        ("西湖区", "青竹路18号3幢"),
        ("南宁市", "木棉路15号"),
        ("玉环县", "楚门镇新村北路7号"),
        ("", "柳桥镇北大街16号"),
        ("浙江杭州余杭", "石岩街道青竹路18号"),
        ("台州市经济开发区", "康泰路7号"),
        ("", "杭州青竹路18号"),
        ("江干区", "青竹路18号"),
    ],
    ids=range(9),
)
def test_detail_is_where_the_part_below_the_county_begins(coarse: str, fine: str):
    """The region in front, abolished ones too, may stay; what follows is the detail."""
    text = f"位于{coarse}{fine}。"
    [(found, claim)] = _claims(text)
    assert found == coarse + fine
    assert claim.detail == 2 + len(coarse)


@pytest.mark.parametrize(
    ("before", "behind", "role"),
    [
        ("现住", "，务农", "person"),
        ("户籍所在地：", "。", "person"),
        ("收货地址为", "，", "person"),
        ("公司住所：", "。", "business"),
        ("位于", "的经营场所", "business"),
        ("在", "进行作业", "scene"),
        ("到云州市财政局（", "）办理", "agency"),
        ("云州银行柳桥支行（地址：", "），账号", "agency"),
        ("罚款缴至云州银行，地址：", "。", "agency"),
        ("张三,男,汉族,住所：", "。", "person"),
        ("云州公司,法定代表人张三,住所：", "。", "business"),
        ("云州公司,法定代表人张三,身份证号码110105194912310021,住所：", "。", "business"),
        ("云州公司,法定代表人张三,男,汉族,住所：", "。", "person"),
        ("经营者张三,身份证号码110105194912310021,住所：", "。", "person"),
        ("被执行人张三,男,汉族,地址：", ",逾期不缴纳罚款", "person"),
        ("电话88880000）。地址：", "，逾期不缴纳罚款的", "agency"),
        ("责令缴纳罚款,地址：", "。", "business"),
        ("租住于", "，务工", "person"),
        ("执法局执法人员在", "检查", "scene"),
    ],
    ids=range(19),
)
def test_the_role_says_whose_address_it_is(before: str, behind: str, role: str):
    """Home, seat, scene and agency are told apart by what stands around."""
    [(_, claim)] = _claims(f"{before}杭州市西湖区青竹路18号{behind}")
    assert claim.role == role


def test_an_address_in_its_column_is_certain():
    """The column decides."""
    [(_, claim)] = _claims("杭州市西湖区青竹路18号", "ADDRESS")
    assert claim.status is Status.CERTAIN


@pytest.mark.parametrize(
    "cell",
    ["湖畔花园28-5-998室", "西溪东园7-6-1046", "老供销社院内"],
    ids=range(3),
)
def test_all_of_an_address_column_is_covered(cell: str):
    """What no grammar knows is an address, too, where the column says so."""
    [(found, _)] = _claims(cell, "ADDRESS")
    assert found == cell


@pytest.mark.parametrize(
    "rest", ["，电话0571-88880000", " 13800138000", "；邮编310000"], ids=range(3)
)
def test_an_address_column_ends_where_something_else_begins(rest: str):
    """A telephone number beside the address is not covered by it."""
    [(found, _)] = _claims(f"青竹路18号{rest}", "ADDRESS")
    assert found == "青竹路18号"


def test_a_chain_that_the_codes_contradict_is_doubted():
    """A town under a county of another province is a suspect, not silence."""
    [(_, claim)] = _claims("前往浙江省南宁市柳桥镇")
    assert claim.status is Status.SUSPECT


def test_full_width_digits_and_numerals_are_read():
    """Numbers in any form belong to the address."""
    [(found, _)] = _claims("住址：西湖区青竹路１８号三幢二单元。")
    assert found == "西湖区青竹路１８号三幢二单元"


@pytest.mark.parametrize(
    "street",
    ["和平路", "向阳街", "为民巷", "将军路", "经十路", "望月路", "日新街", "解放北路", "人民大道"],
    ids=range(9),
)
def test_streets_with_everyday_characters_are_whole(street: str):
    """A character that is a function word elsewhere does not end a street's name."""
    [(found, _)] = _claims(f"货物存放于杭州市西湖区{street}18号。")
    assert found == f"杭州市西湖区{street}18号"


@pytest.mark.parametrize("text", ["浙江省杭州市西湖区", "住址：芜湖市镜湖区", "全国"], ids=range(3))
def test_a_county_alone_is_no_finding(text: str):
    """A coarse location may be shown."""
    assert not _claims(text)


def test_a_place_that_begins_an_organisations_name_belongs_to_it():
    """云州镇卫生院 is an organisation, not an address."""
    assert not _claims("对西湖区三墩镇卫生院进行检查")


def test_long_text_is_read_without_delay():
    """Endless units are no trap."""
    assert isinstance(_claims("西湖区青竹路东" * 5_000), list)
