"""The policies for officers: packs read, drafts checked, simulated, approved by another, undone."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from gateway.accounts import Role
from policies import catalog

PACK = "rs-2018-gd"
SHIPPED = catalog.shipped().source(PACK)
PHONE = "13800138000"
INLINE = re.compile(r"<style|<script(?! src=\"/console/static/)| style=| on[a-z]+=|javascript:")


@pytest.fixture
def gateway(governed):
    return governed


@pytest.fixture
def officer(person):
    return person("officer")


@pytest.fixture
def second(person):
    return person("officer", "officer-2")


@pytest.fixture
def draft(officer):
    """The address of a draft that begins as the pack stands."""
    given = officer.post("/console/drafts", pack=PACK)
    assert given.status_code == 303, given.text
    return given.headers["Location"]


def text_of(page, name):
    """What stands in a field of the page."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.S)
    return html.unescape(found[1])


def written(who, path, rules, examples, then=""):
    """Save, with the line ends that browsers send."""
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', who.get(path).text)[1]
    sent = {"rules": rules.replace("\n", "\r\n"), "examples": examples.replace("\n", "\r\n")}
    return who.post(f"{path}{then}", digest=digest, **sent)


def lines(page):
    """The lines of the examples that fail."""
    return [int(line) for line in re.findall(r'data-goto="examples" data-line="(\d+)"', page)]


def simulated(who, path, loosened, submitted):
    """A draft that shows telephone numbers, tested and simulated."""
    submitted(1)
    said = {"rules": loosened.rules, "examples": loosened.examples}
    failing = lines(who.script(f"{path}/check", said).json()["html"])
    mended = loosened.mended(failing)
    assert written(who, path, loosened.rules, mended, "/test").status_code == 303
    given = who.post(f"{path}/simulation", purpose="核对影响", last="100", day="")
    assert given.status_code == 303, given.text


def test_the_packs_in_force(officer, draft):
    """Level, version, day and what they lift; drafts with their state and the next step."""
    page = officer.get("/console/policies").text
    for name in catalog.shipped().ids:
        assert f'href="/console/policies/{name}"' in page
        assert catalog.shipped().own(name).title in page
    assert page.count("✓ 今天据以决定") == 1
    assert f'href="{draft}"' in page
    assert "运行示例" in page
    assert "审核意见中的建议" in page


@pytest.mark.parametrize("role", ["reviewer"])
def test_reviewers_read_packs_alone(person, draft, role):
    """They find the packs in the menu, no draft and no button that changes anything."""
    reader = person(role)
    page = reader.get("/console/policies").text
    assert 'aria-current="page">规则' in page
    assert "/console/drafts" not in page + reader.get(f"/console/policies/{PACK}").text
    refused = [reader.get(path) for path in (draft, "/console/proposals",
                                             f"/console/policies/{PACK}/rollback")]  # fmt: skip
    assert [given.status_code for given in refused] == [403] * 3


@pytest.mark.parametrize("name", catalog.shipped().ids)
def test_a_pack_is_a_document(officer, name):
    """Every rule at its anchor, in its words, with basis and examples; every clause with proof."""
    page = html.unescape(officer.get(f"/console/policies/{name}").text)
    own = catalog.shipped().own(name)
    for rule in own.rules:
        assert page.count(f'id="rule-{rule.id}"') == 1
        assert rule.does in page
        assert rule.basis in page
    for example in catalog.shipped().examples(name):
        if {rule.id for rule in own.rules} & set(example.decides):
            assert f"✓ {example.name}" in page
    for clause in own.clauses:
        assert clause.says in page
    assert "✗" not in page


def test_a_rule_is_told_as_the_program_reads_it(officer):
    """Conditions in words, the clause it carries out, and the one that is not there."""
    page = officer.get(f"/console/policies/{PACK}").text
    assert "身份为执法人员" in page
    assert officer.get("/console/policies/none").status_code == 404


def test_no_page_holds_anything_inline(officer, draft):
    """The strict policy of the console holds on these pages as well; the script is our own."""
    for path in ("/console/policies", f"/console/policies/{PACK}", draft, "/console/proposals"):
        given = officer.get(path)
        assert not INLINE.search(given.text), path
        assert "default-src 'none'" in given.headers["Content-Security-Policy"]
    script = officer.get("/console/static/policies.js")
    assert script.headers["Content-Type"].startswith("text/javascript")


def test_a_draft_begins_as_the_pack_stands(officer, draft):
    """Letter by letter; saved unchanged it stays what it is and gains no author."""
    page = officer.get(draft).text
    assert text_of(page, "rules") == SHIPPED.rules
    assert text_of(page, "examples") == SHIPPED.examples
    assert "没有改动" in page


def test_saved_unchanged_makes_nobody_an_author(web, officer, second, draft):
    """A second officer who changes nothing may still approve; line ends are no change."""
    assert written(officer, draft, SHIPPED.rules, SHIPPED.examples, "/test").status_code == 303
    assert written(second, draft, SHIPPED.rules, SHIPPED.examples).status_code == 303
    held = web.gateway.packs.find(draft.rpartition("/")[2])
    assert (held.state, held.authors) == ("tested", (web.ids["officer"],))
    assert held.source.rules == SHIPPED.rules


def test_checked_as_it_is_written(web, officer, draft):
    """Faults with their lines, examples that fail; nothing of it is kept, nothing is logged."""
    path, before = f"{draft}/check", len(web.entries())
    broken = SHIPPED.rules.replace("action: block", "action: hide", 1)
    line = SHIPPED.rules[: SHIPPED.rules.index("action: block")].count("\n") + 1
    told = officer.script(path, {"rules": broken, "examples": SHIPPED.examples}).json()
    assert f'data-goto="rules" data-line="{line}"' in told["html"]
    assert told["faults"] >= 1
    good = officer.script(path, {"rules": SHIPPED.rules, "examples": SHIPPED.examples}).json()
    assert good == {"html": good["html"], "faults": 0}
    assert len(web.entries()) == before
    assert text_of(officer.get(draft).text, "rules") == SHIPPED.rules


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, {"rules": "a"}, {"rules": 1, "examples": "b"}, {"rules": "a", "examples": ""},
     {"rules": "a\0", "examples": "b"}, {"rules": "a" * 400_001, "examples": "b"}],
)  # fmt: skip
def test_what_is_no_pack_is_refused(officer, draft, sent):
    """Too long, missing or of another type: a problem document, no error page."""
    given = officer.script(f"{draft}/check", sent)
    assert given.status_code == 400
    assert given.json()["type"].endswith("usage")


def test_markup_in_a_draft_stays_text(officer, draft):
    """What somebody writes into a draft is shown, never run."""
    evil = "</textarea><script>alert(1)</script>"
    assert written(officer, draft, evil, evil).status_code == 303
    page = officer.get(draft).text
    assert evil not in page
    assert text_of(page, "rules") == evil
    told = officer.script(f"{draft}/check", {"rules": evil, "examples": evil}).json()
    assert "<script>" not in told["html"]


def test_the_check_wants_the_token(officer, draft):
    """CSRF: without it nothing is compiled."""
    headers = {"X-Gongshi-Script": "1"}
    given = officer.client.post(f"{draft}/check", json={}, headers=headers)
    assert given.status_code == 403


def test_two_officers_do_not_overwrite_each_other(officer, second, draft):
    """Who opened the draft before another saved is told so."""
    page = officer.get(draft).text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]
    assert written(second, draft, SHIPPED.rules + "\n", SHIPPED.examples).status_code == 303
    sent = {"digest": digest, "rules": "pack: x", "examples": "examples: []"}
    given = officer.post(draft, **sent)
    assert given.status_code == 409
    assert "另一人改动" in given.text


def test_examples_tell_what_they_find(officer, draft, loosened):
    """A draft whose examples fail stays a draft: it names them and cannot be simulated."""
    written(officer, draft, loosened.rules, loosened.examples, "/test")
    page = officer.get(draft).text
    assert lines(page)
    assert 'aria-current="step">草案' in page
    assert "▼ 更宽" in page
    assert "GD-E-PHONE" in page
    given = officer.post(f"{draft}/simulation", purpose="核对", last="10", day="")
    assert given.status_code == 400


def test_a_simulation_is_shown(web, officer, draft, loosened, submitted):
    """Counts, before and after, the chart in the page; no text of a record."""
    simulated(officer, draft, loosened, submitted)
    page = officer.get(draft).text
    assert f"<b>{len(PHONE)}</b> 字将新显示" in page
    assert f"{len(PHONE)} 字 / 1 处" in page
    assert page.count("<svg") == 1
    assert 'aria-current="step">已模拟' in page
    assert PHONE not in page
    (replayed,) = [e for e in web.entries() if e["event"] == "originals-replayed"]
    assert "核对影响" not in str(replayed)


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"purpose": " "}, 400), ({"last": "0"}, 400), ({"last": "5001"}, 400), ({"last": "1e3"}, 400),
     ({"last": "99999999999"}, 400), ({"day": "tomorrow"}, 400)],
)  # fmt: skip
def test_a_simulation_wants_a_purpose_and_a_number(officer, draft, submitted, sent, status):
    """Refused in words; the draft stays where it was."""
    submitted(1)
    written(officer, draft, SHIPPED.rules, SHIPPED.examples, "/test")
    asked = {"purpose": "核对", "last": "10", "day": ""} | sent
    assert officer.post(f"{draft}/simulation", **asked).status_code == status
    assert 'aria-current="step">示例已通过' in officer.get(draft).text


def test_the_officers_day(web, officer, second, draft, loosened, submitted):
    """Own approval is refused with its reason, another approves, it decides, it is rolled back."""
    simulated(officer, draft, loosened, submitted)
    page = officer.get(draft).text
    assert "自己起草的，不能由自己批准" in page
    assert "/approval" not in page
    assert officer.post(f"{draft}/approval", active_from="2026-03-02").status_code == 403

    assert "自己起草的" not in second.get(draft).text
    assert second.post(f"{draft}/approval", active_from="2026-03-01").status_code == 400
    assert second.post(f"{draft}/approval", active_from="").status_code == 400
    assert second.post(f"{draft}/approval", active_from="2026-03-02").status_code == 303
    assert PHONE in submitted(2)["fields"]["CF_SY"]
    assert "1.1.0" in officer.get("/console/policies").text
    assert "<textarea" not in officer.get(draft).text
    assert written_again(officer, draft).status_code == 409

    back = f"/console/policies/{PACK}/rollback"
    page = officer.get(back).text
    assert "恢复随程序提供的规则包" in page
    assert "▲ 更严" in page
    assert PHONE in submitted(3)["fields"]["CF_SY"]
    assert officer.post(back).status_code == 303
    assert PHONE not in submitted(4)["fields"]["CF_SY"]
    assert officer.get(back).status_code == 404
    events = [entry["event"] for entry in web.entries()]
    assert events.count("policy-rolled-back") == 1


def written_again(who, path):
    held = who.web.gateway.packs.find(path.rpartition("/")[2])
    return who.post(path, digest=held.digest, rules="pack: x", examples="examples: []")


def test_a_later_day_and_its_withdrawal(web, officer, second, draft, loosened, submitted):
    """Approved for a day to come it waits, and may be withdrawn until then."""
    simulated(officer, draft, loosened, submitted)
    second.post(f"{draft}/approval", active_from="2026-03-09")
    page = officer.get(draft).text
    assert 'aria-current="step">已批准，未到施行日' in page
    assert "▼ 更宽" in page
    assert officer.post(f"{draft}/withdrawal").status_code == 303
    assert "已撤回" in officer.get(draft).text
    assert officer.post(f"{draft}/withdrawal").status_code == 409


def test_the_version_before_comes_back(officer, second, draft, loosened, submitted):
    """After two versions the roll back names the first and brings it back."""
    simulated(officer, draft, loosened, submitted)
    second.post(f"{draft}/approval", active_from="2026-03-02")
    later = officer.post("/console/drafts", pack=PACK).headers["Location"]
    source = officer.web.gateway.packs.find(draft.rpartition("/")[2]).source
    rules = source.rules.replace('version: "1.1.0"', 'version: "1.2.0"')
    written(officer, later, rules, source.examples, "/test")
    officer.post(f"{later}/simulation", purpose="核对", last="10", day="")
    assert second.post(f"{later}/approval", active_from="2026-03-02").status_code == 303
    back = f"/console/policies/{PACK}/rollback"
    page = officer.get(back).text
    assert f"版本 {draft.rpartition('/')[2][:8]}" in page
    assert "版本由 1.2.0 改为 1.1.0" in page
    officer.post(back)
    assert (
        officer.web.gateway.packs.catalog(officer.web.gateway.journey.today).own(PACK).version
        == "1.1.0"
    )


@pytest.fixture
def verdict(web, submitted):
    """A reviewer has covered a word that no rule knows."""
    submitted(1)
    (case,) = web.get("/v1/reviews", "reviewer").json()["cases"]
    edit = {"op": "add", "field": "CF_SY", "start": 3, "end": 7, "reason": "遮去"}
    said = {"verdict": "fix", "conclusion": "处理后公开", "reason": "改", "edits": [edit]}
    assert web.post(f"/v1/reviews/{case['id']}/verdict", "reviewer", said).status_code == 200


def test_a_proposal_goes_into_a_draft(web, officer, verdict):
    """Counted without its word; taken under a purpose that the access register keeps."""
    page = officer.get("/console/proposals").text
    assert "审核人员补充遮盖" in page
    assert "经营场所" not in page
    assert "还没有可以写入的草案" in page
    draft = officer.post("/console/drafts", pack=PACK).headers["Location"]
    page = officer.get("/console/proposals").text
    path = re.search(r'action="(/console/proposals/[0-9a-f]+/taken)"', page)[1]
    chosen = {"draft": draft.rpartition("/")[2]}
    assert officer.post(path, **chosen, purpose=" ").status_code == 400
    given = officer.post(path, **chosen, purpose="补充词典")
    assert given.headers["Location"] == draft
    assert "经营场所" in text_of(officer.get(draft).text, "rules")
    (look,) = web.get("/v1/access-register", "auditor").json()["entries"]
    assert look["purpose"] == "补充词典"


def test_a_refused_record_becomes_an_example(web, officer, draft, submitted):
    """What a reviewer would not publish is proposed as a case; no word is read for it."""
    submitted(1)
    case = web.get("/v1/reviews", "reviewer").json()["cases"][0]
    said = {"verdict": "reject", "conclusion": "不予公开", "reason": "不宜公开"}
    assert web.post(f"/v1/reviews/{case['id']}/verdict", "reviewer", said).status_code == 200
    page = html.unescape(officer.get("/console/proposals").text)
    assert "审核人员不同意公示" in page
    assert "expect: {outcome: blocked}" in page
    path = re.search(r'action="(/console/proposals/[0-9a-f]+/taken)"', page)[1]
    given = officer.post(path, draft=draft.rpartition("/")[2], purpose="补充示例")
    assert given.headers["Location"] == draft
    assert "审核人员不同意公示" in text_of(officer.get(draft).text, "examples")
    assert web.get("/v1/access-register", "auditor").json()["entries"] == []


def test_a_gateway_without_packs_says_so(web, person, monkeypatch):
    """No page of policies breaks where there are none."""
    monkeypatch.setattr(type(web.app.state.desk), "gateway", _Bare(web.gateway))
    given = person("officer").get("/console/policies")
    assert given.status_code == 404
    assert "这个网关没有规则包" in given.text


class _Bare:
    def __init__(self, gateway):
        self.bare = type(gateway)(gateway.journey, gateway.database, gateway.ledger, gateway.keys,
                                  gateway.clock)  # fmt: skip

    def __get__(self, instance, owner=None):
        return self.bare


@pytest.mark.parametrize("role", Role)
def test_who_finds_the_policies_in_the_menu(person, role):
    """Officers and reviewers; nobody else."""
    somebody = person(role.value)
    opened = somebody.get("/console/policies").status_code == 200
    assert opened is (role in {Role.OFFICER, Role.REVIEWER})
    assert isinstance(somebody.client, TestClient)
