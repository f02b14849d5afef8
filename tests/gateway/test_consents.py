"""Third parties are asked, answer or stay silent, the authority decides: each step logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from detectors.border import Scanner
from gateway import reviews
from gateway.accounts import Account, Role
from gateway.consent import GROUNDS
from gateway.consulting import Consulting, waiting
from gateway.errors import Conflict, NotAllowed, NotFound, UsageError
from gateway.home import now
from gateway.journey import Gateway, Journey
from gateway.ledger import Ledger
from gateway.record import Record
from gateway.sample import numbers
from gateway.storage import tables
from gateway.verdict import Edit, Verdict
from policies import catalog
from policies.calendar import add_working_days, china

DAY = date(2026, 11, 20)
CHANNEL = "department-portal"
REVIEWER = Account("rev-1", "审核员甲", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
_RNG = Random(11)
PHONE = numbers.mobile(_RNG)
PRICE = "当事人称其成本价为19.7元"
RECIPE = "其投料配比为芝麻酱55g、腐乳18g"
FACTS = f"{PRICE}，对外保密。{RECIPE}。投诉人的电话为{PHONE}。"
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": numbers.uscc(_RNG, "440106"),
    "CF_FRDB": "欧阳思远",
    "CF_WSH": "穗天市监罚〔2026〕88号",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": FACTS,
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_CFLB": "警告",
    "CF_NR": "给予警告。",
    "CF_JDRQ": "2026/10/09",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": "广州市天河区市场监督管理局",
    "CF_CFJGDM": numbers.uscc(_RNG, "440106", "11"),
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": numbers.uscc(_RNG, "440106", "11"),
}
ACCEPT = Verdict("accept", "处理后公开", "已核对")
REJECT = Verdict("reject", "不予公开", "不宜公开")
PARTY = "揽月调味品有限公司"


def on(gateway, day):
    """The same gateway on another day."""
    return replace(gateway, journey=replace(gateway.journey, today=day))


@pytest.fixture
def gateway(database, keys):
    pack = catalog.shipped().load("rs-2018-gd")
    journey = Journey(Scanner(required=pack.detectors), pack, DAY)
    return Gateway(journey, database, Ledger(database, now), keys, now)


@pytest.fixture
def case(gateway):
    """The id of a case with two secrets and a telephone number."""
    record = Record("A-1", "penalty", FIELDS, procedure="普通程序")
    ((given,),) = gateway.submit([record], [CHANNEL], "portal-1")
    assert given.outcome == "in_review"
    with gateway.database.reading() as tx:
        ((_, (listed,)),) = [reviews.queue(tx)]
    return listed.id


def events(gateway):
    return [e.entry.event for e in gateway.ledger.entries()]


def asked(gateway, case, served=DAY, **more):
    return Consulting(gateway, REVIEWER).ask(case, PARTY, served, **more)


def decided(gateway, case, answer, decision, ground=None):
    """A question that was answered (or not) and decided."""
    made = asked(gateway, case)
    if answer is None:
        gateway = on(gateway, date.fromisoformat(made.due) + timedelta(days=1))
    else:
        Consulting(gateway, REVIEWER).answered(made.id, answer, "涉及配方", DAY)
    return Consulting(gateway, REVIEWER).decide(made.id, decision, ground, "已经权衡")


def shown(gateway, case, verdict=ACCEPT):
    return gateway.judge(case, verdict, REVIEWER).body["fields"]["CF_SY"]


def test_a_notice_names_the_exact_spans_and_the_last_day(gateway, case):
    """Whole findings, the fifteenth working day after service, the party sealed."""
    made = asked(gateway, case)
    spans = [FACTS[s.start : s.end] for s in made.spans]
    assert len(spans) == 2
    assert "19.7元" in spans[0]
    assert "芝麻酱55g" in spans[1]
    assert made.due == add_working_days(DAY, 15, china())[0].isoformat()
    body = gateway.ledger.entries()[-1].entry.body
    assert events(gateway)[-1] == "consent-noticed"
    assert [s["start"] for s in body["spans"]] == [s.start for s in made.spans]
    assert PARTY not in str(body)


def test_while_a_question_is_open_nothing_is_released(gateway, case):
    """No accept, no fix; a reject ends the case and the question with it."""
    made = asked(gateway, case)
    lift = Edit("lift", "CF_SY", made.spans[0].start, made.spans[0].end, "公开")
    for verdict in (ACCEPT, Verdict("fix", "处理后公开", "已核对", (lift,))):
        with pytest.raises(Conflict, match="第三方"):
            gateway.judge(case, verdict, REVIEWER)
    assert gateway.judge(case, REJECT, REVIEWER).outcome == "blocked"
    assert events(gateway)[-1] == "consent-void"
    assert waiting(gateway) == []


def test_with_consent_the_spans_are_shown_and_nothing_else(gateway, case):
    """The secrets as they stand, the telephone number covered; the answer says why."""
    decided(gateway, case, "agreed", "publish")
    given = gateway.judge(case, ACCEPT, REVIEWER)
    assert given.outcome == "released"
    text = given.body["fields"]["CF_SY"]
    assert "19.7元" in text
    assert "芝麻酱55g、腐乳18g" in text
    assert PHONE not in text
    assert {line["rule"] for line in given.body["lifted"]} == {"CONSENT"}
    assert "consents" in gateway.ledger.entries()[-1].entry.body
    assert gateway.ledger.verify()


@pytest.mark.parametrize(
    ("answer", "decision", "ground", "public"),
    [
        ("agreed", "withhold", None, False),
        ("refused", "withhold", None, False),
        ("refused", "publish", "public-interest", True),
        (None, "withhold", None, False),
        (None, "publish", None, True),
        (None, "publish", "public-interest", True),
    ],
)
def test_the_verdict_does_what_was_decided(gateway, case, answer, decision, ground, public):
    """Every way through the law: agreed, refused, silent; for and against; overridden."""
    made = decided(gateway, case, answer, decision, ground)
    assert made.ground in GROUNDS[answer or "unanswered", decision]
    assert ("19.7元" in shown(gateway, case)) is public
    steps = ["consent-noticed", "consent-answered" if answer else "consent-lapsed"]
    found = [e for e in events(gateway) if e.startswith("consent-")]
    assert found == [*steps, "consent-decided"]


def test_a_refusal_is_overridden_for_the_public_interest_alone(gateway, case):
    """Not by default, not on another ground, not without a reason."""
    made = asked(gateway, case)
    desk = Consulting(gateway, REVIEWER)
    desk.answered(made.id, "refused", "涉及配方", DAY)
    for ground in (None, "consent", "authority", "refused"):
        with pytest.raises(UsageError):
            desk.decide(made.id, "publish", ground, "已经权衡")
    for reason in ("", "  ", f"请致电{PHONE}"):
        with pytest.raises(UsageError):
            desk.decide(made.id, "publish", "public-interest", reason)
    assert waiting(gateway)[0].state == "refused"


def test_nothing_is_decided_before_the_last_day_is_over(gateway, case):
    """On the fifteenth working day the third party may still answer; on the next it is over."""
    made = asked(gateway, case)
    last = date.fromisoformat(made.due)
    with pytest.raises(Conflict):
        Consulting(on(gateway, last), REVIEWER).decide(made.id, "publish", None, "已经权衡")
    assert Consulting(on(gateway, last), REVIEWER).lapse() == []
    (lapsed,) = Consulting(on(gateway, last + timedelta(days=1)), REVIEWER).lapse()
    assert lapsed.state == "unanswered"
    assert Consulting(on(gateway, last + timedelta(days=2)), REVIEWER).lapse() == []


def test_a_late_answer_counts_until_the_decision(gateway, case):
    """It is noted as late; after the decision it is refused."""
    made = asked(gateway, case)
    late = date.fromisoformat(made.due) + timedelta(days=3)
    desk = Consulting(on(gateway, late), REVIEWER)
    assert desk.answered(made.id, "refused", "涉及配方", late).state == "refused"
    assert gateway.ledger.entries()[-1].entry.body["late"] is True
    desk.decide(made.id, "withhold", None, "理由成立")
    with pytest.raises(Conflict):
        desk.answered(made.id, "agreed", "", late)


def test_what_was_withheld_cannot_be_lifted(gateway, case):
    """A reviewer's edit does not go round the decision."""
    made = decided(gateway, case, "refused", "withhold")
    for span in made.spans:
        lift = Edit("lift", "CF_SY", span.start, span.end, "公开")
        with pytest.raises(UsageError, match="第三方"):
            gateway.judge(case, Verdict("fix", "处理后公开", "已核对", (lift,)), REVIEWER)


def test_two_parties_are_asked_apart(gateway, case):
    """Each about its own span; nobody twice about one; both must be decided."""
    with gateway.database.reading() as tx:
        spans = gateway.reopened(tx, reviews.case(tx, case)).decision.spans
    places = [(s.field, s.start, s.end) for s in spans if s.entity_type == "TRADE_SECRET"]
    first = asked(gateway, case, wanted=places[:1])
    with pytest.raises(Conflict):
        asked(gateway, case)
    second = asked(gateway, case, wanted=places[1:])
    desk = Consulting(gateway, REVIEWER)
    desk.answered(first.id, "agreed", "", DAY)
    desk.decide(first.id, "publish", None, "同意")
    with pytest.raises(Conflict):
        gateway.judge(case, ACCEPT, REVIEWER)
    desk.answered(second.id, "refused", "配方", DAY)
    desk.decide(second.id, "withhold", None, "理由成立")
    text = shown(gateway, case)
    assert "19.7元" in text
    assert "芝麻酱" not in text


def test_only_whole_secrets_are_asked_about(gateway, case):
    """No part of a finding, no public text, no telephone number, no unknown field."""
    start = FACTS.index(PHONE)
    wrong = [
        ("CF_SY", 0, 2), ("CF_SY", start, start + len(PHONE)), ("CF_NR", 0, 2), ("X", 0, 1),
        ("CF_SY", 5000, 5001),
    ]  # fmt: skip
    for place in wrong:
        with pytest.raises(UsageError):
            asked(gateway, case, wanted=[place])
    with pytest.raises(UsageError):
        asked(gateway, case, served=DAY + timedelta(days=1))
    with pytest.raises(UsageError):
        Consulting(gateway, REVIEWER).ask(case, " ", DAY)
    assert waiting(gateway) == []


def test_who_may_consult(gateway, case):
    """A reviewer, about what others submitted, while the case waits."""
    made = asked(gateway, case)
    for role in Role:
        if role is not Role.REVIEWER:
            other = Account("x", "某", role, "2026-01-01T00:00:00.000Z")
            for act in ("ask", "answered", "decide"):
                with pytest.raises(NotAllowed):
                    _act(Consulting(gateway, other), act, case, made.id)
    own = Account("portal-1", "报送员", Role.REVIEWER, "2026-01-01T00:00:00.000Z")
    for act in ("ask", "answered", "decide"):
        with pytest.raises(NotAllowed):
            _act(Consulting(gateway, own), act, case, made.id)
        with pytest.raises(NotFound):
            _act(Consulting(gateway, REVIEWER), act, "0" * 32, "0" * 16)


def _act(desk, act, case, made):
    if act == "ask":
        return desk.ask(case, PARTY, DAY)
    if act == "answered":
        return desk.answered(made, "agreed", "", DAY)
    return desk.decide(made, "withhold", None, "已经权衡")


def test_a_newer_submission_voids_the_question(gateway, case):
    """The record was answered anew: what was asked about the old one means nothing."""
    asked(gateway, case)
    record = Record("A-1", "penalty", FIELDS | {"CF_SY": "给予警告。"}, procedure="普通程序")
    gateway.submit([record], [CHANNEL], "portal-1")
    assert "consent-void" in events(gateway)
    assert waiting(gateway) == []
    assert [c.state for c in waiting(gateway, every=True)] == ["void"]


def test_neither_table_nor_log_holds_what_was_said(gateway, case, database):
    """The party, the answer, the reason and the spans' text rest sealed or nowhere."""
    made = asked(gateway, case)
    desk = Consulting(gateway, REVIEWER)
    desk.answered(made.id, "refused", "这是祖传秘方", DAY)
    desk.decide(made.id, "withhold", None, "理由成立")
    with database.reading() as tx:
        kept = repr(tx.execute(select(tables.consents)).all())
        kept += repr(tx.execute(select(tables.ledger)).all())
    for said in (PARTY, "祖传", "理由成立", "19.7", "芝麻酱"):
        assert said not in kept
        assert said.encode() not in kept.encode("unicode_escape")


def test_the_papers_hold_the_spans_and_nothing_else_of_the_record(gateway, case):
    """Notice and decision, as text and as a page; each look is registered."""
    made = asked(gateway, case)
    desk = Consulting(gateway, REVIEWER)
    notice = desk.paper(made.id)
    for form in (notice.text(), notice.html()):
        for said in (
            PARTY,
            "征求第三方意见通知书",
            "19.7元",
            "芝麻酱55g",
            "15个工作日",
            "穗天市监罚",
        ):
            assert said in form
        assert PHONE not in form
        assert "欧阳思远" not in form
    desk.answered(made.id, "refused", "祖传", DAY)
    desk.decide(made.id, "publish", "public-interest", "涉及公共健康")
    told = desk.paper(made.id)
    for form in (told.text(), told.html()):
        for said in (PARTY, "决定告知书", "涉及公共健康", "公共利益", "19.7元"):
            assert said in form
    assert events(gateway).count("revealed") == 2
    with gateway.database.reading() as tx:
        assert len(tx.execute(select(tables.access_register)).all()) == 2
    assert PARTY not in repr(notice)


def test_a_page_runs_nothing(gateway, case):
    """What a party is called cannot become markup."""
    made = Consulting(gateway, REVIEWER).ask(case, "<script>alert(1)</script>", DAY)
    page = Consulting(gateway, REVIEWER).paper(made.id).html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
