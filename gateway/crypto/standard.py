"""The default profile: SHA-256 (FIPS 180-4), Ed25519 (RFC 8032), AES-256-GCM (SP 800-38D)."""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.crypto.interface import Aead, Profile, Scheme, Signer, Unopened


def _sha256(data: bytes) -> bytes:
    return sha256(data).digest()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


class _Ed25519Signer(Signer):
    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032, section 5.1.6)."""
        return self._key.sign(message)


class Ed25519(Scheme):
    """Ed25519; public keys of 32 bytes, type 0x01 of signed notes."""

    name = "ed25519"
    note_type = b"\x01"
    public_length = 32

    def signer(self, seed: bytes) -> Signer:
        """The seed is the private key of RFC 8032."""
        return _Ed25519Signer(seed)

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """RFC 8032, section 5.1.7."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Aes256Gcm(Aead):
    """AES-256 in Galois counter mode."""

    number = 1
    key_length = 32

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Ciphertext and tag."""
        return AESGCM(key).encrypt(nonce, plain, bound)

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The plaintext."""
        try:
            return AESGCM(key).decrypt(nonce, sealed, bound)
        except InvalidTag:
            raise Unopened from None


STANDARD = Profile(
    "standard", "SHA-256", _sha256, _hmac_sha256, hashes.SHA256(), Ed25519(), Aes256Gcm()
)
