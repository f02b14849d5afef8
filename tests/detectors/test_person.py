"""Names: from the record, from what announces them, and wherever they recur."""

import pytest

from detectors.claim import Claim, Evidence
from detectors.finding import Status
from detectors.person import Person
from detectors.sheet import Passage, Sheet

_LEGAL = "legal_representative"


def _claims(*passages: Passage) -> list[tuple[str, Claim]]:
    sheet = Sheet(passages)
    return [(sheet.raw[c.start : c.end], c) for c in Person().claims(sheet)]


def _names(text: str) -> list[str]:
    return [name for name, _ in _claims(Passage("text", text))]


def _column(text: str, role: str = _LEGAL) -> Passage:
    return Passage("CF_FRDB", text, holds="PERSON", role=role)


def test_a_name_in_its_column_is_certain_with_the_columns_role():
    """A column for persons makes its name certain."""
    [(name, claim)] = _claims(_column("陶宛青"))
    assert name == "陶宛青"
    assert claim.status is Status.CERTAIN
    assert Evidence.COLUMN in claim.evidence
    assert claim.role == _LEGAL


def test_the_columns_name_is_certain_everywhere_in_the_record():
    """What a column names is found in free text without any cue there, with role and group."""
    found = _claims(_column("陶宛青"), Passage("CF_SY", "次日，陶宛青再次到场，态度恶劣"))
    assert [name for name, _ in found] == ["陶宛青", "陶宛青"]
    again = found[1][1]
    assert again.status is Status.CERTAIN
    assert Evidence.CONTEXT in again.evidence
    assert Evidence.COLUMN not in again.evidence
    assert (again.role, again.group) == (_LEGAL, found[0][1].group)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("陶宛青", "陶 宛 青"),
        ("陶宛青", "陶　宛青"),
        ("阿迪力·吐尔逊", "阿迪力•吐尔逊"),
        ("阿迪力·吐尔逊", "阿迪力‧吐尔逊"),
        ("田 禾", "田禾"),
        ("陶\u200b宛青", "陶宛\u200b青"),
    ],
    ids=["spaces", "wide-space", "bullet", "hyphenation-point", "column-spaced", "invisible"],
)
def test_a_name_is_found_however_it_is_written(column: str, written: str):
    """Spaces, dot look-alikes and invisible characters hide no name."""
    found = _claims(_column(column), Passage("CF_SY", f"经查，{written}到场"))
    assert [name for name, _ in found] == [column, written]


def test_a_name_inside_an_organisation_belongs_to_the_organisation():
    """A sole trader's shop that carries the owner's name is not masked in its middle."""
    found = _claims(_column("陶宛青"), Passage("CF_SY", "对云州市陶宛青五金经营部进行检查"))
    assert [name for name, _ in found] == ["陶宛青"]


def test_a_patient_is_a_person_whatever_the_name_seems_to_begin():
    """Behind a word for persons only, no ending further on makes an organisation of the name."""
    assert _names("患者陶宛青拨打云州市卫生局热线") == ["陶宛青"]
    assert not _names("当事人陶宛青五金店")


def test_a_weak_announcement_leaves_a_suspect_at_most_likely():
    """Only a column makes a name certain."""
    found = _claims(Passage("t", "经核实，陶宛青于2020年5月6日到店。证人贺兰英在场。"))
    assert {c.status for _, c in found} <= {Status.SUSPECT, Status.LIKELY}
    assert [name for name, _ in found] == ["陶宛青", "贺兰英"]


def test_a_longer_name_is_another_person_and_a_suspect():
    """李明 in 李明华 is no mention of 李明, and 李明华 is not lost."""
    found = _claims(_column("李明"), Passage("CF_SY", "次日，李明华到场"))
    assert [(name, c.status) for name, c in found] == [
        ("李明", Status.CERTAIN),
        ("李明华", Status.SUSPECT),
    ]


def test_a_sole_traders_name_column_may_hold_a_person():
    """The name column of a 个体工商户 that holds a person's name gives the subject."""
    [(name, claim)] = _claims(Passage("CF_XDR_MC", "欧阳云舒", holds="ORGANIZATION"))
    assert (name, claim.role, claim.status) == ("欧阳云舒", "subject", Status.CERTAIN)


def test_an_organisation_in_the_name_column_is_no_person():
    """A shop in the name column is left to the organisations."""
    assert not _claims(Passage("CF_XDR_MC", "云州市安平小吃店", holds="ORGANIZATION"))


@pytest.mark.parametrize(
    "value", ["无", "不详", "张某某", "李**", "详见附件", "云州市某某公司", ""]
)
def test_what_is_no_name_in_a_column_is_not_claimed(value: str):
    """Placeholders and masked names are not names."""
    assert not _claims(_column(value))


def test_several_names_in_one_column_are_several_persons():
    """A column with two names gives two groups."""
    found = _claims(_column("陶宛青、贺兰英"))
    assert [name for name, _ in found] == ["陶宛青", "贺兰英"]
    assert found[0][1].group != found[1][1].group


def test_a_name_announced_once_is_found_everywhere():
    """A witness announced once keeps role and group where no cue stands."""
    found = _claims(Passage("text", "证人蒋沐辰到场。次日蒋沐辰又来。"))
    assert [(name, c.role) for name, c in found] == [("蒋沐辰", "witness")] * 2
    assert len({c.group for _, c in found}) == 1
    assert all(c.status >= Status.LIKELY for _, c in found)


def test_a_complainant_stays_a_complainant():
    """The gravest role of a name holds for all its mentions."""
    found = _claims(Passage("text", "消费者蒋沐辰在店内购买食品。投诉人蒋沐辰要求赔偿。"))
    assert {c.role for _, c in found} == {"complainant"}


def test_no_name_crosses_the_border_of_two_fields():
    """The end of one field and the beginning of the next make no name."""
    found = _claims(Passage("a", "当事人陶"), Passage("b", "宛青，男"))
    assert all("\x1e" not in name for name, _ in found)


@pytest.mark.parametrize(
    "text",
    ["张某", "当事人王某某", "证人李XX", "投诉人赵*", "员工陈××", "法定代表人：孙某"],
    ids=range(6),
)
def test_masked_names_are_left_alone(text: str):
    """A name that is already masked is no finding."""
    assert not _names(text)


def test_explanations_hold_nothing_of_the_text():
    """No explanation repeats the name it explains."""
    for name, claim in _claims(
        _column("陶宛青"), Passage("t", "证人蒋沐辰、贺兰英到场，陶宛青离开")
    ):
        assert name not in claim.explanation


def test_empty_text_has_no_names():
    """Nothing comes of nothing."""
    assert not _names("")


def test_time_grows_with_the_length_only():
    """A long text of surnames and cues is read without delay."""
    assert isinstance(_names("当事人王和于向经" * 5000), list)


def test_a_compound_surname_is_not_taken_for_the_whole_of_an_announced_name():
    """What the tagger reads may be cut short beside words that were removed."""
    assert "欧阳建国" in _names("投诉人的电话为，委托代理人欧阳建国到场。货号。")
