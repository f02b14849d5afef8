"""The shapes of telephone numbers in China, on their compact form and as they stand in a text."""

from __future__ import annotations

import re

from detectors.grouping import sizes
from detectors.heads import by_head
from detectors.sheet import Sheet
from detectors.view import Number

_COUNTRY = r"(?:\(?(?:\+|00)?86\)?[- ]?)?"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"  # behind the 0

#: Mobile numbers with what may stand in front, and the allocations up to 2023-03.
MOBILE_RE = re.compile(r"(?:86|0086|0)?(1[3-9][0-9]{9})")
ALLOCATED_RE = re.compile(r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[125-7]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
#: Numbers of things (物联网), thirteen digits.
THINGS_RE = re.compile(r"14[0-4][0-9]{10}")
#: What is one digit too short or too long for a mobile number.
NEAR_MOBILE_RE = re.compile(r"1[3-9][0-9]{8}(?:[0-9]{2})?|1[0-2][0-9]{9}")
#: The same for a landline: one of eight digits too many or three too few.
NEAR_LANDLINE_RE = re.compile(rf"0{_AREA}[0-9]{{5,9}}")
#: Area code and local number, with a 0 or a country in front.
LANDLINE_RE = re.compile(
    rf"(?P<country>(?:00)?86)?(?P<zero>0)?(?P<area>{_AREA})(?P<local>[1-9][0-9]{{6,7}})"
)
SERVICE_RE = re.compile(r"[48]00[0-9]{7}")
LOCAL_RE = re.compile(r"[2-9][0-9]{6,7}")
HOTLINE_RE = re.compile(r"95[0-9]{3,6}|1[0-9]{4}")

#: What stands in front of a number that has lost its country: +86, 0086, (+86).
COUNTRY_RE = re.compile(r"(?<![0-9A-Za-z])(?:\(?\+?(?:00)?86\)?[- ]?\(?|\(?\+)\Z")
SURE_COUNTRY_RE = re.compile(r"(?:\(?(?:\+|00)86\)?|\(86\))[- ]?\(?\Z")
#: What stands behind: 转801, 分机801, -801.
EXTENSION_RE = re.compile(
    r"\s?(?:转|分机号?|ext\.?|[-#])\s?[0-9]{1,6}(?![0-9A-Za-z])", re.IGNORECASE
)
#: With the area code in brackets, or joined by a slash: what no candidate of the view spans.
WRITTEN_LANDLINE_RE = re.compile(
    by_head(rf"(?<![0-9A-Za-z])(?<![0-9]-){_COUNTRY}\(?0") + rf"{_AREA}(\)?[-\s_./]{{0,2}})"
    r"(?P<local>[1-9][0-9]{2,3}[- ]?[0-9]{4})(?![0-9A-Za-z])"
)

_USUAL_SIZES = frozenset(
    {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (4, 3, 4), (5, 6), (6, 5), (1,) * 11}
)


def usual_mobile(sheet: Sheet, n: Number) -> bool:
    """Grouped as people group a mobile number, and with nothing read into it."""
    if n.glued or n.guessed:
        return False
    if n.groups == 1:
        return True
    written = sizes(sheet, n)
    written[0] -= len(n.compact) - len("13800138000")  # 86, 0086 or 0
    return tuple(size for size in written if size) in _USUAL_SIZES


def usual_landline(sheet: Sheet, n: Number, area: re.Match[str]) -> bool:
    """The area code, with its 0 or the country's code, is a piece of its own."""
    head, first = area.end("area"), sizes(sheet, n)[0]
    alone = len(area["area"]) if area["country"] and not area["zero"] else -1
    return not (n.glued or n.guessed) and first in (head, len(area["country"] or "") or -1, alone)
