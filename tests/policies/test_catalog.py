"""Every installed pack compiles, its cases pass, and each of its rules has a case."""

from __future__ import annotations

from datetime import date

import pytest

from policies import catalog
from policies.fault import UnknownPack, UnknownSwitch


@pytest.mark.parametrize("pack_id", catalog.shipped().ids)
def test_cases_pass(pack_id):
    """Each case comes out as written and each rule decides at least one."""
    assert [str(fault) for fault in catalog.shipped().check(pack_id)] == []


@pytest.mark.parametrize("pack_id", catalog.shipped().ids)
def test_examples_hold_no_number(pack_id):
    """The cases are fictitious: no run of digits is long enough to be somebody's."""
    for example in catalog.shipped().examples(pack_id):
        for text in example.texts.values():
            digits = "".join(c if c.isdigit() else " " for c in text).split()
            assert all(len(run) <= 9 for run in digits), example.line


def test_guangdong_pack_is_in_force_from_its_notice_on():
    """The day of the notice is the first; before it no pack may be guessed."""
    assert catalog.shipped().for_date(date(2018, 9, 5)).id == "rs-2018-gd"
    with pytest.raises(UnknownPack):
        catalog.shipped().for_date(date(2018, 9, 4))


def test_unknown_pack():
    """An unknown pack is refused without repeating what was asked for."""
    with pytest.raises(UnknownPack) as raised:
        catalog.shipped().load("canary-4711")
    assert "canary" not in str(raised.value)


def test_switch_changes_the_digest():
    """A pack with other switches is another pack; the same setting is the same pack."""
    pack = catalog.shipped().load("rs-2018-gd")
    assert pack.switched({"show_officers": True}).digest != pack.digest
    assert pack.switched({"show_officers": False}).digest == pack.digest


def test_unknown_switch():
    """A switch that the pack does not declare cannot be set."""
    with pytest.raises(UnknownSwitch):
        catalog.shipped().load("rs-2018-gd").switched({"canary": True})


def test_ref_is_the_digest_of_the_content():
    """Two loads of the same file have the same reference, a SHA-256."""
    ref = catalog.shipped().load("rs-2018-gd").ref
    assert (ref.pack, len(ref.digest)) == ("rs-2018-gd", 64)
