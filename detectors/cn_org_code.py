"""Organisation codes (组织机构代码, GB 11714-1997): public, found so as to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.checksums import legacy_identity_ok, org_code_ok
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue, nearest
from detectors.detector import Detector
from detectors.finding import Status
from detectors.regions import region_codes
from detectors.sheet import Sheet
from detectors.view import Number

# Mostly letters in many codes, so the digit-led candidates of the view do not cover it.
# The edge is looked at behind the first character: to that the engine skips.
_CODE_RE = re.compile(
    r"[0-9A-Za-z](?<![0-9A-Za-z-].)[0-9A-Za-z]{7}(?P<hyphen> ?- ?)?[0-9Xx](?![0-9A-Za-z-])"
)
_TAX_LENGTH, _REGION = 15, 6
_DIGIT_RE = re.compile(r"[0-9]")


class CnOrgCode(Detector):
    """组织机构代码：8位本体代码加1位校验码."""

    kind: ClassVar[str] = "cn_org_code"
    entities: ClassVar[tuple[str, ...]] = ("CN_ORG_CODE",)
    label: ClassVar[str] = "组织机构代码"
    basis: ClassVar[str] = "GB 11714-1997"
    check: ClassVar[str] = "MOD 11"
    cues: ClassVar[str] = "组织机构代码、机构代码；税务登记号（区划加组织机构代码）"
    confidence: ClassVar[str] = "有字样且校验正确为确定；有字样校验不符、或带连字符校验正确为很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Nine characters behind their cue, or hyphenated and right."""
        for match in _CODE_RE.finditer(sheet.view.text):
            code = re.sub("[ -]", "", match[0]).upper()
            start, end = match.span()
            own = cue(sheet, start, end, self.entities[0]) is Cue.OWN
            right = org_code_ok(code)
            if _DIGIT_RE.search(code) and (own or (right and match["hyphen"])):
                status = Status.CERTAIN if own and right else Status.LIKELY
                evidence = Evidence.CONTEXT if own else Evidence.STRUCTURE
                evidence |= Evidence.CHECKSUM if right else Evidence.STRUCTURE
                why = f"9位，校验码{'正确' if right else '不符'}"
                yield self.claim(sheet, start, end, status, evidence | Evidence.STRUCTURE, why)
        for n in sheet.view.numbers_by_length.get(_TAX_LENGTH, ()):
            yield from self._tax_number(sheet, n)

    def _tax_number(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        """Region and organisation code (15位税务登记号), unless it may be an identity number."""
        told = "TAX" in nearest(sheet, n.start).types and n.groups == 1 and not n.glued
        region, code = n.compact[:_REGION], n.compact[_REGION:]
        personal = legacy_identity_ok(n.compact)
        if told and region in region_codes() and org_code_ok(code) and not personal:
            evidence = Evidence.CONTEXT | Evidence.CHECKSUM | Evidence.STRUCTURE
            why = "15位税务登记号：区划加组织机构代码，校验码正确"
            yield self.claim(sheet, n.start, n.end, Status.CERTAIN, evidence, why)
