"""Companies, individual businesses and agencies that do not exist, with their codes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.sample import numbers
from gateway.sample.places import Place, road

_HEADS = "禾沐澄屿砚葵岫栎泓霁苇珩漪蔚昀煦枳棠翊珞"
_TAILS = "岳澜州塬辰川芃原畔堤叶沅坞序汀曜穗野笙阡"
_FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "集团有限公司")
_BANKS = ("沐川", "禾岭", "澄江", "岫云")
_BRANCH_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Firm:
    """A name and the 18-character credit code that belongs to it."""

    name: str
    code: str


def brand(rng: Random) -> str:
    """Two rare characters that no firm bears: 禾澜."""
    return rng.choice(_HEADS) + rng.choice(_TAILS)


def company(rng: Random, place: Place, trade: str) -> Firm:
    """An enterprise of a trade: 佛山市禾澜建材有限公司."""
    branch = f"{place.county}分公司" if rng.random() < _BRANCH_SHARE else ""
    title = f"{rng.choice((place.city, place.city[:-1], place.county))}{brand(rng)}{trade}"
    return Firm(title + rng.choice(_FORMS) + branch, numbers.uscc(rng, place.code))


def individual_business(rng: Random, place: Place, shop: str) -> Firm:
    """A 个体工商户: 高明区沐汀小吃店."""
    return Firm(f"{place.county}{brand(rng)}{shop}", numbers.uscc(rng, place.code, "92"))


def agency(rng: Random, place: Place, bureau: str) -> Firm:
    """The bureau of a county: 佛山市高明区市场监督管理局."""
    return Firm(f"{place.city}{place.county}{bureau}", numbers.uscc(rng, place.code, "11"))


def bank(rng: Random, place: Place) -> str:
    """A branch of a bank that does not exist: 沐川银行佛山榕影路支行."""
    return f"{rng.choice(_BANKS)}银行{place.city[:-1]}{road(rng)}支行"
