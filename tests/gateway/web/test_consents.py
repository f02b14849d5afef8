"""Third parties over HTTP: asked, answered, decided; every printing is a registered look."""

import pytest

from gateway.web import schemas

PARTY = "揽月调味品有限公司"
PRICE = "当事人称其成本价为19.7元，对外保密。"


@pytest.fixture
def case(web, record):
    """A case that waits because of a trade secret."""
    fields = record["fields"] | {"CF_SY": PRICE}
    given = web.submit(record | {"fields": fields}).json()["answers"][0]
    assert given["outcome"] == "in_review"
    (found,) = web.get("/v1/reviews", "reviewer").json()["cases"]
    return found["id"]


def _asked(web, case, **more):
    body = {"party": PARTY, "served_on": "2026-11-20", **more}
    return web.post(f"/v1/reviews/{case}/consents", "reviewer", body)


def test_from_the_question_to_the_decision(web, case):
    """Noticed, printed, answered, decided; the party is named in the paper alone."""
    asked = _asked(web, case)
    assert asked.status_code == 200, asked.text
    shown = asked.json()
    schemas.ConsentShown.model_validate(shown, strict=True)
    assert (shown["state"], shown["case_id"]) == ("noticed", case)
    assert [span["entity_type"] for span in shown["spans"]] == ["TRADE_SECRET"]
    path = f"/v1/consents/{shown['id']}"
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
    assert web.post(f"/v1/reviews/{case}/verdict", "reviewer", verdict).status_code == 409
    paper = web.client.post(f"{path}/paper", headers=web.headers("reviewer")).json()
    assert PARTY in paper["text"]
    assert "19.7元" in paper["text"]
    assert "<html" in paper["html"]
    assert len(web.get("/v1/access-register", "auditor").json()["entries"]) == 1
    answer = {"answer": "refused", "reason": "属于核心成本", "on": "2026-11-23"}
    assert web.post(f"{path}/answer", "reviewer", answer).json()["state"] == "refused"
    decision = {"decision": "withhold", "reason": "第三方不同意"}
    decided = web.post(f"{path}/decision", "reviewer", decision)
    assert decided.json()["state"] == "decided"
    assert web.get("/v1/consents", "reviewer").json() == {"consents": []}
    listed = web.get("/v1/consents", "reviewer", all="true").json()
    schemas.Consents.model_validate(listed, strict=True)
    assert [each["decision"] for each in listed["consents"]] == ["withhold"]
    assert PARTY not in str(listed) + str(web.entries())
    given = web.post(f"/v1/reviews/{case}/verdict", "reviewer", verdict)
    assert given.status_code == 200, given.text
    assert "19.7" not in given.text


def test_what_does_not_fit_is_refused(web, case):
    """A day in the future, a span that is none, an unknown answer, a decision too early."""
    assert _asked(web, case, served_on="2030-01-01").status_code == 400
    span = {"field": "CF_SY", "start": 0, "end": 2}
    assert _asked(web, case, spans=[span]).status_code == 400
    assert _asked(web, "0" * 32).status_code == 404
    assert _asked(web, "x").status_code == 404
    path = f"/v1/consents/{_asked(web, case).json()['id']}"
    assert web.post(f"{path}/answer", "reviewer", {"answer": "perhaps"}).status_code == 422
    assert web.post(f"{path}/answer", "reviewer", {"answer": "refused"}).status_code == 400
    early = {"decision": "publish", "reason": "已核对"}
    assert web.post(f"{path}/decision", "reviewer", early).status_code == 409
    assert web.post("/v1/consents/0123456789ab/decision", "reviewer", early).status_code == 404


def test_the_same_question_twice_is_one(web, case):
    """With an Idempotency-Key the stored answer comes again."""
    body = {"party": PARTY, "served_on": "2026-11-20"}
    sent = [
        web.post(f"/v1/reviews/{case}/consents", "reviewer", body, **{"Idempotency-Key": "q"})
        for _ in range(2)
    ]
    assert sent[0].content == sent[1].content
    assert len(web.get("/v1/consents", "reviewer").json()["consents"]) == 1
