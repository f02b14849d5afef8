"""Gold files are read as they are written, and what is wrong in them is named by its line."""

from __future__ import annotations

import json

import pytest

from gateway.errors import UsageError
from gateway.evaluation.gold import read

TEXT = "当事人陈小兰，住天河区云峰路8号，电话13800138000。"


def lines(*rows):
    return [json.dumps(row, ensure_ascii=False).encode() for row in rows]


def one(row, records=None):
    (read_row,) = read(lines(row), records)
    return read_row


def text_row(*spans, **given):
    return {"id": "T-1", "text": TEXT, "spans": list(spans)} | given


def test_a_text_is_submitted_as_a_document():
    """Its spans stand in the body; what says nothing has no role and no surrogate."""
    row = one(text_row({"start": 3, "end": 6, "label": "PERSON", "text": "陈小兰"}))
    assert row.envelope["kind"] == "document"
    assert row.envelope["fields"]["body"] == TEXT
    (mention,) = row.mentions
    assert (mention.field, mention.start, mention.end) == ("body", 3, 6)
    assert (mention.role, mention.form, mention.keep) == (None, "han3", False)
    assert row.surrogate is None


def test_a_mention_keeps_what_its_annotation_says():
    """Role, address owner, detail, policy and option are read; a variant wins over the form."""
    row = one(
        text_row(
            {"start": 3, "end": 6, "label": "PERSON", "role": "party", "var": "double"},
            {"start": 8, "end": 16, "label": "ADDRESS", "of": "person", "detail_start": 11},
            {"start": 18, "end": 20, "label": "ORG", "policy": "sensitive"},
            {"start": 20, "end": 31, "label": "PHONE", "policy": "keep", "optional": True},
            surrogate=True,
        )
    )
    person, address, org, phone = row.mentions
    assert (person.role, person.form) == ("party", "compound")
    assert (address.of, address.hide_from) == ("person", 11)
    assert not org.keep
    assert (phone.keep, phone.optional) == (True, True)
    assert row.surrogate is True


def test_an_agencys_telephone_is_neutral_unless_it_is_said_to_be_sensitive():
    """The label makes it neutral, the annotation's own word makes it count."""
    span = {"start": 20, "end": 31, "label": "AGENCY_PHONE"}
    (kept,) = one(text_row(span)).mentions
    (sensitive,) = one(text_row(span | {"policy": "sensitive"})).mentions
    assert (kept.keep, kept.neutral) == (True, True)
    assert (sensitive.keep, sensitive.neutral) == (False, False)


def test_a_record_may_carry_its_own_gold():
    """What the generator writes with its gold is one line: the record, and spans by field."""
    row = one(
        {
            "id": "R-1",
            "kind": "penalty",
            "procedure": "普通程序",
            "fields": {"CF_SY": TEXT, "BZ": ""},
            "gold": {"CF_SY": [{"start": 3, "end": 6, "entity_type": "PERSON", "role": "subject"}]},
        }
    )
    assert row.envelope == {
        "kind": "penalty",
        "procedure": "普通程序",
        "fields": {"CF_SY": TEXT, "BZ": ""},
    }
    assert [(m.field, m.role) for m in row.mentions] == [("CF_SY", "subject")]


def test_a_record_may_lie_in_a_file_of_its_own():
    """It is found under the id; a flat row is as good as an envelope."""
    gold = {"id": "R-1", "gold": {"违法事实": [{"start": 3, "end": 6, "label": "PERSON"}]}}
    for record in (
        {"id": "R-1", "kind": "penalty", "fields": {"违法事实": TEXT}},
        {"id": "R-1", "kind": "penalty", "违法事实": TEXT},
    ):
        row = one(gold, {"R-1": record})
        assert row.envelope["fields"] == {"违法事实": TEXT}
        assert row.envelope["kind"] == "penalty"


PERSON = {"start": 3, "end": 6, "label": "PERSON"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (text_row(PERSON | {"label": "PRESON"}), "不认识的标签 PRESON"),
        (text_row(PERSON | {"label": "陈小兰"}), "不像一个标签"),
        (text_row({"start": 3, "end": 6}), "label"),
        (text_row(PERSON | {"end": 99}), "标签 PERSON 的位置不在文本之内"),
        (text_row(PERSON | {"end": 3}), "标签 PERSON 的位置不在文本之内"),
        (text_row(PERSON | {"start": "3"}), "标签 PERSON 的位置不在文本之内"),
        (text_row(PERSON | {"text": "陈小芳"}), "标签 PERSON 在 3–6"),
        (text_row(PERSON | {"policy": "hide"}), "policy"),
        (text_row(PERSON | {"role": 7}), "role"),
        (text_row(PERSON, PERSON), "两遍"),
        (text_row("PERSON"), "对象"),
        ({"id": "T-1", "text": TEXT}, "spans"),
        ({"id": "R-1", "gold": {"BZ": [PERSON]}}, "--records"),
        ({"id": "R-1", "gold": [PERSON], "fields": {}}, "gold"),
        ({"id": "R-1", "gold": {"BZ": [PERSON]}, "fields": {"BZ": None}}, "不是文本"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(row, says):
    """The line and the label are told; no text of the file is."""
    with pytest.raises(UsageError, match="第 2 行") as error:
        list(read([b"", *lines(row)]))
    assert says in error.value.message
    assert "陈小" not in error.value.message


def test_a_line_that_is_no_object_is_refused():
    """Half a line and a bare list are named by their number."""
    for line in (b'{"id": ', b"[1]"):
        with pytest.raises(UsageError, match="第 1 行"):
            list(read([line]))


def test_an_id_stands_once():
    """Two rows of one id could not be told apart in a comparison."""
    with pytest.raises(UsageError, match="第 2 行"):
        list(read(lines(text_row(PERSON), text_row(PERSON))))


def test_a_row_shows_nothing():
    """The texts stay out of the repr."""
    assert "陈小兰" not in repr(one(text_row(PERSON)))
