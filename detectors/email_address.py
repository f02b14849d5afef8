"""E-mail addresses. The local part is ASCII, so that Chinese in front is not swallowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.anchors import near
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

# The edge is looked at behind the first character: to that the engine skips.
_LOCAL = r"[A-Za-z0-9._%+-](?<![A-Za-z0-9._%+-].)[A-Za-z0-9._%+-]{0,63}"
_DOMAIN = r"(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9])"
_PLAIN_RE = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_DISGUISED_RE = re.compile(rf"{_LOCAL}(?: ?@ ?| ?[\[({{] ?(?:at|AT|艾特) ?[\])}}] ?|#){_DOMAIN}")
# RFC 6531 allows a Chinese local part; where it begins, nobody can tell.
_CHINESE_RE = re.compile(rf"[一-龥]{{2,4}}@{_DOMAIN}")
_AT_RE = re.compile("@")
_GOVERNMENT_RE = re.compile(r"[@.]gov\.cn\Z", re.IGNORECASE)
# One of them is in every address.
_SIGNS = ("@", "#", "at", "AT", "艾特")
_EVIDENCE = Evidence.STRUCTURE | Evidence.CONTEXT


class EmailAddress(Detector):
    """电子邮箱；政府邮箱（gov.cn）另记类别 government."""

    kind: ClassVar[str] = "email_address"
    entities: ClassVar[tuple[str, ...]] = ("EMAIL_ADDRESS",)
    label: ClassVar[str] = "电子邮箱"
    basis: ClassVar[str] = "RFC 5322（本地部分限ASCII）"
    confidence: ClassVar[str] = "形式完整为确定；以空格、[at]、#代替@、或本地部分为汉字者为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Plain addresses, then those whose @ is disguised."""
        text = sheet.view.text
        if not any(sign in text for sign in _SIGNS):
            return
        plain = list(_PLAIN_RE.finditer(text))
        for match in plain:
            yield self._claim(sheet, match, Status.CERTAIN, "电子邮箱")
        taken = {match.end() for match in plain}
        chinese = near(_CHINESE_RE, _AT_RE, text, back=4, ahead=160)
        for found in (_DISGUISED_RE.finditer(text), chinese):
            for match in found:
                if match.end() not in taken:
                    yield self._claim(sheet, match, Status.SUSPECT, "形似电子邮箱")

    def _claim(self, sheet: Sheet, match: re.Match[str], status: Status, why: str) -> Claim:
        government = _GOVERNMENT_RE.search(match[0]) is not None
        start, end = match.span()
        return self.claim(
            sheet,
            start,
            end,
            status,
            _EVIDENCE,
            why,
            category="government" if government else None,
        )
