"""The generator: labels exact, templates well formed, held-out wording apart."""

import re
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.tagger.recipe import corpus, people

TEMPLATES = corpus.templates("templates")
HELD_OUT = corpus.templates("held_out")


def test_every_slot_of_every_template_can_be_filled():
    """A slot that nobody fills would stand in the text."""
    slots = {
        slot[1]
        for line in (*TEMPLATES, *HELD_OUT)
        for slot in re.finditer(r"\{([a-z]+)[0-9]*\}", line)
    }
    assert slots <= corpus.SLOTS


def test_no_template_stands_twice():
    """Neither in one folder nor in both."""
    lines = (*TEMPLATES, *HELD_OUT)
    assert len(set(lines)) == len(lines)


def test_many_templates_hold_no_person():
    """A tagger that saw names everywhere would find them everywhere."""
    without = sum("{n" not in line and "{f" not in line for line in TEMPLATES)
    assert without / len(TEMPLATES) > 0.3


@settings(deadline=None)  # the first call reads a dictionary
@given(st.integers(0, 10**6), st.sampled_from(TEMPLATES), st.sampled_from((0.0, 0.5)))
def test_labels_hold_exactly_what_was_filled_in(seed: int, line: str, exchange: float):
    """A span begins and ends with its value, in order, and nothing is left in braces."""
    example = corpus.filled(Random(seed), line, exchange)
    assert "{" not in re.sub(r"\{[^a-z]", "", example.text)
    assert all(a.end <= b.start for a, b in pairwise(example.spans))
    assert all(0 <= s.start < s.end <= len(example.text) for s in example.spans)


@settings(deadline=None)  # the first call reads a dictionary
@given(st.integers(0, 10**6), st.sampled_from(TEMPLATES))
def test_wear_keeps_names_but_for_spaces_inside(seed: int, line: str):
    """What clerks do to a text changes no character of a name."""
    fresh = corpus.filled(Random(seed), line)
    worn = corpus.worn(Random(seed), fresh)
    assert [s.kind for s in worn.spans] == [s.kind for s in fresh.spans]
    for before, after in zip(fresh.spans, worn.spans, strict=True):
        name = fresh.text[before.start : before.end].replace(" ", "")
        assert re.sub(r"[ \u3000]", "", worn.text[after.start : after.end]) == name


@pytest.mark.parametrize(
    "kind",
    ["han", "rare", "compound", "uyghur", "tibetan", "mongol", "yi", "word", "foreign", "latin"],
)
def test_people_of_every_class_are_made(kind: str):
    """At least two characters, nothing but letters, ideographs, dots and spaces."""
    for seed in range(50):
        made = people.of_class(Random(seed), kind)
        assert made.kind == kind
        assert len(made.name) >= 2
        assert not re.search(r"[0-9，。、]", made.name)


def test_the_same_seed_makes_the_same_text():
    """The recipe can be repeated."""
    first = [e.text for e in corpus.examples(Random(7), TEMPLATES[:50], 30)]
    assert first == [e.text for e in corpus.examples(Random(7), TEMPLATES[:50], 30)]
