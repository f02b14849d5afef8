"""Unified social credit codes (统一社会信用代码, GB 32100-2015): public, found so as to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.checksums import identity_birth_date, identity_region_ok, uscc_ok
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.view import Number

_SHAPE_RE = re.compile(r"[1-9ANGJQY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
#: Stands for "none" in the 双公示 data standards; it fails the check on purpose.
_PLACEHOLDER = "00000000000000000X"


class CnUscc(Detector):
    """统一社会信用代码：登记机关、区划、主体标识码、校验码."""

    kind: ClassVar[str] = "cn_uscc"
    entities: ClassVar[tuple[str, ...]] = ("CN_USCC",)
    label: ClassVar[str] = "统一社会信用代码"
    basis: ClassVar[str] = "GB 32100-2015"
    check: ClassVar[str] = "MOD 31"
    cues: ClassVar[str] = "统一社会信用代码、信用代码、税号"
    confidence: ClassVar[str] = "校验正确为确定；校验不符而有字样为很可能；形似身份号码者不认"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """18 characters that pass the check, or that are announced and cannot be a person's."""
        for number in sheet.view.numbers_by_length.get(18, ()):
            yield from self._judge(sheet, number)

    def _judge(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        if not (_SHAPE_RE.fullmatch(n.compact) or n.compact == _PLACEHOLDER):
            return
        own = cue(sheet, n.start, n.end, self.entities[0]) is Cue.OWN
        context = Evidence.CONTEXT if own else Evidence.STRUCTURE
        if uscc_ok(n.compact):
            lettered = not n.compact.isdigit()
            status = Status.CERTAIN if own or lettered else Status.LIKELY
            evidence = context | Evidence.CHECKSUM | Evidence.STRUCTURE
            yield self.claim(sheet, n.start, n.end, status, evidence, "18位，校验码正确")
        elif own and not _like_identity(n.compact):
            evidence = Evidence.CONTEXT | Evidence.STRUCTURE
            why = "18位，校验码不符，上文为信用代码字样"
            yield self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)


def _like_identity(compact: str) -> bool:
    """A code that fails its own check must not shield what may be an identity number."""
    return identity_birth_date(compact) is not None and identity_region_ok(compact)
