"""Foreign permanent residents' cards (外国人永久居留身份证): 18 digits with a 9, and the old 15."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import ClassVar

from detectors.checksums import (
    identity_birth_date,
    identity_checksum_ok,
    identity_region_ok,
    old_permanent_resident_ok,
)
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import in_few_pieces
from detectors.sheet import Sheet
from detectors.view import Number

_NEW_RE = re.compile(r"9[0-9]{16}[0-9X]")
_OLD_RE = re.compile(r"[A-Z]{3}[0-9]{12}")
_GROUPS = 6


class CnForeignPermanentResident(Detector):
    """外国人永久居留身份证：2023-12-01起18位（9加受理省、国籍、出生日期），旧15位."""

    kind: ClassVar[str] = "cn_foreign_permanent_resident"
    entities: ClassVar[tuple[str, ...]] = ("CN_FOREIGN_PERMANENT_RESIDENT",)
    label: ClassVar[str] = "外国人永久居留身份证号码"
    basis: ClassVar[str] = "国家移民管理局外国人永久居留身份证样式（2023-12-01）"
    check: ClassVar[str] = "18位同身份号码MOD 11-2；15位为7-3-1加权模10"
    cues: ClassVar[str] = "永久居留、永居证、证件号码"
    confidence: ClassVar[str] = "字样加校验为确定；仅校验为很可能；仅字样为存疑"

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Both generations; the old one stays valid until it expires."""
        for number in sheet.view.numbers_by_length.get(18, ()):
            if _NEW_RE.fullmatch(number.compact):
                born = identity_birth_date(number.compact)
                dated = born is not None and identity_region_ok(number.compact)
                past = born is not None and born <= self._today()
                right = dated and past and identity_checksum_ok(number.compact)
                yield from self._judge(sheet, number, right)
        for number in sheet.view.numbers_by_length.get(15, ()):
            if _OLD_RE.fullmatch(number.compact):
                yield from self._judge(sheet, number, old_permanent_resident_ok(number.compact))

    def _judge(self, sheet: Sheet, n: Number, right: bool) -> Iterator[Claim]:
        own = cue(sheet, n.start, n.end, self.entities[0]) is Cue.OWN
        if not (own or right) or (n.glued and not right) or not in_few_pieces(n, _GROUPS):
            return
        evidence = Evidence.STRUCTURE
        evidence |= Evidence.CONTEXT if own else Evidence.STRUCTURE
        evidence |= Evidence.CHECKSUM if right else Evidence.STRUCTURE
        status = Status.LIKELY
        if own:
            status = Status.CERTAIN if right else Status.SUSPECT
        if n.guessed or n.glued:
            status = min(status, Status.LIKELY)
        why = f"{len(n.compact)}位，校验码{'正确' if right else '不符'}"
        yield self.claim(sheet, n.start, n.end, status, evidence, why)
