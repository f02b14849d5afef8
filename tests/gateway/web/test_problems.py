"""Errors as problem documents."""

import pytest

from gateway import errors
from gateway.web import problems
from gateway.web.problems import document

_WHOLE = {"type", "title", "status", "detail"}


def _kinds(base):
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


PLAIN = [
    kind for kind in _kinds(errors.GatewayError) if kind.__init__ is errors.GatewayError.__init__
]


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_every_error_becomes_a_document(kind):
    """Type, title, status and the error's own sentence."""
    shown = document(kind("一句话"))
    assert set(shown) == _WHOLE
    assert shown["type"] == f"urn:gongshi:problem:{kind.code}"
    assert (shown["status"], shown["detail"]) == (kind.status, "一句话")
    assert 400 <= shown["status"] < 600


def test_unforeseen_error_loses_its_text(web, record, logs, monkeypatch):
    """500 with an incident id, which is in the log beside the class of the error, no more."""

    def fail(*_):
        raise ValueError(f"secret {record['id']}")

    monkeypatch.setattr(type(web.gateway), "submit", fail)
    given = web.submit(record)
    assert given.status_code == 500
    shown = given.json()
    assert set(shown) == _WHOLE | {"incident"}
    (line,) = [line for line in logs if line["event"] == "unexpected"]
    assert line["incident"] == shown["incident"]
    assert line["error"] == "ValueError"
    assert line["at"].partition(":")[0].endswith("test_problems")
    assert "secret" not in given.text + repr(logs)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/v1/records/", 404),
        ("GET", "/v1/reviews/", 404),
        ("DELETE", "/v1/records", 405),
        ("MARKER", "/healthz", 405),
        ("POST", "/openapi.json", 405),
    ],
    ids=str,
)
def test_framework_refusals_are_problems_too(web, method, path, status):
    """404 and 405 come as problem documents and do not repeat the path."""
    given = web.client.request(method, path, headers=web.headers("portal"))
    assert given.status_code == status
    assert given.headers["Content-Type"] == problems.MEDIA_TYPE
    assert set(given.json()) == _WHOLE
    assert ("Allow" in given.headers) == (status == 405)


BAD_REQUESTS = {
    "no-channels": {"fields": {}},
    "empty-channels": {"fields": {}, "channels": []},
    "list": [1],
    "text": "x",
    "unknown-key": {"fields": {}, "channels": ["x"], "name-of-somebody": 1},
    "nested-field": {"fields": {"name-of-somebody": {"a": 1}}, "channels": ["x"]},
    "surrogate": b'{"fields": {"CF_WSH": "\\ud800"}, "channels": ["x"]}',
    "surrogate-column": b'{"fields": {"\\ud800": "1"}, "channels": ["x"]}',
    "long-id": {"id": "i" * 129, "fields": {}, "channels": ["x"]},
    "owner": {"owner": {"unit": "u", "name-of-somebody": "x"}, "fields": {}, "channels": ["x"]},
}


@pytest.mark.parametrize("body", BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
def test_invalid_request_names_place_and_rule(web, body):
    """422 with location and rule; neither a value nor a name that the caller chose."""
    given = web.post("/v1/records", "portal", body)
    assert given.status_code == 422
    shown = given.json()
    assert set(shown) == _WHOLE | {"problems"}
    assert shown["problems"]
    assert all(set(p) == {"field", "code", "message"} for p in shown["problems"])
    assert "name-of-somebody" not in given.text


def test_bad_cursor_is_refused(web):
    """A number that no column can hold is a 422, not a crash."""
    for value in ("-1", "x", str(2**63), "1e3"):
        given = web.get("/v1/ledger/entries", "auditor", after=value)
        assert given.status_code == 422
        assert given.json()["problems"][0]["field"] == "query.after"
