"""Readings: names where they stand, with probabilities that mean something."""

import hashlib
import re
from importlib.resources import files
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.tagger import read
from models.tagger.features import features
from models.tagger.recipe import corpus
from models.tagger.tagger import WORTH, chances, readings


def _people(text: str) -> list[str]:
    return [
        text[r.start : r.end] for r in read(text) if r.label == "PERSON" and r.probability >= 0.5
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("与温若棠签订合同后即离场", "温若棠"),
        ("厨师温若棠未穿工作服", "温若棠"),
        ("由尉迟景然驾驶货车送至码头", "尉迟景然"),
        ("牧民阿依努尔·吐尔逊到场辨认", "阿依努尔·吐尔逊"),
        ("货款转给John Smith本人", "John Smith"),
    ],
)
def test_names_without_an_announcing_word_are_read(text: str, name: str):
    """Context alone tells."""
    assert name in _people(text)


@pytest.mark.parametrize(
    "text",
    [
        "任何单位和个人不得擅自砍伐林木。",
        "时任负责人未履行安全生产职责。",
        "该批白酒金额较大，应当没收。",
    ],
)
def test_words_that_look_like_names_are_none(text: str):
    """林木, 时任 and 金额 begin like surnames."""
    assert not _people(text)


@settings(deadline=None)  # the first call reads the weights
@given(st.text(max_size=200))
def test_readings_lie_in_the_text_and_one_label_does_not_overlap(text: str):
    """Any text is read without error."""
    found = read(text, floor=0.02)
    assert all(0 <= r.start < r.end <= len(text) and 0 <= r.probability <= 1.001 for r in found)
    for label in {r.label for r in found}:
        own = [r for r in found if r.label == label]
        assert all(a.end <= b.start for a, b in pairwise(own))


def test_a_sentence_that_is_passed_over_has_no_chances():
    """Where nothing looks like a name at first sight the network is not asked."""
    text = "依据本办法第三条的规定，应当公示。证人温若棠到场。"
    table = chances(features(text))
    assert not table[: text.index("。")].any()
    assert table[text.index("温")].any()


def test_passing_over_loses_next_to_no_person():
    """Sentences are passed over only where nobody stands."""
    lines = corpus.templates("held_out")[:60]
    text = "\n".join(corpus.filled(Random(i), line).text for i, line in enumerate(lines))
    careful, quick = (
        {
            (r.start, r.end)
            for r in readings(chances(features(text), worth))
            if r.label == "PERSON" and r.probability >= 0.5
        }
        for worth in (-99, WORTH)
    )
    assert len(careful ^ quick) <= 0.01 * len(careful)


def test_long_sentences_are_read_to_their_end():
    """A block holds a whole sentence, however long."""
    text = "当事人陈述，" * 300 + "与温若棠签订合同"
    assert "温若棠" in _people(text)


def test_held_out_passages_keep_their_figures():
    """On wording that taught nothing: no worse than what the card says, less two points."""
    hits = wanted = found = 0
    for number, line in enumerate(corpus.templates("held_out")):
        example = corpus.filled(Random(number), line)
        gold = {(s.start, s.end) for s in example.spans if s.label == "PERSON"}
        said = {
            (r.start, r.end)
            for r in read(example.text)
            if r.label == "PERSON" and r.probability >= 0.5
        }
        hits, wanted, found = hits + len(gold & said), wanted + len(gold), found + len(said)
    card = files("models.tagger").joinpath("CARD.md").read_text("utf-8")
    precision, recall = map(
        float, re.search(r"\| PERSON \| ([.0-9]+) \| ([.0-9]+) \|", card).groups()
    )
    assert hits / found >= precision - 0.02
    assert hits / wanted >= recall - 0.02


def test_the_card_names_the_weights_that_are_shipped():
    """The digest in the card is that of the file."""
    room = files("models.tagger")
    digest = hashlib.sha256(room.joinpath("weights.npz").read_bytes()).hexdigest()
    assert digest in room.joinpath("CARD.md").read_text("utf-8")


def test_nothing_is_preferred_in_a_table_of_nothing():
    """A table of zeros has no readings."""
    assert not list(readings(np.zeros((5, 13), np.float32)))
