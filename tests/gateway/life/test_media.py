"""Media get the approved projection, byte for byte; what was covered is nowhere, in no title."""

from __future__ import annotations

import importlib
from random import Random

from defusedxml import ElementTree

from gateway.life import media, objections
from gateway.life.following import source_of
from gateway.sample import numbers

TOWN = importlib.import_module("town")
CHANNEL = "social-media"
SPACE = "{http://www.w3.org/2005/Atom}"


def posts(town, at_most=100):
    with town.database.reading() as tx:
        return media.posts(tx, CHANNEL, at_most)


def test_an_atom_feed_holds_what_is_public_now(small_town):
    """Newest first, without what was taken down; every text is the released one."""
    town = small_town
    for i in range(4):
        town.submit(town.penalty(f"A-{i}"), [CHANNEL])
    town.take_down("A-1")
    found = posts(town)
    assert [p.record for p in found] == [town.token(f"A-{i}") for i in (3, 2, 0)]
    feed = ElementTree.fromstring(media.atom(CHANNEL, "微信", source_of(town.gateway), found))
    entries = feed.findall(f"{SPACE}entry")
    assert len({e.find(f"{SPACE}id").text for e in entries}) == 3
    for entry, post in zip(entries, found, strict=True):
        assert entry.find(f"{SPACE}title").text == post.title
        content = entry.find(f"{SPACE}content").text
        assert content.split("\n") == post.lines()
        assert all(text in content for text in post.fields.values())
    assert "违法事实：当事人销售超过保质期的食品。" in found[0].lines()


def test_what_was_covered_is_in_no_word_of_it(small_town):
    """Neither in content, title nor message, although the original is long."""
    town = small_town
    phone = numbers.mobile(Random(6))
    facts = f"当事人销售过期食品，电话{phone}。" + "情况属实。" * 60
    record = town.penalty("A-1", fields={"CF_SY": facts, "CF_NR": "罚款。" * 80 + phone})
    town.submit(record, [CHANNEL])
    town.approve()
    (post,) = posts(town)
    feed = media.atom(CHANNEL, "微信", "urn:x", [post]).decode()
    assert phone not in feed + post.title + post.message()
    assert len(post.message()) == media.LONGEST
    assert post.message().endswith(media.CUT)


def test_a_mark_is_said_in_words(small_town):
    """An objection is told by the message too, until it is answered."""
    town = small_town
    town.submit(town.penalty("A-1"), [CHANNEL])
    objections.file(town.gateway, (town.token("A-1"), TOWN.OWNER), "error", "有误", "p")
    (post,) = posts(town)
    assert post.message().startswith("【有异议】行政处罚 广州市棠禾食品有限公司")


def test_what_xml_cannot_hold_breaks_nothing():
    """A control character in a released text leaves a mark, not a broken feed."""
    fields = {"CF_XDR_MC": "甲\x0b<公司>", "CF_NR": "罚款&警告"}
    post = media.Post("r", "penalty", "2026-03-02T00:00:00Z", False, fields)
    feed = ElementTree.fromstring(media.atom(CHANNEL, "微信", "urn:x", [post]))
    content = feed.find(f"{SPACE}entry/{SPACE}content").text
    assert "罚款&警告" in content
    assert "甲�<公司>" in content
    assert media.atom(CHANNEL, "微信", "urn:x", []).startswith(b"<?xml")
