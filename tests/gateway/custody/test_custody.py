"""Whoever keeps the key-encryption keys: each custody wraps, opens, and gives nothing away."""

import base64
import secrets
import stat
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.crypto import GM, PROFILES, STANDARD
from gateway.custody import Command, Files, Held, Wrapped, custody_of
from gateway.errors import StorageUnavailable, UsageError

KEY = bytes(range(32))
#: A device for tests: it keeps one key, wraps by exclusive or and a check, and counts its calls.
DEVICE = """
import base64, hashlib, sys
key = hashlib.sha256(b"device").digest()
sent = base64.b64decode(sys.stdin.read())
mixed = bytes(a ^ b for a, b in zip(sent, key))
if sys.argv[1] == "wrap":
    print("hsm-7", base64.b64encode(mixed + hashlib.sha256(sent).digest()).decode())
else:
    if sys.argv[2] != "hsm-7" or hashlib.sha256(mixed).digest() != sent[32:]:
        print(sent, file=sys.stderr)
        sys.exit(1)
    print(base64.b64encode(mixed).decode())
"""


@pytest.fixture(params=["held", "files", "command", "environment"])
def custody(request, tmp_path):
    """One of each kind."""
    if request.param == "held":
        return Held({"a": KEY})
    if request.param == "files":
        return Files(tmp_path / "sealing")
    if request.param == "environment":
        coded = base64.b64encode(KEY).decode()
        return custody_of(tmp_path, {"GONGSHI_KEKS": f"k1:{coded}"}, STANDARD, None)
    program = tmp_path / "device.py"
    program.write_text(DEVICE)
    command = {"GONGSHI_KEK_COMMAND": f"{sys.executable} {program}"}
    return custody_of(tmp_path, command, STANDARD, None)


def test_what_is_wrapped_opens(custody):
    """The data key comes back, and neither name nor wrapping shows it."""
    data_key = secrets.token_bytes(32)
    wrapped = custody.wrap(data_key)
    assert wrapped.kek == custody.current
    assert custody.unwrap(wrapped) == data_key
    assert data_key not in wrapped.key
    assert repr(wrapped.key)[2:-1] not in repr(wrapped)
    assert repr(custody) == f"{type(custody).__name__}()"


def test_what_was_changed_does_not_open(custody):
    """Another name, a changed bit, a cut key: refused without a word of it."""
    wrapped = custody.wrap(KEY)
    flipped = wrapped.key[:5] + bytes([wrapped.key[5] ^ 1]) + wrapped.key[6:]
    for wrong in (
        Wrapped("other", wrapped.key),
        Wrapped(wrapped.kek, flipped),
        Wrapped(wrapped.kek, wrapped.key[:-1]),
        Wrapped(wrapped.kek, b""),
    ):
        with pytest.raises(StorageUnavailable) as caught:
            custody.unwrap(wrong)
        assert base64.b64encode(KEY).decode() not in "".join(
            traceback.format_exception(caught.value)
        )


@pytest.mark.parametrize("used", list(PROFILES.values()), ids=lambda used: used.name)
@given(data_key=st.binary(min_size=32, max_size=32))
def test_both_profiles_wrap(used, data_key):
    """AES key wrap and SM4-GCM; what one wrapped opens when the other is in use."""
    held = Held({"a": KEY}, used)
    wrapped = held.wrap(data_key)
    assert Held({"a": KEY}, GM).unwrap(wrapped) == Held({"a": KEY}).unwrap(wrapped) == data_key
    assert len(wrapped.key) == (40 if used is STANDARD else 60)


def test_aes_key_wrap_by_its_rfc():
    """RFC 3394, section 4.6: 256 bits of key data with a 256-bit key."""
    data = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
    assert Held({"a": KEY}).wrap(data).key.hex().upper() == (
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    )


def test_files_are_private_and_grow(tmp_path):
    """Made when first used, 600 in 700; a new one is used at once by every opener."""
    files, other = Files(tmp_path / "sealing"), Files(tmp_path / "sealing")
    old = files.wrap(KEY)
    assert other.renew() == "kek-0002" == files.current
    assert files.wrap(KEY).kek == "kek-0002"
    assert other.unwrap(old) == KEY
    modes = [stat.S_IMODE(p.stat().st_mode) for p in sorted((tmp_path / "sealing").iterdir())]
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "sealing").stat().st_mode) == 0o700
    (tmp_path / "sealing" / "kek-0001").chmod(0o640)
    with pytest.raises(StorageUnavailable, match="chmod"):
        files.unwrap(old)


def test_a_retired_file_is_gone(tmp_path):
    """Its content is overwritten before it is removed; the current one cannot be retired."""
    files = Files(tmp_path / "sealing")
    old = files.wrap(KEY)
    files.renew()
    kept = tmp_path / "kept"
    kept.hardlink_to(tmp_path / "sealing" / "kek-0001")
    with pytest.raises(UsageError):
        files.retire("kek-0002")
    files.retire("kek-0001")
    assert kept.read_bytes() == bytes(32)
    with pytest.raises(StorageUnavailable):
        files.unwrap(old)


@pytest.mark.parametrize(
    "text", ["", "canary", "canary:", f"a:{'A' * 44}", "a b:AAAA", "no:base64!"], ids=range(6)
)
def test_a_bad_environment_is_refused_without_echo(tmp_path, text):
    """Malformed, short, doubled: an error that does not repeat it."""
    good = f"k1:{base64.b64encode(KEY).decode()}"
    for given_text in (text, f"{good},{good}"):
        with pytest.raises(StorageUnavailable) as caught:
            custody_of(tmp_path, {"GONGSHI_KEKS": given_text}, STANDARD, None)
        assert not given_text or given_text not in str(caught.value)


@pytest.mark.parametrize(
    "program",
    ["import sys; sys.exit(1)", "print('x')", "print('name !!!')", "print('a b AAAA')"],
    ids=["refuses", "no key", "no base64", "too much"],
)
def test_a_device_that_answers_badly_is_refused(tmp_path, program):
    """Whatever a device says that is no answer, nothing is sealed with it."""
    path = tmp_path / "device.py"
    path.write_text(program)
    device = Command(f"{sys.executable} {path}")
    with pytest.raises(StorageUnavailable):
        device.wrap(KEY)
    with pytest.raises(StorageUnavailable):
        Command("/does/not/exist").wrap(KEY)


def test_keys_kept_outside_are_not_made_here(tmp_path):
    """Neither environment nor device is asked for a new key, and a bare master stands in."""
    for custody in (Held({"a": KEY}), Command("true")):
        for call in (custody.renew, lambda c=custody: c.retire("a")):
            with pytest.raises(UsageError):
                call()
    assert custody_of(tmp_path, {}, STANDARD, KEY).current == "master"
    assert isinstance(custody_of(tmp_path, {}, STANDARD, None), Files)
    assert not list(tmp_path.iterdir())
