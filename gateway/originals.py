"""Sealed texts: what a person must still see rests encrypted, bound to its place.

Envelope encryption: each text under a fresh data key, the data key wrapped by the custody of the
key-encryption keys and kept in front of the text. Originals of records have their data keys apart
from them, so that they can be destroyed: `gateway.vault`. Nothing here stores, logs or shows what
it seals.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from gateway.crypto import PROFILES, Aead, Unopened
from gateway.custody import Wrapped
from gateway.errors import StorageUnavailable
from gateway.keys import Keys

KEY_LENGTH = 32
NONCE_LENGTH = 12
_AEADS = {each.aead.number: each.aead for each in PROFILES.values()}
_DAMAGED = "密封的原文无法打开：密钥不对，或内容被改动、被调换"

# Version 1, of older programs: version | key wrapped by `Keys.seal` | nonce | ciphertext and tag.
_FIRST = b"\x01"
_WRAPPED = slice(1, 41)
_NONCE = slice(41, 53)
_SEALED = slice(53, None)
_SHORTEST = 53 + 16

# Version 2: version | cipher | length, name of the KEK | length (2), key | nonce | ciphertext.
_VERSION = b"\x02"


def seal(keys: Keys, original: str | bytes, context: str) -> bytes:
    """Encrypt ``original`` for ``context``, which says what it belongs to (record token, channel).

    Text is sealed as UTF-8. The same original sealed twice gives unlike bytes.
    """
    data_key = os.urandom(KEY_LENGTH)
    wrapped = keys.custody.wrap(data_key)
    name, aead = wrapped.kek.encode(), keys.profile.aead
    header = b"".join(
        (
            *(_VERSION, bytes([aead.number, len(name)]), name),
            *(len(wrapped.key).to_bytes(2), wrapped.key),
        )
    )
    return header + encrypted(aead, data_key, original, header + in_place(context))


def unseal(keys: Keys, sealed: bytes, context: str) -> bytes:
    """Decrypt what `seal` gave for the same ``context``.

    Raises `StorageUnavailable` for another key, another context or any changed byte.
    """
    if sealed[:1] == _FIRST:
        return _unsealed_first(keys, sealed, context)
    if sealed[:1] != _VERSION:
        raise StorageUnavailable("密封的原文无法打开：格式不符")
    wrapped, header = _header(sealed)
    data_key = keys.custody.unwrap(wrapped)
    return decrypted(sealed[1], data_key, sealed[len(header) :], header + in_place(context))


def kek_of(sealed: bytes) -> str:
    """The name of the key-encryption key under which a sealed text rests."""
    return "" if sealed[:1] == _FIRST else _header(sealed)[0].kek


def _header(sealed: bytes) -> tuple[Wrapped, bytes]:
    begin = 3 + (sealed[2] if len(sealed) > 3 else 0)  # noqa: PLR2004 - version, cipher, length
    name, length = sealed[3:begin], int.from_bytes(sealed[begin : begin + 2])
    end = begin + 2 + length
    return Wrapped(name.decode("ascii", "replace"), sealed[begin + 2 : end]), sealed[:end]


def encrypted(aead: Aead, data_key: bytes, original: str | bytes, bound: bytes) -> bytes:
    """Nonce and ciphertext under a data key."""
    plain = original.encode("utf-8", "surrogatepass") if isinstance(original, str) else original
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + aead.encrypt(data_key[: aead.key_length], nonce, plain, bound)


def decrypted(cipher: int, data_key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plaintext of nonce and ciphertext; raises `StorageUnavailable`."""
    aead = _AEADS.get(cipher)
    nonce, rest = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    if aead is None or len(nonce) < NONCE_LENGTH:
        raise StorageUnavailable("密封的原文无法打开：格式不符")
    try:
        return aead.decrypt(data_key[: aead.key_length], nonce, rest, bound)
    except Unopened:
        raise StorageUnavailable(_DAMAGED) from None


def in_place(context: str) -> bytes:
    """A context as bytes, to bind a ciphertext to it."""
    return context.encode("utf-8", "surrogatepass")


def _unsealed_first(keys: Keys, sealed: bytes, context: str) -> bytes:
    if len(sealed) < _SHORTEST:
        raise StorageUnavailable("密封的原文无法打开：格式不符")
    try:
        data_key = aes_key_unwrap(keys.seal, sealed[_WRAPPED])
        return AESGCM(data_key).decrypt(sealed[_NONCE], sealed[_SEALED], _FIRST + in_place(context))
    except (InvalidUnwrap, InvalidTag):
        raise StorageUnavailable(_DAMAGED) from None
