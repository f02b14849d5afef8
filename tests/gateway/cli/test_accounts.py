"""``user`` and ``key``: accounts in the home, the key shown once."""

import json


def test_an_account_is_made_listed_and_ended(gongshi, own_home):
    """The key appears when it is made and never again, neither shown nor kept."""
    made = gongshi("user", "add", "市信用办门户", "--role", "portal", "--json").json()
    assert made["role"] == "portal"
    assert made["key"].startswith("gsk_")
    (listed,) = gongshi("user", "list", "--json").json()
    assert listed == {
        "id": made["id"], "name": "市信用办门户", "role": "portal", "revoked_at": None,
    }  # fmt: skip
    assert gongshi("key", "revoke", made["id"]).code == 0
    (ended,) = gongshi("user", "list", "--json").json()
    assert ended["revoked_at"]
    assert "有效" not in gongshi("user", "list").out
    kept = b"".join(path.read_bytes() for path in own_home.rglob("*") if path.is_file())
    assert made["key"].encode() not in kept


def test_a_person_keeps_one_of_the_three_offices(gongshi):
    """Officer, auditor and admin are three people."""
    assert gongshi("user", "add", "甲", "--role", "officer").code == 0
    for role in ("auditor", "admin", "officer"):
        assert gongshi("user", "add", "甲", "--role", role).code == 1
    assert gongshi("user", "add", "甲", "--role", "reviewer").code == 0


def test_names_are_shown_as_they_are(gongshi):
    """What looks like a style of the terminal is text."""
    assert gongshi("user", "add", "甲[/red][b]乙", "--role", "reviewer").code == 0
    assert "甲[/red][b]乙" in gongshi("user", "list").out
    assert json.loads(gongshi("user", "list", "--json").out)[0]["name"] == "甲[/red][b]乙"


def test_credentials_for_the_console(gongshi, own_home):
    """The password is read and kept nowhere; the secret of the codes is shown this once."""
    made = gongshi("user", "add", "审核员", "--role", "reviewer", "--json").json()
    password = "一个够长的口令-Aa1五六七八"
    given = gongshi("user", "password", "审核员", "--json", stdin=f"{password}\n".encode())
    assert given.json()["id"] == made["id"]
    assert len(given.json()["secret"]) == 32
    told = gongshi("user", "password", made["id"], stdin=f"{password}\n".encode())
    assert "otpauth://totp/" in told.out
    kept = b"".join(path.read_bytes() for path in own_home.rglob("*") if path.is_file())
    assert password.encode() not in kept
    assert given.json()["secret"].encode() not in kept
    assert gongshi("user", "password", "审核员", stdin="短\n".encode()).code == 2
    assert gongshi("user", "password", "没有此人", stdin=f"{password}\n".encode()).code == 2
