"""Column names made comparable: codes of any case, Chinese headings however they are decorated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

Target = TypeVar("Target")

_BRACKETED_RE = re.compile(r"[(\[{<【〔《]([^()\[\]{}<>【】〔〕《》]{1,40})[)\]}>】〕》]")
_ORDINAL_RE = re.compile(r"[*★☆●\s]{0,8}\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、):]")
_LONGEST = 120
_NOISE_RE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")

#: A heading may be repeated in a message only if nobody could hide a value in it.
_SAFE_RE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff_()（）【】/、 ]{1,20}")
_MANY_DIGITS_RE = re.compile(r"(?:[0-9][^0-9]*){5}")
# Shorter values (罚款, 普通) are words that headings are made of.
_SHORTEST_SECRET = 3


def key(name: str) -> str:
    """The comparable form: NFKC, upper case, letters, digits and Chinese characters only."""
    return _NOISE_RE.sub("", _folded(name))


def keys(name: str) -> tuple[str, ...]:
    """The keys of a standard's own heading: whole, and without the part in brackets."""
    return tuple(dict.fromkeys((key(name), key(_BRACKETED_RE.sub("", _folded(name))))))


def resolve(name: str, targets: Mapping[str, Target], ignorable: Collection[str]) -> Target | None:
    """What a column name stands for; ``None`` if nothing.

    The part in brackets may be missing, may repeat the column's code or name, or be one of the
    ``ignorable`` keys (必填, 万元). Any other bracket is meaning that must not be lost:
    罚款金额(元) is not 罚款金额(万元).
    """
    if len(name) > _LONGEST:
        return None
    folded = _folded(name)
    if ordinal := _ORDINAL_RE.match(folded):
        folded = folded[ordinal.end() :]
    plain = _BRACKETED_RE.sub(lambda m: "" if key(m[1]) in ignorable else m[0], folded)
    for whole in (folded, plain):
        if (target := targets.get(key(whole))) is not None:
            return target
    target = targets.get(key(_BRACKETED_RE.sub("", plain)))
    parts = _BRACKETED_RE.findall(plain)
    return target if all(targets.get(key(part)) == target for part in parts) else None


def label(name: object, position: int, values: Iterable[str]) -> str:
    """How to speak of an unknown column without repeating what may be a value.

    Its name if that is short, plain and holds no value of the row, else ``第N列`` (from one).
    """
    if (
        isinstance(name, str)
        and _SAFE_RE.fullmatch(name)
        and not _MANY_DIGITS_RE.search(name)
        and not any(len(v) >= _SHORTEST_SECRET and v in name for v in values)
    ):
        return f"“{name}”"
    return f"第{position}列"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).upper()
