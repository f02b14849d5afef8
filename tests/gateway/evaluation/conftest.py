"""Small invented documents: mentions, findings and what was decided, without a detector."""

import pytest

from detectors.finding import Finding, Status
from gateway.evaluation.gold import Mention
from gateway.evaluation.labels import shipped
from gateway.evaluation.measure import judge
from gateway.evaluation.results import Evaluation, Setting
from gateway.evaluation.walk import HIDE, Walked, Wanted
from gateway.redact import redact
from policies.action import Action
from policies.decision import Decision, PackRef, Ruling, SpanRuling

PACK = PackRef("test", "1", "0" * 64)


def _mention(start, end, label="PERSON", field="body", **given):
    meaning = shipped().meaning(label)
    values = {
        "entity_type": meaning.entity_type,
        "accepts": meaning.accepts,
        "keep": meaning.keep,
        "neutral": meaning.neutral,
    }
    return Mention(field, start, end, label, **(values | given))


def _finding(start, end, entity_type="PERSON", status=Status.CERTAIN, **given):
    return Finding(start, end, entity_type, 0.9, "fake@1", status, **given)


def _ruling(finding, field, action, operator="remove"):
    """Kept, or covered by a mask."""
    kept = action is Action.KEEP
    return SpanRuling(
        field, finding.start, finding.end, finding.entity_type, finding.status.word,
        "fake@1", action, "R-KEEP" if kept else "R-HIDE", "法", "" if kept else operator,
    )  # fmt: skip


@pytest.fixture
def mention():
    """``mention(start, end, label)``: a span with what its label means."""
    return _mention


@pytest.fixture
def finding():
    """``finding(start, end, entity_type)``: what a detector reported."""
    return _finding


@pytest.fixture
def walked():
    """``walked(texts, mentions, hides, keeps)``: a document with what was masked and what kept.

    ``hides`` and ``keeps`` are findings by field, ``shows`` the mentions that the policy would
    show, ``drops`` the fields that are not shown, ``operator`` the mask of what is hidden.
    """

    def made(
        texts, mentions=(), hides=None, keeps=None, *, shows=(), drops=(), ident="D-1",
        outcome="released", surrogate=None, operator="remove",
    ):  # fmt: skip
        if isinstance(texts, str):
            texts = {"body": texts}
        hides = {"body": hides} if isinstance(hides, (list, tuple)) else hides or {}
        keeps = {"body": keeps} if isinstance(keeps, (list, tuple)) else keeps or {}
        spans = [
            *(
                _ruling(f, code, Action.MASK, operator)
                for code, found in hides.items()
                for f in found
            ),
            *(_ruling(f, code, Action.KEEP) for code, found in keeps.items() for f in found),
        ]
        fields = {
            code: Ruling(Action.DROP if code in drops else Action.KEEP, "F-1", "法", code)
            for code in texts
        }
        decision = Decision("department-portal", PACK, (), fields, tuple(spans), ())
        wanted = {m: Wanted(True, "R-SHOW") if m in shows else HIDE for m in mentions if not m.keep}
        findings = {
            code: tuple(sorted((*hides.get(code, ()), *keeps.get(code, ())), key=lambda f: f.start))
            for code in texts
        }
        return Walked(
            id=ident, surrogate=surrogate, texts=texts, mentions=tuple(mentions),
            findings=findings, unread=(), outcome=outcome,
            redacted=None if outcome == "rejected" else redact(texts, decision),
            rulings=tuple(spans), wanted=wanted,
        )  # fmt: skip

    return made


@pytest.fixture
def letters(walked, mention, finding):
    """Two judged documents whose figures are counted by hand in the tests.

    The first: one person found, one missed and shown, an address found but for its last
    character, a wrong telephone (suspect), a company found and kept whole. The second: a person
    found as a suspect, a company damaged by a mask.
    """
    text = "陈小兰和王伟，住云峰路8号，松和公司，文号88。"
    first = walked(
        text,
        [
            mention(0, 3, role="party", form="han3"),
            mention(4, 6, role="third_party", form="han2"),
            mention(8, 13, "ADDRESS", of="person"),
            mention(14, 18, "ORG"),
        ],
        [
            finding(0, 3),
            finding(8, 12, "ADDRESS"),
            finding(21, 23, "PHONE_NUMBER", Status.SUSPECT),
        ],
        [finding(14, 18, "ORGANIZATION")],
        surrogate=False,
    )
    second = walked(
        "李芳在云记商行",
        [mention(0, 2, role="party", form="han2"), mention(3, 7, "ORG")],
        [finding(0, 2, status=Status.SUSPECT), finding(3, 5)],
        ident="D-2",
        outcome="in_review",
        surrogate=True,
    )
    return [judge(first), judge(second)]


@pytest.fixture
def evaluation(letters):
    """The evaluation of those two documents."""
    setting = Setting("0" * 64, "department-portal", "2026-11-20", "test", "1", "1" * 64)
    return Evaluation.of(letters, setting)
