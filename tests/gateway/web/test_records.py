"""Submitting, trying and asking."""

import pytest

from gateway.accounts import Role


def test_submission_is_answered_by_channel(web, record):
    """One line a channel, as in the files, in the order that was asked for."""
    channels = ["xinyong-china", "department-portal", "xinyong-china"]
    given = web.submit(record | {"channels": channels})
    assert given.status_code == 200
    shown = given.json()
    assert shown["id"] == record["id"]
    assert [line["channel"] for line in shown["answers"]] == channels[:2]
    for line in shown["answers"]:
        assert line["id"] == record["id"]
        assert set(line["receipt"]) == {"seq", "leaf", "checkpoint", "proof"}
        assert set(line["policy"]) == {"pack", "version", "digest"}


def test_answer_is_logged_before_it_is_given(web, record):
    """Each answer's receipt is an entry of the ledger."""
    receipts = [line["receipt"] for line in web.submit(record).json()["answers"]]
    leaves = {entry["seq"]: entry["leaf"] for entry in web.entries()}
    assert all(leaves[receipt["seq"]] == receipt["leaf"] for receipt in receipts)


def test_broken_record_is_refused_and_logged(web, broken_record):
    """422 with every problem by field; the refusal is in the ledger."""
    given = web.submit(broken_record)
    assert given.status_code == 422
    shown = given.json()
    assert shown["type"] == "urn:gongshi:problem:unacceptable"
    assert "REQUIRED_BLANK" in {problem["code"] for problem in shown["problems"]}
    assert [entry["event"] for entry in web.entries()] == ["rejected"]


def test_unknown_column_is_told_by_its_number(web, record):
    """A portal may have put a person's name there: the name does not come back."""
    fields = {"欧阳某建国": "1", **record["fields"]}
    given = web.submit(record | {"fields": fields})
    (problem,) = given.json()["problems"]
    assert (problem["field"], problem["code"]) == ("第1列", "UNKNOWN_COLUMN")
    assert "第1列" in problem["message"]
    assert "欧阳" not in given.text


def test_duplicate_is_refused(web, record):
    """The same decision under another id is 422, though it was readable."""
    assert web.submit(record).status_code == 200
    given = web.submit(record | {"id": "another"})
    assert given.status_code == 422
    assert len(given.json()["problems"]) == 1


def test_unknown_channel_is_refused(web, record):
    """422 naming the channels that there are; nothing is logged."""
    given = web.submit(record | {"channels": ["nowhere"]})
    assert given.status_code == 422
    (problem,) = given.json()["problems"]
    assert problem["field"] == "channels"
    assert "xinyong-guangdong" in problem["message"]
    assert "nowhere" not in given.text
    assert web.entries() == []


@pytest.mark.parametrize("who", ["portal", "officer"])
def test_screen_keeps_nothing(web, record, who):
    """The same answer without a receipt, and no entry, case or outcome."""
    tried = web.post("/v1/screen", who, record)
    assert tried.status_code == 200
    assert web.entries() == []
    assert web.get("/v1/reviews", "reviewer").json()["total"] == 0
    assert web.get(f"/v1/records/{record['id']}", "portal").status_code == 404
    (line,) = tried.json()["answers"]
    assert line["receipt"] is None
    (submitted,) = web.submit(record).json()["answers"]
    assert line | {"receipt": submitted["receipt"]} == submitted


def test_screen_refuses_as_submission_does(web, broken_record):
    """A broken record is 422 here too, and not logged."""
    tried = web.post("/v1/screen", "portal", broken_record)
    assert tried.status_code == 422
    assert web.entries() == []
    assert tried.json() == web.submit(broken_record).json()


@pytest.mark.parametrize("who", ["portal", "reviewer", "auditor"])
def test_state_of_a_record(web, record, who):
    """Who may read it gets what was answered."""
    given = web.submit(record).json()
    found = web.get(f"/v1/records/{record['id']}", who)
    assert found.status_code == 200
    without_row = [line | {"row": None} for line in given["answers"]]
    assert found.json() == {"id": record["id"], "answers": without_row}


@pytest.mark.parametrize("tail", ["", "/transformations"], ids=["state", "log"])
def test_portal_sees_its_own_only(web, record, tail):
    """OWASP API1: another portal's record does not exist, whatever owner is named."""
    web.add("other", Role.PORTAL)
    web.submit(record)
    path = f"/v1/records/{record['id']}{tail}"
    assert web.get(path, "portal").status_code == 200
    for params in ({}, {"owner": web.ids["portal"]}):
        given = web.get(path, "other", **params)
        assert given.status_code == 404
        assert given.json() == web.get(f"/v1/records/unheard{tail}", "other").json()


@pytest.mark.parametrize("tail", ["", "/transformations"], ids=["state", "log"])
def test_same_id_of_two_portals_wants_an_owner(web, record, other_record, tail):
    """A reviewer who asks for an id that two portals use must say whose."""
    web.add("other", Role.PORTAL)
    web.submit(record)
    web.submit(other_record | {"id": record["id"]}, who="other")
    path = f"/v1/records/{record['id']}{tail}"
    assert web.get(path, "auditor").status_code == 409
    mine, others = (web.get(path, "auditor", owner=web.ids[w]).json() for w in ("portal", "other"))
    assert mine != others
    assert mine == web.get(path, "portal").json()


@pytest.mark.parametrize(
    "record_id", ["粤市监/2026/12号", "a b", "x?y#z%", "..", "."], ids=range(5)
)
def test_any_id_can_be_asked_for(web, record, record_id):
    """An id may hold slashes, spaces and signs that mean something in a URL."""
    assert web.submit(record | {"id": record_id}).status_code == 200
    escaped = "".join(f"%{byte:02X}" for byte in record_id.encode())
    assert web.get(f"/v1/records/{escaped}", "portal").json()["id"] == record_id
    log = web.get(f"/v1/records/{escaped}/transformations", "portal")
    assert log.json()["id"] == record_id


def test_log_of_a_record_has_no_originals(web, record):
    """Spans, rules and outcomes; no keyed digests, no reviewer, nothing of the text."""
    web.submit(record)
    shown = web.get(f"/v1/records/{record['id']}/transformations", "portal").json()
    (entry,) = shown["entries"]
    assert entry["event"] == "decided"
    assert entry["body"]["transformations"]
    assert "content" not in entry["body"]
    assert all("original" not in each for each in entry["body"]["transformations"])
    assert shown["next"] is None


def test_log_of_a_record_in_pages(web, record):
    """``after`` and ``limit`` walk through a log; its end is an empty page."""
    web.submit(record | {"channels": ["department-portal", "xinyong-china", "local-portal"]})
    path, cursor, seen = f"/v1/records/{record['id']}/transformations", 0, []
    while cursor is not None:
        page = web.get(path, "portal", after=cursor, limit=1).json()
        seen += [entry["channel"] for entry in page["entries"]]
        cursor = page["next"]
    assert seen == ["department-portal", "xinyong-china", "local-portal"]


def test_refused_submission_is_in_the_log_alone(web, broken_record):
    """It became no record, so it has no state; its log tells the codes of the problems."""
    web.submit(broken_record)
    assert web.get("/v1/records/broken", "portal").status_code == 404
    (entry,) = web.get("/v1/records/broken/transformations", "portal").json()["entries"]
    assert "REQUIRED_BLANK" in entry["body"]["problems"]
