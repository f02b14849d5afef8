"""Business registration numbers (工商注册号, GS 15-2006): public, found so as to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.checksums import PROVINCES, business_registration_ok, legacy_identity_ok
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.view import Number

_LENGTHS = (13, 15)


class CnBusinessRegistration(Detector):
    """工商注册号：15位（登记机关6、顺序码8、校验1），旧13位仅凭字样."""

    kind: ClassVar[str] = "cn_business_registration"
    entities: ClassVar[tuple[str, ...]] = ("CN_BUSINESS_REGISTRATION",)
    label: ClassVar[str] = "工商注册号"
    basis: ClassVar[str] = "GS 15-2006"
    check: ClassVar[str] = "ISO 7064 MOD 11,10"
    cues: ClassVar[str] = "注册号、营业执照、登记证号"
    confidence: ClassVar[str] = (
        "有字样且校验正确为确定；有字样校验不符、或无字样校验正确为很可能；形似旧身份号码者让位"
    )

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Announced numbers, and unannounced ones of 15 digits that pass the check."""
        for length in _LENGTHS:
            for number in sheet.view.numbers_by_length.get(length, ()):
                if number.compact.isdigit() and number.groups == 1 and not number.glued:
                    yield from self._judge(sheet, number)

    def _judge(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        heard = cue(sheet, n.start, n.end, self.entities[0])
        right = business_registration_ok(n.compact)
        if heard is Cue.OWN:
            status = Status.CERTAIN if right else Status.LIKELY
            evidence = Evidence.CONTEXT | Evidence.STRUCTURE
            evidence |= Evidence.CHECKSUM if right else Evidence.STRUCTURE
            why = f"上文为注册号字样，校验码{'正确' if right else '不符'}"
            yield self.claim(sheet, n.start, n.end, status, evidence, why)
        elif heard is Cue.NONE and right and n.compact[:2] in PROVINCES:
            # 3.7 % of 个体 numbers read as a legacy identity number: then the check, which one
            # string in ten passes, must not outweigh the person.
            personal = legacy_identity_ok(n.compact)
            evidence = Evidence.STRUCTURE if personal else Evidence.CHECKSUM | Evidence.STRUCTURE
            why = "15位，校验码正确，无字样"
            yield self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)
