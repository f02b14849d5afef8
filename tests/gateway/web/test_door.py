"""Headers and the request log."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from gateway.web.door import Door


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/v1/records/x", "/openapi.json"])
def test_every_response_has_the_headers(web, path):
    """Refusals too (ASVS 3.4, 14.3.2)."""
    headers = web.client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers


def test_log_names_the_route_not_the_path(web, logs):
    """Template, status, duration and account; an unknown path or method is not repeated."""
    web.get("/v1/records/secret-id", "portal", owner="secret-owner")
    web.client.get("/secret-path?secret=query")
    web.client.request("SECRET", "/healthz")
    known, unknown, odd = (line for line in logs if line["event"] == "request")
    assert known["route"] == "/v1/records/{record_id:path}"
    assert (known["method"], known["status"]) == ("GET", 404)
    assert known["account"] == web.ids["portal"]
    assert known["ms"] >= 0
    assert (unknown["route"], unknown["account"]) == ("unmatched", None)
    assert odd["method"] == "other"
    assert "secret" not in repr(logs).lower()


def _run(app):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    # In a thread of its own: a browser that tests drive keeps the loop of this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, Door(app)(scope, receive, send)).result()
    return sent


def test_error_after_the_start_does_not_raise(logs):
    """A response that broke off is logged; nothing is added to it."""

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("secret")

    assert [message["type"] for message in _run(app)] == ["http.response.start"]
    assert [line["event"] for line in logs] == ["unexpected", "request"]
    assert "secret" not in repr(logs)


def test_caller_who_left_is_no_error(logs):
    """Logged as 499."""

    async def app(scope, receive, _send):
        await Request(scope, receive).body()

    assert _run(app) == []
    assert [line["status"] for line in logs] == [499]
