"""What an algorithm profile offers: a digest, a signature scheme, a cipher with a tag."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Bytes to their 32-byte digest.
Digest = Callable[[bytes], bytes]
#: Key and bytes to their 32-byte HMAC (RFC 2104) under the profile's digest.
Mac = Callable[[bytes, bytes], bytes]


class Unopened(Exception):
    """A sealed text that did not open: another key, another place or a changed bit."""


class Signer(ABC):
    """One private key. ``public`` is its public key, in the form its scheme gives it."""

    public: bytes

    @abstractmethod
    def sign(self, message: bytes) -> bytes:
        """The signature of a message; the same message gives the same signature."""


class Scheme(ABC):
    """A signature scheme. ``note_type`` stands in front of its keys in signed notes (C2SP)."""

    name: str
    note_type: bytes
    public_length: int

    @abstractmethod
    def signer(self, seed: bytes) -> Signer:
        """The signer of a secret seed of 32 bytes."""

    @abstractmethod
    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is that of the message under the public key; never raises."""


class Aead(ABC):
    """Authenticated encryption with a 12-byte nonce. ``number`` names it inside sealed bytes."""

    number: int
    key_length: int

    @abstractmethod
    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Ciphertext and 16-byte tag, bound to ``bound``, which is not encrypted."""

    @abstractmethod
    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The plaintext; raises `Unopened`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of algorithms, by the name it has in settings."""

    name: str
    digest_name: str
    digest: Digest
    mac: Mac
    hash: HashAlgorithm = field(compare=False, repr=False)
    scheme: Scheme
    aead: Aead

    def derived(self, master: bytes, info: bytes) -> bytes:
        """A subkey of 32 bytes (HKDF, RFC 5869, under the profile's digest)."""
        return HKDF(algorithm=self.hash, length=32, salt=None, info=info).derive(master)
