"""The upload rules between fields, read from a kind's file and applied to canonical fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from policies.standards.cells import NO_CODE, as_date
from policies.standards.spec import Kind, Problem, Rule

Fields = Mapping[str, str]
Expects = Callable[[str], bool]


def breaches(kind: Kind, fields: Fields, expects: Expects, today: date) -> Iterator[Problem]:
    """Every breach of the kind's rules.

    ``fields`` are the canonical fields that could be read. ``expects`` says whether the row's
    generation knows a field or the row has a column for it: nothing else is demanded.
    """
    names = {spec.code: spec.name for spec in kind.fields}
    for rule in kind.rules:
        if applies(rule, fields):
            for code in _at_fault(rule, fields, expects, today):
                yield Problem(code, rule.code, rule.message.format(name=names[code]))


def applies(rule: Rule, fields: Fields) -> bool:
    """Whether the rule's condition holds for this record."""
    if rule.when is None:
        return True
    text = fields.get(rule.when, "")
    if rule.one_of:
        return text in rule.one_of
    return bool(text) if rule.contains is None else rule.contains in text


def _at_fault(rule: Rule, fields: Fields, expects: Expects, today: date) -> Iterator[str]:
    yield from (c for c in rule.require if expects(c) and c not in fields)
    yield from (c for c in rule.blank if fields.get(c, NO_CODE) != NO_CODE)
    yield from (c for c in rule.positive if expects(c) and Decimal(fields.get(c, "0")) <= 0)
    yield from (c for c in rule.not_future if c in fields and as_date(fields[c]) > today)
    if rule.in_order and all(c in fields for c in rule.in_order):
        first, second = rule.in_order
        if as_date(fields[second]) < as_date(fields[first]):
            yield second
