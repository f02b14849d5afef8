"""Places below the county: street, village, building, room. A county alone is no finding.

Anchored on names of provinces, cities and counties (`place_regions`) and on the units below them
(`place_units`); whose an address is (`place_roles`) is told by its role, never decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.organization import Spans, organizations
from detectors.place_headings import told
from detectors.place_regions import Chain, chains
from detectors.place_roles import role, starts_of_names
from detectors.place_starts import begin, fills_cell, labelled
from detectors.place_units import (
    UNITS,
    Descent,
    begins,
    descend,
    gap_end,
    has_number,
    reaches,
)
from detectors.sheet import Sheet

_PEOPLE = ("居民", "村民", "住户", "业主")


class _Place(NamedTuple):
    """A candidate: its span, where the part below the county begins, and what it consists of.

    ``told``: a heading for addresses stands in front.
    """

    start: int
    end: int
    detail: int
    regions: int
    levels: int
    numbered: bool
    told: bool

    @property
    def sure(self) -> bool:
        """Whether more than one thing speaks for an address."""
        return self.told or self.regions > 1 or (self.numbered and self.levels > 1)


def _below(text: str, start: int, detail: int, down: Descent, regions: int) -> _Place:
    told = labelled(text, start)
    return _Place(start, down.end, detail, regions, down.levels, down.numbered, told)


def _told(sheet: Sheet) -> Iterator[_Place]:
    """Addresses told whole, in order and without overlaps."""
    reach = 0
    for start, end, sure in sorted(told(sheet)):
        if start >= reach:
            for place in _whole(sheet.view.text, start, end, sure=sure):
                reach = end
                yield place


def _whole(text: str, start: int, end: int, *, sure: bool) -> Iterator[_Place]:
    """All of a span that holds an address, unless it ends at the county; or may, if not sure."""
    inside = text[start:end]
    chain = next((c for c in chains(inside, (0,)) if c.start == 0), None)
    detail = start + (chain.detail if chain else 0)
    rest = text[detail:end]
    numbered = has_number(rest)
    if len(rest) > 1 and (sure or chain or numbered or descend(text, detail).levels):
        yield _Place(start, end, detail, _linked(chain) if chain else 0, 1, numbered, True)


def _in_regions(
    text: str, found: Sequence[Chain], units: Sequence[int], taken: Spans
) -> Iterator[_Place]:
    reach = 0
    for chain in found:
        below = gap_end(text, chain.end)
        if chain.start < reach or not reaches(text, below, below, units):
            continue
        if taken.touches(chain.start, chain.end):
            continue
        down = descend(text, below)
        if _stands(text, chain, down):
            reach = down.end
            yield _below(text, chain.start, chain.detail, down, _linked(chain))


def _linked(chain: Chain) -> int:
    """How many divisions speak for the address: one, where the codes contradict the chain."""
    return chain.levels if chain.linked else 1


def _stands(text: str, chain: Chain, down: Descent) -> bool:
    """Whether what follows a region is a place; beyond doubt if the region is named in short."""
    if down.levels > 1 or down.numbered:
        return bool(down.levels) and not (chain.short and down.common)
    return (
        bool(down.levels) and not down.common and (not chain.short or labelled(text, chain.start))
    )


def _without_regions(
    text: str, found: Sequence[Chain], units: Sequence[int], taken: Spans
) -> Iterator[_Place]:
    """Addresses that begin below the county; they need a unit and a number, or two units."""
    divisions = Spans((chain.start, chain.end) for chain in found if not chain.short)
    reach = 0
    for unit in units:
        floor = max(reach, taken.before(unit), divisions.before(unit))
        if unit < floor or not begins(text, unit):
            continue
        start, sign = begin(text, unit, floor)
        down = descend(text, start)
        if down.end > unit and _is_place(text, start, sign, down):
            reach = down.end
            yield _below(text, start, start, down, 0)


def _is_place(text: str, start: int, sign: str, down: Descent) -> bool:
    """Whether what begins at a sign of this kind and goes down like this is an address."""
    if sign == "none":
        return down.levels > 1 and down.numbered and not down.common
    if down.common:
        return down.numbered and sign == "cue"
    if down.levels > 1:
        return True
    if down.numbered or down.end > down.first:
        return True
    return sign == "cue" or text.startswith(_PEOPLE, down.end) or fills_cell(text, start, down.end)


class Address(Detector):
    """Places below the county (详细地址)."""

    kind = "address"
    revision = "2"
    entities = ("ADDRESS",)
    label = "详细地址"
    basis = "GB/T 2260-2007; GB/T 23705-2009"
    check = "GB/T 2260 区划名称逐级相连，简称须与上级相符或下接乡镇、门牌"
    cues = "住址、住所、经营场所、位于、租住、沿、途经等"
    confidence = "地址栏为确定; 带标签、两级地名加门牌或两级区划为可能; 其余存疑"

    def claims(self, sheet: Sheet) -> Iterator[Claim]:
        """Every address, with the place in it from which it is finer than the county."""
        text = sheet.view.text
        whole = list(_told(sheet))
        units = [unit.start() for unit in UNITS.finditer(text)]
        found = list(chains(text, units))
        places = whole + list(_in_regions(text, found, units, _spans(whole)))
        places += _without_regions(text, found, units, _spans(places))
        seats = Spans((m.start, m.end) for m in organizations(sheet)) if places else Spans(())
        for index, place in enumerate(places):
            if index < len(whole) or not _is_part_of(place, seats):
                yield self._claim(sheet, place)

    def _claim(self, sheet: Sheet, place: _Place) -> Claim:
        column = sheet.column(place.start) == "ADDRESS"
        # A shop's name behind may begin with the address: 东街7号李记面馆.
        named = place.end in sheet.once(starts_of_names) and not place.regions
        sure = place.told or (place.sure and not named)
        evidence = Evidence.STRUCTURE
        if column:
            evidence |= Evidence.COLUMN
        if place.told:
            evidence |= Evidence.CONTEXT
        return self.claim(
            sheet,
            place.start,
            place.end,
            Status.CERTAIN if column else Status.LIKELY if sure else Status.SUSPECT,
            evidence,
            "地址栏填写的地址" if column else "行政区划以下的地名和门牌逐级相连",
            role=role(sheet, place.start, place.end),
            detail=place.detail,
        )


def _spans(places: Sequence[_Place]) -> Spans:
    return Spans((place.start, place.end) for place in places)


def _is_part_of(place: _Place, seats: Spans) -> bool:
    """Whether the place is only the beginning or the inside of an organisation's name."""
    if place.numbered and place.levels > 1:
        return False
    return seats.hold(place.start, place.end)
