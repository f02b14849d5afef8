"""The transform shows what it may, covers what it must, and reports every change exactly."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.crypto import STANDARD
from gateway.redact import Redacted, redact
from policies.action import Action
from policies.decision import Decision, PackRef, Ruling, SpanRuling

PACK = PackRef("test", "1", "0" * 64)


def span(start: int, end: int, **given: object) -> SpanRuling:
    values: dict[str, object] = {
        "field": "body",
        "entity_type": "CN_ID_CARD",
        "status": "certain",
        "detector": "fake@1",
        "action": Action.DROP,
        "rule": "R-1",
        "basis": "法",
        "operator": "remove",
    }
    return SpanRuling(start=start, end=end, **(values | given))  # type: ignore[arg-type]  # test data


def decision(*spans: SpanRuling, hidden: tuple[str, ...] = ()) -> Decision:
    fields = {
        code: Ruling(Action.DROP if code in hidden else Action.KEEP, "F-1", "法", code)
        for code in ("body", "other")
    }
    return Decision("xinyong-guangdong", PACK, (), fields, spans, ())


def test_a_removed_span_leaves_nothing_and_its_offsets_are_reported() -> None:
    """What is removed is gone, and original and new offsets point at the same place."""
    result = redact({"body": "号码123456789。"}, decision(span(2, 11)))
    (change,) = result.transformations
    assert "123456789" not in result.fields["body"]
    assert result.fields["body"][change.new_start : change.new_end] == change.replacement
    assert (change.start, change.end) == (2, 11)


def test_a_field_that_is_not_shown_is_one_transformation() -> None:
    """A dropped field is absent from the result and its removal is reported once."""
    result = redact({"body": "甲", "other": "乙丙"}, decision(hidden=("other",)))
    assert set(result.fields) == {"body"}
    assert [(t.field, t.start, t.end, t.operator) for t in result.transformations] == [
        ("other", 0, 2, "drop")
    ]


def test_redacted_cannot_be_made_elsewhere() -> None:
    """Only the transform can make what the ledger and the release accept."""
    with pytest.raises(TypeError):
        Redacted("xinyong-guangdong", {}, (), object())


def test_people_with_the_same_mask_are_told_apart() -> None:
    """Two people of one surname get numbers, the same person always the same one."""
    text = "张三丰与张无忌，后张三丰离开"
    people = [(0, 3, 1), (4, 7, 2), (9, 12, 1)]
    spans = [
        span(a, b, entity_type="PERSON", action=Action.MASK, operator="surname", group=g)
        for a, b, g in people
    ]
    assert redact({"body": text}, decision(*spans)).fields["body"] == "张某1与张某2，后张某1离开"


def test_a_person_alone_gets_no_number() -> None:
    """One person of a surname is 张某."""
    one = span(0, 3, entity_type="PERSON", action=Action.MASK, operator="surname", group=1)
    assert redact({"body": "张三丰到场"}, decision(one)).fields["body"] == "张某到场"


def test_a_mask_that_already_stands_in_the_text_is_not_reused() -> None:
    """张某 in the original is somebody else; ours is numbered."""
    one = span(3, 6, entity_type="PERSON", action=Action.MASK, operator="surname", group=1)
    assert redact({"body": "张某与张三丰"}, decision(one)).fields["body"] == "张某与张某1"


def test_a_partial_mask_never_leaves_an_overlapping_finding_standing() -> None:
    """Where a partial mask would show part of another finding, everything is covered."""
    name = span(0, 3, entity_type="PERSON", action=Action.MASK, operator="surname", group=1)
    number = span(0, 1, action=Action.MASK)
    result = redact({"body": "张三丰到场"}, decision(name, number))
    assert result.fields["body"].endswith("到场")
    assert "张" not in result.fields["body"]


def test_a_span_outside_its_field_is_an_error_without_the_text() -> None:
    """A finding that does not fit is never silently skipped."""
    with pytest.raises(ValueError, match=r"^a span of fake@1 lies outside its field$"):
        redact({"body": "短"}, decision(span(0, 9)))


def test_redacted_travels_between_processes() -> None:
    """A worker's result arrives unchanged."""
    result = redact({"body": "号码123456789。"}, decision(span(2, 11)))
    sent = pickle.loads(pickle.dumps(result))
    assert sent.digest(STANDARD.digest) == result.digest(STANDARD.digest)


SPANS = st.lists(st.tuples(st.integers(0, 29), st.integers(1, 10)), max_size=8)


@given(SPANS)
def test_nothing_inside_a_covered_span_survives_and_nothing_outside_changes(
    places: list[tuple[int, int]],
) -> None:
    """Every covered character is gone, every other one stands in its order."""
    text = "".join(chr(0x4E00 + i) for i in range(40))
    spans = [span(start, start + length) for start, length in places]
    result = redact({"body": text}, decision(*spans)).fields["body"]
    covered = {i for start, length in places for i in range(start, start + length)}
    kept = "".join(char for i, char in enumerate(text) if i not in covered)
    assert result.replace("*", "") == kept


@given(SPANS)
def test_the_reported_changes_rebuild_the_result(places: list[tuple[int, int]]) -> None:
    """Applying the reported changes to the original gives exactly what is shown."""
    text = "".join(chr(0x4E00 + i) for i in range(40))
    result = redact({"body": text}, decision(*(span(a, a + n) for a, n in places)))
    rebuilt, last = "", 0
    for change in result.transformations:
        rebuilt += text[last : change.start] + change.replacement
        assert len(rebuilt) == change.new_end
        last = change.end
    assert rebuilt + text[last:] == result.fields["body"]
