"""Addresses that lead nowhere: real counties, invented roads, estates, villages and rooms."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random

from models.tagger.recipe.material import words

_PROVINCES = words("places.provinces")
_WORDS = words("places.words")
_ROADS = words("places.roads")
_ESTATES = words("places.estates")
_TOWNS = words("places.towns")
_VILLAGES = words("places.villages")
_NUMERALS = "一二三四五六七八九十"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@cache
def _regions() -> list[str]:
    text = files("detectors.data.places").joinpath("regions.txt").read_text("utf-8")
    return text.split()


@cache
def _counties() -> list[str]:
    return [name for name in _regions() if name[-1] in "县区旗市" and name not in _PROVINCES]


@cache
def _cities() -> list[str]:
    return [name for name in _regions() if name[-1] in "市州盟" and name not in _PROVINCES]


def coarse(rng: Random) -> str:
    """A place of county level or above, as it is named in text."""
    province, city, county = rng.choice(_PROVINCES), rng.choice(_cities()), rng.choice(_counties())
    short = province[:3] if province[0] in "黑内" else province[:2]
    forms = (
        (6, county), (5, city), (4, city + county), (3, province + city + county), (2, province),
        (2, province + county), (2, short + city), (1, short), (2, city[:-1]),
        (2, county[:-1] or county),
    )  # fmt: skip
    return rng.choices([f for _, f in forms], [w for w, _ in forms])[0]


def full(rng: Random) -> str:
    """An address with its region: 浙江省温州市瓯海区南白象街道霞坊村翠微大道888号."""
    province, city, county = rng.choice(_PROVINCES), rng.choice(_cities()), rng.choice(_counties())
    region = rng.choice(
        (province + city + county, city + county, province + county, county, county, city)
    )
    return region + detail(rng)


def detail(rng: Random) -> str:
    """The part below the county: town, village, road, number, estate, building, room."""
    town = rng.choice(_WORDS) + rng.choice(_TOWNS) if rng.random() < 0.45 else ""
    if rng.random() < 0.35:
        return (town or rng.choice(_WORDS) + "镇") + _village(rng)
    return town + _street(rng)


def scene(rng: Random) -> str:
    """Where something happened, told by what is near: 人民路与新华街交叉口东侧50米."""
    road, other = _road(rng), _road(rng)
    side = rng.choice("东西南北") + rng.choice(("侧", "面", "", "南角"))
    return rng.choice(
        (
            f"{road}与{other}交叉口{side}",
            f"{road}{rng.randint(1, 900)}号门前",
            f"{rng.choice(_WORDS)}{rng.choice(_ESTATES)}{side}{rng.randint(2, 20) * 10}米处",
            f"{road}K{rng.randint(1, 300)}+{rng.randint(1, 9)}00米处",
            rng.choice(_WORDS)
            + rng.choice(_VILLAGES)
            + rng.choice(("后山", "河边", "村口", "桥头")),
            f"{rng.choice(_WORDS)}菜市场{rng.randint(1, 90)}号摊位",
        )
    )


def _road(rng: Random) -> str:
    return rng.choice(_WORDS) + rng.choice(_ROADS)


def _number(rng: Random) -> str:
    figure = str(rng.choice((rng.randint(1, 30), rng.randint(1, 300), rng.randint(1, 2000))))
    return figure.translate(_WIDE) if rng.random() < 0.06 else figure


def _village(rng: Random) -> str:
    village = rng.choice(_WORDS) + rng.choice(_VILLAGES)
    tail = (
        "", "", f"{rng.choice(_NUMERALS)}组", f"{rng.randint(1, 15)}组", f"{_number(rng)}号",
        f"{rng.choice(_NUMERALS)}组{_number(rng)}号", f"第{rng.choice(_NUMERALS)}村民小组",
        f"{rng.choice(_WORDS)}路{_number(rng)}号", f"{rng.choice(_WORDS)}屯{rng.randint(1, 99)}号",
    )  # fmt: skip
    return village + rng.choice(tail)


def _street(rng: Random) -> str:
    place = rng.choice(
        (_road(rng), _road(rng), _road(rng), rng.choice(_WORDS) + rng.choice(_ESTATES))
    )
    if rng.random() < 0.8:
        place += (
            f"{_number(rng)}{rng.choice(('号', '号', '号', '号之一', '弄', '-2号', '号附3号'))}"
        )
    if rng.random() < 0.2:
        place += rng.choice(_WORDS) + rng.choice(_ESTATES)
    if rng.random() < 0.45:
        place += _building(rng)
    return place


def _building(rng: Random) -> str:
    block, unit = rng.randint(1, 40), rng.randint(1, 4)
    room = rng.randint(1, 33) * 100 + rng.randint(1, 8)
    return rng.choice(
        (
            f"{block}栋{room}室", f"{block}幢{unit}单元{room}室", f"{block}-{unit}-{room}",
            f"{block}号楼{unit}单元{room}", f"{rng.choice('ABCDE')}座{room}房", f"{room}室",
            f"{rng.choice(_NUMERALS)}楼", f"{rng.choice(('首', '负一', '底'))}层{unit}号铺",
            f"第{block}栋{unit}楼", f"{block}号门面", f"{rng.choice('ABC')}区{block}号",
            f"{block}栋",
        )
    )  # fmt: skip
