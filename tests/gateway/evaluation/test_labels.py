"""Every label means a type of the contract, or plainly none."""

from __future__ import annotations

import pytest

from detectors.finding import SHIELDS
from gateway.evaluation.labels import OTHER, shipped
from policies.vocabulary import ENTITY_TYPES, ROLES, SENSITIVE

LABELS = shipped()


@pytest.mark.parametrize(
    ("label", "entity_type", "keep"),
    [
        ("PERSON", "PERSON", False),
        ("CN_ID", "CN_ID_CARD", False),
        ("PHONE", "PHONE_NUMBER", False),
        ("MOBILE", "PHONE_NUMBER", False),
        ("VEHICLE_PLATE", "CN_VEHICLE_PLATE", False),
        ("PLATE", "CN_VEHICLE_PLATE", False),
        ("BIRTH_DATE", "DATE_OF_BIRTH", False),
        ("ORG", "ORGANIZATION", True),
        ("AGENCY", "ORGANIZATION", True),
        ("AMOUNT", "PUBLIC_AMOUNT", True),
        ("DOC_NO", "DOCUMENT_NUMBER", True),
        ("ORG_REG_NO", "CN_BUSINESS_REGISTRATION", True),
        ("USCC", "CN_USCC", True),
        ("MASKED", None, True),
        ("LICENCE_NUMBER", "LICENCE_NUMBER", True),
        ("CN_ID_CARD", "CN_ID_CARD", False),
    ],
)
def test_a_label_means_its_type(label, entity_type, keep):
    """Annotators' words and the contract's own names lead to one type, and what may stay stays."""
    meaning = LABELS.meaning(label)
    assert (meaning.entity_type, meaning.keep) == (entity_type, keep)
    assert entity_type is None or entity_type in meaning.accepts


def test_nothing_else_is_a_label():
    """A word that nobody defined has no meaning."""
    assert LABELS.meaning("PRESON") is None


def test_the_table_speaks_the_contracts_words():
    """Types, subtypes and roles of the table exist."""
    for label, meaning in LABELS.labels.items():
        assert meaning.entity_type in {*ENTITY_TYPES, OTHER, None}, label
        assert meaning.accepts <= ENTITY_TYPES, label
        assert meaning.keep or meaning.entity_type not in SHIELDS, label
    assert set(LABELS.subtypes.values()) <= ENTITY_TYPES
    assert {role for agreeing in LABELS.roles.values() for role in agreeing} <= ROLES


def test_what_the_contract_does_not_name_is_found_by_any_sensitive_finding():
    """OTHER_PII of an unnamed subtype accepts everything sensitive, a named one its own type."""
    assert LABELS.meaning(OTHER, "vessel_id").accepts == SENSITIVE
    assert LABELS.meaning(OTHER).accepts == SENSITIVE
    assert LABELS.meaning(OTHER, "medical").accepts == {"HEALTH"}


def test_an_agencys_own_telephone_is_neither_right_nor_wrong():
    """It is kept, but a detector that finds a telephone there has not erred."""
    assert LABELS.meaning("AGENCY_PHONE").neutral
    assert not LABELS.meaning("ORG").neutral


def test_roles_agree_with_the_contracts():
    """An annotated role has agreeing ones, the likeliest first; the contract's own is itself."""
    assert LABELS.roles_of("party")[0] == "subject"
    assert LABELS.roles_of("complainant") == ("complainant",)
    assert LABELS.roles_of(None) == ()
