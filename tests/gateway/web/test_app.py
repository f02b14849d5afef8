"""The application as a whole, its document, and a real server on a real socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from gateway.accounts import Accounts, Role
from gateway.errors import PackError
from gateway.home import now, open_database, today
from gateway.web.app import for_today
from gateway.web.console.door import PageRoute
from gateway.web.security import OPEN, GuardedRoute
from policies import catalog

_VERBS = {"get", "post", "put", "patch", "delete"}


def _operations(web):
    document = web.client.get("/openapi.json").json()
    for path, verbs in document["paths"].items():
        for verb in _VERBS & set(verbs):
            yield path, verb, verbs[verb]


def test_document_lists_every_route(web):
    """OWASP API9: the OpenAPI document has every route for machines, and no other."""
    shown = {(path, verb.upper()) for path, verb, _ in _operations(web)}
    made = {
        (route.path_format, method)
        for route in web.app.routes
        if isinstance(route, GuardedRoute) and not isinstance(route, PageRoute)
        for method in route.methods
    }
    assert shown == made
    pages = [route.path for route in web.app.routes if isinstance(route, PageRoute)]
    assert all(path.startswith(("/console", "/column")) for path in pages)


def test_document_wants_a_key_on_every_closed_route(web):
    """Each route that is not open lists the key, and each may answer with a problem."""
    for path, _, operation in _operations(web):
        assert ("security" in operation) == (path not in OPEN)
        for status in ("4XX", "5XX"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
        assert "422" not in operation["responses"]


def test_document_tells_no_secrets(web):
    """It is open, so it says what the contract says and nothing of this home."""
    text = web.client.get("/openapi.json").text
    assert not any(key in text for key in web.keys.values())


def test_gateway_is_renewed_when_the_day_changes(web):
    """Date and pack follow the calendar; on the same day it stays the same object."""
    today_s = replace(web.gateway, journey=replace(web.gateway.journey, today=today()))
    assert for_today(today_s) is today_s
    journey = replace(web.gateway.journey, today=today() - timedelta(days=1))
    renewed = for_today(replace(web.gateway, journey=journey))
    assert renewed.journey.today == today()
    assert renewed.journey.pack == catalog.shipped().for_date(today())
    assert renewed.database is web.gateway.database


def test_day_without_a_pack_is_refused(web, monkeypatch):
    """Yesterday's pack decides nothing."""
    monkeypatch.setattr("gateway.web.app.today", lambda: date(1999, 1, 1))
    with pytest.raises(PackError):
        for_today(web.gateway)


_SERVE = """
import sys
from pathlib import Path
from gateway.web.app import serve
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
"""


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(client, process):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the server did not become ready")


@pytest.fixture
def served(tmp_path):
    """A client of a real server, a key for a portal, and how to stop it and read its log."""
    home = tmp_path / "home"
    database = open_database(home)
    _, key = Accounts(database, now).create("门户", Role.PORTAL)
    database.close()
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GONGSHI_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(home), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
    )

    def stop():
        process.send_signal(signal.SIGTERM)
        return process.communicate(timeout=60)[0]

    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        try:
            _wait_until_ready(client, process)
            yield client, key, stop
        finally:
            process.kill()
            process.wait()


def _raw(client, sent):
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(sent)
        return connection.recv(65536)


def test_server_on_a_socket(served, record):
    """A record goes through; the log is JSON and has no path, query, key, id or value."""
    client, key, stop = served
    headers = {"Authorization": f"Bearer {key}"}
    given = client.post("/v1/records", json=record, headers=headers)
    assert given.status_code == 200
    found = client.get(f"/v1/records/{record['id']}?marker=in-query", headers=headers)
    assert found.json()["id"] == record["id"]
    assert "Server" not in found.headers
    huge = b"POST /v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n"
    huge += b"Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"
    assert b" 413 " in _raw(client, huge % key.encode()).splitlines()[0]
    odd = _raw(client, b"MARKER-in-line\r\n\r\n")
    assert b"MARKER" not in odd
    log = stop()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"POST", "GET"} <= {line.get("method") for line in lines}
    for secret in (record["id"], key, "marker", "MARKER", record["fields"]["CF_FR_ZJHM"]):
        assert secret not in log
