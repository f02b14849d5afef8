"""The profile ``gm`` (国密): SM3 (GB/T 32905), SM2 (GB/T 32918), SM4-GCM (GB/T 32907, RFC 8998).

SM3 and SM4 come from the library `cryptography`; SM2 signatures, which it does not offer, from
`gateway.crypto.sm2`.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from gateway.crypto import sm2
from gateway.crypto.interface import Aead, Profile, Scheme, Signer, Unopened

_TAG = 16


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016): 32 bytes."""
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC with SM3 (GB/T 15852.2): 32 bytes."""
    context = hmac.HMAC(key, hashes.SM3())
    context.update(data)
    return context.finalize()


class _Sm2Signer(Signer):
    def __init__(self, seed: bytes) -> None:
        self._key = sm2.private_of(seed)
        self.public = sm2.public_of(self._key)

    def sign(self, message: bytes) -> bytes:
        """``r || s``, 64 bytes (GB/T 32918.2, section 6)."""
        return sm2.sign(self._key, self.public, message)


class Sm2(Scheme):
    """SM2 over the recommended curve; public keys are ``x || y``, 64 bytes.

    Signed notes give types without a number as 0xff and a name (C2SP signed-note).
    """

    name = "sm2"
    note_type = b"\xffsm2"
    public_length = 64

    def signer(self, seed: bytes) -> Signer:
        """The private key is drawn from the seed."""
        return _Sm2Signer(seed)

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """GB/T 32918.2, section 7."""
        return sm2.verifies(public, message, signature)


class Sm4Gcm(Aead):
    """SM4 in Galois counter mode (RFC 8998, section 2)."""

    number = 2
    key_length = 16

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Ciphertext and tag."""
        sealing = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(plain) + sealing.finalize() + sealing.tag

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The plaintext."""
        if len(sealed) < _TAG:
            raise Unopened
        opening = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        opening.authenticate_additional_data(bound)
        try:
            return opening.update(sealed[:-_TAG]) + opening.finalize()
        except InvalidTag:
            raise Unopened from None


GM = Profile("gm", "SM3", sm3, hmac_sm3, hashes.SM3(), Sm2(), Sm4Gcm())
