"""Takedown, objection, repair and feed by HTTP: whose they are, once only, and what is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

DAY = "2026-11-23"
TAKEDOWN = {"ground": "court", "reason": "判决已经生效", "noticed_on": DAY}


@pytest.fixture
def public(web, other_record):
    """The path of a record that is shown as it stands."""
    fields = {n: t for n, t in other_record["fields"].items() if n != "CF_GSJZQ"}
    fields |= {"CF_SY": "当事人销售过期食品。", "CF_NR": "给予警告。", "CF_JDRQ": "2026/10/09"}
    given = web.submit(other_record | {"fields": fields, "severity": "一般"})
    assert given.json()["answers"][0]["outcome"] == "released", given.text
    return f"/v1/records/{other_record['id']}"


def test_a_takedown_is_told_to_the_feed(web, public):
    """The state, the reason and the event; the same request again changes nothing."""
    given = web.post(f"{public}/withdrawal", "portal", TAKEDOWN, **{"Idempotency-Key": "w-1"})
    assert given.status_code == 200
    (answer,) = given.json()["answers"]
    assert (answer["outcome"], answer["takedown"]["says"]) == ("withdrawn", "人民法院判决撤销")
    again = web.post(f"{public}/withdrawal", "portal", TAKEDOWN, **{"Idempotency-Key": "w-1"})
    assert (again.content, again.headers["Idempotent-Replayed"]) == (given.content, "true")
    assert web.post(f"{public}/withdrawal", "portal", TAKEDOWN).json() == given.json()
    assert web.get(public, "portal").json()["answers"] == given.json()["answers"]
    page = web.get("/v1/feeds/department-portal", "portal").json()
    kinds = [event["type"] for event in page["events"]]
    assert kinds == ["cn.gongshi.published", "cn.gongshi.withdrawn"]
    more = web.get("/v1/feeds/department-portal", "portal", after=page["cursor"]).json()
    assert (more["events"], more["cursor"]) == ([], page["cursor"])


@pytest.mark.parametrize("what", ["withdrawal", "objections", "repairs"])
def test_portals_speak_of_their_own_records(web, public, what):
    """Another portal's record is as if there were none."""
    web.add("second", "portal")
    bodies = {
        "withdrawal": TAKEDOWN,
        "objections": {"ground": "error", "text": "有误"},
        "repairs": {"materials": [], "commitment": ""},
    }
    assert web.post(f"{public}/{what}", "second", bodies[what]).status_code == 404
    assert web.post(f"{public}/{what}", "auditor", bodies[what]).status_code == 403
    assert web.post(f"{public}/{what}", "reviewer", bodies[what]).status_code == 200


def test_an_objection_is_marked_and_answered(web, public):
    """Filed by the portal, answered by a reviewer; the state shows the mark and loses it."""
    sent = {"ground": "error", "text": "金额写错了"}
    ticket = web.post(f"{public}/objections", "portal", sent).json()
    assert (ticket["state"], ticket["filed_on"]) == ("open", DAY)
    (answer,) = web.get(public, "portal").json()["answers"]
    assert answer["objection"]["id"] == ticket["id"]
    assert [o["id"] for o in web.get("/v1/objections", "reviewer").json()["objections"]] == [
        ticket["id"]
    ]
    said = {"answer": "rejected", "reason": "经核对无误"}
    done = web.post(f"/v1/objections/{ticket['id']}/answer", "reviewer", said)
    assert done.json()["state"] == "rejected"
    assert "objection" not in web.get(public, "portal").json()["answers"][0]
    again = web.post(f"/v1/objections/{ticket['id']}/answer", "reviewer", said)
    assert again.status_code == 409


def test_a_repair_too_early_names_its_clause(web, public):
    """Refused, with rule and basis; the record stays."""
    sent = {"materials": ["identity", "performance"], "commitment": "本单位承诺依法经营。"}
    refused = web.post(f"{public}/repairs", "portal", sent).json()
    assert refused["state"] == "refused"
    assert "GD-10-MINIMUM" in [reason["rule"] for reason in refused["reasons"]]
    assert web.get(public, "portal").json()["answers"][0]["outcome"] == "released"
    assert web.post(f"{public}/repairs", "portal", sent | {"materials": ["x"]}).status_code == 400


def test_a_reason_with_personal_data_is_refused(web, public):
    """What the channels are told is looked at first."""
    sent = TAKEDOWN | {"reason": "请联系13800001234"}
    given = web.post(f"{public}/withdrawal", "portal", sent)
    assert given.status_code == 400
    assert "13800001234" not in given.text


def test_unknown_channels_and_cursors_are_refused(web, public):
    """404 and 400; nothing is confirmed."""
    assert web.get("/v1/feeds/nowhere", "portal").status_code == 404
    given = web.post("/v1/feeds/department-portal/ack", "portal", {"cursor": 99})
    assert given.status_code == 400
    given = web.post("/v1/feeds/department-portal/ack", "portal", {"cursor": 1})
    assert given.json() == {"channel": "department-portal", "cursor": 1}


def test_a_feed_shows_nothing_that_is_over(web, public):
    """Asked after the last day, it tells the end first."""
    until = web.get(public, "portal").json()["answers"][0]["public_until"]
    day = date.fromisoformat(until) + timedelta(days=1)
    later = replace(web.gateway, journey=replace(web.gateway.journey, today=day))
    web.app.state.desk._gateway = later
    events = web.get("/v1/feeds/department-portal", "portal").json()["events"]
    assert [event["type"].rpartition(".")[2] for event in events] == ["published", "expired"]
