"""What was recognised once is found everywhere in the record, however it is written there.

Many kinds live by the words in front of them (护照, 微信号, 账号); the second time a text names
the same number, the words are mostly gone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from detectors.claim import Claim, Evidence
from detectors.finding import Status
from detectors.occurrences import occurrences
from detectors.sheet import Sheet

#: Personal kinds whose value alone identifies it; names have their own way (see `person`).
_VALUES = frozenset(
    {
        "CN_ID_CARD",
        "CN_PASSPORT",
        "CN_TRAVEL_PERMIT",
        "CN_FOREIGN_PERMANENT_RESIDENT",
        "CN_MILITARY_ID",
        "CN_DRIVER_FILE_NUMBER",
        "CN_SOCIAL_SECURITY",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "WECHAT_ID",
        "QQ_NUMBER",
        "BANK_CARD",
        "BANK_ACCOUNT",
        "CN_VEHICLE_PLATE",
        "VIN",
        "MEDICAL_RECORD",
    }
)
_NOT_VALUE = re.compile(r"[\W_]+")
_SHORTEST = 5
_SHORTEST_PLACE = 6
_FIGURE = re.compile("[0-9一二三四五六七八九十]")
_WHY = "与本记录中已认出的内容相同"


def recurrences(sheet: Sheet, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A likely claim wherever a value stands again that some claim found as likely or certain."""
    homes_last = sorted(claims, key=lambda claim: claim.role == "person")
    sources = {text: claim for claim in homes_last if (text := _text(sheet, claim))}
    if not sources:
        return
    taken = {(claim.start, claim.entity_type) for claim in claims}
    # An address that is read in full says itself whose it is, unless it is somebody's home.
    places = sorted((c.start, c.end) for c in claims if c.entity_type == "ADDRESS")
    for start, end, claim in _again(sheet, sources):
        raw_start, raw_end = sheet.view.origin(start, end)
        place = claim.entity_type == "ADDRESS" and claim.role != "person"
        if place and _inside(places, raw_start):
            continue
        if (raw_start, claim.entity_type) not in taken:
            yield _like(claim, raw_start, raw_end)


def _inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a position lies in the last of the sorted spans that begins in front of it."""
    index = bisect_right(spans, at, key=itemgetter(0)) - 1
    return index >= 0 and spans[index][1] > at


def _text(sheet: Sheet, claim: Claim) -> str:
    """What is looked for again: the value in the view, of an address the part below the county."""
    place = claim.entity_type == "ADDRESS"
    if claim.status < Status.LIKELY or not (place or claim.entity_type in _VALUES):
        return ""
    view = sheet.view
    start, end = view.position(claim.start), view.position(claim.end)
    if place and claim.detail is not None:
        start = max(start, view.position(claim.detail))
    value = view.text[start:end]
    if place:
        return value if len(value) >= _SHORTEST_PLACE and _FIGURE.search(value) else ""
    return value if len(_bare(value)) >= _SHORTEST else ""


def _bare(value: str) -> str:
    """The letters and digits of a value; most hold nothing else."""
    return value if value.isalnum() else _NOT_VALUE.sub("", value)


def _again(sheet: Sheet, sources: dict[str, Claim]) -> Iterator[tuple[int, int, Claim]]:
    texts = list(sources)
    for index, start, end in occurrences(sheet.view.text, texts):
        if _stands_alone(sheet.view.text, start, end):
            yield start, end, sources[texts[index]]
    for text, claim in sources.items():
        if claim.entity_type != "ADDRESS":
            compact = _bare(text).upper()
            for number in sheet.view.numbers_by_length.get(len(compact), ()):
                if number.compact == compact and not number.glued:
                    yield number.start, number.end, claim


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no digit or letter goes on where the value begins or ends with one."""
    return not (
        (_is_edge(text[start]) and start > 0 and _is_edge(text[start - 1]))
        or (_is_edge(text[end - 1]) and end < len(text) and _is_edge(text[end]))
    )


def _is_edge(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _like(claim: Claim, start: int, end: int) -> Claim:
    return Claim(
        claim.entity_type,
        start,
        end,
        detector=claim.detector,
        status=Status.LIKELY,
        evidence=Evidence.CONTEXT | Evidence.STRUCTURE,
        explanation=_WHY,
        role=claim.role,
        category=claim.category,
        detail=start if claim.entity_type == "ADDRESS" else None,
    )
