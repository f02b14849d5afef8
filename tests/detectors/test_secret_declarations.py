"""What an applicant marks as secret, and what only names a violation."""

import pytest

from detectors.finding import Status
from detectors.secret_declarations import declarations


def found(text):
    return [(text[p.start : p.end], p.status) for p in declarations(text)]


@pytest.mark.parametrize(
    ("text", "passage", "status"),
    [
        ("【商业秘密】菌种经低温驯化。其他", "菌种经低温驯化", Status.CERTAIN),
        ("保密商务信息:独家代理华南五省", "独家代理华南五省", Status.CERTAIN),
        ("膜片先亲水后支撑(申请单位标注:未披露信息)", "膜片先亲水后支撑", Status.LIKELY),
        ("采用双面涂覆,企业书面声明属于商业秘密", "采用双面涂覆", Status.LIKELY),
        ("投入树脂42份,当事人主张属于商业秘密", "投入树脂42份", Status.SUSPECT),
    ],
    ids=range(5),
)
def test_the_marked_passage_is_claimed_without_the_mark(text, passage, status):
    """In front of a declaration, behind a mark; somebody else's word needs figures."""
    assert found(text) == [(passage, status)]


@pytest.mark.parametrize(
    "text",
    [
        "构成侵犯商业秘密",
        "当事人获取权利人主张为商业秘密的客户名单,侵犯商业秘密",
        "企业应当要求员工保密",
        "检查企业商业秘密保护制度",
        "权利人主张其方案属于商业秘密",
    ],
    ids=range(5),
)
def test_a_violation_or_a_duty_declares_nothing(text):
    """Running words are left alone."""
    assert not found(text)
