"""One rule told in full: what, on which basis, when, what it sets aside, and what proves it."""

from __future__ import annotations

from policies import words
from policies.catalog import Catalog
from policies.fault import UnknownRule
from policies.layer import Layer
from policies.rule import Rule


def explained(catalog: Catalog, wanted: str) -> list[dict[str, str | list[str]]]:
    """The rule in every pack that has it, under Chinese headings. Raises `UnknownRule`."""
    found = []
    for name in catalog.ids:
        own, whole = catalog.own(name), catalog.load(name)
        rules = whole.rules if whole.level is own.level else own.rules
        found += [_told(catalog, own, rule) for rule in rules if rule.id == wanted]
    if not found:
        raise UnknownRule("没有这个编号的规则；gongshi policy show PACK 列出一个规则包的全部规则")
    return found


def _told(catalog: Catalog, own: Layer, rule: Rule) -> dict[str, str | list[str]]:
    whole = catalog.load(own.id)
    lifted_by = [other.id for other in whole.rules if rule.id in other.lifts]
    examples = [e.name for e in catalog.examples(own.id) if rule.id in e.decides]
    said: dict[str, str | list[str]] = {
        "规则包": f"{own.id} {own.version}（{own.level.chinese}）",
        "做什么": rule.does,
        "依据": rule.basis,
        "程序怎样读": words.rule_words(rule, whole),
        "所在行": str(rule.line),
    }
    said |= _more(whole, rule)
    if lifted_by:
        said["被取消"] = lifted_by
    return said | {"示例": examples}


def _more(whole: Layer, rule: Rule) -> dict[str, str | list[str]]:
    """What its section adds: a period, a number of days, a scope of review, clauses."""
    more: dict[str, str | list[str]] = {}
    for period in whole.periods:
        if period.rule == rule:
            more["期限"] = words.period_words(period)
    for deadline in whole.deadlines:
        if deadline.rule == rule:
            more["时限"] = words.deadline_words(deadline)
    for review in whole.reviews:
        if review.rule == rule:
            more["复核"] = words.review_words(review)
    if clauses := [clause.clause for clause in whole.clauses if clause.covers(rule.id)]:
        more["条款"] = clauses
    return more
