"""The words in front of and behind a number that say what it is.

Only the nearest cue counts, within a dozen folded characters of the same field and sentence:
身份证遗失，订单号440… is an order number. Nothing here looks further than its window.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources
from string import ascii_lowercase
from typing import NamedTuple

import yaml
from ahocorasick_rs import AhoCorasick

from detectors.sheet import Sheet
from detectors.view import Number

#: Characters in front of a number that are read (standard practice: about a dozen).
WINDOW = 14
_HEADING_GAP = 6
_LIST_STEPS = 4
_LIST_LENGTH = 40

#: Kinds of numbers that are kept or mean nothing: such a cue speaks against a person's number.
KEPT = frozenset(
    {
        "CN_USCC",
        "CN_ORG_CODE",
        "CN_BUSINESS_REGISTRATION",
        "LICENCE_NUMBER",
        "DOCUMENT_NUMBER",
        "OTHER",
    }
)

_LATIN = frozenset(ascii_lowercase)
# What may stand between a cue and its number without making it less of one: words for number,
# colons, the signs of JSON, Markdown and tables, opening brackets and quotation marks.
_SUFFIX = re.compile(
    r"(?:账号|帐号|卡号|证号|证件号|编号|代码|号码|[号码为是系:=\s\"'“”‘’「『(\[【】`*|>])*"
)
# 电    话: a word spread over a column of a form.
_SPREAD_RE = re.compile(r"[ \t](?<=[一-龥].)[ \t]{0,7}(?=[一-龥])")
_SENTENCE_END = re.compile(r"[。！？!?]")
# What stands between two numbers of one list: 电话：13800138000、13900139000
_LISTED_RE = re.compile(r"[0-9Xx](?:[)\]]?\s?[、,，/;；和及或与&|]\s?|\s)[(\[]?\Z")
_LONGEST_LISTED = 6
_LISTED_NUMBER_RE = re.compile(r"[0-9A-Za-z*() _.+-]+\Z")


# Whose number it is, right in front of it: 其妻子138…, 女儿440….
_RELATIVE_RE = re.compile(
    r"(?:配偶|妻子?|丈夫|父亲|母亲|子女|儿子|女儿|孩子|小孩|[长次幼之养][子女]|亲属|监护人)"
    r"[^0-9A-Za-z。;,]{0,4}\Z"
)
_RELATIVE_WINDOW = 8


_LATIN_RE = re.compile("[A-Za-z]")
_HAN_RE = re.compile("[\u3400-\u9fff]")


class Cue(Enum):
    """What the words in front of a number say about a claim on it."""

    OWN = "own"
    OTHER = "other"
    NONE = "none"


class Sign(NamedTuple):
    """The nearest cue: the entity types it announces, and how far in front of the span it ends."""

    types: frozenset[str]
    gap: int


_SILENCE = Sign(frozenset(), WINDOW)


@dataclass(frozen=True, slots=True)
class _Words:
    """What each cue word announces, and the automaton that finds them all in one pass."""

    types: tuple[frozenset[str], ...]
    automaton: AhoCorasick


@cache
def _words() -> _Words:
    data = resources.files("detectors.data").joinpath("number_cues.yaml").read_text("utf-8")
    table: dict[str, frozenset[str]] = {}
    for row in yaml.safe_load(data):
        for word in row["words"].split():
            table[word] = table.get(word, frozenset()) | set(row["announces"])
    return _Words(tuple(table.values()), AhoCorasick(list(table)))


def _read_signs(_: Sheet) -> dict[int, Sign]:
    """Start of a number -> its cue: several kinds ask about the same number of a sheet."""
    return {}


def _heard_anywhere(sheet: Sheet) -> frozenset[str]:
    table = _words()
    said = "\n".join([_gathered(sheet.view.text), *(p.heading for p in sheet.passages)]).lower()
    found = {word for word, _, _ in table.automaton.find_matches_as_indexes(said, overlapping=True)}
    return sheet.held.union(*(table.types[word] for word in found))


def may_announce(sheet: Sheet, entity_type: str) -> bool:
    """Whether any cue or column of the whole sheet speaks for this entity type.

    Where none does, a kind that lives by its cues need not look at a single number.
    """
    return entity_type in sheet.once(_heard_anywhere)


def nearest(sheet: Sheet, start: int) -> Sign:
    """The nearest cue in front of ``start`` (a position of the view).

    Walks back over the earlier members of a list; at the beginning of a column its heading is
    read too.
    """
    known = sheet.once(_read_signs)
    if start not in known:
        known[start] = _walk_back(sheet, start)
    return known[start]


def _walk_back(sheet: Sheet, start: int) -> Sign:
    index = sheet.index_at(start)
    if start == sheet.view_starts[index]:
        return _of_heading(sheet.passages[index].heading)
    for _ in range(_LIST_STEPS):
        sign = _read(_window(sheet, start))
        if sign.types:
            return sign
        if not _LISTED_RE.search(sheet.view.before(start, _LONGEST_LISTED)):
            return sign
        before = sheet.view.before(start, _LIST_LENGTH)
        previous = _LISTED_NUMBER_RE.search(before.rstrip(" 、,，/;；和及或与&|([\n\t"))
        if not previous:
            return sign
        start -= len(before) - previous.start()
    return _SILENCE


def cue(sheet: Sheet, start: int, end: int, entity_type: str, *also: str) -> Cue:
    """Whether the nearest cue, or the column, speaks for one of these entity types.

    ``OTHER`` only where the cue is that of a number which is kept; the cue of another personal
    number says nothing (身份证、手机：440…、138…).
    """
    if sheet.fills(start, end, entity_type):
        return Cue.OWN
    types = nearest(sheet, start).types
    if types & {entity_type, *also}:
        return Cue.OWN
    return Cue.OTHER if types & KEPT else Cue.NONE


def announced(sheet: Sheet, start: int, end: int, entity_type: str, gap: int = 6) -> bool:
    """Whether the column holds this type, or its cue stands (nearly) next to the span."""
    if sheet.fills(start, end, entity_type):
        return True
    sign = nearest(sheet, start)
    return entity_type in sign.types and sign.gap <= gap


def headed(sheet: Sheet, n: Number) -> bool:
    """Whether a glued number is in doubt only at its head, and its cue stands right in front.

    档案编号四四0101234567, QQ987654321: there is nothing between them that the head could belong
    to; nor is there behind a sign.
    """
    text = sheet.view.text
    if not text[n.end - 1].isascii() or _LATIN_RE.match(text, n.end):
        return False
    if nearest(sheet, n.start).gap == 0:
        return True
    return not text[n.start].isascii() and not _HAN_RE.match(text, n.start - 1)


def of_a_relative(sheet: Sheet, start: int) -> bool:
    """Whether the words in front say that it is a relative's: a husband's, a child's."""
    return bool(_RELATIVE_RE.search(sheet.view.before(start, _RELATIVE_WINDOW)))


def followed_by(sheet: Sheet, end: int, pattern: re.Pattern[str], width: int = 8) -> bool:
    """Whether the next few characters behind ``end`` begin with the pattern."""
    return bool(pattern.match(sheet.view.after(end, width)))


@lru_cache(maxsize=1024)
def _of_heading(heading: str) -> Sign:
    """What the heading of a column says of a number that begins it: the same in every record."""
    return _read(_last_sentence(f"{heading}:"))


def _gathered(words: str) -> str:
    return _SPREAD_RE.sub("", words) if " " in words or "\t" in words else words


def _window(sheet: Sheet, start: int) -> str:
    before = sheet.view.before(start, WINDOW)
    if " " in before and _SPREAD_RE.search(before):
        before = _gathered(sheet.view.before(start, 2 * WINDOW))[-WINDOW:]
    index = sheet.index_at(start)
    if start - sheet.view_starts[index] <= _HEADING_GAP:
        before = f"{sheet.passages[index].heading}:{before}"
    return _last_sentence(before)


def _last_sentence(words: str) -> str:
    return _SENTENCE_END.split(words)[-1].lower()


def _read(window: str) -> Sign:
    """The last cue of a window; of those that begin together the longest, with its suffix."""
    table = _words()
    hits = table.automaton.find_matches_as_indexes(window, overlapping=True)
    if not hits:
        return _SILENCE
    sign, reach = _SILENCE, 0
    for start, size, word in sorted([(start, start - end, word) for word, start, end in hits]):
        end = start - size
        if start >= reach and _stands_alone(window, start, end):
            suffix = _SUFFIX.match(window, end)
            reach = suffix.end() if suffix else end
            sign = Sign(table.types[word], len(window) - reach)
    return sign


def _stands_alone(window: str, start: int, end: int) -> bool:
    """Latin words are whole words: "tel" is not in "hotel"."""
    if not window[start:end].isascii():
        return True
    return window[start - 1 : start] not in _LATIN and window[end : end + 1] not in _LATIN
