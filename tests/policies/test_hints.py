"""Hints: what a record plainly tells, however it is written, and what only sounds like it."""

from __future__ import annotations

from datetime import date

import pytest

from detectors.finding import Finding, Scan, Status
from policies.hints import Dates, hints
from policies.standards import standard
from policies.standards.subject import InferredSubject

DAY = date(2026, 11, 20)
SAID = InferredSubject("organisation", "organisation", stated=True)
UNSAID = InferredSubject("organisation", "organisation", note="推断")


def told(fields, *, kind="penalty", scan=None, subject=SAID, procedure=None, dates=None):
    return hints(
        fields,
        scan or Scan({}),
        columns=standard.spec(kind),
        subject=subject,
        procedure=procedure,
        person_columns=standard.person_columns(kind),
        dates=dates or Dates(DAY, date(2026, 11, 1)),
    )


SIMPLE = [
    "适用简易程序。",
    "依法当场处罚。",
    "当场作出处罚决定。",
    "当场处以罚款五十元。",
    "当场对当事人作出行政处罚决定。",
    "当场收缴罚款",
    "现场处罚决定。",
    "制作《当场处罚决定书》。",
    "简易处罚程序",
    "本案为简易案件。",
    "适用简 易 程 序",
    "适用简\u200b易程序",
    "适用简易\n程序",
    "適用簡易程序",
    "當場處罰",
    "穗公简罚〔2026〕12号",
    "依据穗公（天）当罚决字〔2026〕3号",
]


@pytest.mark.parametrize("text", SIMPLE, ids=range(len(SIMPLE)))
@pytest.mark.parametrize("procedure", [None, "普通程序"])
def test_a_simple_procedure_is_heard_however_it_is_written(text, procedure):
    """Neither spaces nor traditional characters nor a contrary envelope change what it says."""
    assert told({"CF_SY": text}, procedure=procedure) == {"simple_procedure"}
    assert told({"CF_SY": text}, procedure="简易程序") == frozenset()


NOT_SIMPLE = [
    "本案不适用简易程序。",
    "未适用简易程序",
    "不符合适用简易程序的条件",
    "依据《行政处罚简易程序规定》第三条",
    "《公安机关办理行政案件程序规定（简易程序）的规定》",
    "执法人员当场查获过期食品，处罚款五百元。",
    "当场制作现场检查笔录",
    "现场检查发现，予以罚款",
    "依法不予当场处罚",
    "穗天市监罚〔2026〕12号",
    "简阳市监罚〔2026〕1号",
    "应当罚款",
    "本案简单",
]


@pytest.mark.parametrize("text", NOT_SIMPLE, ids=range(len(NOT_SIMPLE)))
def test_what_only_sounds_like_it_is_passed_over(text):
    """Denials, names of statutes, and what was found on the spot."""
    assert told({"CF_SY": text}) == frozenset()


def test_a_denial_covers_itself_alone():
    """What is denied in one sentence may be said in another, and in another field."""
    said = "不适用简易程序。后经审批适用简易程序。"
    assert told({"CF_SY": said}) == {"simple_procedure"}
    assert told({"CF_SY": "不适用", "CF_NR": "简易程序"}) == {"simple_procedure"}


@pytest.mark.parametrize("number", ["穗交简处 12号", "穗公（天）简决字2号", "穗当罚2026-3"])
def test_a_document_number_tells_more_than_a_text(number):
    """In the column of the number a word is enough."""
    assert told({"CF_WSH": number}) == {"simple_procedure"}
    assert told({"document_number": number}, kind="document") == {"simple_procedure"}


def test_fields_are_not_read_as_one():
    """Two fields that only together say it do not say it."""
    assert told({"CF_SY": "本案简", "CF_NR": "易程序"}) == frozenset()


PERSON = Finding(0, 3, "PERSON", 0.9, "fake@1", Status.LIKELY, role="subject")


@pytest.mark.parametrize(
    ("fields", "scan"),
    [
        ({"CF_XDR_ZJHM": "某号"}, None),
        ({"CF_SY": "当事人（自然人）占道经营"}, None),
        ({"CF_SY": "公民 身份号码"}, None),
        ({"CF_SY": "某某某"}, Scan({"CF_SY": (PERSON,)})),
    ],
    ids=range(4),
)
def test_signs_of_a_person_count_until_the_row_says_whom_it_concerns(fields, scan):
    """An organisation that was only inferred is doubted by them, one that is stated is not."""
    assert told(fields, scan=scan, subject=UNSAID) == {"natural_person"}
    assert told(fields, scan=scan, subject=SAID) == frozenset()


def test_what_the_columns_tell_of_the_subject_is_handed_on():
    """A subject that seems a person, and one that contradicts itself."""
    assert told({}, subject=InferredSubject(None, "natural_person")) == {"natural_person"}
    doubtful = InferredSubject("organisation", "natural_person", stated=True, contradicts=True)
    assert told({}, subject=doubtful) == {"contradictory_subject"}


@pytest.mark.parametrize(
    ("title", "dates", "hint"),
    [
        ("行政处罚决定书", Dates(DAY), {"undated_penalty"}),
        ("行政 处罚 决定书", Dates(DAY), {"undated_penalty"}),
        ("对某公司处以罚款的公告", Dates(DAY), {"undated_penalty"}),
        ("行政处罚决定书", Dates(DAY, DAY), set()),
        ("准予行政许可决定书", Dates(DAY), set()),
        ("《行政处罚决定公示办法》", Dates(DAY), set()),
    ],
    ids=range(6),
)
def test_a_penalty_without_its_date_is_noticed(title, dates, hint):
    """Without a date it would be public for a fresh year under each new id."""
    assert told({"title": title}, kind="document", dates=dates) == hint


@pytest.mark.parametrize(
    ("effective", "hint"),
    [(date(2026, 11, 21), {"not_yet_effective"}), (DAY, set()), (None, set())],
    ids=range(3),
)
def test_what_does_not_hold_yet_is_noticed(effective, hint):
    """The first day counts."""
    assert told({}, kind="catalogue_item", dates=Dates(DAY, DAY, effective)) == hint


PUBLIC_SECURITY = [
    {"CF_YJ": "《中华人民共和国治安管理处罚法》第四十三条"},
    {"CF_YJ": "依据治安管理处罚法"},
    {"CF_YJ": "《治安管理處罰法》第二十六條"},
    {"CF_YJ": "《中华人民共和国治安管理处罚条例》"},
    {"CF_CFLB": "罚款；行政拘留"},
    {"CF_CFLB": "拘留"},
    {"CF_NR": "决定给予行政拘留五日的处罚"},
    {"CF_NR": "处拘留十日"},
    {"CF_SY": "有违反治安管理的行为"},
    {"CF_SY": "曾受治安处罚"},
    {"CF_WSH": "穗公（治）行罚决字〔2026〕12号"},
    {"CF_WSH": "治安罚决2026-1"},
    {"CF_SY": "不构成犯罪。依据《治安管理处罚法》处罚"},
]


@pytest.mark.parametrize("fields", PUBLIC_SECURITY, ids=range(len(PUBLIC_SECURITY)))
def test_a_penalty_of_public_security_is_heard(fields):
    """By the statute, the kind of penalty, its content, or the number of the document."""
    assert told(fields) == {"public_security"}


NOT_PUBLIC_SECURITY = [
    {"CF_CFJG": "穗南市公安局治安管理支队"},
    {"CF_YJ": "《旅馆业治安管理办法》第十五条"},
    {"CF_YJ": "《中华人民共和国行政处罚法》"},
    {"CF_YJ": "构成违反治安管理行为的，由公安机关依照《治安管理处罚法》处罚。"},
    {"CF_SY": "尚不构成违反治安管理行为"},
    {"CF_SY": "不适用治安管理处罚法"},
    {"CF_SY": "尚不够治安管理处罚"},
    {"CF_SY": "拘留所的食堂未取得许可"},
    {"CF_CFLB": "罚款"},
    {"CF_WSH": "穗公网安罚决字〔2026〕1号"},
]


@pytest.mark.parametrize("fields", NOT_PUBLIC_SECURITY, ids=range(len(NOT_PUBLIC_SECURITY)))
def test_what_only_names_public_security_is_passed_over(fields):
    """Names of offices and of other statutes, what is only threatened, and denials."""
    assert told(fields) == frozenset()


@pytest.mark.parametrize("words", ["警告", "通报批评", "警告；通报批评", "给予警告处罚"])
def test_a_mere_warning_is_noticed(words):
    """The column holds nothing else."""
    assert told({"CF_CFLB": words}) == {"warning_only"}


@pytest.mark.parametrize("words", ["警告；罚款", "罚款", ""])
def test_a_warning_beside_another_penalty_is_none(words):
    """A column that names more, or nothing, tells of no mere warning."""
    assert told({"CF_CFLB": words, "CF_NR": "警告"}) == frozenset()
