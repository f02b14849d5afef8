"""The masks (遮盖方式): one project-wide form per kind, so that two portals never add up.

Every mask is a Presidio `Operator` that also works in a plain `AnonymizerEngine`. A mask that
does not understand the text covers all of it; none of them ever returns it unchanged, except
text that is already masked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator, OperatorType

#: What stands in the place of removed text. Fixed, so that it tells nothing of the length.
COVER = "***"

# Presidio adds the entity type to the parameters of every operator.
_ALWAYS_ALLOWED = frozenset({"entity_type"})

_COMPOUND_SURNAMES = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|"
    "濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|巫马|"
    "公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|东郭|南门|羊舌|"
    "微生|梁丘|左丘|东门|西门|第五|歐陽|司馬|東方|諸葛|尉遲|長孫|鮮于|鍾離|南宮|赫連|澹臺"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_HEAD = re.compile(rf"\s*([{_PROVINCES}])\s?([A-Z])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}")
_OCTET = re.compile(r"\s*(\d{1,3})\.[\d*]")
_SERIAL = re.compile(r"第[^第]{1,40}号\Z")
_LONG_NUMBER = re.compile(r"\d{5}")
_DECIMALS = re.compile(r"(\d\.\d{2})\d+")
_SECONDS = re.compile(r"([′'’分])\s*\d{1,2}(?:\.\d+)?\s*([″\"”秒]|'')")
_SPACES = re.compile(r"\s+")
_COARSE_PART = (
    r"(?:东经|北纬|经度|纬度|[EN])?[:：]? ?\d{1,3}"
    r"(?:\.\d{1,2}|[°度] ?\d{1,2}[′'’分](?:\*\*[″\"”秒])?)?[°度]?[EN]?"
)
_COARSE = re.compile(rf"{_COARSE_PART}(?:(?:[,，、;；] ?| ){_COARSE_PART})?")


class Mask(Operator):
    """A Presidio operator with a name, the parameters it knows, and a pure `cover`."""

    name: ClassVar[str]
    known: ClassVar[frozenset[str]] = frozenset()
    leaves_something: ClassVar[bool] = True

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """The text that is shown in the place of ``text``."""
        raise NotImplementedError

    def operate(self, text: str, params: Mapping[str, Any] | None = None) -> str:
        """Presidio's entry: `cover`."""
        return self.cover(text, params or {})

    def validate(self, params: Mapping[str, Any] | None = None) -> None:
        """Raises `InvalidParamError` for a parameter this mask does not know or understand."""
        for key, value in (params or {}).items():
            if key in _ALWAYS_ALLOWED:
                continue
            if key not in self.known:
                raise InvalidParamError(f"mask {self.name} has no parameter {key}")
            if not re.fullmatch(r"\d{1,6}", str(value), re.ASCII):
                raise InvalidParamError(f"parameter {key} of mask {self.name} is no number")

    def operator_name(self) -> str:
        """The name that packs and Presidio configurations use."""
        return self.name

    def operator_type(self) -> OperatorType:
        """Masks only ever anonymise; none of them can be undone."""
        return OperatorType.Anonymize


class Remove(Mask):
    """Nothing is left but three stars, whatever was there."""

    name = "remove"
    leaves_something = False

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """``***``."""
        return COVER


class Surname(Mask):
    """Surname and 某 (法释〔2016〕19号 第九条): 张某, 欧阳某, 阿某, J某.

    ``ordinal`` 1 gives 张某1.
    """

    name = "surname"
    known = frozenset({"ordinal"})

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """The surname, 某 and the ordinal if there is one."""
        name = "".join(char for char in text if char.isalnum())
        if not name or not name[0].isalpha():
            return COVER
        compound = _COMPOUND_SURNAMES.match(name) if len(name) > len("欧阳") else None
        surname = compound[0] if compound else name[0].upper()[:1]
        return f"{surname}某{params.get('ordinal', '')}"


class Plate(Mask):
    """Vehicle plates (号牌): province and letter stay, always five stars: 粤A*****."""

    name = "plate"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """Province, letter and five stars."""
        head = _PLATE_HEAD.match(text)
        return f"{head[1]}{head[2]}*****" if head else COVER


class Email(Mask):
    """First character and domain of an e-mail address: ``z***@example.com``."""

    name = "email"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """First character, ``***@``, domain."""
        local, at, domain = text.strip().partition("@")
        if not (local and at and domain) or "@" in domain:
            return COVER
        first = "" if len(local) == 1 or local[0] == "*" else local[0]
        return f"{first}{COVER}@{domain}"


class County(Mask):
    """Addresses (住址) down to the county; ``detail`` is where in the span the rest begins."""

    name = "county"
    known = frozenset({"detail"})

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """What stands before ``detail``, then ``***``; all is covered where that is unknown."""
        detail = int(params.get("detail", 0))
        return f"{text[:detail]}{COVER}" if 0 < detail < len(text) else COVER


class Year(Mask):
    """Dates of birth (出生日期): the year stays: 1990年**月**日."""

    name = "year"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """Year, ``**月**日``."""
        year = _YEAR.search(text)
        return f"{year[0]}年**月**日" if year else COVER


class Head(Mask):
    """The first ``keep`` characters stay (1 unless told): ``z***``."""

    name = "head"
    known = frozenset({"keep"})

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """The head and ``***``; a text that is no longer than its head is covered whole."""
        keep = int(params.get("keep", 1))
        head = text[:keep]
        return COVER if len(text) <= keep or "*" in head else f"{head}{COVER}"


class Octet(Mask):
    """Internet addresses: the first octet of an IPv4 address stays: ``192.*.*.*``."""

    name = "octet"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """First octet and stars; an IPv6 address is covered whole."""
        first = _OCTET.match(text)
        return f"{first[1]}.*.*.*" if first else COVER


class Serial(Mask):
    """Certificates (不动产权证书号): the serial is covered: 粤（2018）…不动产权第***号."""

    name = "serial"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """The text with ``第***号``; covered whole where there is no such part."""
        masked, found = _SERIAL.subn(f"第{COVER}号", text.strip())
        return masked if found and not _LONG_NUMBER.search(masked) else COVER


class Coarse(Mask):
    """Coordinates (经纬度) to about one kilometre: two decimals, or degrees and minutes."""

    name = "coarse"

    def cover(self, text: str, params: Mapping[str, Any]) -> str:
        """Coarser coordinates; what is not plainly coarse afterwards is covered whole."""
        text = _SPACES.sub(" ", text.strip())
        coarse = _SECONDS.sub(r"\1**\2", _DECIMALS.sub(r"\1", text))
        return coarse if _COARSE.fullmatch(coarse) else COVER


MASKS: tuple[type[Mask], ...] = (
    Remove,
    Surname,
    Plate,
    Email,
    County,
    Year,
    Head,
    Octet,
    Serial,
    Coarse,
)


@cache
def _by_name() -> dict[str, Mask]:
    return {mask.name: mask() for mask in MASKS}


def names() -> frozenset[str]:
    """The names of all masks."""
    return frozenset(_by_name())


def leaves_something(operator: str) -> bool:
    """Whether a part of the text survives this mask. Raises `KeyError` for an unknown mask."""
    return _by_name()[operator].leaves_something


def check(operator: str, params: Mapping[str, Any]) -> None:
    """Raises `KeyError` for an unknown mask, `InvalidParamError` for a parameter it refuses."""
    _by_name()[operator].validate(params)


def apply(operator: str, text: str, params: Mapping[str, Any] | None = None) -> str:
    """The text that is shown in the place of ``text``. Raises `KeyError` for an unknown mask.

    Parameters that this mask does not know are passed over: a span may carry them for another.
    """
    return _by_name()[operator].cover(text, params or {})
