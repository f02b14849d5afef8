"""One marker planted everywhere a caller controls, and looked for everywhere it must not be."""

import json
import logging
import secrets
import string

import pytest
from sqlalchemy import select

from gateway.storage import tables

_NAMES = ("id", "kind", "standard", "source", "procedure", "severity", "item_code")


@pytest.fixture
def marker():
    """A word that no text holds by chance and that could be the name of a column."""
    return "canary" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))


@pytest.fixture
def library_logs(caplog):
    """What libraries log, of every level."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def _bad_records(record, marker):
    for name in _NAMES:
        yield record | {name: marker * 20}
        yield record | {name: [marker]}
    yield record | {"kind": marker}
    yield record | {"procedure": marker}
    yield record | {"severity": marker}
    yield record | {"standard": marker}
    yield record | {"owner": {"unit": marker, marker: marker}}
    yield record | {"owner": marker}
    yield record | {"channels": [marker]}
    yield record | {"channels": marker}
    yield record | {marker: marker}
    yield record | {"fields": marker}
    yield record | {"fields": {marker: marker}}
    yield record | {"id": marker, "fields": record["fields"] | {marker: "1"}}
    yield record | {"id": marker, "fields": record["fields"] | {"CF_JDRQ": marker}}
    yield record | {"fields": record["fields"] | {"CF_XDR_SHXYM": marker}}
    yield record | {"fields": record["fields"] | {"CF_XDR_LB": marker}}
    yield record | {"fields": {"CF_WSH": {marker: marker}}}
    yield [marker]
    yield marker


def _bad_bodies(record, marker):
    yield from (json.dumps(body).encode() for body in _bad_records(record, marker))
    yield f'{{"{marker}": '.encode()
    yield f'{{"{marker}": 1, "{marker}": 2}}'.encode()
    yield f'{{"fields": {{"CF_WSH": NaN}}, "{marker}": 1}}'.encode()
    yield marker.encode("utf-16")
    yield marker.encode() * 200_000


def _posts(web, record, marker, case):
    for path in ("/v1/records", "/v1/screen"):
        for body in _bad_bodies(record, marker):
            yield web.post(path, "portal", body)
    yield web.submit(record, key=f"{marker} {marker}")
    yield web.submit(record, key=marker * 30)
    yield web.post("/v1/records", "portal", record, **{"Content-Type": marker})
    yield web.post("/v1/records", "portal", record, **{"Content-Encoding": marker})
    yield web.post("/v1/records", "portal", record, **{"Authorization": f"Bearer {marker}"})
    yield web.post("/v1/records", "portal", record, **{"Authorization": f"{marker} {marker}"})
    verdict = {"verdict": "accept", "conclusion": "可公开", "reason": marker}
    edit = {"op": "add", "field": "CF_WFXW", "start": 0, "end": 1, "reason": marker}
    fix = verdict | {"verdict": "fix"}
    for sent in (
        verdict | {"verdict": marker},
        verdict | {"conclusion": marker},
        verdict | {"conclusion": "不予公开"},
        verdict | {marker: marker},
        fix | {"edits": [edit | {"field": marker}]},
        fix | {"edits": [edit | {"entity_type": marker}]},
        fix | {"edits": [edit | {"operator": marker}]},
        fix | {"edits": [edit | {"op": marker}]},
        fix | {"edits": [edit | {"start": marker}]},
        fix | {"edits": [edit | {marker: marker}]},
        fix | {"edits": marker},
    ):
        yield web.post(f"/v1/reviews/{case}/verdict", "reviewer", sent)
    for path in (f"/v1/reviews/{marker}", f"/v1/reviews/{case}"):
        yield web.post(f"{path}/reveal", "reviewer", {"purpose": [marker]})
    yield web.post(f"/v1/reviews/{marker}/reveal", "reviewer", {"purpose": marker})
    yield from _lives(web, marker)
    yield web.post(f"/v1/reviews/{marker}/verdict", "reviewer", verdict)


def _lives(web, marker):
    """Takedown, objection, repair, feeds: of what is not there, and of what contradicts itself."""
    bodies = {
        "withdrawal": {"ground": marker, "reason": marker},
        "objections": {"ground": marker, "text": marker},
        "repairs": {"materials": [marker], "commitment": marker},
    }
    for path, body in bodies.items():
        for record in (f"absent-{marker}", "held"):
            yield web.post(f"/v1/records/{record}/{path}", "portal", body)
            yield web.post(f"/v1/records/{record}/{path}", "reviewer", body | {marker: marker})
    said = {"answer": "upheld", "reason": marker}
    yield web.post(f"/v1/objections/{marker}/answer", "reviewer", said)
    yield web.post(f"/v1/repairs/{marker}/decision", "reviewer", {"grant": True, "reason": marker})
    yield web.post(f"/v1/feeds/{marker}/ack", "portal", {"cursor": 0})
    yield web.get(f"/v1/feeds/{marker}", "portal", after=marker)


def _gets(web, marker):
    for path in (
        f"/{marker}",
        f"/v1/records/absent-{marker}",
        f"/v1/records/absent-{marker}/",
        f"/v1/records/{marker * 10}",
        f"/v1/records/absent-{marker}/transformations",
    ):
        yield web.get(path, "portal", owner=marker)
        yield web.get(path, "auditor", owner=marker, limit=marker)
        yield web.get(path, "officer", q=marker)
        yield web.client.request(marker.upper(), path)
    yield web.get(f"/v1/reviews/{marker}", "reviewer", state=marker)
    yield web.get("/v1/reviews", "reviewer", state=marker, limit=marker)
    yield web.get("/v1/ledger/entries", "auditor", after=marker, limit=marker)
    yield web.get("/v1/access-register", "auditor", after=marker)


def _hidden(web):
    """Everything that is kept and is neither sealed nor an answer to its own sender."""
    with web.gateway.database.reading() as tx:
        for table in (tables.ledger, tables.idempotency, tables.access_register, tables.cases):
            yield from map(repr, tx.execute(select(table)).all())


def test_marker_comes_back_in_no_refusal(web, record, held_case, marker, logs, library_logs):
    """ASVS 16.4, 16.5.1: no error body, header, log line or ledger entry repeats the caller."""
    refusals = [*_posts(web, record, marker, held_case), *_gets(web, marker)]
    assert len(refusals) > 100
    for given in refusals:
        assert 400 <= given.status_code < 500
        assert given.headers["Content-Type"] == "application/problem+json"
        assert marker not in given.text
        assert marker not in repr(given.headers)
    _assert_quiet(web, marker, logs, library_logs)


def test_marker_of_good_requests_stays_where_it_belongs(web, record, marker, logs, library_logs):
    """A public field and its own id come back to the sender; nothing is logged or kept open."""
    value = f"内容{secrets.token_hex(4)}"
    good = record | {
        "id": marker,
        "fields": record["fields"] | {"CF_WFXW": f"{record['fields']['CF_WFXW']}（{value}）"},
        "source": marker,
        "item_code": marker,
        "owner": {"unit": marker, "person": marker},
    }
    given = web.submit(good, key=marker)
    assert given.status_code == 200
    assert given.json()["id"] == marker
    assert web.submit(good, key=marker).content == given.content
    assert web.get(f"/v1/records/{marker}", "portal").status_code == 200
    assert web.get(f"/v1/records/{marker}", "reviewer").status_code == 200
    assert web.get(f"/v1/records/{marker}/transformations", "auditor").status_code == 200
    (case,) = web.get("/v1/reviews", "reviewer", q=marker).json()["cases"]
    path = f"/v1/reviews/{case['id']}"
    assert marker not in web.get("/v1/reviews", "reviewer").text + web.get(path, "reviewer").text
    seen = web.post(f"{path}/reveal", "reviewer", {"purpose": marker})
    assert seen.json()["id"] == marker
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": f"核对 {case['id'][:4]}"}
    judged = web.post(f"{path}/verdict", "reviewer", verdict, **{"Idempotency-Key": marker})
    assert judged.status_code == 200
    assert marker not in judged.text
    assert value in judged.text
    assert _found_in_ledger(web, marker, value) == []
    assert marker in web.get("/v1/access-register", "auditor").text
    assert value not in repr(logs) + library_logs.text
    _assert_quiet(web, marker, logs, library_logs)


def test_marker_of_a_crash_stays_inside(web, record, marker, logs, library_logs, monkeypatch):
    """An unforeseen error that holds the text of a record does not take it out."""

    def fail(_self, arrivals, *_):
        raise KeyError(marker, arrivals)

    monkeypatch.setattr(type(web.gateway), "submit", fail)
    given = web.submit(record | {"id": marker}, key=marker)
    assert given.status_code == 500
    assert marker not in given.text
    _assert_quiet(web, marker, logs, library_logs)


def _found_in_ledger(web, *markers):
    text = web.get("/v1/ledger/entries", "auditor").text
    return [marker for marker in markers if marker in text]


def _assert_quiet(web, marker, logs, library_logs):
    assert marker not in repr(logs)
    # The client's own library logs the address that it asks for.
    own = (line for line in library_logs.records if line.name.partition(".")[0] != "httpx")
    assert marker not in repr([(line.getMessage(), line.exc_text) for line in own])
    assert not any(marker in row for row in _hidden(web))
