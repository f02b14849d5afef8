"""Health of a natural person (医疗健康信息): diagnosis, illness, pregnancy, injury, treatment.

Names of laws, medicines and clinics, and diseases that nobody is said to have, are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import ClassVar

from detectors.claim import Claim, Evidence
from detectors.detector import Detector
from detectors.finding import Status
from detectors.name_shape import ENOUGH, name_before
from detectors.person import Person
from detectors.sheet import Sheet

_HAN = "\u4e00-\u9fff"
_DISEASE = (
    "艾滋病|HIV(?:病毒)?|乙肝|丙肝|甲肝|肝炎|梅毒|淋病|性病|尖锐湿疣|肺?结核|新冠肺炎|流感|猩红热|伤寒"
    "|痢疾|霍乱|麻疹|水痘|手足口病|疟疾|鼠疫|炭疽|布鲁?氏?菌?病|精神(?:分裂症?|障碍|疾病|病|异常|发育迟滞)|抑郁症?"
    "|双相(?:情感)?障碍|焦虑症|自闭症|癫痫|智力(?:障碍|残疾)|痴呆|糖尿病|高血压|冠心病|心脏病|心肌梗[死塞]"
    "|脑梗[死塞]?|脑出血|脑卒中|中风|尿毒症|肾(?:衰竭|炎|病)|白血病|[胃肝肺肠乳腺宫颈鼻咽喉食管道甲状淋巴]{1,4}癌"
    "|癌症?|恶性肿瘤|肿瘤|[尘矽]肺|职业病|噪声聋|阑尾炎|肺炎|胃炎|皮炎|关节炎|肠炎|贫血|哮喘|残疾|骨折|骨裂"
    "|脱位|挫伤|撕裂伤|烧伤|烫伤|脑震荡|颅脑损伤|截肢|瘫痪|失明|失聪|感染|化脓|溃烂|过敏|休克|大出血"
    "|中毒|植物人|昏迷|不孕|阳痿|痔疮"
)
_RUN = rf"[{_HAN}A-Za-z0-9()ⅠⅡⅢⅣ+\-]"
_COUNT = "(?:[0-9]{1,2}|[一二三四五六七八九十两]{1,3})"
# What is said, words of which one is in every such statement (looked for first, since most texts
# hold none), and the statement.
_SIGNS = (
    (
        "诊断结论",
        ("诊断", "确诊"),
        rf"(?:初步|临床|术后|入院|出院)?(?:诊断|确诊)(?:结论|结果|意见)?(?:为|系|是|患有?|:|有)[\"“]?"
        rf"{_RUN}{{2,30}}(?:[、和及]{_RUN}{{2,20}}){{0,4}}",
    ),
    (
        "检查结论",
        ("检查结果", "查出", "检出"),
        rf"(?:检查结果为|查出|检出){_RUN}{{0,12}}?(?:{_DISEASE}){_RUN}{{0,8}}",
    ),
    (
        "患病",
        ("患", "感染"),
        rf"(?:患(?!者)(?:有|上|了)?|感染(?:了|上)?){_RUN}{{0,10}}?(?:{_DISEASE}){_RUN}{{0,8}}",
    ),
    (
        "检验阳性",
        ("阳性", "(+)"),
        rf"(?:{_DISEASE}|HBsAg|抗体|抗原){_RUN}{{0,10}}?(?:阳性|\(\+\))",
    ),
    (
        "妊娠、流产",
        ("孕", "妊娠", "停经", "流产", "引产", "堕胎"),
        rf"(?:怀有?身?孕|妊娠|孕|停经)[ ]?{_COUNT}[ ]?余?(?:\+[0-9])?(?:周|个?月|天)"
        "|怀孕(?!期|的?女|的?妇)|怀有身孕"
        "|(?:已|曾|后|行|做|接受|自然|导致)[了过]?(?:人工|药物)?(?:流产|引产|堕胎)(?:术|手术)?"
        "|(?:人工|药物)(?:流产|引产)(?:术|手术)",
    ),
    (
        "伤残等级",
        ("级", "残"),
        rf"{_COUNT}级(?:伤残|残疾|工伤)|(?:伤残|残疾|工伤)(?:等级)?(?:为|:)?{_COUNT}级",
    ),
    (
        "伤情",
        ("伤", "折", "脱位", "截肢", "失明", "感染", "化脓", "溃烂"),
        rf"(?:[头面颈胸腰背腹臀手脚足腿颅肋眼]|脊柱|[左右双][{_HAN}]{{1,3}})[{_HAN}]{{0,8}}?"
        rf"(?:骨折|骨裂|脱位|挫伤|撕裂伤|裂伤|[韧肌][带腱](?:断裂|撕裂)|断裂|烧伤|烫伤|截肢|失明|感染(?:化脓|溃烂)?|化脓|溃烂)",
    ),
    (
        "住院、手术治疗",
        ("住院", "入院", "手术", "术", "疗", "透析", "移植", "切除"),
        r"(?:住院|入院)(?:接受)?(?:治疗|手术|抢救)(?:[0-9一二三四五六七八九十]{1,3}[天日周])?"
        r"|住院[0-9一二三四五六七八九十]{1,3}[天日]"
        rf"|(?:行|接受|进行|实施)[{_HAN}]{{2,12}}?(?:切除|置换|移植|缝合|剖宫产|透析|化疗|放疗)"
        "(?:术|手术|治疗)?",
    ),
    (
        "病史、主诉",
        ("病史", "主诉", "病情"),
        rf"(?:既往(?:病)?史|现病史|主诉|病情)(?:为|:|是)[{_HAN}0-9、,A-Za-z ]{{2,40}}",
    ),
)
_KINDS = tuple((why, words, re.compile(pattern)) for why, words, pattern in _SIGNS)
# A sentence that says this speaks of animals, goods, advertising or everybody.
_NOT_PEOPLE = re.compile(
    "养殖|生猪|奶牛|母猪|仔猪|羊只|家禽|禽流感|肉鸡|犬只|兽药|动物|屠宰|水产|疫区|松材|果树|作物|植株"
    "|宣称|宣传|声称|广告|功效|疗效|夸大|痊愈|主治|适用于|适应症|说明书|用药|药品名|试剂|诊疗科目|病区|"
    "专科|门诊部|疫苗|接种|样品|抽检|抽样|菌落|食品中|人员不得|不得从事|不得安排|有碍食品安全"
)
# ... or a disease of nobody: of the persons, patients or kinds of people in general.
_OF_NOBODY = re.compile(
    r"等?(?:疾病)?的(?:[从就]业)?(?:人员|人群|患者|病人|劳动者|职工|人(?![民]))"
)
_PEOPLE = re.compile(
    "患者|病人|就诊者|伤者|死者|孕妇|产妇|受害人|被害人|劳动者|员工|职工|工人|女工|厨师|服务员|乘客|顾客|学生"
    "|幼儿|老人|儿子|女儿|妻子|丈夫|父亲|母亲|当事人|违法行为人|嫌疑人|申请人|投诉人|举报人|司机|驾驶人"
    f"|雇员|骑手|学员|会员|家属|教师|老师|保安|护工|保姆|月嫂|游客|旅客|住客|租客|村民|居民|男子|女子"
    "|儿童|婴儿|患儿|小孩|孩子|工友|选手|运动员"
    f"|本人|其|他|她|你|[{_HAN}]某"
)
_PERSON_OF_CASE = re.compile("当事人|其")
_BEFORE = 40
# What the statement itself says for a name in front of it, in points of `name_shape`.
_BASE = 3.0
#: The longest part of a sentence that is read on either side.
_REACH = 300
_STOP = re.compile(r"[。!?\n\x1e]")


class Health(Detector):
    """自然人的健康状况：诊断、患病、妊娠、伤残、治疗."""

    kind: ClassVar[str] = "health"
    entities: ClassVar[tuple[str, ...]] = ("HEALTH",)
    label: ClassVar[str] = "健康状况"
    basis: ClassVar[str] = "个人信息保护法第二十八条; 民法典第一千零三十四条"
    check: ClassVar[str] = "疾病名称、妊娠周数、伤残等级"
    cues: ClassVar[str] = "诊断为、患有、确诊、怀孕、伤残、住院治疗；同句须有所指的人"
    confidence: ClassVar[str] = "同句有姓名为确定; 仅有患者等称谓为很可能; 仅有“其”“当事人”为存疑"

    def claims(self, sheet: Sheet) -> Iterable[Claim]:
        """What is said of the health of somebody who is named or meant in the same sentence."""
        text = sheet.view.text
        found = list(_said(text))
        if not found:
            return
        people = sorted(
            sheet.view.position(claim.start)
            for claim in Person().claims(sheet)
            if claim.status is not Status.SUSPECT
        )
        for (start, end), why in found:
            status = _status(text, start, end, people)
            if status is not None:
                evidence = Evidence.CONTEXT | Evidence.STRUCTURE
                yield self.claim(sheet, start, end, status, evidence, f"同句所指的人的{why}")


def _said(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for why, words, pattern in _KINDS:
        if any(word in text for word in words):
            for match in pattern.finditer(text):
                yield match.span(), why


def _status(text: str, start: int, end: int, people: list[int]) -> Status | None:
    """How sure it is that the words are about a person; ``None`` if they are about nobody."""
    first, last = _sentence(text, start, end)
    if _NOT_PEOPLE.search(text, first, last) or _OF_NOBODY.search(text, start, min(end + 12, last)):
        return None
    if bisect_left(people, max(first, start - _BEFORE)) < bisect_left(people, start):
        return Status.CERTAIN
    if _named_in_front(text, start):
        return Status.LIKELY
    meant = list(_PEOPLE.finditer(text, max(first, start - _BEFORE), start))
    if not meant:
        return None
    only_party = all(_PERSON_OF_CASE.fullmatch(m[0]) for m in meant)
    return Status.SUSPECT if only_party else Status.LIKELY


def _named_in_front(text: str, start: int) -> bool:
    """Whether what stands directly in front looks like a name (李小红(孕12周))."""
    while start > 0 and text[start - 1] in "(, :被经":
        start -= 1
    shape = name_before(text, start, _BASE)
    return shape is not None and shape.points >= ENOUGH


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(
        (m.end() for m in _STOP.finditer(text, max(0, start - _REACH), start)),
        default=max(0, start - _REACH),
    )
    stop = _STOP.search(text, end, end + _REACH)
    return first, stop.start() if stop else min(len(text), end + _REACH)
