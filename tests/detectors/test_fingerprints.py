"""Registered documents: a copied passage is found after edits, its share and place are right."""

import importlib
import random
import sys
from pathlib import Path

import pytest

from detectors.border import Scanner
from detectors.compact import Keep, codes_of, compact
from detectors.fingerprints import build, copies
from detectors.keyed import Roller
from detectors.view import TextView

sys.path.append(str(Path(__file__).parent))
registered = importlib.import_module("registered")
KEY, DOCUMENT = registered.KEY, registered.DOCUMENT
ROLLER = Roller(KEY)
HELD = registered.document("d", DOCUMENT)
PLAIN = "".join(char for char in DOCUMENT if char.isalnum())
AROUND = ("经查，当事人在施工中未按规定围挡，", "，以上情况属实，责令限期改正并处罚款。")


def copied(text, held=HELD):
    view = TextView(text).text
    reduced = compact(view, Keep.WORDS)
    return [
        (c, view[slice(*reduced.span(c.start, c.end))]) for _, c in copies(reduced, [held], ROLLER)
    ]


def passages(length, count=20, seed=5):
    rng = random.Random(seed)
    for _ in range(count):
        start = rng.randrange(0, len(PLAIN) - length)
        yield start, PLAIN[start : start + length]


@pytest.mark.parametrize("length", [45, 60, 90])
def test_a_copy_is_found_whole_and_placed(length):
    """At its exact span; place in the document and share are those that were copied."""
    for start, passage in passages(length):
        ((copy, shown),) = copied(AROUND[0] + passage + AROUND[1])
        assert passage in shown
        assert len(shown) <= length + 4
        assert abs(copy.first - start) <= 4
        assert abs(copy.last - start - length) <= 4
        assert copy.share == pytest.approx(length / len(PLAIN), abs=0.03)


def respaced(rng, passage):
    return "".join(char + rng.choice(["", "", " ", "　", "\n"]) for char in passage)


def repunctuated(rng, passage):
    return "".join(char + rng.choice(["", "", "", "，", "；", "——", "、"]) for char in passage)


def edited(rng, passage):
    """Three characters of sixty changed, one left out, one put in; not side by side."""
    chars = list(passage)
    for place in (8, 23, 38):
        chars[place + rng.randrange(4)] = rng.choice("某该之等")
    del chars[50]
    chars.insert(30, "的")
    return "".join(chars)


@pytest.mark.parametrize("change", [respaced, repunctuated, edited])
def test_sixty_characters_are_found_after_changes(change):
    """Spaces, punctuation, and a handful of edits in sixty characters."""
    rng = random.Random(3)
    missed = [
        start
        for start, passage in passages(60, 40)
        if not copied(AROUND[0] + change(rng, passage) + AROUND[1])
    ]
    assert missed == []


def test_what_shares_only_words_is_not_found():
    """Fifteen characters in common are no copy; neither is a text on the same matter."""
    for _, passage in passages(15):
        assert copied(AROUND[0] + passage + AROUND[1]) == []
    other = "揽月湖片区生态修复工程由某公司中标，工期三百日，资金来自专项债券，清淤在汛期之后进行。"
    assert copied(other) == []


def test_shuffled_words_are_no_copy():
    """The same fingerprints in another order and far apart do not add up."""
    pieces = [PLAIN[at : at + 16] for at in range(0, 160, 32)]
    random.Random(1).shuffle(pieces)
    filler = "当事人未按照核准的平面布置图施工并擅自改变用途被责令停止施工限期拆除恢复原状并处罚款"
    assert copied(filler.join(pieces)) == []


def test_public_formulas_make_no_document_known():
    """What every decision says is left out when the document is registered."""
    formula = (
        "申请行政复议或者提起行政诉讼期间，行政处罚不停止执行，法律另有规定的除外，特此告知当事人。"
    )
    text = DOCUMENT + formula
    plain = registered.Fingerprints("d", KEY, build("d", KEY, text))
    informed = registered.Fingerprints("d", KEY, build("d", KEY, text, [formula]))
    assert copied(formula, plain)
    assert copied(formula, informed) == []
    assert copied(AROUND[0] + PLAIN[20:80], informed)


def test_nothing_of_the_document_is_kept():
    """No character of it in the arrays, and no fingerprint in common under another key or name."""
    prints = build("d", KEY, DOCUMENT)
    raw = b"".join(array.tobytes() for array in prints.arrays().values())
    for encoding in ("utf-8", "utf-16-le", "utf-32-le", "gb18030"):
        assert PLAIN[:4].encode(encoding) not in raw
    for other in (build("d", b"\x01" * 32, DOCUMENT), build("e", KEY, DOCUMENT)):
        assert not set(prints.digests.tolist()) & set(other.digests.tolist())
    assert len(prints.digests) < 0.4 * len(codes_of(DOCUMENT, Keep.WORDS))


def test_a_short_or_empty_document_is_no_fault():
    """Nothing to fingerprint: nothing found."""
    for text in ("", "甲", "短文件"):
        held = registered.Fingerprints("s", KEY, build("s", KEY, text))
        assert copied(PLAIN, held) == []


def test_repetition_does_not_explode():
    """A text that repeats one line ten thousand times against a document that does as well."""
    held = registered.Fingerprints(
        "r", KEY, build("r", KEY, "合计零元整无备注事项" * 400 + DOCUMENT)
    )
    assert copied("合计零元整无备注事项" * 10_000, held) == []
    assert copied("合计零元整无备注事项" * 100 + PLAIN[40:110], held)


def test_the_finding_tells_share_and_place():
    """The document's name, the characters and the share stand in the explanation."""
    text = AROUND[0] + PLAIN[60:130] + AROUND[1]
    scanner = Scanner(register=registered.register())
    (hit,) = [f for f in scanner.scan_text(text) if f.entity_type == "REGISTERED"]
    assert hit.detector == "registered_document@1:d1"
    assert "揽月湖评估" in hit.explanation
    assert "约占该文件" in hit.explanation
    assert "补偿" not in hit.explanation
