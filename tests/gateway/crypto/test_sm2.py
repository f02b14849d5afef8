"""SM2 by the standard's own example, and what is no signature is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.crypto import sm2

# GB/T 32918.5-2017, appendix A.2: the signature example over the recommended curve.
PRIVATE = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
MESSAGE = b"message digest"


def test_known_answer():
    """Key, signature and check of the standard's example."""
    assert sm2.public_of(PRIVATE) == PUBLIC
    assert sm2.sign(PRIVATE, PUBLIC, MESSAGE, nonce=NONCE) == SIGNATURE
    assert sm2.verifies(PUBLIC, MESSAGE, SIGNATURE)


def test_own_nonces_are_of_the_message():
    """One message has one signature; another message, key or identity has another nonce."""
    signed = sm2.sign(PRIVATE, PUBLIC, MESSAGE)
    assert signed == sm2.sign(PRIVATE, PUBLIC, MESSAGE)
    other = sm2.sign(PRIVATE, PUBLIC, MESSAGE + b".")
    assert signed[:32] != other[:32]
    assert sm2.verifies(PUBLIC, MESSAGE, signed)
    assert not sm2.verifies(PUBLIC, MESSAGE, signed, b"ALICE123@YAHOO.COM")


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
def test_whatever_is_signed_verifies(seed, message):
    """Any seed gives a key whose signatures hold for it alone."""
    private = sm2.private_of(seed)
    public = sm2.public_of(private)
    signed = sm2.sign(private, public, message)
    assert sm2.verifies(public, message, signed)
    assert not sm2.verifies(PUBLIC, message, signed)


@settings(max_examples=40)
@given(st.integers(0, 63), st.integers(0, 7))
def test_any_changed_bit_is_found(place, bit):
    """Neither signature nor key nor message can be changed by a bit."""
    flipped = bytearray(SIGNATURE)
    flipped[place] ^= 1 << bit
    assert not sm2.verifies(PUBLIC, MESSAGE, bytes(flipped))
    key = bytearray(PUBLIC)
    key[place] ^= 1 << bit
    assert not sm2.verifies(bytes(key), MESSAGE, SIGNATURE)


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(64), SIGNATURE[:63], SIGNATURE + b"\0", sm2.N.to_bytes(32) + SIGNATURE[32:],
     SIGNATURE[:32] + sm2.N.to_bytes(32), SIGNATURE[:32] + bytes(32),
     SIGNATURE[:32] + (sm2.N - int.from_bytes(SIGNATURE[:32])).to_bytes(32)],
    ids=["empty", "zeros", "short", "long", "r is n", "s is n", "s is 0", "t is 0"],
)  # fmt: skip
def test_what_is_no_signature_is_refused(signature):
    """Section 7.1, steps 1, 2 and 5."""
    assert not sm2.verifies(PUBLIC, MESSAGE, signature)


@pytest.mark.parametrize(
    "public", [b"", bytes(64), PUBLIC[:63], b"\xff" * 64, PUBLIC[32:] + PUBLIC[:32]], ids=range(5)
)
def test_what_is_no_point_is_refused(public):
    """A public key that is not on the curve verifies nothing."""
    assert not sm2.verifies(public, MESSAGE, SIGNATURE)
