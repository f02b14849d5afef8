"""Markers in every form and address come back nowhere; markup in a record stays text."""

import secrets
import string

import pytest
from fastapi.testclient import TestClient

#: Without the filters of the queue, which are the reader's own words and stay in its address.
FORMS = (
    "/console/bulk", "/console/cases/{}/claim", "/console/cases/{}/release",
    "/console/cases/{}/consents", "/console/consents/{}/answer", "/console/consents/{}/decision",
    "/console/consents/{}/paper", "/console/log/record", "/console/signout",
)  # fmt: skip
SCRIPTS = ("/console/cases/{}/reveal", "/console/cases/{}/try", "/console/cases/{}/verdict")
FIELDS = ("case", "reason", "conclusion", "party", "served", "span", "answer", "on", "decision",
          "ground", "id", "rules")  # fmt: skip


@pytest.fixture
def marker():
    """A word that no text holds by chance."""
    return "canary" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))


def test_markers_come_back_in_no_refusal(web, reviewer, taken, marker, logs):
    """Neither in pages and problem documents nor in addresses and logs."""
    fields = dict.fromkeys(FIELDS, marker)
    given = [reviewer.post(path.format(case), **fields) for path in FORMS[:-1]
             for case in (taken, marker)]  # fmt: skip
    reviewer.post(f"/console/cases/{taken}/claim")
    bodies = (
        {marker: marker},
        [marker],
        {"purpose": marker, "field": marker, "start": 0, "end": 1},
        {"edits": [{marker: marker}]},
        {"edits": [{"op": marker, "field": marker, "start": 0, "end": 1, "reason": marker}]},
        {"edits": [], "conclusion": marker, "reason": marker},
        {"edits": marker},
    )
    given += [reviewer.script(path.format(case), body) for path in SCRIPTS for body in bodies
              for case in (taken, marker)]  # fmt: skip
    given += [
        reviewer.get(f"/console/cases/{marker}"),
        reviewer.get("/console", note=marker, after=marker),
        reviewer.get(f"/console/cases/{taken}", note=marker),
        reviewer.get("/console/log", before=marker, record=marker),
        reviewer.get(f"/console/static/{marker}"),
        TestClient(web.app).get(f"/column/{marker}"),
    ]
    assert len(given) > 60
    assert all(answer.status_code < 500 for answer in given)
    assert not [a.url for a in given if marker in a.text + a.headers.get("Location", "")]
    assert marker not in repr(logs)


def test_markup_of_a_record_stays_text(web, reviewer, record):
    """What a sender writes is never read as HTML: in the case, the queue, the log, the column."""
    odd = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"
    fields = record["fields"] | {
        "CF_WFXW": odd, "CF_WSH": f"粤〔2026〕1号{odd}", "CF_CFJG": f"某局{odd}",
    }  # fmt: skip
    web.submit(record | {"id": f"<b>{odd}", "fields": fields})
    case = web.get("/v1/reviews", "reviewer").json()["cases"][0]["id"]
    reviewer.post(f"/console/cases/{case}/claim")
    pages = [reviewer.get("/console"), reviewer.get(f"/console/cases/{case}")]
    sent = {"conclusion": "处理后公开", "reason": "已核对", "edits": []}
    assert reviewer.script(f"/console/cases/{case}/verdict", sent).status_code == 200
    pages += [reviewer.get(path) for path in ("/console/log", "/console/overview")]
    column = TestClient(web.app)
    listed = column.get("/column")
    link = listed.text.split('href="/column/')[1].split('"')[0]
    pages += [listed, column.get(f"/column/{link}")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "49" not in page.text or "{{7*7}}" in page.text
    assert "&lt;script&gt;alert(1)" in pages[1].text
