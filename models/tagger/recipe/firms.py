"""Companies, shops, authorities and institutions that do not exist; many carry a person's name."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from models.tagger.recipe import people, places
from models.tagger.recipe.material import words

_STEMS = words("firms.stems")
_TRADES = words("firms.trades")
_FORMS = words("firms.forms")
_SHOPS = words("firms.shops")
_BUREAUS = words("firms.bureaus")
_INSTITUTIONS = words("firms.institutions")


class Firm(NamedTuple):
    """A full name and how it is called in short."""

    name: str
    short: str


def stem(rng: Random) -> str:
    """What tells a firm from others: two or three characters, now and then a person's name."""
    if rng.random() < 0.25:
        return people.of_class(rng, rng.choice(("han", "rare", "word", "tibetan"))).name
    if rng.random() < 0.35:
        word = rng.choice(_STEMS)
        return (
            rng.choice(word)
            + rng.choice(rng.choice(_STEMS))
            + rng.choice(("", "", rng.choice(word)))
        )
    return rng.choice(_STEMS)


def company(rng: Random) -> Firm:
    """A registered company: 温州市禾澜建材有限公司, 中恒（上海）投资管理有限公司."""
    core, trade, place = stem(rng), rng.choice(_TRADES), places.coarse(rng)
    form = rng.choice(_FORMS).format(city=places.coarse(rng))
    short_place = place[:2]
    name = rng.choice(
        (place + core + trade + form, f"{core}（{short_place}）{trade}{form}", core + trade + form)
    )
    return Firm(name, rng.choice((core, core + trade, core + "公司", core + trade[:2])))


def shop(rng: Random) -> Firm:
    """An individual business: 瓯海区阿强汽修店, 王小明豆腐坊, 老李烧烤店."""
    kind = rng.choice(_SHOPS)
    core = rng.choice(
        (stem(rng), stem(rng), f"老{rng.choice('王李张刘陈赵')}", f"{rng.choice('张李吴周')}记")
    )
    if rng.random() < 0.12:
        core = people.styled(rng)
    name = rng.choice(
        (core + kind, places.coarse(rng) + core + kind, places.detail(rng)[:6] + core + kind)
    )
    return Firm(name, core)


def authority(rng: Random) -> str:
    """Who decides: 杭州市余杭区市场监督管理局, 县公安局."""
    bureau = rng.choice(_BUREAUS)
    level = rng.choice(("市", "县", "区", "省", "自治区"))
    return rng.choices((places.coarse(rng) + bureau, level + bureau, bureau), (6, 3, 2))[0]


def institution(rng: Random) -> str:
    """A hospital, school, court, bank branch, village committee or laboratory."""
    return rng.choice((places.coarse(rng), places.coarse(rng), stem(rng))) + rng.choice(
        _INSTITUTIONS
    )
