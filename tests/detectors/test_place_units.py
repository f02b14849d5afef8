"""Below the county: from the town down to the room, or to what a place is told by."""

import pytest

from detectors.place_units import UNITS, begins, descend, reaches


@pytest.mark.parametrize(
    "place",
    [
        "石桥街道青竹路18号3幢2单元501室",
        "柳桥镇东湖村第六村民小组",
        "双桥苏木杨树嘎查3组",
        "东风农场和平寨",
        "清河镇水井庄",
        "人民路与新华街交叉口东侧",
        "青竹路18号门前",
        "沿江路K12+300米处",
        "长江镇光明村桥头",
        "青山镇石岩村后山",
        "翠竹小区东南角90米处",
        "玉泉路26-1-1505",
        "学府国际1951号之一",
        "北海国际负一层1号铺",
        "清河路5号附3号26栋3206室",
        "桥头社区对面",
        "祥和街道永和路9号",
        "五一路七号院二楼",
    ],
)
def test_all_of_a_place_is_taken(place: str):
    """Numbers in either script, side entrances, distances, crossings and banks belong to it."""
    down = descend(f"{place}，务农", 0)
    assert down.end == len(place)
    assert down.levels


@pytest.mark.parametrize(
    ("place", "behind"),
    [
        ("青竹路18号", "的房屋"),
        ("青竹路18号", "经营时发现"),
        ("柳桥镇石岩村", "一处废弃厂房"),
        ("青竹路18号", "2021年3月"),
        ("青竹路18号", "3人"),
    ],
)
def test_the_sentence_behind_is_left(place: str, behind: str):
    """A function word, a date or a count ends the place."""
    assert descend(place + behind, 0).end == len(place)


@pytest.mark.parametrize("words", ["铁路运输", "农村市场", "一个村", "高速公路"])
def test_words_of_everyday_name_no_place(words: str):
    """They are noted as common, so that they need more than themselves."""
    down = descend(words, 0)
    assert not down.levels or down.common


def test_a_number_alone_begins_no_address():
    """Behind a number the word for a part is only a part; a block of flats may begin one."""
    assert [begins("样品12号", m.start()) for m in UNITS.finditer("样品12号")] == [False]
    assert [begins("翠湖12栋", m.start()) for m in UNITS.finditer("翠湖12栋")] == [True]


def test_only_what_a_unit_can_belong_to_is_read_further():
    """A function word or a stop in between cuts the division from the unit."""
    near, far = "杭州市青竹路", "杭州市财政局在青竹路"
    assert reaches(near, 3, 3, [m.start() for m in UNITS.finditer(near)])
    assert not reaches(far, 3, 3, [m.start() for m in UNITS.finditer(far)])
