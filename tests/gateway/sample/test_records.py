"""Records are reproducible, keep the data standard, and their gold is exact."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import checksums
from gateway.sample import DENSE, LATEST, SPARSE, records, sentences
from policies.standards import standard

FREE_TEXT = {"penalty": "CF_SY", "permit": "XK_NR", "document": "body"}


def spans(envelope):
    for code, found in envelope["gold"].items():
        for span in found:
            yield code, span, envelope["fields"][code][span["start"] : span["end"]]


def test_the_same_seed_gives_the_same_records():
    """Two runs agree, and a record does not depend on how many are asked for."""
    assert list(records(3, 20)) == list(records(3, 20))
    assert next(records(3, 1, first=7)) == list(records(3, 8))[7]
    assert list(records(3, 5)) != list(records(4, 5))


def test_records_come_one_at_a_time():
    """Asking for very many costs nothing until they are taken."""
    assert len(list(islice(records(1, 10**9, length=150), 3))) == 3


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    kind=st.sampled_from(sorted(FREE_TEXT)),
    density=st.sampled_from([0, SPARSE, DENSE, 1]),
)
def test_every_record_keeps_the_data_standard(seed, kind, density):
    """The reader of the standards finds nothing to refuse."""
    envelope = next(records(seed, 1, length=300, kinds=(kind,), density=density))
    reading = standard.read(envelope["fields"], today=LATEST, kind=kind)
    assert [p.code for p in reading.problems] == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), density=st.sampled_from([SPARSE, DENSE]))
def test_gold_spans_lie_inside_and_do_not_overlap(seed, density):
    """Every span is a non-empty piece of its field, in order, apart from its neighbours."""
    envelope = next(records(seed, 1, length=600, density=density, with_gold=True))
    for code, found in envelope["gold"].items():
        edges = [edge for span in found for edge in (span["start"], span["end"])]
        assert edges == sorted(edges)
        assert all(span["start"] < span["end"] for span in found)
        assert edges[-1] <= len(envelope["fields"][code])


def test_gold_names_what_is_really_there():
    """Identity numbers check out, addresses begin with a place, roles belong to people."""
    narrow = str.maketrans("０１２３４５６７８９Ｘ－", "0123456789X-")
    for envelope in records(11, 60, with_gold=True):
        for _, span, text in spans(envelope):
            plain = text.translate(narrow).replace(" ", "").replace("-", "")
            if span["entity_type"] == "CN_ID_CARD" and len(plain) == 18:
                assert checksums.identity_number_ok(plain)
            if span["entity_type"] == "CN_USCC":
                assert checksums.uscc_ok(text)
            if span["entity_type"] == "STATUTE":
                assert text.startswith("《")
            assert ("role" in span) == (span["entity_type"] == "PERSON")


def test_known_names_are_marked_wherever_they_stand():
    """Whoever is marked once is marked at every mention in the same field."""
    for envelope in records(12, 60, with_gold=True):
        for code in set(envelope["gold"]):
            text = envelope["fields"][code]
            marked = [s for s in envelope["gold"][code] if s["entity_type"] == "PERSON"]
            for name in {text[s["start"] : s["end"]] for s in marked if s["end"] - s["start"] > 2}:
                assert text.count(name) == sum(text[s["start"] : s["end"]] == name for s in marked)


def test_all_kinds_of_things_turn_up():
    """A few hundred records show every kind of personal thing and of thing to keep."""
    seen = {s["entity_type"] for e in records(13, 300, with_gold=True) for _, s, _ in spans(e)}
    assert seen >= {
        "PERSON", "CN_ID_CARD", "PHONE_NUMBER", "BANK_CARD", "BANK_ACCOUNT", "CN_VEHICLE_PLATE",
        "ADDRESS", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "WECHAT_ID", "QQ_NUMBER", "CN_PASSPORT",
        "CN_TRAVEL_PERMIT", "VIN", "PUBLIC_AMOUNT", "STATUTE", "DOCUMENT_NUMBER",
        "LICENCE_NUMBER", "ORGANIZATION", "CN_USCC", "CN_BUSINESS_REGISTRATION",
    }  # fmt: skip


@pytest.mark.parametrize("length", [150, 800, 10_000, 200_000], ids=str)
def test_the_free_text_has_the_length_asked_for(length):
    """The size is met to within about one sentence."""
    envelope = next(records(5, 1, length=length))
    assert abs(len(envelope["fields"][FREE_TEXT[envelope["kind"]]]) - length) < 160


def test_a_density_of_nothing_names_nobody():
    """Without density no free text holds a person, a number or an address."""
    personal = {"PERSON", "CN_ID_CARD", "PHONE_NUMBER", "ADDRESS", "BANK_CARD", "EMAIL_ADDRESS"}
    firms = ("法人及非法人组织", "个体工商户")
    for envelope in records(6, 60, density=0, subjects=firms, with_gold=True):
        free = [envelope["gold"].get(code, []) for code in ("CF_SY", "CF_NR", "XK_NR", "BZ")]
        assert not personal & {span["entity_type"] for found in free for span in found}


def test_decisions_fall_into_the_year_before():
    """No decision is in the future of the day that is asked for, none older than a year."""
    for envelope in records(8, 60, until=date(2025, 3, 1)):
        fields = envelope["fields"]
        decided = fields.get("CF_JDRQ") or fields["XK_JDRQ"]
        assert "2024/03/01" <= decided <= "2025/03/01"


def test_there_are_at_least_sixty_sentences():
    """The templates are many enough that records do not all look alike."""
    written = {
        text
        for value in vars(sentences).values()
        if isinstance(value, tuple)
        for text in value
        if len(text) > 10
    }
    assert len(written) >= 60
