"""Bank accounts (银行账号): no structure and no check digit, so only the words around tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import announced, followed_by, headed
from detectors.detector import Detector
from detectors.finding import Status
from detectors.grouping import evenly_written
from detectors.sheet import Sheet
from detectors.view import Number

_LENGTHS = range(9, 31)
_GAP = 8
_BEHIND_RE = re.compile(r"\s?(?:的)?(?:银行)?(?:账户|帐户|账号|帐号)")
_CARD_RE = re.compile(r"62[0-9]{14,17}")
_TREASURY_RE = re.compile(
    r"财政|国库|非税|汇缴|代收户|罚没(?:款|收入)?专?户|罚款代收|缴(?:纳)?(?:至|到|入)|执收单位"
    r"|罚没?款[^。]{0,20}[缴交汇]|[缴交]纳?罚没?款|之日起[^。]{1,6}日内[,]?(?:到|至|在|向)[^。]{2,30}银行"
)
# A sentence no longer than this is only the account's heading; the one before tells whose it is.
_HEADING = 8
_BEFORE, _AFTER = 60, 16


class BankAccount(Detector):
    """银行账号：9至30位数字，紧接账号、账户、开户行等字样."""

    kind: ClassVar[str] = "bank_account"
    entities: ClassVar[tuple[str, ...]] = ("BANK_ACCOUNT",)
    label: ClassVar[str] = "银行账号"
    basis: ClassVar[str] = "各行自定，无统一结构"
    cues: ClassVar[str] = "账号、账户、开户行、户头、汇入等；财政、国库、非税字样记类别 government"
    confidence: ClassVar[str] = "仅凭字样：很可能"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Digit strings next to a cue; ``category`` is ``government`` for the treasury's own."""
        by_length = sheet.view.numbers_by_length
        for length in _LENGTHS:
            for n in by_length.get(length, ()):
                if not n.compact.isdigit() or not self._told(sheet, n):
                    continue
                if n.glued and not headed(sheet, n):
                    continue
                if evenly_written(sheet, n):
                    yield self._claim(sheet, n)

    def _told(self, sheet: Sheet, n: Number) -> bool:
        return announced(sheet, n.start, n.end, self.entities[0], _GAP) or followed_by(
            sheet, n.end, _BEHIND_RE
        )

    def _claim(self, sheet: Sheet, n: Number) -> Claim:
        return self.claim(
            sheet,
            n.start,
            n.end,
            Status.LIKELY,
            Evidence.CONTEXT | Evidence.STRUCTURE,
            "数字串，紧接账号字样",
            category="government" if _treasury(sheet, n) else None,
        )


def _treasury(sheet: Sheet, n: Number) -> bool:
    """Whether the account is the one that fines are paid into. Never so for a person's card."""
    if _CARD_RE.fullmatch(n.compact):
        return False
    earlier, _, before = sheet.view.before(n.start, _BEFORE).rpartition("。")
    if len(before) <= _HEADING:
        before = earlier.rpartition("。")[2] + before
    after = sheet.view.after(n.end, _AFTER).partition("。")[0]
    return bool(_TREASURY_RE.search(before) or _TREASURY_RE.search(after))
