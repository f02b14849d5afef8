"""Keys, passwords, connection strings and inner hosts: secrets that need no words around them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from detectors.finding import Status
from detectors.secret_passages import Passage
from detectors.secret_values import Span

_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_KEY = re.compile(
    rf"{_EDGE}(?:AKIA|ASIA)[0-9A-Z]{{16}}{_END}|{_EDGE}LTAI[0-9A-Za-z]{{12,26}}{_END}"
    rf"|{_EDGE}gh[pousr]_[0-9A-Za-z]{{20,}}|{_EDGE}sk-[0-9A-Za-z_-]{{16,}}"
    rf"|{_EDGE}eyJ[0-9A-Za-z_-]{{6,}}\.[0-9A-Za-z_-]{{4,}}\.[0-9A-Za-z_-]{{4,}}"
    rf"|{_EDGE}ssh-(?:rsa|ed25519) [0-9A-Za-z+/=]{{20,}}"
)
_BLOCK_START = re.compile(r"-----BEGIN [A-Z ]{0,30}(?:KEY|CERTIFICATE)-----")
_BLOCK_END = re.compile(r"-----END [A-Z ]{0,40}-----")
_BLOCK_BODY = re.compile(r"[0-9A-Za-z+/=\s]*")
_ASSIGNED = re.compile(
    r"(?i)(?<![0-9a-z_])(?:[0-9a-z]{1,20}[_.-]){0,3}(?:password|passwd|pwd|passphrase|secret(?:[_-]?(?:access)?[_-]?key)?"
    r"|api[_-]?key|access[_-]?key(?:[_-]?(?:id|secret))?|app[_-]?secret|private[_-]?key"
    r"|auth[_-]?token|access[_-]?token|token)[\"']?[ ]?[:=][ ]?[\"']?"
    r"[^\s\"'<>\u3000-\u9fff\uff00-\uffef,;]{4,}[\"']?"
)
_NAMED = re.compile(
    r"(?:密钥|私钥|口令|密码|令牌|凭证|凭据)(?:内容|明文)?(?:为|是|:|=|:为)[ ]?[\"'“]?"
    r"(?=[\x21-\x7e]*[0-9A-Za-z])[\x21-\x7e]{4,}"
)
_CONNECTION = re.compile(
    r"(?i)(?<![a-z])(?:jdbc:[a-z0-9]{2,12}|mysql|mongodb(?:\+srv)?|redis|postgres(?:ql)?|amqp"
    r"|ldaps?|s?ftp|ssh|rdp|smb)://?[\x21-\x7e]{4,}|(?<![a-z])jdbc:[\x21-\x7e]{8,}"
)
_INNER_HOST = re.compile(
    r"(?i)(?:https?://)?(?<![0-9a-z.-])[0-9a-z][0-9a-z-]{0,40}(?:\.[0-9a-z-]{1,40}){0,4}"
    r"\.(?:internal|corp|lan|intra|intranet|localdomain|local)(?![0-9a-z.-]*[0-9a-z])"
    r"(?::[0-9]{1,5})?(?:/[\x21-\x7e]*)?"
)
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z.])(?:10|127|172|192)(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5}|/[0-9]{1,2})?"
    r"(?![0-9A-Za-z]|\.[0-9])"
)
_INNER = re.compile(
    "内网|服务器|主机|数据库|部署|端口|接口|网关|测试环境|生产环境|源代码|防火墙|机房|://"
)
_NEAR = 24

_KEY_WORDS = ("akia", "asia", "ltai", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "sk-", "eyj", "ssh-")
_ASSIGNED_WORDS = ("pass", "pwd", "secret", "key", "token")
_NAMED_WORDS = ("密钥", "私钥", "口令", "密码", "令牌", "凭证", "凭据")
_INNER_WORDS = (".internal", ".corp", ".lan", ".intra", ".local")
_PRIVATE_WORDS = ("10.", "127.", "172.", "192.")

#: The small words that a pattern's matches hold: looked for first, since most texts hold none.
_SURE = (
    (_KEY_WORDS, _KEY, "云平台密钥、访问令牌的固定形式"),
    (_ASSIGNED_WORDS, _ASSIGNED, "口令、密钥的赋值"),
    (_NAMED_WORDS, _NAMED, "密钥、口令字样后的字符串"),
    (("://", "jdbc"), _CONNECTION, "数据库、远程登录的连接串"),
)


_DRAWING_WORDS = (
    ".dwg", ".dxf", ".stp", ".step", ".igs", ".iges", ".prt", ".sldprt", ".sldasm", ".catpart",
    ".brd", ".schdoc", ".pcbdoc",
)  # fmt: skip
_DRAWING = re.compile(
    rf"(?i){_EDGE}[0-9a-z][0-9a-z_-]{{0,40}}(?:{'|'.join(map(re.escape, _DRAWING_WORDS))}){_END}"
)


def keys(text: str) -> Iterator[Passage]:
    """Every key, password, connection string and inner host of the view's text."""
    lower = text.lower()
    for block in _BLOCK_START.finditer(text) if "-----begin" in lower else ():
        yield _passage((block.start(), _block_end(text, block.end())), "密钥文件块")
    for words, pattern, because in _SURE:
        if _holds(lower, words):
            for match in pattern.finditer(text):
                yield _passage(match.span(), because)
    if _holds(lower, _INNER_WORDS):
        for host in _INNER_HOST.finditer(text):
            yield _passage(host.span(), "内部主机名", Status.LIKELY)
    if _holds(lower, _DRAWING_WORDS):
        for name in _DRAWING.finditer(text):
            span = name.span()
            yield Passage(*span, (span,), "T3", Status.LIKELY, "设计图纸的文件名")
    if _holds(text, _PRIVATE_WORDS):
        yield from _inner_addresses(text)


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _inner_addresses(text: str) -> Iterator[Passage]:
    for address in _ADDRESS.finditer(text):
        near = text[max(0, address.start() - _NEAR) : address.end() + _NEAR]
        if _private(address[0]) and _INNER.search(near):
            yield _passage(address.span(), "系统架构描述中的内网地址", Status.LIKELY)


def _block_end(text: str, start: int) -> int:
    """Behind the closing line, or behind the last character that can belong to the key."""
    close = _BLOCK_END.search(text, start)
    if close:
        return close.end()
    body = _BLOCK_BODY.match(text, start)
    return start + len(body[0].rstrip()) if body else start


def _private(address: str) -> bool:
    try:
        host = re.split("[:/]", address)[0]
        return ipaddress.ip_address(".".join(str(int(part)) for part in host.split("."))).is_private
    except ValueError:
        return False


def _passage(span: Span, because: str, status: Status = Status.CERTAIN) -> Passage:
    return Passage(*span, (span,), "T4", status, because)
