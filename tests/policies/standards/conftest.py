"""Good rows of fictitious cases; every number is generated with its right check digit."""

from __future__ import annotations

from datetime import date

import pytest

from detectors import checksums

TODAY = date(2026, 11, 23)


def _uscc(body):
    body += checksums.org_code_check(body[8:16])
    return body + checksums.uscc_check(body)


def _identity(body):
    return body + checksums.identity_check(body)


@pytest.fixture(scope="session")
def today():
    return TODAY


@pytest.fixture(scope="session")
def numbers():
    """Generated numbers by what they are."""
    return {
        "company": _uscc("91440101MA5QWERT"),
        "shop": _uscc("92440106MA5ABDFG"),
        "agency": _uscc("1144010000712345"),
        "org_code": "MA5QWERT" + checksums.org_code_check("MA5QWERT"),
        "registration": "44010600012345" + checksums.business_registration_check("44010600012345"),
        "owner_id": _identity("44010619700101123"),
        "person_id": _identity("44010619850615002"),
    }


@pytest.fixture
def penalty(numbers):
    """A complete G2b penalty of a company."""
    return {
        "CF_XDR_MC": "广州云栖虚构食品有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": numbers["company"],
        "CF_FRDB": "欧阳虚白",
        "CF_FR_ZJLX": "身份证",
        "CF_FR_ZJHM": numbers["owner_id"],
        "CF_WSH": "穗虚市监罚〔2026〕17号",
        "CF_WFXW": "生产标签不合规食品",
        "CF_SY": "当事人生产的糕点标签未标注生产日期。",
        "CF_YJ": "《中华人民共和国食品安全法》第一百二十五条第一款第（二）项",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款人民币二千元",
        "CF_NR_FK": "0.2",
        "CF_JDRQ": "2026/10/12",
        "CF_YXQ": "2099/12/31",
        "CF_GSJZQ": "2027/10/12",
        "CF_CFJG": "广州市虚构区市场监督管理局",
        "CF_CFJGDM": numbers["agency"],
        "CF_SJLY": "广州市虚构区市场监督管理局",
        "CF_SJLYDM": numbers["agency"],
    }


@pytest.fixture
def person_penalty(penalty, numbers):
    """A complete G2b penalty of a natural person."""
    gone = ("CF_XDR_SHXYM", "CF_FRDB", "CF_FR_ZJLX", "CF_FR_ZJHM")
    kept = {code: text for code, text in penalty.items() if code not in gone}
    return kept | {
        "CF_XDR_MC": "司马无忌",
        "CF_XDR_LB": "自然人",
        "CF_XDR_ZJLX": "身份证",
        "CF_XDR_ZJHM": numbers["person_id"],
    }


@pytest.fixture
def permit(numbers):
    """A complete G2b permit of an individual business."""
    return {
        "XK_XDR_MC": "广州市虚构区无名小吃店",
        "XK_XDR_LB": "个体工商户",
        "XK_XDR_SHXYM": numbers["shop"],
        "XK_FRDB": "司马无忌",
        "XK_XKWS": "食品经营许可决定书",
        "XK_WSH": "穗虚市监许〔2026〕9号",
        "XK_XKLB": "普通",
        "XK_XKZS": "食品经营许可证",
        "XK_XKBH": "JY虚0001",
        "XK_NR": "热食类食品制售",
        "XK_JDRQ": "2026/10/12",
        "XK_YXQZ": "2026/10/12",
        "XK_YXQZI": "2031/10/11",
        "XK_XKJG": "广州市虚构区市场监督管理局",
        "XK_XKJGDM": numbers["agency"],
        "XK_ZT": "1",
        "XK_LYDW": "广州市虚构区市场监督管理局",
        "XK_LYDWDM": numbers["agency"],
    }


@pytest.fixture
def catalogue_item(numbers):
    """A complete catalogue item."""
    return {
        "SX_LX": "行政许可",
        "SX_MC": "食品经营许可",
        "SX_JBBM": "虚0100001000",
        "SX_SDYJ": "《中华人民共和国食品安全法》第三十五条",
        "SX_SSJG": "广州市虚构区市场监督管理局",
        "SX_SSJGDM": numbers["agency"],
        "SX_XDR_LB": "法人及非法人组织;个体工商户",
        "SX_GKSX": "公开",
        "SX_BMSC": "可公开",
        "SX_BMSCR": "上官虚度",
        "SX_BMSCRQ": "2026/09/01",
    }


@pytest.fixture
def document():
    """A decision letter."""
    return {
        "title": "行政处罚决定书",
        "body": "当事人：广州云栖虚构食品有限公司……",
        "decision_date": "2026-10-12",
        "subject_kind": "法人",
    }


@pytest.fixture
def rows(penalty, person_penalty, permit, catalogue_item, document):
    """The good rows by name."""
    return {
        "penalty": penalty,
        "person": person_penalty,
        "permit": permit,
        "catalogue_item": catalogue_item,
        "document": document,
    }
