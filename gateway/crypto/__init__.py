"""Algorithm profiles (算法 profile): which digest, signature and cipher one log is made with.

``standard`` is SHA-256, HMAC and HKDF with it, Ed25519 and AES-256-GCM; ``gm`` is SM3, HMAC and
HKDF with it, SM2 and SM4-GCM (GB/T 32905, 15852.2, 32918, 32907). Only names and bytes pass here;
nothing keeps a key.
"""

from __future__ import annotations

from gateway.crypto.gm import GM
from gateway.crypto.interface import Aead, Digest, Profile, Scheme, Signer, Unopened
from gateway.crypto.standard import STANDARD
from gateway.errors import UsageError

__all__ = [
    "GM", "PROFILES", "STANDARD", "Aead", "Digest", "Profile", "Scheme", "Signer", "Unopened",
    "profile",
]  # fmt: skip

PROFILES = {each.name: each for each in (STANDARD, GM)}


def profile(name: str) -> Profile:
    """The profile of a name; raises `UsageError` for any other."""
    if name not in PROFILES:
        raise UsageError(f"算法 profile 应为 {'、'.join(PROFILES)} 之一")
    return PROFILES[name]
