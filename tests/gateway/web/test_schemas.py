"""The OpenAPI document tells the truth, and requests do not show themselves."""

import pytest

from gateway.web import schemas, sent

_OBJECTION = {"ground": "error", "text": "有误"}
_TAKEDOWN = {"ground": "court", "reason": "判决已经生效"}
_VERDICT = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}


@pytest.fixture
def answers(web, record, held_case):
    """What the application really answers, with the schema that the document gives for it."""
    path, case = f"/v1/records/{record['id']}", f"/v1/reviews/{held_case}"
    return [
        (schemas.Answers, web.post("/v1/screen", "officer", record)),
        (schemas.Lives, web.get(path, "portal")),
        (schemas.RecordLog, web.get(f"{path}/transformations", "portal")),
        (schemas.Queue, web.get("/v1/reviews", "reviewer")),
        (schemas.Ticket, web.post(f"{path}/objections", "portal", _OBJECTION)),
        (schemas.Tickets, web.get("/v1/objections", "reviewer")),
        (schemas.CaseShown, web.get(case, "reviewer")),
        (schemas.Original, web.post(f"{case}/reveal", "reviewer", {"purpose": "核对"})),
        (schemas.Judged, web.post(f"{case}/verdict", "reviewer", _VERDICT)),
        (schemas.Lives, web.get(path, "auditor")),
        (schemas.Application, web.post(f"{path}/repairs", "portal", {"materials": []})),
        (schemas.Applications, web.get("/v1/repairs", "reviewer")),
        (schemas.Lives, web.post(f"{path}/withdrawal", "portal", _TAKEDOWN)),
        (schemas.Lives, web.get(path, "portal")),
        (schemas.Feed, web.get("/v1/feeds/department-portal", "portal")),
        (schemas.Confirmed, web.post("/v1/feeds/department-portal/ack", "portal", {"cursor": 1})),
        (schemas.LedgerPage, web.get("/v1/ledger/entries", "auditor")),
        (schemas.Checkpoint, web.get("/v1/ledger/checkpoint", "auditor")),
        (schemas.EntryProof, web.get("/v1/ledger/proofs/1", "auditor")),
        (schemas.Growth, web.get("/v1/ledger/consistency", "auditor", first=1, second=2)),
        (schemas.RegisterReport, web.get("/v1/access-register/report", "auditor", month="2026-11")),
        (schemas.Register, web.get("/v1/access-register", "auditor")),
        (schemas.Health, web.client.get("/readyz")),
    ]


def test_answers_are_as_documented(answers):
    """Every key of every answer is in its schema, with that type (OWASP API3)."""
    for schema, given in answers:
        assert given.status_code == 200
        schema.model_validate(given.json(), strict=True, extra="forbid")


def test_requests_hide_their_content():
    """Their repr shows no value, so neither a traceback nor an f-string can."""
    submission = sent.Submission(
        id="secret", fields={"CF_WSH": "secret"}, owner={"unit": "secret"}, channels=["secret"]
    )
    purpose = sent.Purpose(purpose="secret")
    assert "secret" not in f"{submission!r} {submission} {purpose!r} {purpose}"
