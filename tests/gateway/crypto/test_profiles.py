"""Both profiles by published answers, and their ciphers open whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.crypto import GM, PROFILES, STANDARD, Unopened, profile
from gateway.errors import UsageError

BOTH = list(PROFILES.values())
# RFC 8998, appendix A.1.
SM4_GCM = {
    "key": "0123456789ABCDEFFEDCBA9876543210",
    "nonce": "00001234567800000000ABCD",
    "bound": "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
    "plain": "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
    "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
    "sealed": "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC",
}
# The GCM specification (McGrew, Viega), appendix B, test case 16.
AES_GCM = {
    "key": "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
    "nonce": "cafebabefacedbaddecaf888",
    "bound": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "plain": "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    "sealed": "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b",
}


@pytest.mark.parametrize(
    ("used", "data", "answer"),
    [
        (STANDARD, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (GM, b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (GM, b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
    ids=["FIPS 180-4 B.1", "GB/T 32905 A.1", "GB/T 32905 A.2"],
)
def test_digests_by_their_standards(used, data, answer):
    """The examples of FIPS 180-4 and GB/T 32905-2016."""
    assert used.digest(data).hex() == answer


@pytest.mark.parametrize(("used", "case"), [(STANDARD, AES_GCM), (GM, SM4_GCM)], ids=["aes", "sm4"])
def test_ciphers_by_their_standards(used, case):
    """Ciphertext and tag of the published cases, both ways."""
    case = {name: bytes.fromhex(value) for name, value in case.items()}
    sealed = used.aead.encrypt(case["key"], case["nonce"], case["plain"], case["bound"])
    assert sealed == case["sealed"]
    assert used.aead.decrypt(case["key"], case["nonce"], sealed, case["bound"]) == case["plain"]


def test_ed25519_by_its_rfc():
    """RFC 8032, section 7.1, test 2."""
    seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    signer = STANDARD.scheme.signer(bytes.fromhex(seed))
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert signer.public.hex() == public
    assert signer.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
def test_signatures_hold_for_one_key_and_message(used):
    """A signature of another key, of another message, or of nothing does not verify."""
    mine, other = (used.scheme.signer(bytes([n]) * 32) for n in (1, 2))
    assert len(mine.public) == used.scheme.public_length
    signature = mine.sign(b"head")
    assert used.scheme.verifies(mine.public, b"head", signature)
    assert not used.scheme.verifies(other.public, b"head", signature)
    assert not used.scheme.verifies(mine.public, b"heads", signature)
    assert not used.scheme.verifies(b"", b"head", b"")


@pytest.mark.parametrize("used", BOTH, ids=lambda used: used.name)
@given(data=st.data())
def test_any_changed_bit_is_noticed(used, data):
    """No bit of ciphertext, tag or what it is bound to can be changed."""
    key, nonce = bytes(used.aead.key_length), bytes(12)
    sealed = bytearray(used.aead.encrypt(key, nonce, b"original", b"place"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for changed, bound in ((sealed, b"place"), (sealed[:7], b"place")):
        with pytest.raises(Unopened):
            used.aead.decrypt(key, nonce, bytes(changed), bound)
    whole = used.aead.encrypt(key, nonce, b"original", b"place")
    with pytest.raises(Unopened):
        used.aead.decrypt(key, nonce, whole, b"other place")


def test_only_two_profiles():
    """A profile that nobody knows is wrong usage, not a weaker one."""
    assert profile("gm") is GM
    with pytest.raises(UsageError):
        profile("md5")
