"""A pack as a document: sections of rules in words, each with its examples; clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policies import words
from policies.catalog import Catalog
from policies.conformance import Conformity, conformity
from policies.examples import Result
from policies.layer import Layer
from policies.pack import Pack
from policies.rule import Rule

#: A rule with what its section adds to it: a period, a number of days, a scope of review.
_Said = tuple[Rule, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One rule in words. ``lifted_by`` are rules that set it aside, ``more`` is its section's."""

    rule: Rule
    action: str
    says: str
    more: str
    clauses: tuple[str, ...]
    lifted_by: tuple[str, ...]
    examples: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The rules of one part of the file."""

    name: str
    title: str
    rules: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A pack file as it is read: its own rules, in the place that they have in the whole pack."""

    own: Layer
    whole: Pack
    sections: tuple[Section, ...]
    clauses: tuple[Conformity, ...]
    masks: tuple[tuple[str, str], ...]


def document(catalog: Catalog, name: str) -> Document:
    """The pack of that name. Raises `UnknownPack`, or `PackFault`."""
    own, whole, results = catalog.own(name), catalog.load(name), catalog.results(name)
    sections = tuple(
        Section(key, title, told)
        for key, title, rules in _sections(own)
        if (told := tuple(_told(whole, results, *said) for said in rules))
    )
    return Document(
        own,
        whole,
        sections,
        conformity(own.clauses, whole.rules, results),
        tuple((kind, words.mask_words(mask)) for kind, mask in own.masks.items()),
    )


def _sections(own: Layer) -> Iterator[tuple[str, str, Iterable[_Said]]]:
    yield "records", "记录能否公示", _plain(own.record_rules)
    yield "fields", "数据项是否展示", _plain(own.field_rules)
    yield "contents", "内容怎样处理", _plain(own.entity_rules)
    yield "marks", "附注", _plain(own.marks)
    yield "reviews", "人工复核", ((r.rule, words.review_words(r)) for r in own.reviews)
    yield "periods", "公示期限", ((p.rule, words.period_words(p)) for p in own.periods)
    yield "deadlines", "公示时限", ((d.rule, words.deadline_words(d)) for d in own.deadlines)
    if isinstance(own, Pack):
        reply = (own.reply.rule, words.deadline_words(own.reply))
        later = own.life.rules if own.life else ()
        yield "later", "征求意见与公示之后", (reply, *_plain((own.expiry, *later)))


def _plain(rules: Iterable[Rule]) -> Iterator[_Said]:
    return ((rule, "") for rule in rules)


def _told(whole: Pack, results: Sequence[Result], rule: Rule, more: str) -> Told:
    return Told(
        rule,
        words.action_words(rule),
        words.rule_words(rule, whole),
        more,
        tuple(clause.clause for clause in whole.clauses if clause.covers(rule.id)),
        tuple(other.id for other in whole.rules if rule.id in other.lifts),
        tuple(result for result in results if rule.id in result.example.decides),
    )
