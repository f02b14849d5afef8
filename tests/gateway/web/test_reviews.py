"""The queue, the look and the verdict."""

import pytest
from sqlalchemy import select

from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.storage import tables

ACCEPT = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
REJECT = {"verdict": "reject", "conclusion": "不予公开", "reason": "不宜公开"}
ABSENT = "0" * 32


def _edit(**changed):
    edit = {"op": "add", "field": "CF_WFXW", "start": 0, "end": 2, "reason": "遮去"}
    return {"verdict": "fix", "conclusion": "处理后公开", "reason": "改", "edits": [edit | changed]}


def test_queue_has_no_originals(web, record, held_case):
    """A line tells why the case waits; one case adds what would be published."""
    queue = web.get("/v1/reviews", "reviewer").json()
    assert queue["total"] == 1
    (line,) = queue["cases"]
    assert line["reasons"]
    shown = web.get(f"/v1/reviews/{held_case}", "reviewer").json()
    assert shown["preview"]["outcome"] == "in_review"
    number = record["fields"]["CF_FR_ZJHM"]
    assert number
    assert number not in web.get(f"/v1/reviews/{held_case}", "reviewer").text


def test_queue_is_cut_at_the_limit(web, record, other_record):
    """``limit`` cuts the list, ``total`` still counts all."""
    web.submit(record)
    web.submit(other_record)
    queue = web.get("/v1/reviews", "reviewer", limit=1).json()
    assert (queue["total"], len(queue["cases"])) == (2, 1)


def test_reveal_is_registered_and_logged(web, record, held_case):
    """The original comes after its entry in register and ledger, which hold none of it."""
    given = web.post(f"/v1/reviews/{held_case}/reveal", "reviewer", {"purpose": "核对遮盖范围"})
    assert given.status_code == 200
    assert given.headers["Cache-Control"] == "no-store"
    shown = given.json()
    assert shown["id"] == record["id"]
    assert shown["fields"]["CF_FR_ZJHM"] == record["fields"]["CF_FR_ZJHM"]
    (look,) = web.get("/v1/access-register", "auditor").json()["entries"]
    assert (look["account"], look["case"]) == (web.ids["reviewer"], held_case)
    assert look["purpose"] == "核对遮盖范围"
    last = web.entries()[-1]
    assert (last["event"], last["body"]["case"]) == ("revealed", held_case)
    assert "核对遮盖范围" not in repr(last)


def test_every_look_is_registered(web, held_case):
    """A repeated request with the same key is a second look, not a stored answer."""
    for _ in range(2):
        given = web.post(
            f"/v1/reviews/{held_case}/reveal",
            "reviewer",
            {"purpose": "核对"},
            **{"Idempotency-Key": "same"},
        )
        assert given.status_code == 200
    assert len(web.get("/v1/access-register", "auditor").json()["entries"]) == 2
    with web.gateway.database.reading() as tx:
        assert tx.execute(select(tables.idempotency)).all() == []


@pytest.mark.parametrize("body", [{}, {"purpose": ""}, {"purpose": "  "}, {"purpose": None}])
def test_look_without_a_purpose_is_refused(web, held_case, body):
    """No purpose, no original, no entry."""
    before = web.entries()
    given = web.post(f"/v1/reviews/{held_case}/reveal", "reviewer", body)
    assert given.status_code in {400, 422}
    assert web.get("/v1/access-register", "auditor").json()["entries"] == []
    assert web.entries() == before


def test_broken_register_shows_nothing(web, held_case, record, monkeypatch):
    """ASVS 16.5.3: if the look cannot be logged, the original is not shown."""

    def fail(*_):
        raise OSError

    monkeypatch.setattr(type(web.gateway.ledger), "append", fail)
    given = web.post(f"/v1/reviews/{held_case}/reveal", "reviewer", {"purpose": "核对"})
    assert given.status_code == 500
    assert record["fields"]["CF_FR_ZJHM"] not in given.text
    assert web.get("/v1/access-register", "auditor").json()["entries"] == []


def test_accepted_case_is_released(web, record, held_case):
    """The portal then reads ``released``; the reviewer is in the ledger, not in its log."""
    given = web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", ACCEPT)
    assert given.status_code == 200
    assert (given.json()["case"], given.json()["outcome"]) == (held_case, "released")
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    assert line["outcome"] == "released"
    assert web.entries()[-1]["body"]["reviewer"] == web.ids["reviewer"]
    log = web.get(f"/v1/records/{record['id']}/transformations", "portal")
    assert web.ids["reviewer"] not in log.text


def test_rejected_case_is_blocked(web, record, held_case):
    """A rejected record carries no fields any more."""
    given = web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", REJECT)
    assert given.json()["outcome"] == "blocked"
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    assert "fields" not in line


def test_fixed_case_is_covered_where_the_reviewer_said(web, held_case):
    """An added span is masked in what is released."""
    given = web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", _edit())
    assert given.status_code == 200
    changes = [t for t in given.json()["transformations"] if t["rule"] == "REVIEWER"]
    assert [(t["field"], t["start"], t["end"]) for t in changes] == [("CF_WFXW", 0, 2)]


def test_settled_case_stays_settled(web, held_case):
    """A second verdict is 409."""
    assert web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", ACCEPT).status_code == 200
    assert web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", REJECT).status_code == 409
    assert web.get("/v1/reviews", "reviewer").json()["total"] == 0
    assert web.get("/v1/reviews", "reviewer", state="settled").json()["total"] == 1


def test_own_submission_cannot_be_judged(web, gateway, record):
    """Whoever submitted gets 403, and the case stays open."""
    envelope = {name: value for name, value in record.items() if name != "channels"}
    arrival = Intake(gateway.keys, gateway.journey.today).read(RawRow(1, envelope))
    gateway.submit([arrival], record["channels"], web.ids["reviewer"])
    (case,) = web.get("/v1/reviews", "reviewer").json()["cases"]
    given = web.post(f"/v1/reviews/{case['id']}/verdict", "reviewer", ACCEPT)
    assert given.status_code == 403
    assert web.get("/v1/reviews", "reviewer").json()["total"] == 1


CONTRADICTIONS = {
    "conclusion": ACCEPT | {"conclusion": "不予公开"},
    "no-edits": ACCEPT | {"verdict": "fix"},
    "edits": _edit() | {"verdict": "accept"},
    "blank-reason": ACCEPT | {"reason": " "},
    "unknown-word": ACCEPT | {"verdict": "publish"},
    "outside": _edit(end=10_000),
    "backwards": _edit(start=2, end=1),
    "unknown-field": _edit(field="NOBODY"),
    "own-words-as-type": _edit(entity_type="张三"),
    "unknown-operator": _edit(operator="张三"),
    "huge-offset": _edit(end=2**63),
    "unknown-key": _edit(note="张三"),
}


@pytest.mark.parametrize("body", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictory_verdict_is_refused(web, held_case, body):
    """Nothing is settled or logged, and the words do not come back."""
    before = web.entries()
    given = web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", body)
    assert given.status_code in {400, 422}
    assert "张三" not in given.text
    assert web.entries() == before


@pytest.mark.parametrize("case_id", [ABSENT, "x", "%00", "A" * 32, "张三"], ids=range(5))
def test_absent_case_is_not_found(web, case_id):
    """Whatever stands in its place."""
    path = f"/v1/reviews/{case_id}"
    assert web.get(path, "reviewer").status_code == 404
    assert web.post(f"{path}/reveal", "reviewer", {"purpose": "核对"}).status_code == 404
    assert web.post(f"{path}/verdict", "reviewer", ACCEPT).status_code == 404


def test_a_look_at_some_fields_shows_those_alone(web, record, held_case):
    """ASVS 14.2.6: the basis is registered, and only the named fields are shown."""
    path = f"/v1/reviews/{held_case}/reveal"
    asked = {"purpose": "核对", "basis": "行政复议法第二十三条", "fields": ["CF_WSH"]}
    shown = web.post(path, "reviewer", asked).json()["fields"]
    assert shown == {"CF_WSH": record["fields"]["CF_WSH"]}
    (look,) = web.get("/v1/access-register", "auditor").json()["entries"]
    assert (look["basis"], look["fields"], look["spans"]) == (asked["basis"], ["CF_WSH"], [])
    assert look["seq"] == web.entries()[-1]["seq"]
    for wrong in ({"fields": ["CF_NONE"]}, {"basis": "当事人电话13800001234"}):
        assert web.post(path, "reviewer", asked | wrong).status_code == 400
    assert len(web.get("/v1/access-register", "auditor").json()["entries"]) == 1
