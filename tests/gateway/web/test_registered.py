"""Registering over HTTP: two officers, no content in any answer, in force at the next request."""

from dataclasses import replace

import orjson
import pytest

from gateway.accounts import Role
from gateway.registry import Registry
from gateway.web import schemas

CUSTOMER = "云岫（集团）贸易有限公司"
LIST = {
    "kind": "list", "name": "重点客户", "category": "customer",
    "entries": [CUSTOMER, "青禾谷种业股份有限公司"],
}  # fmt: skip
WORDS = {"kind": "dictionary", "name": "代号", "text": "天衢工程\n"}


@pytest.fixture
def office(web, home):
    """The application with its registry, hot-loaded, and a second officer."""
    gateway = web.gateway
    registry = Registry(gateway.database, gateway.ledger, gateway.keys, home)
    desk = web.app.state.desk
    desk._gateway = replace(gateway, registry=registry)
    desk._renew = lambda gateway: gateway.current()
    web.add("other", Role.OFFICER)
    return web


def _post(office, path, who, body=None, **headers):
    sent = office.headers(who) | headers
    if body is None:
        return office.client.post(path, headers=sent)
    return office.post(path, who, body, **headers)


def test_one_imports_and_another_activates(office, record):
    """The importer may not; activated, the next record is covered; removed by another than that."""
    given = _post(office, "/v1/registered", "officer", LIST)
    held = given.json()
    schemas.RegisteredOne.model_validate(held, strict=True)
    assert (given.status_code, held["entries"], held["state"]) == (200, 2, "imported")
    path = f"/v1/registered/{held['id']}"
    assert _post(office, f"{path}/activation", "officer").status_code == 403
    facts = record | {"fields": record["fields"] | {"CF_SY": f"货物卖给{CUSTOMER}。"}}
    assert "REGISTERED" not in office.post("/v1/screen", "portal", facts).text
    assert _post(office, f"{path}/activation", "other").json()["state"] == "active"
    assert "REGISTERED" in office.post("/v1/screen", "portal", facts).text
    assert _post(office, f"{path}/removal", "other").status_code == 403
    assert _post(office, f"{path}/removal", "officer").json()["state"] == "removed"
    assert "REGISTERED" not in office.post("/v1/screen", "portal", facts).text
    listed = office.get("/v1/registered", "officer").json()
    schemas.Registered.model_validate(listed, strict=True)
    assert [each["state"] for each in listed["registered"]] == ["removed"]


def test_nothing_of_the_content_comes_back(office):
    """Neither in answers nor in the log; the same request twice is one registration."""
    first = _post(office, "/v1/registered", "officer", WORDS, **{"Idempotency-Key": "k"})
    again = _post(office, "/v1/registered", "officer", WORDS, **{"Idempotency-Key": "k"})
    assert first.content == again.content
    told = [first.text, office.get("/v1/registered", "officer").text]
    told.append(orjson.dumps(office.entries()).decode())
    assert not any("天衢" in text for text in told)
    assert len(office.get("/v1/registered", "officer").json()["registered"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (LIST | {"text": "x"}, 400),
        ({"kind": "list", "name": "空"}, 400),
        (WORDS | {"entries": ["x"]}, 400),
        ({"kind": "document", "name": "空"}, 400),
        (WORDS | {"text": "正则:(a)\\1\n"}, 400),
        (WORDS | {"name": "13800138000"}, 400),
        (WORDS | {"kind": "other"}, 422),
        ({"kind": "document", "name": "短", "text": "太短"}, 400),
    ],
    ids=range(8),
)
def test_what_cannot_be_registered_is_refused(office, body, status):
    """Both or neither of entries and text, a pattern that is not linear, a personal name."""
    given = _post(office, "/v1/registered", "officer", body)
    assert given.status_code == status
    assert office.entries() == []


def test_an_unknown_id_is_not_found(office):
    """Whatever it looks like."""
    for wanted in ("0" * 12, "x", "%25"):
        for act in ("activation", "removal"):
            assert _post(office, f"/v1/registered/{wanted}/{act}", "officer").status_code == 404
