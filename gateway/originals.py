"""Sealed originals: what a person must still see rests encrypted, bound to its record and channel.

Envelope encryption: AES-256-GCM under a fresh data key, and the data key wrapped (RFC 3394)
under the gateway's seal key. Nothing here stores, logs or shows what it seals.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from gateway.errors import StorageUnavailable
from gateway.keys import Keys

# version byte | wrapped data key | nonce | ciphertext and tag
_VERSION = b"\x01"
_WRAPPED = slice(1, 41)
_NONCE = slice(41, 53)
_SEALED = slice(53, None)
_SHORTEST = 53 + 16


def seal(keys: Keys, original: str | bytes, context: str) -> bytes:
    """Encrypt ``original`` for ``context``, which says what it belongs to (record token, channel).

    Text is sealed as UTF-8. The same original sealed twice gives unlike bytes.
    """
    plain = original.encode("utf-8", "surrogatepass") if isinstance(original, str) else original
    data_key, nonce = os.urandom(32), os.urandom(12)
    sealed = AESGCM(data_key).encrypt(nonce, plain, _bound(context))
    return _VERSION + aes_key_wrap(keys.seal, data_key) + nonce + sealed


def unseal(keys: Keys, sealed: bytes, context: str) -> bytes:
    """Decrypt what `seal` gave for the same ``context``.

    Raises `StorageUnavailable` for another key, another context or any changed byte.
    """
    if len(sealed) < _SHORTEST or sealed[:1] != _VERSION:
        raise StorageUnavailable("密封的原文无法打开：格式不符")
    try:
        data_key = aes_key_unwrap(keys.seal, sealed[_WRAPPED])
        return AESGCM(data_key).decrypt(sealed[_NONCE], sealed[_SEALED], _bound(context))
    except (InvalidUnwrap, InvalidTag):
        raise StorageUnavailable("密封的原文无法打开：密钥不对，或内容被改动、被调换") from None


def _bound(context: str) -> bytes:
    return _VERSION + context.encode("utf-8", "surrogatepass")
