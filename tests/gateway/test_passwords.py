"""Passwords are kept as scrypt with their own salt."""

import hashlib

import pytest

from gateway import passwords
from gateway.errors import UsageError

CHEAP = (4, 8, 1)
GOOD = "一个够长的口令-Aa1!五六七八"


def test_scrypt_is_that_of_the_rfc():
    """RFC 7914, section 12: the library that is used gives the standard's answer."""
    given = hashlib.scrypt(b"pleaseletmein", salt=b"SodiumChloride", n=16384, r=8, p=1, dklen=64,
                           maxmem=1 << 26)  # fmt: skip
    assert given.hex().startswith("7023bdcb3afd7348461c06cd81fd38eb")


def test_a_password_matches_itself_alone():
    """The same password twice is kept as two different texts; neither holds it."""
    one, two = passwords.kept(GOOD, CHEAP), passwords.kept(GOOD, CHEAP)
    assert one != two
    assert GOOD not in one
    assert passwords.matches(GOOD, one)
    assert not passwords.matches(GOOD + "x", one)


def test_spelling_of_characters_does_not_matter():
    """Full-width letters typed by an input method are the same password."""
    assert passwords.matches("ABCDEF-123456", passwords.kept("ＡＢＣＤＥＦ-123456", CHEAP))


@pytest.mark.parametrize("bad", ["short", "", "a" * 300, "aaaaaaaaaaaaaaaa", "abababababababab"])
def test_poor_passwords_are_refused(bad):
    """Too short, too long, or the same characters again and again; the text is not repeated."""
    with pytest.raises(UsageError) as refused:
        passwords.kept(bad, CHEAP)
    assert not bad or bad not in refused.value.message


def test_nobody_has_a_password_that_costs_as_much():
    """An unknown name takes the same work as a known one."""
    assert passwords.nobody().split("$")[1:4] == [str(number) for number in passwords.COST]
    assert not passwords.matches("", passwords.nobody())
