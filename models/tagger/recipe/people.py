"""Names of people who do not exist, by class; the shares lean to what taggers find hard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

from models.tagger.recipe.material import words

_NAMES = files("detectors.data.names")  # read as data: nothing of `detectors` is imported
_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
    "彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
)
_COMMON_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕晓东宇轩子涵雨欣梓豪"
    "思远嘉怡浩然俊熙雅琪佳颖诗婷妍泽楷昊博翰墨清源若溪景行知微永福德贵金水木荣根生土发火旺春来"
    "冬青立新援朝卫民凤仙招娣少芬淑贞惠珍焕章维启明学礼守义振邦耀祖世昌仲飞云鹤松柏林森鑫淼奕"
)
_UYGHUR = words("people.uyghur")
_TIBETAN_HEAD = words("people.tibetan_head")
_TIBETAN_TAIL = words("people.tibetan_tail")
_MONGOLIAN = words("people.mongolian")
_YI = words("people.yi_head"), words("people.yi_tail")
_FOREIGN_FIRST = words("people.foreign_first")
_FOREIGN_LAST = words("people.foreign_last")
_LATIN_FIRST = words("people.latin_first")
_LATIN_LAST = words("people.latin_last")
# Names that are words as well; none of them is anybody's in particular.
_WORDLIKE = words("people.wordlike")
_STYLES = words("people.styles")


class Person(NamedTuple):
    """A name and its class, one of `_CLASSES`."""

    name: str
    kind: str


@cache
def _surnames() -> tuple[str, list[str]]:
    single, compound, _ = _NAMES.joinpath("surnames.txt").read_text("utf-8").split("\n")[:3]
    return single, compound.split()


@cache
def _given() -> str:
    return "".join(_NAMES.joinpath("given.txt").read_text("utf-8").split())


@cache
def _any_character() -> str:
    """The ideographs of GB 2312, level 1 (3,755 in use) and level 2 (3,008 rarer)."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("gb2312", "ignore") for code in rows)


def _given_name(rng: Random) -> str:
    draw = rng.random()
    pool = _COMMON_GIVEN if draw < 0.45 else _given() if draw < 0.82 else _any_character()[:3755]
    if draw > 0.97:
        pool = _any_character()
    first = rng.choice(pool)
    if rng.random() < 0.33:
        return first
    return first + (first if rng.random() < 0.05 else rng.choice(pool))


def _han(rng: Random) -> str:
    surname = rng.choice(_FREQUENT[: rng.choice((20, 60, len(_FREQUENT)))])
    return surname + _given_name(rng)


def _double(rng: Random) -> str:
    """Two surnames in a row, as married women and children bear them: 张王丽."""
    return rng.choice(_FREQUENT) + rng.choice(_surnames()[0]) + rng.choice(_given())


def _dot(rng: Random) -> str:
    return "·" if rng.random() < 0.8 else rng.choice("•‧・.．∙ ")


def _dotted(rng: Random, parts: list[str]) -> str:
    return _dot(rng).join(parts)


def _uyghur(rng: Random) -> str:
    count = 1 if rng.random() < 0.12 else 3 if rng.random() < 0.05 else 2
    return _dotted(rng, [rng.choice(_UYGHUR) for _ in range(count)])


def _tibetan(rng: Random) -> str:
    return rng.choice(_TIBETAN_HEAD) + (rng.choice(_TIBETAN_TAIL) if rng.random() < 0.8 else "")


def _yi(rng: Random) -> str:
    return rng.choice(_YI[0]) + rng.choice(_YI[1])


def _foreign(rng: Random) -> str:
    return _dotted(rng, [rng.choice(_FOREIGN_FIRST), rng.choice(_FOREIGN_LAST)])


def _latin(rng: Random) -> str:
    parts = [rng.choice(_LATIN_FIRST), rng.choice(_LATIN_LAST)]
    if rng.random() < 0.2:
        parts.insert(1, rng.choice(_LATIN_FIRST))
    if rng.random() < 0.35:
        parts = [part.upper() for part in parts]
    return " ".join(parts)


_CLASSES: dict[str, tuple[float, Callable[[Random], str]]] = {
    "han": (0.585, _han),
    "rare": (0.15, lambda rng: rng.choice(_surnames()[0]) + _given_name(rng)),
    "compound": (0.07, lambda rng: rng.choice(_surnames()[1]) + _given_name(rng)),
    "double": (0.01, _double),
    "uyghur": (0.04, _uyghur),
    "tibetan": (0.025, _tibetan),
    "mongol": (0.025, lambda rng: rng.choice(_MONGOLIAN)),
    "yi": (0.01, _yi),
    "word": (0.045, lambda rng: rng.choice(_WORDLIKE)),
    "foreign": (0.02, _foreign),
    "latin": (0.02, _latin),
}


def person(rng: Random) -> Person:
    """A person of any class."""
    kind = rng.choices(list(_CLASSES), [share for share, _ in _CLASSES.values()])[0]
    return of_class(rng, kind)


def foreigner(rng: Random) -> Person:
    """A foreigner, in Chinese or Latin letters."""
    return of_class(rng, rng.choice(("foreign", "latin")))


def of_class(rng: Random, kind: str) -> Person:
    """A person of one class; ``KeyError`` for a class that does not exist."""
    return Person(_CLASSES[kind][1](rng), kind)


def masked(rng: Random) -> str:
    """A name as it stands when it has been covered already: 张某, 李某某, 王*."""
    surname = rng.choice(_FREQUENT)
    given = rng.choice(_given())
    forms = ("某", "某某", "某甲", "某1", "某2", "某" + given, "*", "**", "×", "××", "*" + given)
    return rng.choice(_surnames()[1] if rng.random() < 0.04 else surname) + rng.choice(forms)


def styled(rng: Random) -> str:
    """Not a full name: 老张, 小李, 王总, 陈师傅, 阿强."""
    surname, given = rng.choice(_FREQUENT), rng.choice(_COMMON_GIVEN)
    after = rng.choice(_STYLES)
    return rng.choice(
        (f"老{surname}", f"小{surname}", f"阿{given}", surname + after, surname + after)
    )
