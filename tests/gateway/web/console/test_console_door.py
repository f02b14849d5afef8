"""The console's guard: sessions, roles, forms of our own, and nothing inline in any page."""

import re

import pytest
from fastapi.testclient import TestClient

from gateway import totp
from gateway.accounts import Role
from gateway.web.console.door import PageRoute

ABSENT = "0" * 32
INLINE = re.compile(r'<style|<script(?! src="/console/static/)| style=| on[a-z]+=|javascript:')
PASSWORD = "correct horse battery"


def _pages(web):
    return [route for route in web.app.routes if isinstance(route, PageRoute) and route.roles]


def _path(route):
    return re.sub(r"\{seq\}", "1", re.sub(r"\{[a-z_]+(:path)?\}", ABSENT, route.path))


def _call(client, route, **more):
    return client.request(next(iter(route.methods)), _path(route), **more)


def test_without_a_session_every_page_leads_to_sign_in(web):
    """Deny by default: no page of the console answers anything else; our script gets a 401."""
    client = TestClient(web.app, follow_redirects=False)
    assert len(_pages(web)) > 10
    for cookie in ({}, {"gongshi_session": "made-up"}):
        client.cookies.update(cookie)
        for route in _pages(web):
            given = _call(client, route)
            assert (given.status_code, given.headers["Location"]) == (303, "/console/signin")
            script = _call(client, route, headers={"X-Gongshi-Script": "1"})
            assert script.status_code == 401
            assert script.json()["type"] == "urn:gongshi:problem:unauthenticated"


def test_a_key_opens_no_page(web):
    """Keys are for machines: a Bearer key is no session."""
    client = TestClient(web.app, follow_redirects=False, headers=web.headers("reviewer"))
    assert client.get("/console").status_code == 303


@pytest.mark.parametrize("role", Role)
def test_another_role_is_refused_in_every_page(web, person, role):
    """Whoever has another role gets 403, before a form is looked at."""
    somebody = person(role.value)
    for route in _pages(web):
        if role in route.roles or route.path == "/console/signout":
            continue
        assert _call(somebody.client, route).status_code == 403, route.path


def test_a_form_must_come_from_our_own_page(web, reviewer, held_case):
    """CSRF: without the token of the session, with another's, or from elsewhere nothing happens."""
    path = f"/console/cases/{held_case}/claim"
    good = {"csrf": reviewer.csrf}
    refused = [
        reviewer.client.post(path, data={}),
        reviewer.client.post(path, data={"csrf": "0" * 64}),
        reviewer.client.post(path, data=good, headers={"Sec-Fetch-Site": "cross-site"}),
        reviewer.client.post(path, data=good, headers={"Origin": "https://elsewhere.example"}),
        reviewer.client.post(path, data=good, headers={"Origin": "null"}),
    ]
    assert [given.status_code for given in refused] == [403] * 5
    assert web.get("/v1/reviews", "reviewer").json()["total"] == 1
    assert reviewer.client.post(path, data=good).status_code == 303


def test_the_cookie_is_for_the_browser_alone(web, credentials, monkeypatch):
    """HttpOnly, SameSite=Strict, only for the console; Secure where the browser speaks HTTPS."""

    def cookie(address):
        web.clock.advance(seconds=31)
        secret = credentials("reviewer")
        step = totp.step_of(web.clock().timestamp())
        sent = {"name": web.ids["reviewer"], "password": PASSWORD, "code": totp.code(secret, step)}
        client = TestClient(web.app, base_url=address, follow_redirects=False)
        return client.post("/console/signin", data=sent).headers["Set-Cookie"]

    plain = cookie("http://testserver")
    assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(plain.split("; "))
    assert "Secure" not in plain
    assert "Secure" in cookie("https://testserver")
    monkeypatch.setenv("GONGSHI_HTTPS", "1")
    assert "Secure" in cookie("http://testserver")


def test_a_refused_sign_in_repeats_nothing(web):
    """The same words for everybody, 401, and nothing of what was typed."""
    client = TestClient(web.app, follow_redirects=False)
    sent = {"name": "canary-name", "password": "canary-password", "code": "canary"}
    given = client.post("/console/signin", data=sent)
    assert given.status_code == 401
    assert "canary" not in given.text
    assert "Set-Cookie" not in given.headers


def test_sign_out_ends_the_session(reviewer):
    """The cookie is worth nothing afterwards."""
    cookie = reviewer.client.cookies["gongshi_session"]
    assert reviewer.post("/console/signout").status_code == 303
    reviewer.client.cookies.set("gongshi_session", cookie, path="/console")
    assert reviewer.get("/console").headers["Location"] == "/console/signin"


def test_a_session_left_alone_ends(web, reviewer):
    """After a quarter of an hour one signs in again."""
    assert reviewer.get("/console").status_code == 200
    web.clock.advance(minutes=16)
    assert reviewer.get("/console").status_code == 303


@pytest.mark.parametrize("name", ["../door.py", "door.py", "%2e%2e/door.py", "console.css.map"])
def test_only_our_own_files_are_served(web, name):
    """No name leads anywhere else."""
    assert web.client.get(f"/console/static/{name}").status_code == 404


def test_pages_are_strict(web, reviewer, taken):
    """A strict policy, no inline script or style, nothing from elsewhere, never kept anywhere."""
    for path in ("/console", f"/console/cases/{taken}", "/console/signin", "/console/none"):
        given = reviewer.get(path)
        policy = given.headers.get("Content-Security-Policy")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert given.headers["Cache-Control"] == "no-store"
        assert not INLINE.search(given.text)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", given.text)


def test_a_form_that_cannot_be_read_is_refused(reviewer):
    """Another type, too many fields, bytes that are no text: a page, not a failure."""
    path = "/console/next"
    headers = {"X-CSRF": reviewer.csrf}
    odd = [
        reviewer.client.post(path, content=b"x", headers=headers | {"Content-Type": "text/plain"}),
        reviewer.client.post(path, content=b"\xff\xfe", headers=headers | {
            "Content-Type": "application/x-www-form-urlencoded"}),
        reviewer.client.post(path, content=b"a=1&" * 3000, headers=headers | {
            "Content-Type": "application/x-www-form-urlencoded"}),
    ]  # fmt: skip
    assert [given.status_code for given in odd] == [415, 400, 400]
