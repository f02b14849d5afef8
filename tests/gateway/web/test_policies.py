"""An officer's day over HTTP: draft, mend, simulate, another approves, decide, roll back."""

from __future__ import annotations

import pytest

from gateway.accounts import Role
from policies import catalog

PACK = "rs-2018-gd"
SHIPPED = catalog.shipped().source(PACK)
CHANNEL = "department-portal"
PHONE = "13800138000"


@pytest.fixture
def gateway(governed):
    return governed


@pytest.fixture
def office(web):
    """A second officer beside the first."""
    web.add("officer-2", Role.OFFICER)
    return web


def ok(given):
    assert given.status_code == 200, given.text
    return given.json()


def test_the_officers_day(office, submitted, loosened):
    """Every step by its route; the decision carries the digest; the roll back undoes it."""
    before = submitted(1)
    assert PHONE not in before["fields"]["CF_SY"]

    body = {"pack": PACK, "rules": loosened.rules, "examples": SHIPPED.examples}
    draft = ok(office.post("/v1/policies/drafts", "officer", body))
    path = f"/v1/policies/drafts/{draft['id']}"
    told = ok(office.get(f"{path}/difference", "officer"))
    assert ("GD-E-PHONE", "更宽") in {(c["rule"], c["direction"]) for c in told}

    trial = ok(office.post(f"{path}/test", "officer", {}))
    assert not trial["passed"]
    lines = [failure["line"] for failure in trial["failures"]]
    refused = office.post(f"{path}/simulation", "officer", {"purpose": "核对"})
    assert refused.status_code == 400

    mended = loosened.mended(lines)
    ok(office.client.put(path, json={"rules": loosened.rules, "examples": mended},
                         headers=office.headers("officer")))  # fmt: skip
    assert ok(office.post(f"{path}/test", "officer", {}))["passed"]

    simulated = ok(office.post(f"{path}/simulation", "officer", {"purpose": "核对影响"}))
    assert simulated["newly_shown_characters"] == len(PHONE)
    assert simulated["newly"]["shown"]["rule"].keys() == {"GD-E-PHONE"}
    assert PHONE not in str(simulated)

    assert office.post(f"{path}/approval", "officer", {}).status_code == 403
    version = ok(office.post(f"{path}/approval", "officer-2", {}))
    assert version["state"] == "active"

    after = submitted(2)
    assert PHONE in after["fields"]["CF_SY"]
    assert after["policy"]["version"] == "1.1.0"
    assert after["policy"]["digest"] != before["policy"]["digest"]
    for answer in (before, after):
        digest = answer["policy"]["digest"]
        kept = ok(office.get(f"/v1/policies/digests/{digest}", "auditor"))
        assert kept["content"]["content"]["version"] == answer["policy"]["version"]

    assert ok(office.post(f"/v1/policies/packs/{PACK}/rollback", "officer", {}))["restored"] is None
    again = submitted(3)
    assert again["policy"] == before["policy"]
    assert PHONE not in again["fields"]["CF_SY"]

    events = [entry["event"] for entry in office.entries()]
    for event in ("drafted", "tested", "simulated", "approved", "rolled-back"):
        assert f"policy-{event}" in events
    assert "originals-replayed" in events


def test_a_pack_is_read_with_its_legal_bases(office):
    """A pack as it is written, by clause, and one rule in words."""
    (pack,) = [p for p in ok(office.get("/v1/policies", "officer")) if p["pack"] == PACK]
    assert pack["digest"] == catalog.shipped().load(PACK).digest
    assert ok(office.get(f"/v1/policies/packs/{PACK}", "officer"))["rules"] == SHIPPED.rules
    (told,) = ok(office.get("/v1/policies/rules/GD-E-OFFICER", "reviewer"))
    assert "身份为执法人员" in told["程序怎样读"]
    assert office.get("/v1/policies/rules/NONE", "officer").status_code == 404
    assert office.get("/v1/policies/packs/none", "officer").status_code == 404


def test_faults_come_with_their_line(office, loosened):
    """A draft that does not compile says where and what to do, and stays a draft."""
    broken = loosened.rules.replace("action: block", "action: hide", 1)
    body = {"pack": PACK, "rules": broken, "examples": SHIPPED.examples}
    draft = ok(office.post("/v1/policies/drafts", "officer", body))
    trial = ok(office.post(f"/v1/policies/drafts/{draft['id']}/test", "officer", {}))
    assert trial["faults"][0]["line"] > 1
    assert trial["version"]["state"] == "draft"


def test_why_and_why_not(office, record):
    """For a character: who looked, what they found, which rules were weighed, which won."""
    fields = record["fields"] | {"CF_SY": f"当事人经营场所电话{PHONE}。", "CF_JDRQ": "2026/02/25"}
    asked = {"fields": fields, "kind": "penalty", "field": "CF_SY", "channels": [CHANNEL]}
    told = ok(office.post("/v1/explain", "officer", asked | {"at": 10}))
    weighed = told["channels"][CHANNEL]["rules"]
    assert weighed["findings"][0]["won"] == "GD-E-PHONE"
    assert weighed["field"]["won"] == "GD-F-PUBLIC"
    nothing = ok(office.post("/v1/explain", "officer", asked | {"at": 0}))
    assert nothing["channels"][CHANNEL]["rules"]["findings"] == []
    assert nothing["channels"][CHANNEL]["otherwise"]
    assert office.post("/v1/explain", "officer", asked | {"at": 999}).status_code == 404


def test_verdicts_become_proposals(office, submitted):
    """An added span becomes a word of a draft's dictionary, read under a registered purpose."""
    submitted(1)
    (case,) = ok(office.get("/v1/reviews", "reviewer"))["cases"]
    edit = {"op": "add", "field": "CF_SY", "start": 3, "end": 7, "reason": "遮去"}
    verdict = {"verdict": "fix", "conclusion": "处理后公开", "reason": "改", "edits": [edit]}
    ok(office.post(f"/v1/reviews/{case['id']}/verdict", "reviewer", verdict))

    (proposal,) = ok(office.get("/v1/policies/proposals", "officer"))
    assert (proposal["what"], proposal["cases"]) == ("add", 1)
    assert "经营场所" not in str(proposal)

    body = {"pack": PACK, "rules": SHIPPED.rules, "examples": SHIPPED.examples}
    draft = ok(office.post("/v1/policies/drafts", "officer", body))
    taken = {"draft": draft["id"], "purpose": "补充词典"}
    path = f"/v1/policies/proposals/{proposal['id']}/taken"
    ok(office.post(path, "officer", taken))
    held = office.gateway.packs.find(draft["id"])
    assert "经营场所" in held.source.rules
    assert ok(office.post(f"/v1/policies/drafts/{draft['id']}/test", "officer", {}))["passed"]
    (look,) = office.get("/v1/access-register", "auditor").json()["entries"]
    assert look["purpose"] == "补充词典"


@pytest.mark.parametrize("who", ["portal", "reviewer", "auditor", "admin"])
def test_only_officers_change_policies(office, who):
    """Drafts, simulations, approvals and roll backs are the officers'."""
    body = {"pack": PACK, "rules": SHIPPED.rules, "examples": SHIPPED.examples}
    for path in ("drafts", "drafts/0/test", "drafts/0/approval", f"packs/{PACK}/rollback"):
        sent = body if path == "drafts" else {}
        assert office.post(f"/v1/policies/{path}", who, sent).status_code == 403
