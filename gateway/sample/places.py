"""Real counties with invented streets: codes (GB/T 2260), dialling codes, plate prefixes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Place:
    """A county-level place. ``code`` GB/T 2260, ``dialling`` with its zero, ``plate`` 发牌机关."""

    province: str
    city: str
    county: str
    code: str
    dialling: str
    plate: str

    @property
    def upper(self) -> str:
        """Province and city; a municipality once."""
        return self.city if self.province == self.city else self.province + self.city


def _table(rows: str) -> tuple[Place, ...]:
    return tuple(Place(*row.split()) for row in rows.strip().splitlines())


#: Where the records come from.
PLACES = _table("""
广东省 广州市 天河区 440106 020 粤A
广东省 广州市 越秀区 440104 020 粤A
广东省 深圳市 南山区 440305 0755 粤B
广东省 珠海市 香洲区 440402 0756 粤C
广东省 佛山市 顺德区 440606 0757 粤X
广东省 佛山市 高明区 440608 0757 粤E
广东省 江门市 蓬江区 440703 0750 粤J
广东省 湛江市 赤坎区 440802 0759 粤G
广东省 茂名市 电白区 440904 0668 粤K
广东省 肇庆市 鼎湖区 441203 0758 粤H
广东省 惠州市 博罗县 441322 0752 粤L
广东省 梅州市 梅县区 441403 0753 粤M
广东省 清远市 清新区 441803 0763 粤R
广东省 潮州市 潮安区 445103 0768 粤U
广东省 揭阳市 榕城区 445202 0663 粤V
浙江省 宁波市 江北区 330205 0574 浙B
江苏省 苏州市 相城区 320507 0512 苏E
福建省 厦门市 思明区 350203 0592 闽D
湖南省 长沙市 岳麓区 430104 0731 湘A
湖北省 武汉市 武昌区 420106 027 鄂A
四川省 成都市 龙泉驿区 510112 028 川A
云南省 昆明市 官渡区 530111 0871 云A
北京市 北京市 昌平区 110114 010 京N
上海市 上海市 浦东新区 310115 021 沪B
""")

#: Where people were born: the above, others, and counties that have been abolished since.
BIRTHPLACES = (
    *(place.code for place in PLACES),
    "360723",
    "410103",
    "150103",
    "620102",
    "650102",
    "440102",  # 广州市东山区, abolished in 2005
    "110103",  # 北京市崇文区, abolished in 2010
    "310103",  # 上海市卢湾区, abolished in 2011
)

_ROAD_HEADS = "桂棠榕荔枫松兰竹梧桦樟槐锦霁澄沁岚云麓溪"
_ROAD_TAILS = "影荫湾岭坪浦桥洲澜泉塘苑屏波秀峰谷渡原陂"
_ROAD_KINDS = ("路", "街", "大道", "巷", "东路", "西路", "北路", "南路", "二路", "横街")
_ESTATES = ("花园", "公寓", "家园", "新村", "雅苑", "小区", "名庭", "广场")
_VILLAGES = ("上", "下", "大", "小", "新", "老", "东", "西")
_SHORT_SHARE, _VILLAGE_SHARE = 0.25, 0.2


def road(rng: Random) -> str:
    """A road that nobody built, with its kind: 榕影北路."""
    return rng.choice(_ROAD_HEADS) + rng.choice(_ROAD_TAILS) + rng.choice(_ROAD_KINDS)


def premises(rng: Random, place: Place) -> str:
    """A full business address, from the province down to the house number."""
    parts = [place.upper, place.county, road(rng), f"{rng.randint(1, 980)}号"]
    parts.append(rng.choice(("", "", f"{rng.randint(1, 9)}楼", f"首层{rng.randint(101, 139)}铺")))
    return "".join(parts)


def dwelling(rng: Random, place: Place) -> str:
    """A home: an estate or a village, sometimes without province and city."""
    front = place.county if rng.random() < _SHORT_SHARE else place.upper + place.county
    if rng.random() < _VILLAGE_SHARE:
        return f"{front}{_village(rng)}{rng.randint(1, 12)}组{rng.randint(1, 160)}号"
    estate = rng.choice(_ROAD_HEADS) + rng.choice(_ROAD_TAILS) + rng.choice(_ESTATES)
    unit = rng.choice((f"{rng.randint(1, 30)}栋", f"{rng.randint(1, 30)}幢{rng.randint(1, 4)}单元"))
    room = f"{rng.randint(1, 32)}{rng.randint(1, 12):02d}"
    return f"{front}{road(rng)}{rng.randint(1, 480)}号{estate}{unit}{room}{rng.choice('室房')}"


def _village(rng: Random) -> str:
    town = rng.choice(_ROAD_HEADS) + rng.choice(_ROAD_TAILS) + "镇"
    return f"{town}{rng.choice(_VILLAGES)}{rng.choice(_ROAD_TAILS)}村"
