"""WeChat names (微信号): behind the word, or with the system's own prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.heads import by_head
from detectors.sheet import Sheet

_NAME = r"[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_@-])"
_ANNOUNCED_RE = re.compile(
    by_head(r"微 ?信|薇信|威信|[vV]信|(?<![A-Za-z])(?:[wW](?i:echat|eixin|x)|[vV](?i:x))")
    + r"(?i:(?P<word>(?:id|账号|帐号|昵称|号码?)?)"
    rf"(?P<link>[\s:=为是系(\[\"',，“”‘’「『【】*`|]{{0,6}})(?P<name>{_NAME}))"
)
# 加我 lawyer_2018: nobody says what it is, but an account with a digit and a mark in it.
_ADD_ME_RE = re.compile(
    r"(?:加我|加[VvＶ]|同号)(?![一-龥])[\s:]{0,3}(?P<name>(?=[A-Za-z0-9_-]*[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19})"
    r"(?![A-Za-z0-9_@.-])"
)
_SYSTEM_RE = re.compile(r"wxid_(?<![A-Za-z0-9_-]wxid_)[A-Za-z0-9_-]{4,20}(?![A-Za-z0-9_@-])")
_MARK_RE = re.compile(r"[0-9_-]")
_LINK_RE = re.compile(r"[:=为是系]")
_NO_NAMES = frozenset({"wechat", "weixin", "alipay", "android", "iphone"})


class WechatId(Detector):
    """微信号：字母开头，6至20位，紧接微信字样；wxid_ 开头者不需字样."""

    kind: ClassVar[str] = "wechat_id"
    entities: ClassVar[tuple[str, ...]] = ("WECHAT_ID",)
    label: ClassVar[str] = "微信号"
    basis: ClassVar[str] = "微信号规则（字母开头，6至20位）"
    cues: ClassVar[str] = "微信、微信号、VX、WeChat"
    confidence: ClassVar[str] = "紧接“微信号”或 wxid_ 开头为确定；仅“微信”为很可能；仅“加我”为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Names behind their word, and system names anywhere."""
        text = sheet.view.text
        for match in _ANNOUNCED_RE.finditer(text):
            named = bool(match["word"])
            told = _LINK_RE.search(match["link"]) or _MARK_RE.search(match["name"])
            if not (named or told) or match["name"].lower() in _NO_NAMES:
                continue
            status = Status.CERTAIN if named else Status.LIKELY
            yield self._claim(sheet, *match.span("name"), status, Evidence.CONTEXT)
        for match in _ADD_ME_RE.finditer(text):
            yield self._claim(sheet, *match.span("name"), Status.SUSPECT, Evidence.CONTEXT)
        for match in _SYSTEM_RE.finditer(text):
            yield self._claim(sheet, *match.span(), Status.CERTAIN, Evidence.STRUCTURE)

    def _claim(
        self, sheet: Sheet, start: int, end: int, status: Status, evidence: Evidence
    ) -> Claim:
        return self.claim(sheet, start, end, status, evidence | Evidence.STRUCTURE, "微信号字样")
