"""What the trained tagger reads on a sheet, asked once for all kinds that want to know.

The tagger proposes; the record's own columns and what announces a name stay the stronger word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.name_shape import (
    DOTS,
    HAN,
    follows_name,
    is_compound_surname,
    is_masked,
    is_word,
    surname_length,
)
from detectors.sheet import Sheet
from models.tagger import LIKELY, Reading, read

# A person whom the tagger sees as surely as this is no part of a name that merely ends like one.
_SURE = 0.8
# One character is at most a doubt.
_PIECE = 0.49
_LONGEST_ABBREVIATION = 4
_WORDLY = re.compile("[0-9A-Za-z_]")
# What does not begin with a surname must look more like a name to be a doubt.
_UNNAMED = 0.3
_TEXT = re.compile(f"[{HAN}A-Za-z]{{2}}")
_NAME = re.compile(rf"[{HAN}][{HAN}{DOTS}. ]*[{HAN}]|[{HAN}]|[A-Za-z][A-Za-z{DOTS}.,' -]*[A-Za-z.]")


class Readings(NamedTuple):
    """The tagger's readings of persons and of organisations, each by start, in view positions."""

    people: tuple[Reading, ...]
    firms: tuple[Reading, ...]


#: What is read where the tagger is switched off.
NOTHING = Readings((), ())


def name_readings(sheet: Sheet) -> Readings:
    """Readings of the whole sheet; names that have been covered already are left out."""
    return sheet.once(_readings)


def switch_off(sheet: Sheet) -> bool:
    """Has nothing read on this sheet; tells whether a name may be lost by that.

    It may wherever text stands that no column explains.
    """
    sheet.assume(_readings, NOTHING)
    return any(p.holds is None and _TEXT.search(p.text) for p in sheet.passages)


def _readings(sheet: Sheet) -> Readings:
    text = sheet.view.text
    found = read(text)
    people = [person for r in found if r.label == "PERSON" for person in _trimmed(text, r)]
    people = [
        p for p, beside in zip(people, _beside(people), strict=True) if _worth(text, p, beside)
    ]
    firms = (r for r in found if r.label == "ORGANIZATION" and r.probability >= LIKELY)
    return Readings(tuple(people), tuple(firms))


def _trimmed(text: str, reading: Reading) -> Iterator[Reading]:
    """The reading without blanks and signs at its ends, if what is left can be a name."""
    name = _NAME.search(text, reading.start, reading.end)
    if name is None or is_masked(text, *name.span()) or _is_code(text, *name.span()):
        return
    start, end = name.span()
    if start and is_compound_surname(text[start - 1 : start + 1]):  # 太史 begins like 史
        start -= 1
    chance = min(reading.probability, _PIECE) if end - start == 1 else reading.probability
    yield Reading(start, end, reading.label, chance)


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether Latin letters are an abbreviation (GB, CCC) or a piece of a longer code or word."""
    if not text[start].isascii():
        return False
    short = end - start <= _LONGEST_ABBREVIATION and text[start:end].isupper()
    return short or bool(_WORDLY.match(text, end) or _WORDLY.match(text, start - 1))


def _beside(people: Sequence[Reading]) -> Iterator[bool]:
    """For each reading, whether another one begins where it ends or ends where it begins."""
    edges = Counter(edge for p in people for edge in (p.start, p.end))
    return (edges[p.start] > 1 or edges[p.end] > 1 for p in people)


def _worth(text: str, reading: Reading, beside: bool) -> bool:
    """Whether a doubt is worth a person's look: what looks like a name, or goes on from one.

    Everyday words (林木) are not: the tagger knows them, and would have said more.
    """
    if reading.probability >= LIKELY:
        return True
    if reading.end - reading.start == 1:
        return beside and not follows_name(text, reading.start)
    name = text[reading.start : reading.end]
    if surname_length(name, 0):
        return beside or not is_word(name)
    return beside or reading.probability >= _UNNAMED


def free_people(readings: Readings) -> list[tuple[int, int]]:
    """Persons whom the tagger sees beside, not inside, an organisation."""
    starts = [firm.start for firm in readings.firms]
    free = []
    for p in readings.people:
        before = bisect_left(starts, p.end) - 1
        if p.probability >= _SURE and not (before >= 0 and readings.firms[before].end > p.start):
            free.append((p.start, p.end))
    return free
