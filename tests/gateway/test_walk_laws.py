"""Laws of the walk that no single case can show."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from detectors.border import Scanner
from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import SHIELDS, Status
from detectors.registry import all_detectors, entity_types
from gateway.formats import RawRow
from gateway.home import now
from gateway.intake import Intake
from gateway.journey import Gateway, Journey
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.record import Record
from gateway.sample import numbers, records
from gateway.sheets import sheet_of
from gateway.storage.database import Database, default_url
from policies import catalog

DAY = date(2026, 11, 20)
PACK = catalog.shipped().load("rs-2018-gd")
CHANNELS = tuple(PACK.channels)
#: Mild to strict.
OUTCOMES = ("released", "in_review", "blocked")
PERSONAL = sorted(entity_types() - SHIELDS)
_RNG = Random(3)
_TEXTS = (
    "当事人销售超过保质期的食品。",
    f"投诉人钟离秋（公民身份号码{numbers.id_number(_RNG, '440106', 1980)}）的电话为"
    f"{numbers.mobile(_RNG)}，住广州市天河区棠东路12号302房。",
    "检查发现当事人接纳未成年人林小穗（2013年5月9日出生）在营业场所内上网。",
    "其卤料配方为白糖12份、食盐8份、花椒3份，当事人主张该配方未曾公开并采取了保密措施。",
)
FIELDS = {
    "CF_XDR_MC": "广州市棠禾食品有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": numbers.uscc(_RNG, "440106"),
    "CF_FRDB": "欧阳思远",
    "CF_FR_ZJLX": "身份证",
    "CF_FR_ZJHM": numbers.id_number(_RNG, "440106", 1975),
    "CF_WSH": "穗天市监罚〔2026〕88号",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": _TEXTS[0],
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_CFLB": "警告",
    "CF_NR": "给予警告。",
    "CF_JDRQ": "2026/10/09",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": "广州市天河区市场监督管理局",
    "CF_CFJGDM": numbers.uscc(_RNG, "440106", "11"),
    "CF_SJLY": "广州市天河区市场监督管理局",
    "CF_SJLYDM": numbers.uscc(_RNG, "440106", "11"),
    "BZ": "联系人巫马静。",
}


class Also(Detector):
    """Claims one span more, wherever it is told to."""

    kind, entities, label, basis = "also", tuple(PERSONAL), "假", "假"

    def __init__(self, *claims):
        super().__init__()
        self.more = claims

    def claims(self, sheet):
        starts = {p.field: start for p, start in zip(sheet.passages, sheet.starts, strict=True)}
        for field, start, end, entity_type, status, evidence in self.more:
            if field in starts:
                at = starts[field]
                yield Claim(
                    entity_type, at + start, at + end, detector=self.ident, status=status,
                    evidence=evidence, explanation="假",
                )  # fmt: skip


def journey(*claims):
    return Journey(Scanner((*all_detectors(), Also(*claims))), PACK, DAY)


def record(text, **changed):
    return Record("A-1", "penalty", FIELDS | {"CF_SY": text}, procedure="普通程序", **changed)


def outcomes(walk, sent):
    return {d.decision.channel: d.decision.outcome for d in walk.drafts(sent, CHANNELS)}


def found(walk, sent):
    """What is found in a record, as far as policy asks for it."""
    scan = walk.scanner.scan(sheet_of(sent.kind, sent.fields))
    return {
        (field, f.start, f.end, f.entity_type, f.role, f.category, f.status)
        for field, findings in scan.findings.items()
        for f in findings
    }


@pytest.fixture(scope="module")
def without():
    """What each text comes to without a further finding."""
    return {text: outcomes(journey(), record(text)) for text in _TEXTS}


@st.composite
def further(draw):
    """A text and one claim more on a field of its record."""
    text = draw(st.sampled_from(_TEXTS))
    field = draw(st.sampled_from(sorted(FIELDS)))
    content = text if field == "CF_SY" else FIELDS[field]
    start = draw(st.integers(0, len(content) - 1))
    end = draw(st.integers(start + 1, len(content)))
    entity_type, status = draw(st.sampled_from(PERSONAL)), draw(st.sampled_from(list(Status)))
    return text, (field, start, end, entity_type, status, Evidence(draw(st.integers(1, 15))))


@given(further())
@example((_TEXTS[0], ("CF_JDRQ", 0, 1, "ADDRESS", Status.CERTAIN, Evidence.CONTEXT)))
@settings(max_examples=120)
def test_one_finding_more_never_makes_an_outcome_milder(without, drawn):
    """Law: on every channel a further finding leaves the outcome or makes it stricter.

    Further means that all others still stand: which of two claims wins is settled before.
    """
    text, claim = drawn
    walk, sent = journey(claim), record(text)
    assume(found(walk, sent) > found(journey(), sent))
    for channel, outcome in outcomes(walk, sent).items():
        assert OUTCOMES.index(outcome) >= OUTCOMES.index(without[text][channel])


@given(st.sampled_from(_TEXTS), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_fields_does_not_matter(without, text, rng):
    """Law: a record's outcome is that of its fields, in whatever order they stand."""
    sent = record(text)
    codes = list(sent.fields)
    rng.shuffle(codes)
    shuffled = replace(sent, fields={code: sent.fields[code] for code in codes})
    assert outcomes(journey(), shuffled) == without[text]


def bodies(answers):
    return [[(a.outcome, {**a.body, "receipt": None}) for a in group] for group in answers]


@pytest.fixture(scope="module")
def arrivals():
    """Good records, a refused row, a second row of one decision."""
    intake = Intake(Keys(bytes(32)), DAY)
    rows = [*records(5, 12, length=120, density=0.4, until=DAY)]
    rows += [{"id": "broken", "kind": "penalty", "fields": {"CF_WSH": "无"}}]
    penalty = next(row for row in rows if row["kind"] == "penalty")
    rows += [{**penalty, "id": "again"}]
    return [intake.read(RawRow(number, row)) for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize("sizes", [(14,), (1,) * 14, (5, 1, 8), (13, 1)], ids=range(4))
def test_alone_or_in_a_batch_the_answers_are_the_same(arrivals, sizes, tmp_path):
    """However many are sent at once, each record gets the same answer for each channel."""
    answers = _submitted(arrivals, sizes, tmp_path / "one")
    assert bodies(answers) == bodies(_submitted(arrivals, (2,) * 7, tmp_path / "other"))
    assert {outcome for group in bodies(answers) for outcome, _ in group} >= {
        "released", "in_review", "rejected",
    }  # fmt: skip


def _submitted(arrivals, sizes, home):
    database = Database.open(default_url(home))
    gateway = Gateway(journey(), database, Ledger(database, now), Keys(bytes(32)), now)
    waiting, answers = iter(arrivals), []
    for size in sizes:
        batch = [next(waiting) for _ in range(size)]
        answers += gateway.submit(batch, CHANNELS[:2], "portal-1")
    assert gateway.ledger.verify().entries == sum(len(group) for group in answers)
    database.close()
    return answers
