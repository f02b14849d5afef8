"""Telephone numbers: mobile, landline with area code, service numbers and hotlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import Cue, announced, cue, followed_by, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.sheet import Sheet
from detectors.view import Number

# Allocated by the ministry up to 2023-03; what else begins with 1 and 3-9 is a suspect.
_ALLOCATED_RE = re.compile(r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[125-7]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
_MOBILE_RE = re.compile(r"(?:86|0086|0)?(1[3-9][0-9]{9})")
_COUNTRY_RE = re.compile(r"(?<![0-9A-Za-z])(?:\(?\+?(?:00)?86\)?[- ]?\(?|\(?\+)\Z")
_GROUP_RE = re.compile(r"[0-9]+")
_USUAL_SIZES = frozenset(
    {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (4, 3, 4), (5, 6), (6, 5), (1,) * 11}
)
_MOBILE_LENGTHS = (11, 12, 13, 15)
_UNIT_RE = re.compile(r"\s?(?:\.[0-9]{1,4}\s?)?(?:[万亿]?元|[万亿]|吨|千克|公斤|平方|立方|件|%)")

_COUNTRY = r"(?:\(?(?:\+|00)?86\)?[- ]?)?"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"  # behind the 0
_EXTENSION = r"(?:\s?(?:转|分机号?|ext\.?|[-#])\s?[0-9]{1,6})?"
_LANDLINE_RE = re.compile(
    by_head(rf"(?<![0-9A-Za-z])(?<![0-9]-){_COUNTRY}\(?0") + rf"{_AREA}(\)?[-\s_./]{{0,2}})"
    rf"(?P<local>[1-9][0-9]{{2,3}}[- ]?[0-9]{{4}}){_EXTENSION}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ABROAD_RE = re.compile(
    by_head(r"(?<![0-9A-Za-z])(?:\+|00)86") + rf"[- ]?\(?{_AREA}\)?([- ]?)"
    rf"(?P<local>[2-9][0-9]{{2,3}}[- ]?[0-9]{{4}}){_EXTENSION}(?![0-9A-Za-z])"
)
# Here and elsewhere the edge is looked at behind the first character: to that the engine skips.
_SERVICE_RE = re.compile(r"[48](?<![0-9A-Za-z].)(?<![0-9]-.)00(?:[- ]?[0-9]){7}(?![0-9A-Za-z])")
_HOTLINE_RE = re.compile(
    r"(?:9(?<![0-9A-Za-z-].)5[0-9]{3,6}|1(?<![0-9A-Za-z-].)[0-9]{4})(?![0-9A-Za-z.-])"
)
_LOCAL_RE = re.compile(
    rf"[2-9](?<![0-9A-Za-z-].)[0-9]{{2,3}}[- ]?[0-9]{{4}}{_EXTENSION}(?![0-9A-Za-z.])"
)
_BEHIND_RE = re.compile(r"\s?[\])]?(?:是|为|系|的|\()?[^0-9,。;、]{0,4}(?:电话|手机)")


class PhoneNumber(Detector):
    """电话号码：手机、带区号的固定电话、400/800及短号热线."""

    kind: ClassVar[str] = "phone_number"
    entities: ClassVar[tuple[str, ...]] = ("PHONE_NUMBER",)
    label: ClassVar[str] = "电话号码"
    basis: ClassVar[str] = "工业和信息化部公众移动通信网网号分配（2023-03）；长途区号"
    cues: ClassVar[str] = "电话、手机、联系方式、传真、微信等；订单号、许可证号等为反证"
    confidence: ClassVar[str] = "有字样为确定；无字样而号段、分组合理为很可能；其余为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Every reading; ``category`` is ``mobile``, ``landline`` or ``service``."""
        for length in _MOBILE_LENGTHS:
            for number in sheet.view.numbers_by_length.get(length, ()):
                yield from self._mobile(sheet, number)
        text = sheet.view.text
        for pattern in (_LANDLINE_RE, _ABROAD_RE):
            for match in pattern.finditer(text):
                yield self._landline(sheet, match)
        for match in _SERVICE_RE.finditer(text):
            yield self._service(sheet, match)
        if not may_announce(sheet, self.entities[0]):
            return
        yield from self._short(sheet, _HOTLINE_RE, "service", "短号，紧接电话字样")
        yield from self._short(sheet, _LOCAL_RE, "landline", "市内号码，紧接电话字样")

    def _mobile(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        match = _MOBILE_RE.fullmatch(n.compact)
        if not match:
            return
        heard = self._heard(sheet, n.start, n.end)
        usual = _sizes(sheet, n, len(n.compact) - 11) in _USUAL_SIZES and not n.glued
        right = bool(_ALLOCATED_RE.fullmatch(match[1]))
        status = _mobile_status(heard, right, usual)
        if status is None or (status < Status.CERTAIN and followed_by(sheet, n.end, _UNIT_RE)):
            return
        evidence = Evidence.STRUCTURE | (
            Evidence.CONTEXT if heard is Cue.OWN else Evidence.STRUCTURE
        )
        prefix = _COUNTRY_RE.search(sheet.view.before(n.start, 8))
        start = n.start - (len(prefix[0]) if prefix else 0)
        why = f"手机号码，号段{'已' if right else '未'}分配"
        yield self.claim(sheet, start, n.end, status, evidence, why, category="mobile")

    def _landline(self, sheet: Sheet, match: re.Match[str]) -> Claim:
        start, end = match.span()
        heard = self._heard(sheet, start, end)
        usual = match["local"][0] != "1" and bool(match[1])
        if heard is Cue.OWN:
            status = Status.CERTAIN if match["local"][0] != "1" else Status.LIKELY
        else:
            status = Status.LIKELY if usual and heard is Cue.NONE else Status.SUSPECT
        return self._claim(sheet, match, status, heard, "区号加市内号码", "landline")

    def _service(self, sheet: Sheet, match: re.Match[str]) -> Claim:
        heard = self._heard(sheet, *match.span())
        written = not match[0].isdigit()
        status = Status.LIKELY if written or heard is Cue.OWN else Status.SUSPECT
        return self._claim(sheet, match, status, heard, "400/800号码", "service")

    def _short(
        self, sheet: Sheet, pattern: re.Pattern[str], category: str, why: str
    ) -> Iterator[Claim]:
        for match in pattern.finditer(sheet.view.text):
            if announced(sheet, *match.span(), self.entities[0]) and not followed_by(
                sheet, match.end(), _UNIT_RE
            ):
                yield self._claim(sheet, match, Status.LIKELY, Cue.OWN, why, category)

    def _heard(self, sheet: Sheet, start: int, end: int) -> Cue:
        heard = cue(sheet, start, end, self.entities[0])
        if heard is Cue.NONE and followed_by(sheet, end, _BEHIND_RE):
            return Cue.OWN
        return heard

    def _claim(
        self,
        sheet: Sheet,
        match: re.Match[str],
        status: Status,
        heard: Cue,
        why: str,
        category: str,
    ) -> Claim:
        context = Evidence.CONTEXT if heard is Cue.OWN else Evidence.STRUCTURE
        start, end = match.span()
        return self.claim(
            sheet, start, end, status, context | Evidence.STRUCTURE, why, category=category
        )


def _sizes(sheet: Sheet, n: Number, prefix: int) -> tuple[int, ...]:
    """How many digits stand in each group, without the ``prefix`` digits of 86, 0086 or 0."""
    if n.groups == 1:
        return (len(n.compact) - prefix,)
    sizes = [len(g) for g in _GROUP_RE.findall(sheet.view.text, n.start, n.end)]
    if prefix:
        sizes[0] -= prefix
    return tuple(size for size in sizes if size)


def _mobile_status(heard: Cue, right: bool, usual: bool) -> Status | None:
    if heard is Cue.OWN:
        return Status.CERTAIN if right and usual else Status.LIKELY
    if not usual:
        return Status.SUSPECT if right and heard is Cue.NONE else None
    return Status.LIKELY if right and heard is Cue.NONE else Status.SUSPECT
