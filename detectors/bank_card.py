"""Bank card numbers (银行卡号, ISO/IEC 7812): issuer prefix and Luhn, with the words around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.checksums import identity_birth_date, luhn_ok
from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue, followed_by
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import evenly_written
from detectors.leftovers import CARD_RE, leftovers, size
from detectors.sheet import Sheet
from detectors.view import Number

_UNIONPAY = "62"
_UNIONPAY_RE = re.compile(rf"{_UNIONPAY}[0-9]{{14,17}}")
_ISSUER_RE = re.compile(r"[3-6][0-9]{15,18}")
_FOREIGN_RE = re.compile(r"[3-5][0-9]{15}")
_LENGTHS = range(16, 20)
_USUAL_LENGTHS = (16, 19)
_LONGEST = 19
_BEHIND_RE = re.compile(r"\s?(?:的|号)?(?:银行|储蓄|个人)?(?:卡|账户|帐户|账号|户)")


class BankCard(Detector):
    """银行卡号：16至19位，发卡行标识与Luhn校验."""

    kind: ClassVar[str] = "bank_card"
    entities: ClassVar[tuple[str, ...]] = ("BANK_CARD",)
    label: ClassVar[str] = "银行卡号"
    basis: ClassVar[str] = "ISO/IEC 7812；银联卡以62开头"
    check: ClassVar[str] = "Luhn（随机数约一成可通过，不能单凭）"
    cues: ClassVar[str] = "银行卡、卡号、账号、账户、开户行、汇款等"
    confidence: ClassVar[str] = "字样加校验为确定；62开头加校验为很可能；部分遮盖及其余为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Digit strings of 16 to 19 that an issuer, a cue or the check speaks for."""
        for length in _LENGTHS:
            for number in sheet.view.numbers_by_length.get(length, ()):
                if number.compact.isdigit() and evenly_written(sheet, number):
                    yield from self._judge(sheet, number)
        for match in leftovers(sheet, CARD_RE):
            if size(match) in _LENGTHS:
                yield from self._leftover(sheet, match)

    def _leftover(self, sheet: Sheet, match: re.Match[str]) -> Iterator[Claim]:
        """What is left of a half-masked number: behind a cue, or of UnionPay's."""
        heard = cue(sheet, *match.span(), self.entities[0], "BANK_ACCOUNT")
        if heard is Cue.OWN or (heard is Cue.NONE and match[0].startswith(_UNIONPAY)):
            evidence = Evidence.CONTEXT if heard is Cue.OWN else Evidence.STRUCTURE
            why = "部分遮盖的银行卡号"
            yield self.claim(sheet, *match.span(), Status.SUSPECT, evidence, why, category="masked")

    def _judge(self, sheet: Sheet, n: Number) -> Iterator[Claim]:
        heard = cue(sheet, n.start, n.end, self.entities[0], "BANK_ACCOUNT")
        if heard is Cue.NONE and followed_by(sheet, n.end, _BEHIND_RE):
            heard = Cue.OWN
        right = luhn_ok(n.compact)
        status = _announced(n, right) if heard is Cue.OWN else _unannounced(n, right, heard)
        if status is None:
            return
        evidence = Evidence.STRUCTURE
        if heard is Cue.OWN:
            evidence |= Evidence.CONTEXT
        if right and status > Status.SUSPECT:
            evidence |= Evidence.CHECKSUM
        why = f"{len(n.compact)}位，Luhn校验{'通过' if right else '不通过'}"
        yield self.claim(sheet, n.start, n.end, status, evidence, why)


def _announced(n: Number, right: bool) -> Status | None:
    if not _ISSUER_RE.fullmatch(n.compact):
        return None
    if right:
        return Status.LIKELY if n.glued or n.guessed else Status.CERTAIN
    return Status.SUSPECT


def _unannounced(n: Number, right: bool, heard: Cue) -> Status | None:
    dated = len(n.compact) not in _USUAL_LENGTHS and identity_birth_date(n.compact) is not None
    if dated or (heard is Cue.OTHER and not right):
        return None
    if _UNIONPAY_RE.fullmatch(n.compact):
        return _unionpay(n, right, heard)
    lone = right and n.groups == 1 and heard is Cue.NONE and not n.glued
    foreign = right and heard is Cue.NONE and bool(_FOREIGN_RE.fullmatch(n.compact))
    return Status.SUSPECT if foreign or (lone and len(n.compact) == _LONGEST) else None


def _unionpay(n: Number, right: bool, heard: Cue) -> Status | None:
    if right:
        return Status.LIKELY if heard is Cue.NONE and not n.glued else Status.SUSPECT
    return Status.SUSPECT if len(n.compact) in _USUAL_LENGTHS and not n.glued else None
