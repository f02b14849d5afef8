"""Passwords, kept as scrypt (RFC 7914) with their parameters and salt, never as they are."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from functools import cache

from gateway.errors import UsageError

#: OWASP Password Storage Cheat Sheet: N = 2^15, r = 8, p = 3.
COST = (15, 8, 3)
_SHORTEST, _LONGEST = 12, 256
_MEMORY = 128 << 20


def kept(password: str, cost: tuple[int, int, int] = COST) -> str:
    """What is stored of a password; raises `UsageError` for one that is too short or too long."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise UsageError(f"口令须为 {_SHORTEST} 到 {_LONGEST} 个字符")
    if len(set(password)) < _SHORTEST // 2:
        raise UsageError("口令中重复的字符太多，请换一个")
    salt = secrets.token_bytes(16)
    numbers = "$".join(map(str, cost))
    return f"scrypt${numbers}${_text(salt)}${_text(_derived(password, salt, cost))}"


def matches(password: str, stored: str) -> bool:
    """Whether this is the password; takes as long when it is not."""
    _, n, r, p, salt, derived = stored.split("$")
    found = _derived(password, base64.b64decode(salt), (int(n), int(r), int(p)))
    return hmac.compare_digest(found, base64.b64decode(derived))


@cache
def nobody() -> str:
    """What a password is compared with when there is no such account: the same work."""
    return kept(secrets.token_urlsafe(24))


def _derived(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    plain = unicodedata.normalize("NFKC", password[:_LONGEST]).encode("utf-8", "surrogatepass")
    n, r, p = cost
    return hashlib.scrypt(plain, salt=salt, n=1 << n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
