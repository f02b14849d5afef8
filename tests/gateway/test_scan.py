"""Detection alone: what was sent is looked at whole, or refused by its line."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.border import Scanner
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import SHIELDS, Status
from gateway.errors import UsageError
from gateway.scan import scanned

PHONE = "13922100417"
KEYS = {"start", "end", "entity_type", "score", "detector", "status"}


class Stars(Detector):
    """Finds every star, wherever it stands."""

    kind, entities, label, basis = "stars", ("TRADE_SECRET",), "假", "假"

    def claims(self, sheet):
        for at, char in enumerate(sheet.raw):
            if char == "★":
                yield Claim(
                    "TRADE_SECRET", at, at + 1, detector=self.ident, status=Status.CERTAIN,
                    evidence=Evidence.CONTEXT, explanation="假", category="T1",
                )  # fmt: skip


class Failing(Detector):
    kind, entities, label, basis = "failing", ("PERSON",), "假", "假"

    def claims(self, sheet):
        raise RuntimeError(sheet.raw)


@pytest.fixture(scope="module")
def stars():
    return Scanner((Stars(),))


def line(**given):
    return orjson.dumps(given)


def test_a_finding_has_the_keys_of_the_contract():
    """Six keys always, others only where they say something, and never the text."""
    (found,) = scanned(Scanner(), line(id="a", text=f"联系电话为{PHONE}。"), 1)["findings"]
    assert set(found) >= KEYS
    assert None not in found.values()
    assert (found["start"], found["end"], found["status"]) == (5, 16, "certain")
    assert PHONE not in str(found)


def test_an_id_is_given_back_or_the_line_number():
    """Whatever the id was; a line without one is known by its place."""
    for identity in ("a", 7, None):
        assert scanned(Scanner(()), line(id=identity, text="甲"), 3)["id"] == identity
    assert scanned(Scanner(()), line(text="甲"), 3)["id"] == 3


def test_columns_of_a_kind_are_known_by_any_name():
    """What a column is defined to hold serves detection; the kind may be left out."""
    fields = {"法定代表人": "欧阳思远", "cf_wsh": "穗天市监罚〔2026〕88号"}
    for more in ({"kind": "penalty"}, {}):
        found = scanned(Scanner(), line(id=1, fields=fields, **more), 1)["findings"]
        assert ("法定代表人", "PERSON") in {(f["field"], f["entity_type"]) for f in found}
    assert any(f["entity_type"] not in SHIELDS for f in found)


def test_an_unknown_kind_is_still_looked_at():
    """Fields of no standard are free text."""
    sent = line(id=1, kind="minutes", fields={"纪要": f"联系电话为{PHONE}。"})
    assert [f["field"] for f in scanned(Scanner(), sent, 1)["findings"]] == ["纪要"]


def test_a_detector_that_did_not_look_is_named():
    """Fewer findings than there might be are never passed off as all."""
    given = scanned(Scanner((Failing(),)), line(id=1, text=PHONE), 1)
    assert given["unread"] == [{"detector": "failing@1", "reason": "failed: RuntimeError"}]
    assert PHONE not in str(given)


@pytest.mark.parametrize(
    "sent",
    [
        b"{", b"[]", b"3", b'"a"', b"\xff", b"{}", b'{"text": null}', b'{"text": 3}',
        b'{"fields": []}', b'{"fields": {"a": 3}}', b'{"fields": {"a": ["b"]}}',
        b'{"text": "a", "fields": {"a": "b"}}', b'{"text": 3, "fields": {"a": "b"}}',
        b'{"text": "\\ud800"}',
    ],
    ids=range(14),
)  # fmt: skip
def test_what_cannot_be_looked_at_is_refused_by_line(sent):
    """Never an empty list of findings for something that was not read."""
    with pytest.raises(UsageError, match="第 9 行"):
        scanned(Scanner(()), sent, 9)


@given(st.lists(st.text(alphabet="甲A１😀𠮷★\n ", max_size=12), min_size=1, max_size=5))
def test_offsets_are_those_of_the_field(texts):
    """Law: each span cut out of its own field is what the detector saw, astral planes included."""
    fields = {f"栏{n}": text for n, text in enumerate(texts)}
    found = scanned(Scanner((Stars(),)), line(id=1, fields=fields), 1)["findings"]
    cut = [(f["field"], f["start"], fields[f["field"]][f["start"] : f["end"]]) for f in found]
    assert sorted(cut) == sorted(
        (name, at, "★") for name, text in fields.items() for at, c in enumerate(text) if c == "★"
    )


def test_a_missing_field_is_no_text(stars):
    """``null`` is a column that was left empty."""
    given = scanned(stars, line(id=1, fields={"甲": None, "乙": "★"}), 1)
    assert [f["field"] for f in given["findings"]] == ["乙"]
