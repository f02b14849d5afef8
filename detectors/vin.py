"""Vehicle identification numbers (车辆识别代号, GB 16735)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.checksums import vin_ok
from detectors.claim import Claim, Evidence
from detectors.context import Cue, announced, cue
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet
from detectors.view import Number

_LENGTH = 17
_NEAR_LENGTHS = (16, 18)
_NEAR_RE = re.compile(r"(?=.*[A-Z])[A-HJ-NPR-Z0-9]+[0-9]{4}")
_SHAPE_RE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_GROUP_RE = re.compile(r"[0-9A-Za-z]+")
# Letters that no VIN has, and the small l that reads as a capital one.
_LOOKALIKE_RE = re.compile("[OoIil]")
_LOOKALIKES = str.maketrans("OoIil", "00111")


class Vin(Detector):
    """车辆识别代号（车架号）：17位，不含I、O、Q."""

    kind: ClassVar[str] = "vin"
    entities: ClassVar[tuple[str, ...]] = ("VIN",)
    label: ClassVar[str] = "车辆识别代号"
    basis: ClassVar[str] = "GB 16735"
    check: ClassVar[str] = "第9位加权模11（部分进口车不符）"
    cues: ClassVar[str] = "车架号、车辆识别代号、VIN"
    confidence: ClassVar[str] = "字样加校验为确定；仅字样或仅校验为很可能；位数不符为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Announced numbers, and unannounced ones with letters that pass the check."""
        for n in sheet.view.numbers_by_length.get(_LENGTH, ()):
            if n.glued:
                continue
            yield from self._guessed(sheet, n)
            if not _SHAPE_RE.fullmatch(n.compact):
                continue
            own = cue(sheet, n.start, n.end, self.entities[0]) is Cue.OWN
            right = vin_ok(n.compact)
            lettered = n.groups == 1 and not n.compact.isdigit()
            if own or (right and lettered):
                evidence = Evidence.STRUCTURE
                evidence |= Evidence.CONTEXT if own else Evidence.STRUCTURE
                evidence |= Evidence.CHECKSUM if right else Evidence.STRUCTURE
                status = Status.CERTAIN if own and right else Status.LIKELY
                why = f"17位，校验码{'正确' if right else '不符'}"
                yield self.claim(sheet, n.start, n.end, status, evidence, why)

        for length in _NEAR_LENGTHS:
            for n in sheet.view.numbers_by_length.get(length, ()):
                if _NEAR_RE.fullmatch(n.compact) and n.groups == 1 and not n.glued:
                    yield from self._near_miss(sheet, n)

    def _near_miss(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        if announced(sheet, n.start, n.end, self.entities[0]):
            evidence = Evidence.CONTEXT | Evidence.STRUCTURE
            why = "车架号字样之后，位数不符"
            yield self.claim(sheet, n.start, n.end, Status.SUSPECT, evidence, why)

    def _guessed(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        """With O for 0 and l for 1: only where the check character says that it is one."""
        text = sheet.view.text[n.start : n.end]
        if not _LOOKALIKE_RE.search(text):
            return
        read = "".join(_GROUP_RE.findall(text)).translate(_LOOKALIKES).upper()
        if vin_ok(read) and not read.isdigit():
            evidence = Evidence.CHECKSUM | Evidence.STRUCTURE
            why = "17位，形似数字的字母读作数字后校验码正确"
            yield self.claim(sheet, n.start, n.end, Status.LIKELY, evidence, why)
