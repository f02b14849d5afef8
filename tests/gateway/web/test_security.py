"""Closed until opened: keys, roles and turns."""

import threading

import pytest
from fastapi import APIRouter

from gateway.accounts import Role
from gateway.web.security import OPEN, GuardedRoute

WHO = {
    ("POST", "/v1/records"): {"portal"},
    ("POST", "/v1/screen"): {"portal", "officer"},
    ("GET", "/v1/records/{record_id:path}"): {"portal", "reviewer", "auditor"},
    ("GET", "/v1/records/{record_id:path}/transformations"): {"portal", "reviewer", "auditor"},
    ("POST", "/v1/records/{record_id:path}/withdrawal"): {"portal", "reviewer"},
    ("POST", "/v1/records/{record_id:path}/objections"): {"portal", "reviewer"},
    ("POST", "/v1/records/{record_id:path}/repairs"): {"portal", "reviewer"},
    ("GET", "/v1/objections"): {"reviewer"},
    ("POST", "/v1/objections/{objection_id}/answer"): {"reviewer"},
    ("GET", "/v1/repairs"): {"reviewer"},
    ("POST", "/v1/repairs/{repair_id}/decision"): {"reviewer"},
    ("GET", "/v1/feeds/{channel}"): {"portal"},
    ("POST", "/v1/feeds/{channel}/ack"): {"portal"},
    ("GET", "/v1/reviews"): {"reviewer"},
    ("GET", "/v1/reviews/{case_id}"): {"reviewer"},
    ("POST", "/v1/reviews/{case_id}/reveal"): {"reviewer"},
    ("POST", "/v1/reviews/{case_id}/verdict"): {"reviewer"},
    ("POST", "/v1/reviews/{case_id}/consents"): {"reviewer"},
    ("GET", "/v1/consents"): {"reviewer"},
    ("POST", "/v1/consents/{consent_id}/answer"): {"reviewer"},
    ("POST", "/v1/consents/{consent_id}/decision"): {"reviewer"},
    ("POST", "/v1/consents/{consent_id}/paper"): {"reviewer"},
    ("GET", "/v1/registered"): {"officer"},
    ("POST", "/v1/registered"): {"officer"},
    ("POST", "/v1/registered/{registered_id}/activation"): {"officer"},
    ("POST", "/v1/registered/{registered_id}/removal"): {"officer"},
    ("GET", "/v1/policies"): {"officer", "reviewer"},
    ("GET", "/v1/policies/packs/{pack}"): {"officer", "reviewer"},
    ("GET", "/v1/policies/rules/{rule}"): {"officer", "reviewer"},
    ("GET", "/v1/policies/digests/{digest}"): {"reviewer", "auditor"},
    ("GET", "/v1/policies/versions"): {"officer", "reviewer"},
    ("POST", "/v1/policies/drafts"): {"officer"},
    ("PUT", "/v1/policies/drafts/{draft}"): {"officer"},
    ("POST", "/v1/policies/drafts/{draft}/test"): {"officer"},
    ("GET", "/v1/policies/drafts/{draft}/difference"): {"officer", "reviewer"},
    ("POST", "/v1/policies/drafts/{draft}/simulation"): {"officer"},
    ("POST", "/v1/policies/drafts/{draft}/approval"): {"officer"},
    ("POST", "/v1/policies/drafts/{draft}/withdrawal"): {"officer"},
    ("POST", "/v1/policies/packs/{pack}/rollback"): {"officer"},
    ("GET", "/v1/policies/proposals"): {"officer"},
    ("POST", "/v1/policies/proposals/{proposal}/taken"): {"officer"},
    ("POST", "/v1/explain"): {"officer"},
    ("GET", "/v1/ledger/entries"): {"auditor"},
    ("GET", "/v1/ledger/checkpoint"): {"auditor"},
    ("GET", "/v1/ledger/proofs/{seq}"): {"auditor"},
    ("GET", "/v1/ledger/consistency"): {"auditor"},
    ("GET", "/v1/access-register"): {"auditor"},
    ("GET", "/v1/access-register/report"): {"auditor"},
}
PLACES = sorted(WHO)
#: The pages, which know their callers by a session: see console/test_console_door.py.
PAGES = {
    ("POST", "/console/signout"): {role.value for role in Role},
    ("GET", "/console"): {"reviewer"},
    ("POST", "/console/next"): {"reviewer"},
    ("POST", "/console/bulk"): {"reviewer"},
    ("GET", "/console/cases/{case_id}"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/claim"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/release"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/reveal"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/try"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/verdict"): {"reviewer"},
    ("POST", "/console/cases/{case_id}/consents"): {"reviewer"},
    ("POST", "/console/consents/{consent_id}/answer"): {"reviewer"},
    ("POST", "/console/consents/{consent_id}/decision"): {"reviewer"},
    ("POST", "/console/consents/{consent_id}/paper"): {"reviewer"},
    ("GET", "/console/intake"): {"portal"},
    ("POST", "/console/intake"): {"portal"},
    ("POST", "/console/intake/sheet"): {"portal"},
    ("GET", "/console/intake/template/{kind}.xlsx"): {"portal"},
    ("GET", "/console/overview"): {"reviewer", "officer"},
    ("GET", "/console/policies"): {"officer", "reviewer"},
    ("GET", "/console/policies/{pack}"): {"officer", "reviewer"},
    ("GET", "/console/policies/{pack}/rollback"): {"officer"},
    ("POST", "/console/policies/{pack}/rollback"): {"officer"},
    ("POST", "/console/drafts"): {"officer"},
    ("GET", "/console/drafts/{draft}"): {"officer"},
    ("POST", "/console/drafts/{draft}"): {"officer"},
    ("POST", "/console/drafts/{draft}/check"): {"officer"},
    ("POST", "/console/drafts/{draft}/test"): {"officer"},
    ("POST", "/console/drafts/{draft}/simulation"): {"officer"},
    ("POST", "/console/drafts/{draft}/approval"): {"officer"},
    ("POST", "/console/drafts/{draft}/withdrawal"): {"officer"},
    ("GET", "/console/proposals"): {"officer"},
    ("POST", "/console/proposals/{proposal}/taken"): {"officer"},
    ("GET", "/console/log"): {"reviewer", "auditor"},
    ("GET", "/console/log/export"): {"reviewer", "auditor"},
    ("POST", "/console/log/record"): {"reviewer", "auditor"},
}
#: Pages to which a form is sent that writes nothing: ids of records must not stand in addresses.
READING = {"/console/signout", "/console/log/record"}


def _call(web, method, template, headers):
    path = template.replace("{record_id:path}", "r1").replace("{case_id}", "0" * 32)
    path = path.replace("{seq}", "1")
    return web.client.request(method, path, headers=headers)


def test_every_route_has_roles(web):
    """Each route names the roles of the table; only the short open list names none."""
    found = {}
    for route in web.app.routes:
        if route.path in OPEN:
            assert not getattr(route, "roles", None)
            continue
        assert isinstance(route, GuardedRoute)
        assert route.roles
        found[(*route.methods, route.path)] = {role.value for role in route.roles}
    assert found == WHO | PAGES


def test_only_these_paths_are_open():
    """What answers without a key or a session is named here, too."""
    probes = {"/healthz", "/readyz", "/openapi.json"}
    column = {"/column", "/column/sitemap.xml", "/column/{slug}"}
    assert probes | column | {"/console/signin", "/console/static/{name}"} == OPEN


def test_an_auditor_changes_nothing(web):
    """三员分立: no route that an auditor may call writes, and none reads for two administrators."""
    administrators = {"officer", "auditor", "admin"}
    for (method, path), roles in (WHO | PAGES).items():
        assert method == "GET" or path in READING or "auditor" not in roles
        assert path == "/console/signout" or len(roles & administrators) <= 1, path
    before = web.gateway.ledger.head()
    for method, path in PLACES:
        _call(web, method, path, web.headers("auditor"))
    assert web.gateway.ledger.head() == before


def test_route_without_roles_cannot_be_made():
    """A forgotten role is an error when the program starts, not an open door."""
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(TypeError):
        router.add_api_route("/v1/forgotten", lambda: None)


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_wrong_role_is_refused(web, place):
    """ASVS 8.3.1, OWASP API5: whoever has another role gets 403, in every route."""
    for role in Role:
        given = _call(web, *place, web.headers(role.value))
        refused = role.value not in WHO[place]
        assert (given.status_code == 403) == refused
        if refused:
            assert given.json()["type"] == "urn:gongshi:problem:not-allowed"


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer gsk_unknown", "Basic Z3NrXzp4", "Bearer \x7f\xff"],
    ids=["none", "empty", "no-key", "blank-key", "unknown", "other-scheme", "not-text"],
)
def test_no_key_is_refused(web, place, authorization):
    """OWASP API2: without a good key every route answers 401 and says how to come back."""
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    given = _call(web, *place, headers)
    assert given.status_code == 401
    assert given.headers["WWW-Authenticate"] == "Bearer"


def test_revoked_key_is_refused(web):
    """A key ends with its account."""
    assert web.get("/v1/ledger/entries", "auditor").status_code == 200
    web.accounts.revoke(web.ids["auditor"])
    assert web.get("/v1/ledger/entries", "auditor").status_code == 401


def test_key_comes_before_body(small_web):
    """Whoever has no key learns nothing about what would be read."""
    for body in (b"{", b"x" * 2000):
        assert small_web.client.post("/v1/records", content=body).status_code == 401
        assert small_web.post("/v1/records", "auditor", body).status_code == 403


def test_simultaneous_requests_are_limited(web, record, monkeypatch):
    """OWASP API4: one account cannot take every place; others still get theirs."""
    entered, go_on = threading.Semaphore(0), threading.Event()
    web.app.state.desk._at_once = 2

    def slow(*_):
        entered.release()
        go_on.wait(30)
        raise RuntimeError

    monkeypatch.setattr(type(web.gateway), "preview", slow)
    with web.client:
        threads = [
            threading.Thread(target=web.post, args=("/v1/screen", "portal", record))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert entered.acquire(timeout=30)
        refused = web.post("/v1/screen", "portal", record)
        other = web.get("/v1/ledger/entries", "auditor")
        go_on.set()
        for thread in threads:
            thread.join()
    assert (refused.status_code, other.status_code) == (429, 200)
    assert web.app.state.desk._busy == {}
