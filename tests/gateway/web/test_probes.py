"""Alive and ready."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from detectors.border import Scanner
from gateway.errors import PackError, StorageUnavailable
from gateway.web import probes
from gateway.web.app import create_app


def test_alive(web):
    """Without a key, without a look at anything."""
    assert web.client.get("/healthz").json() == {"status": "ok"}


def test_ready(web):
    """All parts are there, and asking leaves nothing in the log."""
    given = web.client.get("/readyz")
    assert (given.status_code, given.json()) == (200, {"status": "ready"})
    assert web.entries() == []


def _not_ready(web, gateway=None, **settings):
    client = TestClient(create_app(gateway or web.gateway, web.accounts, **settings))
    given = client.get("/readyz")
    assert given.status_code == 503
    assert given.headers["Content-Type"] == "application/problem+json"
    return given.json()["not_ready"]


@pytest.mark.parametrize(
    "scanner",
    [Scanner(required=["nobody"]), Scanner([])],
    ids=["missing", "none"],
)
def test_missing_detector_is_named(web, scanner):
    """By its name alone."""
    journey = replace(web.gateway.journey, scanner=scanner)
    (part,) = _not_ready(web, replace(web.gateway, journey=journey))
    assert part in {"detector:nobody", "detectors"}


def _fail(*_args, **_kwargs):
    raise StorageUnavailable("secret")


def test_broken_storage_is_named(web, monkeypatch):
    """Reading and appending are two parts."""
    monkeypatch.setattr(type(web.gateway.database), "writing", _fail)
    assert _not_ready(web) == ["ledger"]
    monkeypatch.setattr(type(web.gateway.database), "reading", _fail)
    assert _not_ready(web) == ["database", "ledger"]


def test_day_without_a_pack_is_not_ready(web):
    """Nothing is decided by a pack that is not in force."""

    def renew(_):
        raise PackError("secret")

    assert _not_ready(web, renew=renew) == ["gateway"]


def test_nobody_waits_for_a_look_under_way(web):
    """A stranger cannot fill the workers with probes; until the first look nothing is ready."""
    readiness = probes.Readiness(web.app.state.desk)
    with readiness._lock:
        assert readiness.missing() == ("gateway",)
    assert readiness.missing() == ()


def test_answer_holds_for_a_while(web, monkeypatch):
    """The probe is open to all, so it does not look each time."""
    assert web.client.get("/readyz").status_code == 200
    monkeypatch.setattr(type(web.gateway.database), "writing", _fail)
    assert web.client.get("/readyz").status_code == 200
    monkeypatch.setattr(web.app.state.readiness, "_until", 0.0)
    assert web.client.get("/readyz").status_code == 503
    assert probes.HOLDS <= 10
