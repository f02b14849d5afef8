"""Telephone numbers: mobile, landline with area code, service numbers and hotlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors import leftovers, phone_shapes
from detectors.claim import Claim, Evidence
from detectors.context import (
    Cue,
    announced,
    cue,
    followed_by,
    headed,
    may_announce,
    of_a_relative,
)
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import in_few_pieces
from detectors.sheet import Sheet
from detectors.view import Number

_MOBILE_LENGTHS = (11, 12, 13, 15)
_MOBILE = 11
_NEAR_LENGTHS = range(8, 14)
_NEAR_GROUPS = 3
_LANDLINE_LENGTHS = range(10, 17)
_LANDLINE_GROUPS = 5
_SERVICE = 10
_THINGS = 13
_NEXT_TO = 2
_UNIT_RE = re.compile(r"\s?(?:\.[0-9]{1,4}\s?)?(?:[万亿]?元|[万亿]|吨|千克|公斤|平方|立方|件|%)")
_BEHIND_RE = re.compile(r"\s?[\])]?(?:是|为|系|的|\()?[^0-9,。;、]{0,4}(?:电话|手机)")


class PhoneNumber(Detector):
    """电话号码：手机、带区号的固定电话、400/800及短号热线."""

    kind: ClassVar[str] = "phone_number"
    entities: ClassVar[tuple[str, ...]] = ("PHONE_NUMBER",)
    label: ClassVar[str] = "电话号码"
    basis: ClassVar[str] = "工业和信息化部公众移动通信网网号分配（2023-03）；长途区号"
    cues: ClassVar[str] = "电话、手机、联系方式、传真、微信等；亲属称谓；订单号、许可证号等为反证"
    confidence: ClassVar[str] = (
        "有字样为确定；无字样而号段、分组合理为很可能；位数不符、部分遮盖及其余为存疑"
    )

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Every reading; ``category`` is ``mobile``, ``landline`` or ``service``."""
        by_length = sheet.view.numbers_by_length
        for length in _MOBILE_LENGTHS:
            for n in by_length.get(length, ()):
                yield from self._mobile(sheet, n)
        for length in _LANDLINE_LENGTHS:
            for n in by_length.get(length, ()):
                yield from self._landline(sheet, n)
        for n in by_length.get(_SERVICE, ()):
            yield from self._service(sheet, n)
        for match in phone_shapes.WRITTEN_LANDLINE_RE.finditer(sheet.view.text):
            yield self._written(sheet, match)
        yield from self._leftovers(sheet)
        yield from self._endless(sheet)
        if may_announce(sheet, self.entities[0]):
            yield from self._announced(sheet)

    def _mobile(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        match = phone_shapes.MOBILE_RE.fullmatch(n.compact)
        if not match:
            return
        heard = self._heard(sheet, n.start, n.end)
        right = bool(phone_shapes.ALLOCATED_RE.fullmatch(match[1]))
        status = _mobile_status(heard, right, phone_shapes.usual_mobile(sheet, n))
        if status is None or (status < Status.CERTAIN and followed_by(sheet, n.end, _UNIT_RE)):
            return
        prefix = phone_shapes.COUNTRY_RE.search(sheet.view.before(n.start, 8))
        start = n.start - (len(prefix[0]) if prefix else 0)
        why = f"手机号码，号段{'已' if right else '未'}分配"
        yield self._claim(sheet, start, n.end, status, heard, why, "mobile")

    def _landline(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        match = phone_shapes.LANDLINE_RE.fullmatch(n.compact)
        if not match or not in_few_pieces(n, _LANDLINE_GROUPS):
            return
        prefix = phone_shapes.SURE_COUNTRY_RE.search(sheet.view.before(n.start, 8))
        abroad = prefix or (match["country"] and sheet.view.before(n.start, 1) == "+")
        heard = self._heard(sheet, n.start, n.end)
        if not (match["zero"] or abroad or n.compact.startswith("0086")):
            if heard is Cue.OWN:  # 571-28743073: the 0 is missing
                why = "缺0的区号加市内号码，紧接电话字样"
                yield from self._told(sheet, n, Status.LIKELY, why, "landline")
            return
        usual = phone_shapes.usual_landline(sheet, n, match)
        if n.groups > 1 and not (usual or heard is Cue.OWN or n.spelled):
            return
        start = n.start - (len(prefix[0]) if prefix else 1 if abroad else 0)
        status = _landline_status(heard, match["local"], usual)
        if n.glued or n.guessed:
            status = min(status, Status.LIKELY)
        end = self._extended(sheet, n.end)
        yield self._claim(sheet, start, end, status, heard, "区号加市内号码", "landline")

    def _written(self, sheet: Sheet, match: re.Match[str]) -> Claim:
        start, end = match.span()
        heard = self._heard(sheet, start, end)
        status = _landline_status(heard, match["local"], bool(match[1]))
        end = self._extended(sheet, end)
        return self._claim(sheet, start, end, status, heard, "区号加市内号码", "landline")

    def _service(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        if n.glued or not phone_shapes.SERVICE_RE.fullmatch(n.compact):
            return
        heard = self._heard(sheet, n.start, n.end)
        told = (n.groups > 1 and not n.guessed) or heard is Cue.OWN
        status = Status.LIKELY if told else Status.SUSPECT
        yield self._claim(sheet, n.start, n.end, status, heard, "400/800号码", "service")

    def _announced(self, sheet: Sheet) -> Iterator[Claim]:
        """What is a telephone number only because the word stands in front."""
        by_length = sheet.view.numbers_by_length
        for length, (shape, groups, category, why) in _SHORT.items():
            for n in by_length.get(length, ()):
                doubtful = n.glued and not headed(sheet, n)
                if shape.fullmatch(n.compact) and in_few_pieces(n, groups) and not doubtful:
                    yield from self._told(sheet, n, Status.LIKELY, why, category)
        for n in by_length.get(_THINGS, ()):
            if phone_shapes.THINGS_RE.fullmatch(n.compact):
                yield from self._told(sheet, n, Status.LIKELY, "物联网号码，紧接电话字样", "mobile")
        for length in _NEAR_LENGTHS:
            for n in by_length.get(length, ()):
                yield from self._near_miss(sheet, n)

    def _near_miss(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        mobile = phone_shapes.NEAR_MOBILE_RE.fullmatch(n.compact) and n.groups == 1
        if mobile or (phone_shapes.NEAR_LANDLINE_RE.fullmatch(n.compact) and _few(n)):
            why = "电话号码位数或号段不符，紧接电话字样"
            category = "mobile" if mobile else "landline"
            yield from self._told(sheet, n, Status.SUSPECT, why, category, _NEXT_TO)

    def _told(
        self, sheet: Sheet, n: Number, status: Status, why: str, category: str, gap: int = 6
    ) -> Iterator[Claim]:
        told = announced(sheet, n.start, n.end, self.entities[0], gap)
        if told and not followed_by(sheet, n.end, _UNIT_RE):
            end = self._extended(sheet, n.end) if category == "landline" else n.end
            yield self._claim(sheet, n.start, end, status, Cue.OWN, why, category)

    def _leftovers(self, sheet: Sheet) -> Iterator[Claim]:
        for match in leftovers.leftovers(sheet, leftovers.MOBILE_RE):
            if leftovers.size(match) == _MOBILE:
                yield from self._leftover(sheet, match)
        for match in leftovers.leftovers(sheet, leftovers.LANDLINE_RE):
            yield from self._leftover(sheet, match)

    def _leftover(self, sheet: Sheet, match: re.Match[str]) -> Iterator[Claim]:
        heard = self._heard(sheet, *match.span())
        if heard is not Cue.OTHER:
            why = "部分遮盖的电话号码"
            yield self._claim(sheet, *match.span(), Status.SUSPECT, heard, why, "masked")

    def _endless(self, sheet: Sheet) -> Iterator[Claim]:
        """A row of single digits so long that no number can be told in it: a person looks."""
        for start, end in sheet.view.endless:
            why = "逐位书写的长串数字，其中可能有电话等号码"
            yield self._claim(sheet, start, end, Status.SUSPECT, Cue.NONE, why, "endless")

    def _extended(self, sheet: Sheet, end: int) -> int:
        extension = phone_shapes.EXTENSION_RE.match(sheet.view.after(end, 12))
        return end + (len(extension[0]) if extension else 0)

    def _heard(self, sheet: Sheet, start: int, end: int) -> Cue:
        heard = cue(sheet, start, end, self.entities[0])
        if heard is Cue.NONE:
            told = followed_by(sheet, end, _BEHIND_RE) or of_a_relative(sheet, start)
            return Cue.OWN if told else Cue.NONE
        return heard

    def _claim(
        self,
        sheet: Sheet,
        start: int,
        end: int,
        status: Status,
        heard: Cue,
        why: str,
        category: str,
    ) -> Claim:
        evidence = Evidence.CONTEXT if heard is Cue.OWN else Evidence.STRUCTURE
        evidence |= Evidence.STRUCTURE
        return self.claim(sheet, start, end, status, evidence, why, category=category)


#: Length -> shape, most pieces, category and reason of what needs the word in front.
_LOCAL = (phone_shapes.LOCAL_RE, 2, "landline", "市内号码，紧接电话字样")
_HOTLINE = (phone_shapes.HOTLINE_RE, 1, "service", "短号，紧接电话字样")
_SHORT = {5: _HOTLINE, 6: _HOTLINE, 7: _LOCAL, 8: _LOCAL}


def _few(n: Number) -> bool:
    return n.groups <= _NEAR_GROUPS and not n.glued


def _landline_status(heard: Cue, local: str, usual: bool) -> Status:
    if heard is Cue.OWN:
        return Status.CERTAIN if local[0] != "1" else Status.LIKELY
    return Status.LIKELY if usual and local[0] != "1" and heard is Cue.NONE else Status.SUSPECT


def _mobile_status(heard: Cue, right: bool, usual: bool) -> Status | None:
    if heard is Cue.OWN:
        return Status.CERTAIN if right and usual else Status.LIKELY
    if not usual:
        return Status.SUSPECT if right and heard is Cue.NONE else None
    return Status.LIKELY if right and heard is Cue.NONE else Status.SUSPECT
