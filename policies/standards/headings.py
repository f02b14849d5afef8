"""Column names made comparable: codes of any case, Chinese headings however they are decorated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Target = TypeVar("Target")

_BRACKETED_RE = re.compile(r"[(\[{<【〔《]([^()\[\]{}<>【】〔〕《》]{1,40})[)\]}>】〕》]")
_ORDINAL_RE = re.compile(r"[*★☆●\s]{0,8}\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、):]")
_LONGEST = 120
_NOISE_RE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")

# A heading may be repeated in a message only if nobody could hide a value in it.
_CODE_RE = re.compile(r"(?:XK|CF|SX|BZ)(?:_[A-Z0-9]{1,10}){0,4}")
_LONGEST_PHRASE = 20
_BETWEEN_RE = re.compile(r"[()（）/、，：: ]")
# Shorter values (罚款, 普通) are words that headings are made of.
_SHORTEST_SECRET = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the headings of all standards are made of: Chinese ``words``, ``parts`` of codes."""

    words: frozenset[str]
    parts: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str], codes: Iterable[str]) -> Vocabulary:
        """From the heading words and the codes that the standards themselves use."""
        coded = (code.upper() for code in codes)
        parts = {part for code in coded if _CODE_RE.fullmatch(code) for part in code.split("_")}
        return cls(frozenset(words), frozenset(parts))

    def knows(self, name: str) -> bool:
        """Whether the name is made of these words, or of these parts of a code, and of no more."""
        code = name.upper()
        if name.isascii():
            return bool(_CODE_RE.fullmatch(code)) and self.parts.issuperset(code.split("_"))
        return len(name) <= _LONGEST_PHRASE and self._is_phrase(_BETWEEN_RE.sub("", name))

    def _is_phrase(self, name: str) -> bool:
        """Whether the whole name can be cut into words; each place is looked at once."""
        reached = {0}
        for end in range(1, len(name) + 1):
            if any(start in reached and name[start:end] in self.words for start in range(end)):
                reached.add(end)
        return len(name) in reached and bool(name)


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


def label(name: object, position: int, values: Iterable[str], vocabulary: Vocabulary) -> str:
    """How to speak of an unknown column without repeating what may be a value.

    Its name if that can only be a heading and holds no value of the row, else ``第N列`` (from one).
    """
    if (
        isinstance(name, str)
        and vocabulary.knows(name)
        and not any(len(v) >= _SHORTEST_SECRET and v in name for v in values)
    ):
        return f"“{name}”"
    return f"第{position}列"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).upper()
