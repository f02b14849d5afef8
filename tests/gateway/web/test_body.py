"""What a request body may be."""

import json

import pytest

from gateway.errors import UsageError
from gateway.web.body import parsed

BROKEN = {
    "empty": b"",
    "cut": b'{"fields": ',
    "repeated-key": b'{"fields": {}, "channels": ["x"], "fields": {}}',
    "repeated-column": b'{"fields": {"CF_WSH": "1", "CF_WSH": "2"}, "channels": ["x"]}',
    "nan": b'{"fields": {"CF_NR_FK": NaN}, "channels": ["x"]}',
    "infinite": b'{"fields": {"CF_NR_FK": 1e999}, "channels": ["x"]}',
    "endless-integer": b'{"fields": {"CF_NR_FK": ' + b"9" * 5000 + b'}, "channels": ["x"]}',
    "deep": b"[" * 100_000,
    "utf-16": '{"fields": {}, "channels": ["x"]}'.encode("utf-16"),
    "gb18030": '{"fields": {"行政相对人名称": "甲"}, "channels": ["x"]}'.encode("gb18030"),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_unreadable_body_is_refused(web, body):
    """What two readers might read differently, or nobody can, is 400."""
    given = web.post("/v1/records", "portal", body)
    assert given.status_code == 400
    assert given.json()["type"] == "urn:gongshi:problem:malformed"
    assert web.entries() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/merge-patch+json"},
        {"Content-Encoding": "gzip"},
    ],
    ids=["none", "text", "form", "other-json", "compressed"],
)
def test_other_media_type_is_refused(web, record, headers):
    """Only plain JSON is read."""
    given = web.post("/v1/screen", "portal", record, **headers)
    assert given.status_code == 415


def test_media_type_may_name_its_charset(web, record):
    """``application/json; charset=utf-8`` is JSON."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert web.post("/v1/screen", "portal", record, **headers).status_code == 200


def test_large_body_is_refused(small_web):
    """OWASP API4: a body over the limit is 413, announced or streamed."""
    announced = small_web.post("/v1/records", "portal", b" " * 1001)
    headers = small_web.headers("portal") | {"Content-Type": "application/json"}
    pieces = (b" " * 400 for _ in range(3))
    streamed = small_web.client.post("/v1/records", content=pieces, headers=headers)
    assert (announced.status_code, streamed.status_code) == (413, 413)


def test_body_of_the_limit_is_read(small_web):
    """Exactly the limit is not too large."""
    body = json.dumps({"purpose": "核对"}).encode().ljust(1000)
    given = small_web.post(f"/v1/reviews/{'0' * 32}/reveal", "reviewer", body)
    assert given.status_code == 404


def test_error_says_nothing_of_the_content():
    """The cause, which holds the text, does not travel along."""
    with pytest.raises(UsageError) as caught:
        parsed(b'{"a": secret}')
    assert caught.value.__cause__ is None
    assert "secret" not in str(caught.value)
