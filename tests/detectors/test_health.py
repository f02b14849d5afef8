"""Health of a natural person, and all that only sounds like it."""

import pytest

from detectors.finding import Status
from detectors.health import Health
from detectors.sheet import Passage, Sheet

STATEMENTS = (
    "诊断为急性阑尾炎",
    "患有双相情感障碍",
    "感染艾滋病",
    "怀孕11周",
    "乙肝表面抗原阳性",
    "八级伤残",
    "住院治疗23天",
    "右腿胫骨骨折",
)


def found(text: str, person: str | None = None):
    columns = [Passage("name", person, holds="PERSON")] if person else []
    sheet = Sheet([*columns, Passage("facts", text)])
    return [(sheet.raw[c.start : c.end], c.status) for c in Health().claims(sheet)]


@pytest.mark.parametrize("said", STATEMENTS, ids=range(len(STATEMENTS)))
def test_who_is_meant_decides_how_sure_it_is(said: str):
    """A name is certain, a word for a person likely, the party a suspect, nobody is nothing."""
    assert (said, Status.CERTAIN) in found(f"经查，黎穗芳{said}。", "黎穗芳")
    assert (said, Status.LIKELY) in found(f"经查，该患者{said}。")
    assert (said, Status.SUSPECT) in found(f"经查，当事人{said}。")
    assert not found(f"经查，{said}。")


@pytest.mark.parametrize("said", STATEMENTS, ids=range(len(STATEMENTS)))
@pytest.mark.parametrize(
    "text",
    ["广告宣称患者{}后服用即可痊愈", "养殖场的生猪{}，员工未报告", "药品说明书载明患者{}时慎用"],
    ids=range(3),
)
def test_animals_goods_and_advertising_have_no_health(text: str, said: str):
    """The sentence says that it is not about somebody."""
    assert not found(text.format(said))


@pytest.mark.parametrize(
    "text",
    [
        "安排患有传染病的人员从事餐饮工作",
        "公共场所患有痢疾、伤寒等疾病的从业人员不得上岗",
        "用人单位安排怀孕7个月以上的女职工从事夜班劳动",
    ],
    ids=range(3),
)
def test_people_in_general_have_no_health(text: str):
    """Rules and violations speak of everybody."""
    assert not found(text)
