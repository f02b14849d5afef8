"""One case without a browser: sealed until looked at, fixed only where seen, scanned again."""

import re

import pytest
from sqlalchemy import select, update

from gateway.storage import tables

WHY = "核对遮盖范围"


def _seals(text):
    """The covered spans of a page: number, field, start, end, whether it is a whole field."""
    pattern = (
        r'data-span="(\d+)" data-field="(\w+)" data-start="(\d+)" data-end="(\d+)"'
        r' data-type="(\w*)" data-whole="(\w+)"'
    )
    return [
        {"number": int(n), "field": field, "start": int(start), "end": int(end), "type": kind,
         "whole": whole == "yes"}
        for n, field, start, end, kind, whole in re.findall(pattern, text)
    ]  # fmt: skip


def _originals(record, seals):
    return {record["fields"][s["field"]][s["start"] : s["end"]] for s in seals}


def _place(seal):
    return {name: seal[name] for name in ("field", "start", "end")}


def _look(reviewer, case, seal, purpose=WHY):
    return reviewer.script(f"/console/cases/{case}/reveal", _place(seal) | {"purpose": purpose})


def _decide(reviewer, case, **said):
    sent = {"conclusion": "处理后公开", "reason": "已核对", "edits": []} | said
    return reviewer.script(f"/console/cases/{case}/verdict", sent)


def _lift(seal, **changed):
    return {"op": "lift", **_place(seal), "reason": "属于应当公开的内容"} | changed


def _named(page):
    return next(s for s in _seals(page) if s["type"] == "PERSON")


def test_the_page_is_sealed(reviewer, taken, record):
    """What is covered stands nowhere in the page."""
    page = reviewer.get(f"/console/cases/{taken}").text
    seals = _seals(page)
    assert len(seals) > 5
    originals = _originals(record, seals)
    long = {text for text in originals if len(text) > 3}
    assert long
    assert not [text for text in long if text in page]


def test_every_span_explains_itself(reviewer, taken):
    """Type, confidence, detector, rule and legal basis of each."""
    page = reviewer.get(f"/console/cases/{taken}").text
    for seal in _seals(page):
        row = re.search(rf'id="s-{seal["number"]}".*?</tr>', page, re.DOTALL)[0]
        assert re.search(r'class="rule">[A-Z]{2}-[\w-]+<', row)
        assert re.search(r'class="hint">[^<]*(法|条例|规定|函)', row)
        assert seal["whole"] or re.search("确定|很可能|存疑", row)
        assert seal["whole"] or re.search(r"\w+@\d", row)


def test_a_look_shows_one_span_and_is_registered(web, reviewer, taken, record):
    """The answer is that span and nothing else; register and log know the span and the purpose."""
    seals = _seals(reviewer.get(f"/console/cases/{taken}").text)
    seal = seals[-1]
    given = _look(reviewer, taken, seal)
    text = record["fields"][seal["field"]][seal["start"] : seal["end"]]
    assert given.json() == {"text": text}
    (look,) = web.get("/v1/access-register", "auditor").json()["entries"]
    assert (look["purpose"], look["case"], look["fields"]) == (WHY, taken, [seal["field"]])
    assert [(s["start"], s["end"]) for s in look["spans"]] == [(seal["start"], seal["end"])]
    assert web.entries()[-1]["event"] == "revealed"
    assert web.entries()[-1]["body"]["spans"] == 1


def test_no_look_without_a_purpose_or_beside_a_span(web, reviewer, taken):
    """No purpose, a part of a span, more than a span, no such field: nothing, and no entry."""
    seal = _named(reviewer.get(f"/console/cases/{taken}").text)
    before = web.entries()
    odd = [
        _look(reviewer, taken, seal, " "),
        _look(reviewer, taken, seal | {"end": seal["end"] + 1}),
        _look(reviewer, taken, seal | {"start": 0, "end": 5000}),
        _look(reviewer, taken, seal | {"field": "NOBODY"}),
        reviewer.script(f"/console/cases/{taken}/reveal", {"purpose": WHY}),
        reviewer.script(f"/console/cases/{taken}/reveal", [1]),
    ]
    assert [given.status_code for given in odd] == [400] * 6
    assert web.entries() == before


def test_only_the_holder_works_on_a_case(web, person, reviewer, taken):
    """Another reviewer sees who has it, and can neither look nor decide nor take it."""
    other = person("reviewer", "另一位")
    page = other.get(f"/console/cases/{taken}")
    assert "正在办理此件" in page.text
    seal = {"field": "CF_SY", "start": 0, "end": 1}
    assert _look(other, taken, seal).status_code == 409
    assert _decide(other, taken).status_code == 409
    assert other.post(f"/console/cases/{taken}/claim").status_code == 409
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
    assert web.post(f"/v1/reviews/{taken}/verdict", "另一位", verdict).status_code == 409
    reviewer.post(f"/console/cases/{taken}/release")
    assert other.post(f"/console/cases/{taken}/claim").status_code == 303


def test_accepted_goes_out_and_the_next_case_comes(web, reviewer, taken, other_record):
    """After a verdict the next case is taken and shown."""
    web.submit(other_record)
    given = _decide(reviewer, taken)
    assert given.status_code == 200
    assert re.fullmatch(r"/console/cases/[0-9a-f]{32}\?note=released", given.json()["to"])
    assert _decide(reviewer, given.json()["to"][15:47]).json()["to"] == "/console?note=released"
    assert web.get("/v1/reviews", "reviewer").json()["total"] == 0


@pytest.mark.parametrize("conclusion", ["不予公开", "移送定密"])
def test_refused_is_blocked(web, reviewer, taken, conclusion):
    """Both refusing conclusions stand in the log with the reviewer."""
    assert _decide(reviewer, taken, conclusion=conclusion).json()["to"] == "/console?note=blocked"
    last = web.entries()[-1]["body"]
    assert (last["outcome"], last["conclusion"]) == ("blocked", conclusion)
    assert last["reviewer"] == web.ids["reviewer"]


def test_what_was_not_seen_cannot_be_lifted(reviewer, taken, record):
    """Neither tried nor decided; after a look both work, and only then the text is shown."""
    seal = _named(reviewer.get(f"/console/cases/{taken}").text)
    edits = [_lift(seal)]
    for path in ("try", "verdict"):
        sent = {"edits": edits, "conclusion": "处理后公开", "reason": "已核对"}
        refused = reviewer.script(f"/console/cases/{taken}/{path}", sent)
        assert (refused.status_code, "先查看" in refused.json()["detail"]) == (400, True)
    assert _look(reviewer, taken, seal).status_code == 200
    tried = reviewer.script(f"/console/cases/{taken}/try", {"edits": edits})
    text = record["fields"][seal["field"]][seal["start"] : seal["end"]]
    assert text in tried.json()["html"]


def test_a_fix_is_covered_and_scanned_again(web, reviewer, taken, record):
    """Add a mask, try it, release it: the marked text is gone from what is published."""
    text = record["fields"]["CF_SY"]
    page = reviewer.get(f"/console/cases/{taken}").text
    first = min(s["start"] for s in _seals(page) if s["field"] == "CF_SY")
    assert first > 4
    edit = {
        "op": "add", "field": "CF_SY", "start": 0, "end": 4, "reason": "漏遮",
        "entity_type": "ADDRESS", "operator": "remove",
    }  # fmt: skip
    tried = reviewer.script(f"/console/cases/{taken}/try", {"edits": [edit]})
    assert tried.json()["stops"] == []
    assert text[:4] not in re.search(r"<dt>违法事实</dt><dd>(.{8})", tried.json()["html"])[1]
    assert web.get("/v1/reviews", "reviewer", state="claimed").json()["total"] == 1
    assert _decide(reviewer, taken, edits=[edit]).status_code == 200
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    assert line["fields"]["CF_SY"].startswith("***")


def test_a_reason_with_personal_data_leaves_the_page_as_it_is(reviewer, taken):
    """Refused with a sentence; the case stays taken."""
    refused = _decide(reviewer, taken, reason="电话 13800138000 的那位")
    assert refused.status_code == 400
    assert "13800138000" not in refused.text
    assert _decide(reviewer, taken).status_code == 200


def test_an_unknown_case_is_not_found(reviewer):
    """Whatever the address says."""
    for case in ("0" * 32, "none", "0" * 31 + "g"):
        assert reviewer.get(f"/console/cases/{case}").status_code == 404


def test_the_third_party_is_asked_answers_and_is_decided_about(web, reviewer, taken, record):
    """Until it is decided the case cannot be released; the paper is a registered look."""
    seal = _named(reviewer.get(f"/console/cases/{taken}").text)
    span = f"{seal['field']}:{seal['start']}-{seal['end']}"
    today = web.gateway.journey.today.isoformat()
    asked = reviewer.post(
        f"/console/cases/{taken}/consents", party="某某公司", served=today, span=span
    )
    assert asked.status_code == 303
    assert _decide(reviewer, taken).status_code == 409
    with web.gateway.database.reading() as tx:
        consent = tx.scalar(select(tables.consents.c.id))
    paper = reviewer.post(f"/console/consents/{consent}/paper")
    text = record["fields"][seal["field"]][seal["start"] : seal["end"]]
    assert text in paper.text
    assert "style-src 'sha256-" in paper.headers["Content-Security-Policy"]
    path = f"/console/consents/{consent}"
    assert reviewer.post(f"{path}/answer", answer="agreed", on=today).status_code == 303
    assert reviewer.post(f"{path}/decision", decision="publish", reason="同意").status_code == 303
    assert "已决定" in reviewer.get(f"/console/cases/{taken}").text
    assert _decide(reviewer, taken).status_code == 200
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    assert [each["rule"] for each in line["lifted"]] == ["CONSENT"]


def test_the_history_names_who_did_what(web, reviewer, taken):
    """Decisions and looks in order, with the person."""
    _look(reviewer, taken, _named(reviewer.get(f"/console/cases/{taken}").text))
    page = reviewer.get(f"/console/cases/{taken}").text
    history = page[page.index('class="history"') :]
    assert history.index("规则处理") < history.index("查看原文（")
    assert "reviewer" in history


def test_a_claim_that_lapsed_is_no_claim(web, reviewer, taken):
    """Left alone for longer than half an hour, the case has to be taken again."""
    with web.gateway.database.writing() as tx:
        tx.execute(update(tables.cases).values(claimed_at="2026-11-23T01:00:00+00:00"))
    assert _decide(reviewer, taken).status_code == 409
