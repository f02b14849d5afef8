"""The border with Presidio: nothing fails open, nothing leaks, nothing crosses a field."""

import logging
import time

import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from detectors.border import Scanner
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Finding, Status, Unread
from detectors.registry import all_detectors
from detectors.sheet import Passage, Sheet

SECRET = "独一无二何小满"


class Foreign(EntityRecognizer):
    """A recogniser that is not ours and does what the test says."""

    def __init__(self, act):
        super().__init__(["THING"], name="foreign", supported_language="zh", version="7")
        self.act = act

    def load(self):
        pass

    def analyze(self, text, entities, nlp_artifacts=None):
        return self.act(text)


class Slow(Detector):
    """A detector that lets the test's clock run."""

    kind = "slow"
    entities = ("THING",)
    label = basis = "慢"

    def __init__(self, clock, seconds):
        super().__init__()
        self.clock, self.seconds = clock, seconds

    def claims(self, sheet):
        self.clock.now += self.seconds
        yield Claim(
            "THING",
            0,
            1,
            detector=self.ident,
            status=Status.LIKELY,
            evidence=Evidence.STRUCTURE,
            explanation="",
        )


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def result(start, end, score=0.9, kind="THING"):
    return RecognizerResult(kind, start, end, score)


def scan(act, *passages):
    sheet = Sheet([Passage(f"f{i}", text) for i, text in enumerate(passages or ("何小满",))])
    return Scanner([Foreign(act)]).scan(sheet)


def boom(text):
    raise ValueError(text)


def test_a_failing_detector_is_a_silence_without_its_message(caplog):
    """Only the class of the error is kept: its message may hold the text."""
    outcome = scan(boom, SECRET)
    assert outcome.unread == (Unread("foreign@7", "failed: ValueError"),)
    assert SECRET not in repr(outcome) + caplog.text


def test_a_detector_that_runs_past_the_budget_is_a_silence():
    """Its findings count, those behind it are not run, and all of them are unread."""
    clock = Clock()
    scanner = Scanner([Slow(clock, 3), Slow(clock, 9), Slow(clock, 1)], budget_s=10, clock=clock)
    outcome = scanner.scan(Sheet.of_text("甲"))
    assert outcome.unread == (Unread("slow@1", "timeout"), Unread("slow@1", "not-run"))
    assert len(outcome.findings["text"]) == 1


def test_sheets_of_a_batch_know_nothing_of_each_other():
    """What one sheet names is not found in another, and each is told as if it stood alone."""
    texts = ("当事人温若棠，电话13800138000。", "温若棠与老温到场。", "", "见附件。")
    scanner = Scanner()
    together = scanner.scan_all([Sheet.of_text(text) for text in texts])
    assert together == [scanner.scan(Sheet.of_text(text)) for text in texts]
    assert scanner.scan_all([]) == []


def test_a_sheet_that_takes_long_leaves_the_time_of_the_others():
    """The budget is each sheet's own."""
    clock = Clock()
    slow = Slow(clock, 6)
    first, second = Scanner([slow, slow], budget_s=10, clock=clock).scan_all(
        [Sheet.of_text("甲"), Sheet.of_text("乙")]
    )
    assert first.unread == second.unread == (Unread("slow@1", "timeout"),)


def test_a_required_detector_that_is_missing_is_a_silence():
    """Fewer detectors never means fewer questions."""
    scanner = Scanner([], required=["person", "cn_id_card"])
    assert scanner.scan(Sheet.of_text("")).unread == (
        Unread("cn_id_card", "missing"),
        Unread("person", "missing"),
    )
    every = [d.kind for d in all_detectors()]
    assert Scanner(required=every).scan(Sheet.of_text("")).unread == ()


@pytest.mark.parametrize(
    "bad",
    [(-1, 2), (2, 2), (3, 1), (0, 99), (None, 1), (0.0, 1), (True, 2)],
    ids=range(7),
)
def test_senseless_offsets_are_a_silence(bad):
    """The rest of what the detector found still counts."""
    outcome = scan(lambda _: [result(*bad), result(0, 1)])
    assert len(outcome.unread) == 1
    assert outcome.unread[0].detector == "foreign@7"
    assert "何" not in repr(outcome)


def test_an_unannounced_entity_type_is_a_silence():
    """A type that the recogniser does not declare might be anything, even the text."""
    outcome = scan(lambda text: [result(0, 1, kind=text)], SECRET)
    assert outcome.unread == (Unread("foreign@7", "bad-result"),)
    assert outcome.findings["f0"] == ()


def test_a_foreign_result_is_never_certain():
    """Presidio's score is no evidence: half and more is likely, less is a suspect."""
    outcome = scan(lambda _: [result(0, 1, 1.0), result(1, 2, 0.5), result(2, 3, 0.49)])
    assert [f.status for f in outcome.findings["f0"]] == [
        Status.LIKELY,
        Status.LIKELY,
        Status.SUSPECT,
    ]
    assert {f.detector for f in outcome.findings["f0"]} == {"foreign@7"}


def test_a_result_across_fields_is_cut_at_their_ends():
    """Each field gets its own part, in its own offsets."""
    outcome = scan(lambda text: [result(0, len(text))], "甲乙", "", "丙")
    spans = {name: [(f.start, f.end) for f in found] for name, found in outcome.findings.items()}
    assert spans == {"f0": [(0, 2)], "f1": [], "f2": [(0, 1)]}


def test_offsets_are_those_of_the_field():
    """Code points of the original text, whatever stands in the fields before."""
    sheet = Sheet([Passage("a", "😀\u200b甲"), Passage("b", "电话138\u200b00138000号")])
    (finding,) = Scanner().scan(sheet).findings["b"]
    assert (finding.start, finding.end) == (2, 14)


@pytest.mark.parametrize("state", ["plain", "level", "disabled", "off"])
def test_a_regex_timeout_is_a_silence(monkeypatch, caplog, state):
    """Presidio only logs it; no setting of the log may lose it."""
    monkeypatch.setattr("presidio_analyzer.pattern_recognizer.REGEX_TIMEOUT_SECONDS", 0.05)
    slow = PatternRecognizer("THING", patterns=[Pattern("p", r"(?:x|xx|x)+\Z", 0.9)], name="slow")
    log = logging.getLogger("presidio-analyzer")
    monkeypatch.setattr(log, "disabled", state == "disabled")
    level, off = log.level, log.manager.disable
    try:
        log.setLevel(logging.CRITICAL if state == "level" else level)
        logging.disable(logging.CRITICAL if state == "off" else logging.NOTSET)
        before = (log.level, log.disabled, log.manager.disable, list(log.filters))
        outcome = Scanner([slow]).scan(Sheet.of_text("x" * 60 + "!"))
        assert (log.level, log.disabled, log.manager.disable, list(log.filters)) == before
    finally:
        log.setLevel(level)
        logging.disable(off)
    assert [u.reason for u in outcome.unread] == ["timeout"]
    assert "xxx" not in caplog.text


def test_what_a_foreign_recogniser_logs_stays_inside(caplog):
    """Its log lines may hold the text."""

    def chatter(text):
        logging.getLogger("presidio-analyzer").error("found %s", text)
        return []

    assert scan(chatter, SECRET).unread == ()
    assert SECRET not in caplog.text


def test_a_plain_presidio_recogniser_works_and_times_itself(caplog):
    """Foreign pattern recognisers are welcome and print nothing of the text."""
    caplog.set_level(logging.DEBUG)
    thing = PatternRecognizer("THING", patterns=[Pattern("p", SECRET, 0.7)], name="thing")
    outcome = Scanner([thing]).scan(Sheet.of_text(f"见{SECRET}。"))
    assert [(f.start, f.end) for f in outcome.findings["text"]] == [(1, 8)]
    assert SECRET not in caplog.text + repr(outcome)


def test_findings_hold_no_text():
    """Neither the finding nor the claim behind it can print what was found."""
    text = "身份证号440106197803120020，电话13812345678，邮箱hexiaoman@example.com，粤A12345"
    findings = Scanner().scan_text(text)
    shown = repr(findings) + repr([d.analyze(text, list(d.entities)) for d in all_detectors()])
    assert len(findings) >= 4
    for finding in findings:
        assert isinstance(finding, Finding)
        assert text[finding.start : finding.end] not in shown


def test_detectors_do_not_log_the_text(caplog):
    """At any level, under any logger."""
    caplog.set_level(logging.DEBUG)
    Scanner().scan_text("电话13812345678")
    assert "13812345678" not in caplog.text


def test_an_empty_record_is_scanned():
    """No field, an empty field: no findings and no complaint."""
    assert Scanner().scan(Sheet([])).findings == {}
    assert Scanner().scan_text("") == ()


def test_the_default_budget_suits_a_long_text():
    """Twenty thousand characters of penalty text are nowhere near the budget."""
    text = "当事人何小满（身份证号440106197803120020，电话13812345678）经营粤A12345货车。" * 400
    began = time.monotonic()
    outcome = Scanner().scan(Sheet.of_text(text))
    assert outcome.unread == ()
    assert time.monotonic() - began < 10
