"""Names of people who do not exist: Han, compound surnames, Mongolian, Uyghur, Tibetan, Yi."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from random import Random

from gateway.sample import numbers
from gateway.sample.places import BIRTHPLACES, Place


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Surnames in rough order of frequency: the front half is drawn from more often.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
    "彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季"
    "成霍苗涂谷曲盛冉翁蓝骆路游靳辛管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
)
_FREQUENT = 60
_COMPOUND = _words(
    "欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 长孙 宇文 端木 百里 "
    "南宫 轩辕 淳于 澹台 太史 申屠 鲜于 呼延 赫连"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红梅建国志文海燕晓东宇轩"
    "子涵雨欣梓豪思远嘉怡浩然俊熙雅琪佳颖诗婷欣妍泽楷昊博翰墨清源若溪景行知微"
    "永福德贵金水木荣根生土发火旺春来冬青立新援朝卫民凤仙招娣少芬淑贞惠珍焕章"
    "维桢启明学礼守义振邦耀祖世昌仲谋季同伯言鸿飞云鹤岩松柏林森溢鑫垚淼骏驰奕"
)
_UYGHUR = (
    _words(
        "阿依古丽 古丽巴哈尔 买买提 艾合买提 吐尔逊 热依汗 帕提曼 玉素甫 迪丽拜尔 木拉提 哈丽丹"
    ),
    _words("买买提 吐尔地 艾力 热合曼 玉山 依明 卡德尔 沙吾提 尼亚孜 阿不力孜"),
)
_TIBETAN = (
    _words("扎西 卓玛 才让 央金 索南 达瓦 格桑 尼玛"),
    _words("顿珠 拉姆 平措 多吉 曲珍 旺堆 次仁 措姆"),
)
_MONGOLIAN = (_words("巴特尔 其其格 苏日娜 敖登高娃 那木汗 乌云塔娜 孟克巴雅尔 斯琴高娃"),)
_YI = (_words("阿木 吉克 曲比 沙马 马海 吉木"), _words("石布 尔古 伍呷 拉哈 日洛 阿牛莫"))
#: Peoples with what joins the parts of their names.
_MINORITIES = ((_UYGHUR, "·"), (_UYGHUR, "·"), (_TIBETAN, ""), (_MONGOLIAN, ""), (_YI, ""))
_COMPOUND_SHARE, _MINORITY_SHARE, _TWO_CHARACTERS = 0.05, 0.06, 0.22
_FREQUENT_SHARE = 0.6
_ADULT_YEARS = (1950, 2004)
_MINOR_AGE = (8, 15)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person with the numbers that belong to them. The repr shows nothing."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)

    @property
    def born(self) -> tuple[int, int, int]:
        """Year, month and day of birth, as the identity number states them."""
        return int(self.id_number[6:10]), int(self.id_number[10:12]), int(self.id_number[12:14])


def name(rng: Random) -> str:
    """A name of two to eleven characters, minority names with their interpunct."""
    draw = rng.random()
    if draw < _MINORITY_SHARE:
        return _minority_name(rng)
    if draw < _MINORITY_SHARE + _COMPOUND_SHARE:
        surname = rng.choice(_COMPOUND)
    else:
        common = rng.random() < _FREQUENT_SHARE
        surname = rng.choice(_SURNAMES[:_FREQUENT] if common else _SURNAMES)
    return surname + _given(rng)


def person(rng: Random, home: Place | None = None, taken: Container[str] = ()) -> Person:
    """An adult whose name is not among ``taken``; born at ``home`` or anywhere."""
    return _person(rng, home, taken, rng.randint(*_ADULT_YEARS))


def minor(rng: Random, this_year: int, taken: Container[str] = ()) -> Person:
    """A child of eight to fifteen years (未成年人)."""
    return _person(rng, None, taken, this_year - rng.randint(*_MINOR_AGE))


def _person(rng: Random, home: Place | None, taken: Container[str], year: int) -> Person:
    chosen = name(rng)
    while chosen in taken:
        chosen = name(rng)
    region = home.code if home else rng.choice(BIRTHPLACES)
    return Person(chosen, numbers.id_number(rng, region, year), numbers.mobile(rng))


def _given(rng: Random) -> str:
    first = rng.choice(_GIVEN)
    return first if rng.random() < _TWO_CHARACTERS else first + rng.choice(_GIVEN)


def _minority_name(rng: Random) -> str:
    parts, joint = rng.choice(_MINORITIES)
    return joint.join(rng.choice(part) for part in parts)
