"""Rules in Chinese sentences, for whoever reads a pack like a statute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.action import Action
from policies.layer import Covering, Layer
from policies.review import Review, Scope
from policies.rule import Condition, Rule
from policies.term import Deadline, Period
from policies.vocabulary import UNSET

ACTIONS: Mapping[Action, str] = {
    Action.KEEP: "保留",
    Action.MASK: "遮盖",
    Action.DROP: "不展示",
    Action.HOLD: "待人工处理",
    Action.BLOCK: "不得公示",
}
ATTRIBUTES: Mapping[str, str] = {
    "channel": "渠道",
    "kind": "记录种类",
    "subject_kind": "相对人类别",
    "subject_minor": "相对人未成年",
    "disclosure": "公开属性",
    "procedure": "程序",
    "severity": "严重程度",
    "usage_scope": "信息使用范围",
    "item_code": "事项编码",
    "item_listing": "所写事项",
    "secrecy_review": "保密审查结论",
    "state": "当前状态",
    "hint": "记录表明",
    "unit": "部门",
    "decided": "决定日期",
    "published": "公示日期",
    "field": "数据项",
    "display": "展示方式",
    "free_text": "自由文本",
    "holds": "数据项内容",
    "entity_type": "内容类型",
    "role": "身份",
    "status": "确定程度",
    "category": "类别",
}
WORDS: Mapping[str, str] = {
    "organisation": "法人及非法人组织",
    "natural_person": "自然人",
    "individual_business": "个体工商户",
    "simple_procedure": "适用简易程序",
    "contradictory_subject": "相对人类别与名称矛盾",
    "listed": "在目录里",
    "unlisted": "不在目录里",
    "no_catalogue": "机关没有公布目录",
    "warning_only": "只有警告、通报批评",
    "undated_penalty": "处罚文书没有决定日期",
    "not_yet_effective": "尚未生效",
    "public_security": "治安管理处罚",
    "subject": "相对人",
    "legal_representative": "法定代表人",
    "operator": "经营者",
    "third_party": "第三人",
    "witness": "证人",
    "complainant": "举报人、投诉人",
    "minor": "未成年人",
    "officer": "执法人员",
    "person": "个人",
    "business": "单位",
    "agency": "机关",
    "scene": "发生地",
    "certain": "确定",
    "likely": "很可能",
    "suspect": "疑似",
    "public": "公示项",
    "header": "抬头项",
    "never": "只采集不公示",
    "internal": "内部项",
    "true": "是",
    "false": "否",
}
_MASKS: Mapping[str, str] = {
    "remove": "全部去除",
    "surname": "只留姓氏",
    "head": "只留开头",
    "email": "只留首字符和域名",
    "octet": "只留第一段",
    "plate": "只留省份和字母",
    "county": "只留到县、区",
    "year": "只留年份",
    "coarse": "只留粗略坐标",
    "serial": "遮盖序号",
}


def condition_words(condition: Condition, names: Mapping[str, str]) -> str:
    """One condition as a clause; ``names`` are the pack's channels and kinds."""
    what = ATTRIBUTES[condition.attribute]
    if condition.days is not None:
        start, end = condition.days.start, condition.days.end
        from_, to = (f"{start}起" if start else ""), (f"至{end}止" if end else "")
        return f"{what}{from_}{to}"
    said = "、".join(sorted(_word(word, names) for word in condition.words))
    return f"{what}不是{said}" if condition.negated else f"{what}为{said}"


def _word(word: str | None, names: Mapping[str, str]) -> str:
    if word is None:
        return "未写明"
    return names.get(word) or WORDS.get(word, word)


def when_words(rule: Rule, pack: Layer) -> str:
    """All conditions of a rule, joined as they are meant."""
    names = {**pack.channels, **pack.kinds}
    said = [condition_words(condition, names) for condition in rule.when]
    says = {switch.name: switch.says for switch in pack.switches}
    said += [f"开关“{says.get(n, n)}”{'打开' if on else '关闭'}" for n, on in rule.switches]
    return "，并且".join(said) or "不论什么情形"


def rule_words(rule: Rule, pack: Layer) -> str:
    """The whole rule in one sentence, as the program reads it."""
    lifts = f"，不再适用 {'、'.join(sorted(rule.lifts))}" if rule.lifts else ""
    return f"{when_words(rule, pack)}的：{action_words(rule)}{lifts}。"


def action_words(rule: Rule) -> str:
    """What is done, with the mask of its own that a rule may have."""
    own = f"（{_MASKS.get(rule.mask, rule.mask)}）" if rule.mask else ""
    return ACTIONS[rule.action] + own


def mask_words(covering: Covering | None) -> str:
    """A mask with its settings."""
    if covering is None:
        return "没有遮盖方式"
    said = "、".join(f"{key}={value}" for key, value in (covering.params or {}).items())
    return _MASKS.get(covering.operator, covering.operator) + (f"（{said}）" if said else "")


def review_words(review: Review) -> str:
    """Which records a person sees."""
    percent = f"{review.share / 100:g}%"
    return {
        Scope.ALL: "所有记录都由人工复核",
        Scope.CHANGED: "正文被处理过或者含有疑似内容的记录由人工复核",
        Scope.HELD: "只有规则要求的记录由人工处理",
        Scope.SAMPLE: f"按种子“{review.seed}”抽查 {percent} 的记录由人工复核",
    }[review.scope]


def period_words(period: Period) -> str:
    """How long what is shown and when it may be repaired."""
    shown = "没有公示截止日" if period.months is None else f"公示 {months_words(period.months)}"
    repair = period.repair_months
    mended = "不予信用修复" if repair is None else f"满 {months_words(repair)}可申请信用修复"
    return f"{shown}，{mended}"


def months_words(months: int) -> str:
    """Months as people say them."""
    years, rest = divmod(months, 12)
    return (f"{years} 年" if years else "") + (f"{rest} 个月" if rest or not years else "")


def deadline_words(deadline: Deadline) -> str:
    """A number of working days."""
    return f"{deadline.working_days} 个工作日内"


def listed(words: Iterable[str]) -> str:
    """Codes in a sentence."""
    return "、".join(sorted(words)) or UNSET
