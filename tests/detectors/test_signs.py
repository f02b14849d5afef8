"""The quick look for a sign never passes over what the slow one finds."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors import (
    candidates,
    internal_mark,
    ip_address,
    licence_number,
    mac_address,
    secret_declarations,
    state_secret_mark,
)
from detectors.view import TextView
from gateway.sample import records

#: A pattern, and the sign that every text must hold in which it finds something.
PAIRS = {
    "candidates row": (candidates._LISTED_RE, candidates._ROW_RE),
    "ip v4": (ip_address._V4_RE, ip_address._DOTTED_RE),
    "ip loose": (ip_address._LOOSE_V4_RE, ip_address._LOOSE_RE),
    "mac": (mac_address._MAC_RE, mac_address._PAIRS_RE),
    "project": (licence_number._PROJECT, licence_number._PROJECT_PART),
    "declared": (secret_declarations._OPENING, secret_declarations._MARKED),
    "trade mark": (secret_declarations._TRADE_MARK, secret_declarations._HAS_SIGN),
    **{f"state {why}": (p, sign) for sign, p, _, why in state_secret_mark._KINDS},
    **{f"internal {why}": (p, sign) for sign, p, _, why in internal_mark._KINDS},
}
# Much of what is drawn has something beside it that the pattern does not want.
_SLOW = (HealthCheck.filter_too_much, HealthCheck.too_slow)
# Signs for the beginning of a line are looked for behind a line's end.
_AT_LINES = ("state", "internal")


def holds(name: str, text: str) -> bool:
    """Whether what the pattern finds, if anything, is announced by the sign."""
    pattern, sign = PAIRS[name]
    if pattern.search(text) is None:
        return True
    return bool(sign.search(f"\n{text}" if name.startswith(_AT_LINES) else text))


def _corpus() -> list[str]:
    """Every line of the case files, each file as a whole, and generated records, as views."""
    files = sorted((Path(__file__).parent / "cases").iterdir())
    whole = [path.read_text("utf-8") for path in files if path.is_file()]
    lines = [line for text in whole for line in text.splitlines()]
    drawn = records(31, 60, length=300, density=0.5)
    fields = [text for row in drawn for text in row["fields"].values()]
    return [TextView(text).text for text in (*whole, *lines, *fields)]


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    """Read once."""
    return _corpus()


@pytest.mark.parametrize("name", PAIRS)
def test_the_sign_stands_in_every_text_of_the_cases_that_has_a_match(name, corpus):
    """With the quick look in front, the case files give what they give without it."""
    assert [text for text in corpus if not holds(name, text)] == []


@pytest.mark.parametrize("name", PAIRS)
def test_the_sign_stands_in_whatever_the_pattern_matches(name):
    """Drawn from the pattern itself, with a line or a word around it."""

    @settings(max_examples=60, deadline=None, suppress_health_check=_SLOW)
    @given(st.from_regex(PAIRS[name][0]), st.sampled_from(("", "\n", "见", " ")))
    def law(text: str, before: str) -> None:
        assert holds(name, before + text)

    law()


def test_an_address_of_the_newer_kind_has_its_two_colons():
    """The pattern alone also finds single colons, which are passed over afterwards."""
    for text in ("fe80::1", "2001:db8:0:0:1:2:3:4", "::ffff", "a:b", "12:30"):
        found = [m[0] for m in ip_address._V6_RE.finditer(text) if m[0].count(":") >= 2]
        assert not found or ip_address._COLONS_RE.search(text)
