"""Which records the demo shows: drawn by hand-picked seeds, with the special cases written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from gateway.demo import DEMO_DATE
from gateway.sample import DENSE, numbers, records
from gateway.sample.breaches import breached
from gateway.sample.subject import INDIVIDUAL, NATURAL, ORGANISATION

Fields = Mapping[str, str]

_FIRMS = (ORGANISATION, ORGANISATION, INDIVIDUAL)
_REGION = "440606"
_LICENSED = date(2026, 3, 18)

_ON_THE_SPOT = (
    "检查发现店铺门前堆放杂物占用盲道，执法人员适用简易程序，当场作出罚款200元的处罚决定，"
    "当事人当场缴清。"
)
_RECIPE = (
    "经查，当事人生产的酱料标签未标注致敏物质。其卤料配方为白糖12份、食盐8份、花椒3份、"
    "桂皮1.5份，当事人主张该配方未曾公开并采取了保密措施。"
)
_BUYERS = (
    "当事人在投标过程中串通报价。其投标报价为386.5万元，成本测算表载明进货单价为每吨4120元、"
    "毛利率18%。罚款数额按中标项目金额的千分之五计算。"
)
_SECRETS_LAW = (
    "经查，当事人擅自使用他人的客户资料招揽生意，构成侵犯商业秘密，违反反不正当竞争法的规定。"
    "检测报告显示车间水温为65℃，与本案无关。"
)
_MINOR = (
    "检查发现当事人接纳未成年人林小穗（2013年5月9日出生，就读于当地某中学）在营业场所内上网，"
    "时长约90分钟。"
)
_LICENCE = (
    "经查，该项目施工许可证编号为{licence}，当事人未按经审查合格的施工图设计文件施工，已责令返工。"
)
_LICENCE_GRANTED = "准予新建二号厂房土建工程施工，施工许可证编号{licence}，建设规模4200平方米。"
_FORMULA_GRANTED = (
    "准予生产水性涂料。申请人提交的组分表载明丙烯酸乳液含量42%、成膜助剂添加量3.5%，"
    "申请人声明属于商业秘密，不同意公开。"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One record of the demo and the outcome it was chosen to show on 信用广东.

    ``envelope`` holds what a flat row cannot say; ``numeric`` names the columns that a
    spreadsheet has turned into numbers.
    """

    id: str
    shows: str
    fields: Fields = field(repr=False)
    envelope: Mapping[str, object] = field(default_factory=dict, repr=False)
    numeric: tuple[str, ...] = ()


def penalties() -> list[Case]:
    """Rows of penalties.xlsx, in G2b codes with two columns of G1b."""
    plain, dense = _drawn("penalty", 14, 18, 0, 240), _drawn("penalty", 12, 7, DENSE, 380)
    people = _drawn("penalty", 13, 2, DENSE, 240, (NATURAL,))
    special = iter(plain[7:])
    cases = [
        *(("released", row) for row in plain[:7]),
        ("released", _told(next(special), _SECRETS_LAW, "侵犯商业秘密")),
        *(("in_review", row) for row in dense),
        ("in_review", _told(next(special), _ON_THE_SPOT, "占道经营")),
        ("in_review", _told(next(special), _RECIPE, "生产标签不符合规定的食品")),
        ("in_review", _told(next(special), _BUYERS, "串通投标")),
        ("released", _told(next(special), _LICENCE.format(licence=_licence(1)), "未按图施工")),
        ("blocked", _told(next(special), _MINOR, "接纳未成年人进入网吧")),
        *(("blocked", row) for row in people),
        ("blocked", {**next(special), "CF_SYFW": "1"}),
        ("rejected", _broken(next(special), "wrong-credit-code")),
        ("rejected", _broken(next(special), "blank-authority")),
        ("rejected", _broken(next(special), "future-decision")),
        ("rejected", next(special)),
    ]
    rows = [_graded(row) for _, row in cases]
    shown = [Case(_id("CF", i), cases[i][0], row) for i, row in enumerate(rows)]
    last = shown[-1]
    return [*shown[:-1], Case(last.id, last.shows, last.fields, numeric=("CF_FR_ZJHM",))]


def permits() -> list[Case]:
    """Rows of permits.csv, in G2b codes."""
    plain, dense = _drawn("permit", 21, 9, 0, 160), _drawn("permit", 22, 4, DENSE, 260)
    people = _drawn("permit", 23, 2, DENSE, 160, (NATURAL,))
    licence = _licence(2)
    built = {
        **plain[6],
        "XK_XKZS": "建筑工程施工许可证",
        "XK_XKBH": licence,
        "XK_NR": _LICENCE_GRANTED.format(licence=licence),
    }
    cases = [
        *(("released", row) for row in plain[:6]),
        ("released", built),
        *(("in_review", row) for row in (*dense, *people)),
        ("in_review", {**plain[7], "XK_NR": _FORMULA_GRANTED}),
        ("rejected", _broken(plain[8], "ends-before-it-begins")),
    ]
    return [Case(_id("XK", i), shows, row) for i, (shows, row) in enumerate(cases)]


def legacy() -> list[Case]:
    """Penalties of the old exchange message; the recipe turns their codes into G1."""
    plain, dense = _drawn("penalty", 31, 5, 0, 200), _drawn("penalty", 32, 2, DENSE, 260)
    person = _drawn("penalty", 33, 1, DENSE, 200, (NATURAL,))
    cases = [
        *(("released", row) for row in plain[:4]),
        *(("in_review", row) for row in dense),
        # G1 has no column for the subject's kind: a person has to say what this one is.
        ("in_review", person[0]),
        ("rejected", _broken(plain[4], "blank-document-number")),
    ]
    return [Case(_id("GD", i), shows, row) for i, (shows, row) in enumerate(cases)]


def letters() -> list[Case]:
    """Lines of letters.jsonl: decision letters, and two penalties of the simple procedure."""
    plain, dense = _drawn("document", 41, 4, 0, 300), _drawn("document", 42, 3, DENSE, 500)
    person = _drawn("document", 43, 1, DENSE, 300, (NATURAL,))
    simple = _drawn("penalty", 44, 2, 0, 160)
    marked = {**plain[3], "body": f"秘密★5年\n{plain[3]['body']}"}
    cases = [
        *(("released", row) for row in plain[:3]),
        *(("in_review", row) for row in dense),
        ("in_review", person[0]),
        ("blocked", marked),
    ]
    shown = [
        Case(_id("WS", i), shows, row, {"kind": "document", "severity": "一般"})
        for i, (shows, row) in enumerate(cases)
    ]
    on_the_spot = {"kind": "penalty", "procedure": "简易程序", "severity": "轻微"}
    return [
        *shown,
        *(Case(_id("DC", i), "blocked", row, on_the_spot) for i, row in enumerate(simple)),
    ]


def _drawn(
    kind: str,
    seed: int,
    count: int,
    density: float,
    length: int,
    subjects: Sequence[str] = _FIRMS,
) -> list[Fields]:
    drawn = records(
        seed,
        count,
        length=length,
        density=density,
        kinds=(kind,),
        subjects=subjects,
        until=DEMO_DATE,
    )
    return [_fields(envelope) for envelope in drawn]


def _fields(envelope: Mapping[str, object]) -> Fields:
    fields = envelope["fields"]
    if not isinstance(fields, dict):
        raise TypeError("fields must be an object")
    return fields


def _told(row: Fields, facts: str, violation: str) -> Fields:
    return {**row, "CF_SY": facts, "CF_WFXW": violation}


def _broken(row: Fields, breach: str) -> Fields:
    return _fields(breached({"fields": dict(row)}, breach, DEMO_DATE))


def _graded(row: Fields) -> Fields:
    """信息使用范围 and 失信严重程度, which the row itself must say."""
    return {"CF_SYFW": "0", "CF_SXYZCD": "一般", **row}


def _licence(seed: int) -> str:
    """A construction licence number that passes the identity-number check."""
    rng = Random(seed)  # noqa: S311 - an invented value, not a secret
    return numbers.construction_licence(rng, _REGION, _LICENSED)


def _id(prefix: str, index: int) -> str:
    return f"{prefix}-{index + 1:03d}"
