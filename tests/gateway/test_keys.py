"""Keys: private, made once, derived by purpose, never shown."""

import base64
import os
import pickle
import secrets
import stat
import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.crypto import GM
from gateway.crypto.gm import sm3
from gateway.errors import StorageUnavailable
from gateway.keys import VARIABLE, Keys, Purpose

MASTER = bytes(range(32))
PURPOSES = get_args(Purpose)


def test_keys_are_made_once_and_found_again(home):
    """The second opening finds the keys of the first."""
    assert Keys.open(home, {}).fingerprint == Keys.open(home, {}).fingerprint
    assert [path.name for path in (home / "keys").iterdir()] == ["master"]


def test_folder_and_file_are_private(home):
    """Others may neither list nor read."""
    Keys.open(home, {})
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (home, home / "keys", home / "keys/master")]
    assert modes == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("name", ["", "master"], ids=["folder", "file"])
@pytest.mark.parametrize("mode", [0o740, 0o704, 0o666])
def test_looser_permissions_are_refused(home, name, mode):
    """Keys that others may read are refused, and the message says what to do."""
    Keys.open(home, {})
    (home / "keys" / name).chmod(mode | 0o100)
    with pytest.raises(StorageUnavailable, match="chmod"):
        Keys.open(home, {})


def test_links_are_refused(home, tmp_path):
    """A link in the place of the key could lead anywhere."""
    Keys.open(home, {})
    moved = (home / "keys" / "master").rename(tmp_path / "elsewhere")
    (home / "keys" / "master").symlink_to(moved)
    with pytest.raises(StorageUnavailable):
        Keys.open(home, {})


@pytest.mark.parametrize("content", [b"", MASTER[:-1], MASTER * 2], ids=["empty", "short", "long"])
def test_a_damaged_key_is_refused(home, content):
    """A key of another length is not used, and not replaced either."""
    Keys.open(home, {})
    path = home / "keys" / "master"
    path.write_bytes(content)
    with pytest.raises(StorageUnavailable):
        Keys.open(home, {})
    assert path.read_bytes() == content


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else_is_refused(home):
    """Whoever owns the file can change its permissions at will."""
    Keys.open(home, {})
    os.chown(home / "keys" / "master", 12345, 12345)
    with pytest.raises(StorageUnavailable, match="用户"):
        Keys.open(home, {})


def test_racing_processes_get_the_same_keys(home):
    """Of several first openers all get one key."""
    program = (
        "import sys; from pathlib import Path; from gateway.keys import Keys\n"
        "print(Keys.open(Path(sys.argv[1]), {}).fingerprint)"
    )
    openers = [
        subprocess.Popen([sys.executable, "-c", program, home], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    fingerprints = {opener.communicate(timeout=60)[0] for opener in openers}
    assert fingerprints == {Keys.open(home, {}).fingerprint + "\n"}
    assert [path.name for path in (home / "keys").iterdir()] == ["master"]


def test_the_environment_goes_first(home):
    """With a master in the environment no file is made."""
    environ = {VARIABLE: base64.b64encode(MASTER).decode() + "\n"}
    assert Keys.open(home, environ).fingerprint == Keys(MASTER).fingerprint
    assert not home.exists()


@pytest.mark.parametrize("index", range(4), ids=["empty", "not base64", "short", "long"])
def test_a_bad_environment_is_refused_without_echo(home, index):
    """A malformed master is an error that does not repeat it, never a new key."""
    texts = ("", "秘密!", base64.b64encode(MASTER[1:]), base64.b64encode(MASTER * 2))
    text = texts[index] if isinstance(texts[index], str) else texts[index].decode()
    with pytest.raises(StorageUnavailable) as caught:
        Keys.open(home, {VARIABLE: text})
    assert not text or text not in str(caught.value)


def test_tokens_are_the_same_in_every_release():
    """Known answers: tokens are stored, so their derivation must never change."""
    found = {purpose: Keys(MASTER).token(purpose, "行政处罚")[:16] for purpose in PURPOSES}
    assert found == {
        "record-token": "03cb2906f6b8b99b",
        "content": "80ef31267561f940",
        "original-hmac": "477a133b8247b71e",
        "business-key": "23eb6818ae15b7ea",
        "register": "c175f62f47000e11",
    }


def test_the_national_profile_uses_sm3_alone():
    """Tokens and subkeys under ``gm``: HMAC (RFC 2104) and HKDF (RFC 5869), built from SM3 here."""

    def mac(key, data):
        inner, outer = (bytes(b ^ pad for b in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
        return sm3(outer + sm3(inner + data))

    def derived(purpose):
        return mac(mac(bytes(32), MASTER), f"gongshi/1/{purpose}".encode() + b"\x01")

    keys = Keys(MASTER, profile=GM)
    for purpose in PURPOSES:
        expected = mac(derived(purpose), "行政处罚".encode()).hex()
        assert keys.token(purpose, "行政处罚") == expected
    assert keys.fingerprint == derived("fingerprint").hex()
    assert keys.fingerprint != Keys(MASTER).fingerprint


def test_purposes_are_separate():
    """The same text gives unlike tokens for unlike purposes and unlike masters."""
    other = Keys(secrets.token_bytes(32))
    tokens = [k.token(p, "x") for k in (Keys(MASTER), other) for p in PURPOSES]
    assert len(set(tokens)) == 2 * len(PURPOSES)


@given(st.text(), st.text())
def test_tokens_are_equal_only_for_equal_text(one, other):
    """A token stands for its text: 64 hex digits, lone surrogates included."""
    keys = Keys(MASTER)
    same = keys.token("content", one) == keys.token("content", other)
    assert same == (one == other)
    assert len(keys.token("content", one + "\ud800")) == 64


def test_keys_show_and_send_nothing():
    """Neither repr nor pickle lets a key out."""
    keys = Keys(MASTER)
    assert repr(keys) == "Keys()"
    with pytest.raises(TypeError):
        pickle.dumps(keys)
