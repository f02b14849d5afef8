"""IP addresses, version 4 and 6. Version numbers and clause numbers are not addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.context import Cue, cue, may_announce
from detectors.detector import Detector
from detectors.finding import Status
from detectors.sheet import Sheet

_V4_RE = re.compile(
    # The edge is looked at behind the first character: to that the engine skips.
    r"[0-9](?:(?<![0-9A-Za-z.].)|(?<=[Ii][Pp].))[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![0-9A-Za-z]|\.[0-9])(?!\s?[条款章节])"
)
_V6_RE = re.compile(
    r"[0-9A-Fa-f:](?<![0-9A-Za-z.].)(?:(?<!:)(?=[0-9A-Fa-f]{0,38}:)|(?<=:)(?=:))"
    r"[0-9A-Fa-f:]{1,38}(?![0-9A-Za-z:])"
)
# Behind its cue also with spaces, full stops, a line end, O for 0 and l for 1: 192。168。l。2O
_LOOSE_V4_RE = re.compile(
    r"[0-9OoIl](?:(?<![0-9A-Za-z.].)|(?<=[Ii][Pp].))[0-9OoIl]{0,2}(?:\s{0,4}[.。]\s{0,4}[0-9OoIl]{1,3}){3}"
    r"(?![0-9A-Za-z]|\.[0-9])"
)
# Is in every one of them, and found much faster: mostly there is none.
_DOTTED_RE = re.compile(r"\.[0-9]{1,3}\.[0-9]")
_COLONS_RE = re.compile(r":[0-9A-Fa-f]{0,38}:")
_LOOSE_RE = re.compile(r"[.。]\s{0,4}[0-9OoIl]{1,3}\s{0,4}[.。]")
_PLAIN = str.maketrans("OoIl。", "0011.")
_SPACE_RE = re.compile(r"\s+")
_VERSION_RE = re.compile(r"(?:版本|版|第|version|ver|v)\s?号?[:：]?\s?\Z", re.IGNORECASE)
_FEWEST_COLONS = 2
_CLAUSE = 10


class IpAddress(Detector):
    """网络地址（IPv4、IPv6）；内网地址另记类别 private."""

    kind: ClassVar[str] = "ip_address"
    entities: ClassVar[tuple[str, ...]] = ("IP_ADDRESS",)
    label: ClassVar[str] = "IP地址"
    basis: ClassVar[str] = "RFC 791、RFC 4291"
    cues: ClassVar[str] = "IP、IP地址、服务器地址"
    confidence: ClassVar[str] = "有字样为确定；无字样为很可能；版本号、条款号不认"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """Addresses that the standard library accepts."""
        text = sheet.view.text
        for match in _V4_RE.finditer(text) if _DOTTED_RE.search(text) else ():
            yield from self._judge(sheet, match)
        for match in _V6_RE.finditer(text) if _COLONS_RE.search(text) else ():
            if match[0].count(":") >= _FEWEST_COLONS:
                yield from self._judge(sheet, match)
        if may_announce(sheet, self.entities[0]) and _LOOSE_RE.search(text):
            for match in _LOOSE_V4_RE.finditer(text):
                yield from self._loose(sheet, match)

    def _loose(self, sheet: Sheet, match: re.Match[str]) -> Iterator[Claim]:
        """What is an address only because the word stands in front."""
        address = _address(_SPACE_RE.sub("", match[0]).translate(_PLAIN))
        own = cue(sheet, *match.span(), self.entities[0]) is Cue.OWN
        if address and own and not re.fullmatch(_V4_RE, match[0]):
            evidence = Evidence.STRUCTURE | Evidence.CONTEXT
            category = "private" if address.is_private else None
            why = "网络地址，写法不规范，上文为IP字样"
            yield self.claim(sheet, *match.span(), Status.LIKELY, evidence, why, category=category)

    def _judge(self, sheet: Sheet, match: re.Match[str]) -> Iterator[Claim]:
        address = _address(match[0])
        start, end = match.span()
        own = cue(sheet, start, end, self.entities[0]) is Cue.OWN
        if address is None or (not own and self._innocent(sheet, match)):
            return
        evidence = Evidence.STRUCTURE | (Evidence.CONTEXT if own else Evidence.STRUCTURE)
        status = Status.CERTAIN if own else Status.LIKELY
        category = "private" if address.is_private else None
        yield self.claim(sheet, start, end, status, evidence, "网络地址", category=category)

    def _innocent(self, sheet: Sheet, match: re.Match[str]) -> bool:
        """A version number, a clause number, or two colons that mean nothing."""
        if _VERSION_RE.search(sheet.view.before(match.start(), 10)):
            return True
        parts = match[0].split(".")
        if len(parts) == 1:
            return len(match[0].replace(":", "")) < _FEWEST_COLONS
        return all(int(part) < _CLAUSE for part in parts)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        if ":" in text:
            return ipaddress.ip_address(text)
        return ipaddress.ip_address(".".join(str(int(part)) for part in text.split(".")))
    except ValueError:
        return None
