"""Divisions follow one another level by level, by their codes, in full or in short."""

import pytest

from detectors.data.places import regions
from detectors.place_regions import chains


def _chains(text: str) -> list[tuple[str, int, bool]]:
    return [(text[c.start : c.detail], c.levels, c.linked) for c in chains(text, range(len(text)))]


@pytest.mark.parametrize(
    ("region", "levels"),
    [
        ("浙江省杭州市余杭区", 3),
        ("浙江杭州余杭", 3),
        ("杭州余杭区", 2),
        ("宁波市北仑", 2),
        ("浙江省-金华市-义乌市", 3),
        ("恩施州利川市", 2),
        ("内蒙古通辽市霍林郭勒市", 3),
        ("阿拉善左旗", 1),
        ("苏州工业园区", 1),
        ("台州市经济开发区", 1),
        ("浙杭州市西湖区", 2),
        ("江干区", 1),
    ],
)
def test_what_belongs_together_is_one_chain(region: str, levels: int):
    """Abbreviations, peoples left out, development zones and abolished names are known."""
    assert _chains(f"{region}青竹路18号") == [(region, levels, True)]


def test_a_county_under_a_foreign_prefecture_is_noticed():
    """The chain is still a region, but the codes speak against it."""
    assert _chains("浙江省南宁市青竹路18号") == [("浙江省南宁市", 2, False)]


def test_one_short_name_alone_proves_no_county():
    """The detail begins with it, so that it is hidden with the rest."""
    assert _chains("杭州青竹路18号") == [("", 1, True)]


@pytest.mark.parametrize(
    "text",
    [
        "上海路111号",
        "中山南路3号",
        "宁波大厦5楼",
        "龙泉市场8号",
        "公开县级名单1号",
        "城区道路2号",
        "钟楼民族乡3号",
    ],
)
def test_what_only_begins_like_a_division_is_none(text: str):
    """Streets, buildings and words that share their first characters with one."""
    assert not _chains(text)


def test_a_name_that_nothing_stands_behind_is_left_out():
    """Most only begin the name of an organisation; they cost no more than a look."""
    assert not list(chains("杭州市财政局", ()))


def test_the_table_knows_each_level_and_what_was_abolished():
    """Codes without the zeros: two digits a province, four a prefecture, six a county."""
    table = regions()
    assert table["浙江省"] == ("33",)
    assert table["杭州市"] == ("3301",)
    assert "330110" in table["余杭区"]
    assert "330104" in table["江干区"]
    assert min(map(len, table)) > 1
