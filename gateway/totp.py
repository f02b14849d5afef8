"""One-time codes from the clock (TOTP, RFC 6238; HOTP, RFC 4226): six digits every 30 seconds."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
_DIGITS = 6
#: Clocks may be apart by one step in either direction (RFC 6238, section 5.2).
_DRIFT = 1
_ISSUER = "双公示发布网关"


def new_secret() -> bytes:
    """A fresh shared secret of 160 bits (RFC 4226, section 4, R6)."""
    return secrets.token_bytes(20)


def code(secret: bytes, step: int, digits: int = _DIGITS, hashed: str = "sha1") -> str:
    """The code of one step."""
    mac = hmac.new(secret, step.to_bytes(8), hashed).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(seconds: float) -> int:
    """The step that a moment (seconds since 1970, UTC) lies in."""
    return int(seconds // STEP_SECONDS)


def matching_step(secret: bytes, given: str, now: float, last: int) -> int | None:
    """The step whose code this is; ``None`` if it is none, or none behind ``last``.

    A code that was used is used up (RFC 6238, section 5.2).
    """
    current, found = step_of(now), None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        good = hmac.compare_digest(code(secret, step).encode(), given.encode("utf-8", "replace"))
        if good and step > last and found is None:
            found = step
    return found


def spelled(secret: bytes) -> str:
    """The secret as people type it into an authenticator: base32."""
    return base64.b32encode(secret).decode()


def address(secret: bytes, account: str) -> str:
    """The ``otpauth://`` address that authenticators read."""
    label = quote(f"{_ISSUER}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': spelled(secret), 'issuer': _ISSUER})}"
