"""A webhook is signed, sent again until it is answered, in order, and loses nothing."""

from __future__ import annotations

import base64
import hmac
import importlib
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random

import pytest

from gateway.accounts import Accounts, Role
from gateway.errors import NotAllowed, NotFound, UsageError
from gateway.life import webhooks
from gateway.life.following import unconfirmed

TOWN = importlib.import_module("town")
Portal = importlib.import_module("portal").Portal
CHANNEL = "local-portal"


class Listener(HTTPServer):
    """A portal's door: checks signatures, and answers or fails as a test says."""

    def __init__(self, portal, answer):
        super().__init__(("127.0.0.1", 0), _Door)
        self.portal, self.answer, self.secret, self.calls = portal, answer, b"", []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/events?of=portal"


class _Door(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name, at = self.headers["Webhook-Id"], self.headers["Webhook-Timestamp"]
        said = f"{name}.{at}.".encode() + body
        proof = base64.b64encode(hmac.digest(self.server.secret, said, "sha256")).decode()
        assert self.headers["Webhook-Signature"] == f"v1,{proof}"
        assert self.headers["Content-Type"] == "application/cloudevents-batch+json"
        assert self.path == "/events?of=portal"
        status = self.server.answer()
        self.server.calls.append((status, name))
        if status != 500:
            self.server.portal.append(json.loads(body))
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def town(small_town):
    return small_town


@pytest.fixture
def people(town):
    accounts = Accounts(town.database, town.clock)
    return {role: accounts.create(role.value, role)[0] for role in (Role.ADMIN, Role.PORTAL)}


@pytest.fixture
def listening(town, people):
    """``listening(answer)``: a listener that is registered as a webhook."""
    begun = []

    def start(answer):
        got = []
        listener = Listener(got, answer)
        begun.append(listener)
        hook, secret = webhooks.add(
            town.gateway, CHANNEL, listener.url, people[Role.PORTAL], people[Role.ADMIN]
        )
        listener.secret = base64.b64decode(secret.removeprefix("whsec_"))
        return listener, hook

    yield start
    for listener in begun:
        listener.shutdown()
        listener.server_close()


class Moved:
    """The town's clock, moved on by minutes."""

    def __init__(self, town):
        self.town, self.by = town, timedelta()
        plain = town.clock
        town.clock = self
        self.plain = plain

    @property
    def day(self):
        return self.plain.day

    def __call__(self):
        return self.plain() + self.by


def test_a_delivery_is_signed_and_confirms(town, listening):
    """What was answered with 2xx counts as confirmed, and is not sent again."""
    listener, _ = listening(lambda: 204)
    town.submit(town.penalty("A-1"))
    town.take_down("A-1")
    assert [b.account for b in unconfirmed(town.gateway, CHANNEL)] == [None]
    assert webhooks.deliver(town.gateway) == 2
    assert webhooks.deliver(town.gateway) == 0
    (events,) = listener.portal
    assert [e["type"] for e in events] == ["cn.gongshi.published", "cn.gongshi.withdrawn"]
    assert unconfirmed(town.gateway, CHANNEL) == []


def test_nothing_is_lost_by_a_door_that_fails(town, listening, tmp_path):
    """Errors, redirects and lost answers: in the end the portal shows exactly what is public."""
    rng = Random(5)
    listener, _ = listening(lambda: rng.choice((200, 500, 302, 503)))
    clock, portal = Moved(town), Portal(str(tmp_path / "p.db"))
    for i in range(12):
        town.submit(town.penalty(f"A-{i}"))
        if i % 3 == 0:
            town.take_down(f"A-{i}")
        webhooks.deliver(town.gateway)
        clock.by += timedelta(minutes=5)
    listener.answer = lambda: 200
    clock.by += timedelta(hours=2)
    webhooks.deliver(town.gateway)
    assert {status for status, _ in listener.calls} == {200, 500, 302, 503}
    for events in listener.portal:
        ids = [int(e["id"]) for e in events]
        assert ids == sorted(ids)
        portal.apply(events)
    assert set(portal.shown()) == town.public(CHANNEL)


def test_it_waits_longer_after_each_failure(town, listening):
    """A minute, two, four, up to an hour; the first answer sets it right."""
    listener, hook = listening(lambda: 500)
    clock = Moved(town)
    town.submit(town.penalty("A-1"))
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        webhooks.deliver(town.gateway)
        calls = len(listener.calls)
        clock.by += timedelta(minutes=minutes, seconds=-30)
        webhooks.deliver(town.gateway)
        assert len(listener.calls) == calls
        clock.by += timedelta(seconds=40)
    listener.answer = lambda: 200
    assert webhooks.deliver(town.gateway) == 1
    with town.database.reading() as tx:
        assert [(h.id, h.failures) for h in webhooks.listed(tx)] == [(hook.id, 0)]


def test_a_door_that_is_not_there_is_a_failure(town, people):
    """No error of the network goes further than the next try."""
    webhooks.add(
        town.gateway, CHANNEL, "http://127.0.0.1:9/", people[Role.PORTAL], people[Role.ADMIN]
    )
    town.submit(town.penalty("A-1"))
    assert webhooks.deliver(town.gateway) == 0
    with town.database.reading() as tx:
        assert [h.failures for h in webhooks.listed(tx)] == [1]


@pytest.mark.parametrize(
    "url",
    ["http://portal.example/", "ftp://x/", "https://u:p@x/", "https:///", "https://x:99999/", "x"],
)
def test_only_safe_addresses(town, people, url):
    """https, or this machine; no password in the address."""
    with pytest.raises(UsageError):
        webhooks.add(town.gateway, CHANNEL, url, people[Role.PORTAL], people[Role.ADMIN])


def test_an_administrator_adds_and_removes(town, people, listening):
    """For a portal's account; what is removed is called no more, and both are logged."""
    with pytest.raises(NotAllowed):
        webhooks.add(town.gateway, CHANNEL, "https://x/", people[Role.ADMIN], people[Role.ADMIN])
    listener, hook = listening(lambda: 200)
    webhooks.remove(town.gateway, hook.id, people[Role.ADMIN])
    with pytest.raises(NotFound):
        webhooks.remove(town.gateway, hook.id, people[Role.ADMIN])
    town.submit(town.penalty("A-1"))
    assert webhooks.deliver(town.gateway) == 0
    assert listener.calls == []
    events = [e.event for e in town.logged()]
    assert (events[0], events[1]) == ("webhook-added", "webhook-removed")
