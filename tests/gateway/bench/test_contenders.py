"""The contenders do the work they are timed for."""

from __future__ import annotations

from random import Random

import pytest

from gateway.bench.contenders import CONTENDERS, REFERENCE, Sample, batch_walk, walk
from gateway.sample import numbers

BY_NAME = {contender.name: contender for contender in CONTENDERS}
RNG = Random(20)
ID_NUMBER = numbers.id_number(RNG, "440606", 1987)
CARD = numbers.bank_card(RNG)
USCC = numbers.uscc(RNG, "440606")
PHONE = numbers.mobile(RNG)
TEXT = (
    f"当事人王建国，身份证号{ID_NUMBER}，手机{PHONE}，邮箱lotus@example.com，卡号{CARD}，"
    f"单位代码{USCC}，车牌粤E·12345，电话0757-22030415，文号粤顺市监罚〔2026〕8号，罚款3000元。"
)
SAMPLE = Sample({"id": "1", "kind": "penalty", "fields": {"CF_SY": TEXT, "BZ": ""}})


def found(name):
    hits = BY_NAME[name].prepare()(SAMPLE)
    return {(hit.entity_type, TEXT[hit.start : hit.end]) for hit in hits}


def test_the_competent_configuration_finds_the_plain_cases():
    """Eleven of its kinds are found in one plain sentence, by value."""
    assert found(REFERENCE) >= {
        ("CN_ID_CARD", ID_NUMBER),
        ("PHONE_NUMBER", PHONE),
        ("EMAIL_ADDRESS", "lotus@example.com"),
        ("BANK_CARD", CARD),
        ("CN_USCC", USCC),
        ("CN_VEHICLE_PLATE", "粤E·12345"),
        ("LANDLINE", "0757-22030415"),
        ("PUBLIC_AMOUNT", "3000元"),
        ("PERSON", "王建国"),
    }
    assert any(kind == "DOCUMENT_NUMBER" for kind, _ in found(REFERENCE))


def test_the_competent_configuration_checks_what_it_finds():
    """An identity number with a wrong check digit is no identity number."""
    wrong = ID_NUMBER[:-1] + ("0" if ID_NUMBER[-1] != "0" else "1")
    sample = Sample({"fields": {"CF_SY": f"身份证号{wrong}。"}})
    hits = BY_NAME[REFERENCE].prepare()(sample)
    assert "CN_ID_CARD" not in {hit.entity_type for hit in hits}


def test_stock_presidio_finds_an_address_among_spaces():
    """As it comes, Presidio sees an e-mail address only where something stands around it."""
    work = BY_NAME["presidio-stock"].prepare()
    apart = Sample({"fields": {"CF_SY": "邮箱 lotus@example.com 。"}})
    assert "EMAIL_ADDRESS" in {hit.entity_type for hit in work(apart)}


def test_the_candidate_pass_touches_every_number():
    """The regular expression's lower bound at least sees the runs it would have to check."""
    seen = {text for _, text in found("re-runs")}
    assert {ID_NUMBER, CARD, USCC, PHONE} <= seen


@pytest.mark.parametrize("name", ["memory", "orjson"])
def test_the_lower_bounds_find_nothing(name):
    """They say how cheap reading is, not how well."""
    assert found(name) == set()


def test_the_gateways_scan_finds_the_plain_cases():
    """The contender runs the scanner that the gateway itself uses."""
    pytest.importorskip("detectors.border")
    assert found("gateway-scan") >= {("CN_ID_CARD", ID_NUMBER), ("PHONE_NUMBER", PHONE)}


@pytest.mark.parametrize("name", ["gateway-rules", "gateway-alike"])
def test_the_scan_without_the_tagger_finds_numbers_all_the_same(name):
    """What is left out are names that nothing announces, and the other kinds."""
    assert found(name) >= {("CN_ID_CARD", ID_NUMBER), ("PHONE_NUMBER", PHONE)}


def test_the_walk_gets_the_whole_envelope():
    """A caller's journey is called with the record as submitted."""
    seen = []
    walk(seen.append).whole()([SAMPLE, SAMPLE])
    assert seen == [[SAMPLE.envelope], [SAMPLE.envelope]]


def test_a_batch_walks_together():
    """All envelopes of a turn reach the journey in one call, in order."""
    seen = []
    batch_walk(seen.append).whole()([SAMPLE, SAMPLE])
    assert seen == [[SAMPLE.envelope, SAMPLE.envelope]]


@pytest.mark.parametrize("name", ["gateway-scan", "gateway-rules"])
def test_a_batch_finds_what_the_scans_of_its_records_find(name):
    """The same hits, of all records in a row."""
    other = Sample({"fields": {"CF_SY": "证人温若棠，电话" + PHONE}})
    work = BY_NAME[name].prepare()
    together = BY_NAME[f"{name}-batch"].whole()([SAMPLE, other])
    assert together == [*work(SAMPLE), *work(other)]


def test_a_sample_shows_nothing():
    """The texts stay out of the repr."""
    assert ID_NUMBER not in repr(SAMPLE)
    assert list(SAMPLE.fields) == ["CF_SY"]
