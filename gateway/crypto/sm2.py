"""SM2 signatures (GB/T 32918.2-2016) over the recommended curve (GB/T 32918.5-2017).

Own code, because `cryptography` has no SM2 and the pure Python package for it draws its nonces
from a generator that is not made for secrets. The nonce is derived from key and message
(RFC 6979, section 3.2, with HMAC-SM3), so no generator is needed and the same message has one
signature. Python's integers take a time that depends on their value: sign only where nobody can
measure single signatures, or leave it to a device.
"""

from __future__ import annotations

from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, hmac

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
#: The identity that both sides use where none is agreed on (GM/T 0009-2012, section 10).
DEFAULT_ID = b"1234567812345678"

_SIZE = 32
_Affine = tuple[int, int]


class _Point(NamedTuple):
    """Jacobian coordinates: x = X / Z**2, y = Y / Z**3; Z is 0 at infinity."""

    x: int
    y: int
    z: int


_INFINITY = _Point(1, 1, 0)


def private_of(seed: bytes) -> int:
    """A private key in [1, n - 2] from secret bytes, by rejection."""
    counter = 0
    while True:
        key = int.from_bytes(_mac(seed, b"gongshi/sm2" + counter.to_bytes(4)))
        if 1 <= key <= N - 2:
            return key
        counter += 1


def public_of(private: int) -> bytes:
    """``x || y`` of the public point, 64 bytes."""
    x, y = _affine(_times(private, G))
    return x.to_bytes(_SIZE) + y.to_bytes(_SIZE)


def sign(
    private: int, public: bytes, message: bytes, identity: bytes = DEFAULT_ID, nonce: int = 0
) -> bytes:
    """``r || s`` (section 6.1). ``nonce`` is for known answers; left out, it is derived."""
    digest = int.from_bytes(_message_digest(public, message, identity))
    attempt = 0
    while True:
        k = nonce or _nonce(private, digest, attempt)
        r = (digest + _affine(_times(k, G))[0]) % N
        s = pow(1 + private, -1, N) * (k - r * private) % N
        if r and s and r + k != N:
            return r.to_bytes(_SIZE) + s.to_bytes(_SIZE)
        attempt += 1


def verifies(public: bytes, message: bytes, signature: bytes, identity: bytes = DEFAULT_ID) -> bool:
    """Section 7.1; false for anything that is no key or no signature."""
    if len(public) != 2 * _SIZE or len(signature) != 2 * _SIZE:
        return False
    point = int.from_bytes(public[:_SIZE]), int.from_bytes(public[_SIZE:])
    r, s = int.from_bytes(signature[:_SIZE]), int.from_bytes(signature[_SIZE:])
    t = (r + s) % N
    if not (_on_curve(point) and 1 <= r < N and 1 <= s < N and t):
        return False
    sum_ = _add(_times(s, G), _times(t, point))
    if sum_.z == 0:
        return False
    digest = int.from_bytes(_message_digest(public, message, identity))
    return (digest + _affine(sum_)[0]) % N == r


def _message_digest(public: bytes, message: bytes, identity: bytes) -> bytes:
    """SM3(Z_A || M), where Z_A binds the identity and the curve (section 5.5)."""
    curve = b"".join(value.to_bytes(_SIZE) for value in (A, B, *G))
    bound = _sm3((len(identity) * 8).to_bytes(2) + identity + curve + public)
    return _sm3(bound + message)


def _sm3(data: bytes) -> bytes:
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


def _mac(key: bytes, data: bytes) -> bytes:
    context = hmac.HMAC(key, hashes.SM3())
    context.update(data)
    return context.finalize()


def _nonce(private: int, digest: int, attempt: int) -> int:
    """RFC 6979, section 3.2, steps b to h; the ``attempt``-th candidate that fits."""
    seed = private.to_bytes(_SIZE) + (digest % N).to_bytes(_SIZE)
    v, k = b"\x01" * _SIZE, bytes(_SIZE)
    for tag in (b"\x00", b"\x01"):
        k = _mac(k, v + tag + seed)
        v = _mac(k, v)
    while True:
        v = _mac(k, v)
        candidate = int.from_bytes(v)
        if 1 <= candidate < N:
            if attempt == 0:
                return candidate
            attempt -= 1
        k = _mac(k, v + b"\x00")
        v = _mac(k, v)


def _on_curve(point: _Affine) -> bool:
    x, y = point
    return x < P and y < P and (y * y - (x * x + A) * x - B) % P == 0


def _double(point: _Point) -> _Point:
    """dbl-2001-b for a = -3 (Bernstein and Lange, Explicit-Formulas Database)."""
    if point.z == 0 or point.y == 0:
        return _INFINITY
    delta = point.z * point.z % P
    gamma = point.y * point.y % P
    beta = point.x * gamma % P
    alpha = 3 * (point.x - delta) * (point.x + delta) % P
    x = (alpha * alpha - 8 * beta) % P
    z = ((point.y + point.z) ** 2 - gamma - delta) % P
    y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % P
    return _Point(x, y, z)


def _add(one: _Point, other: _Point) -> _Point:
    """add-2007-bl (the same database)."""
    if one.z == 0:
        return other
    if other.z == 0:
        return one
    z1, z2 = one.z * one.z % P, other.z * other.z % P
    u1, u2 = one.x * z2 % P, other.x * z1 % P
    s1, s2 = one.y * other.z * z2 % P, other.y * one.z * z1 % P
    h, r = (u2 - u1) % P, (s2 - s1) % P
    if h == 0:
        return _double(one) if r == 0 else _INFINITY
    h2 = h * h % P
    h3, v = h * h2 % P, u1 * h2 % P
    x = (r * r - h3 - 2 * v) % P
    y = (r * (v - x) - s1 * h3) % P
    return _Point(x, y, h * one.z * other.z % P)


def _times(scalar: int, point: _Affine) -> _Point:
    """Montgomery's ladder: one addition and one doubling a bit, whatever the bit."""
    low, high = _INFINITY, _Point(*point, 1)
    for place in reversed(range(N.bit_length())):
        if scalar >> place & 1:
            low, high = _add(low, high), _double(high)
        else:
            low, high = _double(low), _add(low, high)
    return low


def _affine(point: _Point) -> _Affine:
    inverse = pow(point.z, -1, P)
    square = inverse * inverse % P
    return point.x * square % P, point.y * square * inverse % P
