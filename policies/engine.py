"""How a pack decides: of all matching rules the strictest wins, and no rule means a person.

Rules of narrower levels take part on an equal footing; what one of them lifts by name falls away
first (`policies.rule`). Answers are remembered under the facts and findings that the rules can
tell apart; texts never come here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from detectors.finding import Finding, Scan, Unread
from policies.action import Action
from policies.calendar import add_working_days
from policies.decision import Decision, Ruling, SpanRuling
from policies.facts import Facts
from policies.fault import UnknownChannel
from policies.partly_read import PARTLY_READ
from policies.place import ALLOWED, Books, Place, Verdict
from policies.review import Review, Scope
from policies.rule import NO_RULE, Matched, Rule, Rulebook, Value
from policies.standards.spec import FieldSpec
from policies.term import Deadline, Period, last_public_day, shortest

if TYPE_CHECKING:
    from policies.pack import Pack

#: Rules that every pack has although none of them writes them.
UNREAD, CLAMPED, NO_DATE, PROVISIONAL = ("UNREAD", "CLAMPED", "NO-DATE", "PROVISIONAL")
INFERRED = "INFERRED"
# Reasons that the gateway itself gives a record.
_OF_THE_GATEWAY = ("RETURNED", "CONTESTED", "RESCAN", "REVIEWER", "CONSENT")
RESERVED = frozenset(
    {
        NO_RULE,
        PARTLY_READ,
        UNREAD,
        CLAMPED,
        NO_DATE,
        PROVISIONAL,
        INFERRED,
        ALLOWED,
        *_OF_THE_GATEWAY,
    }
)

_NO_PERIOD_BASIS = "失败即关闭：规则包没有可确定公示期限的规则，交人工处理"
_CLAMPED_BASIS = "报送的公示截止期超过规则的最长期限，按最长期限处理"
_NO_DATE_BASIS = "没有决定日期：公示期限自公示之日起算，公示时限无法计算"
_PROVISIONAL_BASIS = "该年度放假和调休安排尚未收录，工作日暂按星期一至星期五计算"

# Attribute of a rule -> where the facts hold it.
_FACTS = (
    ("channel", "channel"),
    ("kind", "kind"),
    ("subject_kind", "subject_kind"),
    ("subject_minor", "subject_minor"),
    ("disclosure", "disclosure"),
    ("procedure", "procedure"),
    ("severity", "severity"),
    ("usage_scope", "usage_scope"),
    ("item_code", "item_code"),
    ("item_listing", "item_listing"),
    ("secrecy_review", "secrecy_review"),
    ("state", "state"),
    ("hint", "hints"),
    ("unit", "units"),
    ("decided", "decision_date"),
    ("published", "published_on"),
)


@dataclass(frozen=True, slots=True)
class _Term:
    """The dates of one record, what they stop, and what is to be logged about them."""

    publish_by: date | None
    public_until: date | None
    stops: tuple[Ruling, ...]
    notes: list[Ruling]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What holds for every record with equal facts, and its columns as they are met."""

    values: Mapping[str, Value]
    record: Matched
    marks: tuple[Ruling, ...]
    reviews: tuple[Review, ...]
    period: Period | None
    deadline: Deadline | None
    places: dict[str, Place]

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The record rules that apply, strictest first."""
        return tuple(Ruling(rule.action, rule.id, rule.basis) for rule in self.record.apply)


class Engine:
    """The rules of one pack with its switches as they stand, indexed."""

    def __init__(self, pack: Pack) -> None:
        def standing(rules: Iterable[Rule]) -> Rulebook:
            return Rulebook([rule for rule in rules if rule.open(pack.settings)])

        self.pack = pack
        self._all = standing(pack.rules)
        self._records = standing(pack.record_rules)
        self._books = Books(standing(pack.field_rules), standing(pack.entity_rules), pack.masks)
        self._marks = standing(pack.marks)
        self._reviews = standing(review.rule for review in pack.reviews)
        self._periods = standing(period.rule for period in pack.periods)
        self._deadlines = standing(deadline.rule for deadline in pack.deadlines)
        self._standings: dict[tuple[Value, ...], _Standing] = {}

    def decide(
        self,
        facts: Facts,
        specs: Mapping[str, FieldSpec],
        fields: Collection[str],
        scan: Scan,
    ) -> Decision:
        """See `Pack.decide`."""
        standing = self._standing(facts)
        places = {
            code: self._place(standing, code, specs.get(code))
            for code in dict.fromkeys((*fields, *scan.findings))
        }
        spans, changed = _spans(places, scan)
        term = self._term(facts, standing)
        stops = [ruling for ruling in standing.rulings if ruling.action > Action.KEEP]
        return Decision(
            channel=facts.channel,
            pack=self.pack.ref,
            record=(*stops, *map(_unread, scan.unread), *term.stops),
            fields={code: place.ruling for code, place in places.items()},
            spans=tuple(spans),
            review=_reviewed(standing.reviews, changed, facts),
            publish_by=term.publish_by,
            public_until=term.public_until,
            notes=(*_inferred(facts), *standing.marks, *term.notes),
            published_on=facts.published_on,
        )

    def record_rulings(self, facts: Facts) -> tuple[Ruling, ...]:
        """See `Pack.record_rulings`."""
        return self._standing(facts).rulings

    def on_record(self, facts: Facts) -> Matched:
        """See `Pack.on_record`."""
        return self._standing(facts).record

    def on_field(self, facts: Facts, code: str, spec: FieldSpec | None) -> Matched:
        """See `Pack.on_field`."""
        return self._place(self._standing(facts), code, spec).matched

    def on_finding(
        self, facts: Facts, code: str, spec: FieldSpec | None, finding: Finding
    ) -> Matched:
        """See `Pack.on_finding`."""
        return self._place(self._standing(facts), code, spec).matching(finding)

    def period(self, facts: Facts) -> Period | None:
        """See `Pack.period`: of each level the first that applies, of those the shortest."""
        return self._standing(facts).period

    def _standing(self, facts: Facts) -> _Standing:
        """What the rules say about such facts, remembered under what they can tell apart."""
        if facts.channel not in self.pack.channels:
            known = "、".join(self.pack.channels)
            raise UnknownChannel(f"规则包 {self.pack.id} 没有这个渠道；可用：{known}")
        values = {name: self._all.fold(name, _said(facts, of)) for name, of in _FACTS}
        key = tuple(values.values())
        standing = self._standings.get(key)
        if standing is None:
            standing = self._standings[key] = self._stands(values)
        return standing

    def _stands(self, values: Mapping[str, Value]) -> _Standing:
        marks = self._marks.matching(values).known
        return _Standing(
            values,
            self._records.matching(values),
            tuple(_note(rule.id, rule.basis) for rule in marks),
            self._looks(values),
            self._lasts(values),
            self._due(values),
            {},
        )

    def _looks(self, values: Mapping[str, Value]) -> tuple[Review, ...]:
        """The review rules that apply; without any, a person sees every record."""
        known = {review.rule.id: review for review in self.pack.reviews}
        matched = self._reviews.matching(values).apply
        return tuple(known.get(rule.id) or Review(rule, Scope.ALL) for rule in matched)

    def _lasts(self, values: Mapping[str, Value]) -> Period | None:
        known = {period.rule.id: period for period in self.pack.periods}
        matched = self._periods.matching(values)
        if matched.decides.id == NO_RULE:
            return None
        first = {rule.level: known[rule.id] for rule in reversed(matched.known)}
        return shortest(tuple(first.values()))

    def _due(self, values: Mapping[str, Value]) -> Deadline | None:
        matched = {rule.id for rule in self._deadlines.matching(values).known}
        due = [deadline for deadline in self.pack.deadlines if deadline.rule.id in matched]
        return min(due, key=lambda deadline: deadline.working_days, default=None)

    def _place(self, standing: _Standing, code: str, spec: FieldSpec | None) -> Place:
        if spec is None:
            return Place(self._books, standing.values, code, None)
        place = standing.places.get(code)
        if place is None or not (place.spec is spec or place.spec == spec):
            place = standing.places[code] = Place(self._books, standing.values, code, spec)
        return place

    def _term(self, facts: Facts, standing: _Standing) -> _Term:
        publish_by, notes = self._publish_by(facts, standing)
        period = standing.period
        if period is None:
            stop = Ruling(Action.HOLD, NO_RULE, _NO_PERIOD_BASIS)
            return _Term(publish_by, facts.declared_until, (stop,), notes)
        notes.append(_note(period.rule.id, period.rule.basis))
        start = facts.decision_date or facts.published_on
        until, clamped = last_public_day(start, period.months, facts.declared_until)
        if clamped:
            notes.append(_note(CLAMPED, _CLAMPED_BASIS))
        over = until is not None and facts.published_on > until
        expiry = self.pack.expiry
        stops = (Ruling(expiry.action, expiry.id, expiry.basis),) if over else ()
        return _Term(publish_by, until, stops, notes)

    def _publish_by(self, facts: Facts, standing: _Standing) -> tuple[date | None, list[Ruling]]:
        deadline = standing.deadline
        if facts.decision_date is None:
            return None, [_note(NO_DATE, _NO_DATE_BASIS)]
        if deadline is None:
            return None, []
        day, provisional = add_working_days(
            facts.decision_date, deadline.working_days, self.pack.calendar
        )
        notes = [_note(deadline.rule.id, deadline.rule.basis)]
        if provisional:
            notes.append(_note(PROVISIONAL, _PROVISIONAL_BASIS))
        return day, notes


def _said(facts: Facts, name: str) -> Value:
    """A fact as rules can ask for it."""
    said: Value | bool = getattr(facts, name)
    return str(said).lower() if isinstance(said, bool) else said


def _reviewed(
    reviews: Iterable[Review], changed: Iterable[str], facts: Facts
) -> tuple[Ruling, ...]:
    """Why a person looks at the record although no rule holds it."""
    rulings: list[Ruling] = []
    for review in reviews:
        rule = review.rule
        if review.scope is Scope.CHANGED:
            rulings += [Ruling(rule.action, rule.id, rule.basis, code) for code in changed]
        elif review.scope is Scope.ALL or (
            review.scope is Scope.SAMPLE and review.draws(facts.record)
        ):
            rulings.append(Ruling(rule.action, rule.id, rule.basis))
    return tuple(rulings)


def _inferred(facts: Facts) -> Iterable[Ruling]:
    return (_note(INFERRED, sentence) for sentence in facts.inferences)


def _note(rule: str, basis: str) -> Ruling:
    return Ruling(Action.KEEP, rule, basis)


def _unread(unread: Unread) -> Ruling:
    return Ruling(Action.HOLD, UNREAD, f"失败即关闭：检测器 {unread.detector} 未能检查")


def _spans(places: Mapping[str, Place], scan: Scan) -> tuple[list[SpanRuling], dict[str, None]]:
    """One ruling for every finding, and the fields whose shown text a person must look at."""
    spans: list[SpanRuling] = []
    changed: dict[str, None] = {}
    for code, findings in scan.findings.items():
        place = places[code]
        for finding in findings:
            verdict = place.verdict(finding)
            if verdict.changes:
                changed[code] = None
            spans.append(_span(code, finding, verdict))
    return spans, changed


def _span(code: str, finding: Finding, verdict: Verdict) -> SpanRuling:
    params = verdict.params
    if verdict.operator == "county" and finding.detail is not None:
        params = {**(params or {}), "detail": str(max(0, finding.detail - finding.start))}
    return SpanRuling(
        code,
        finding.start,
        finding.end,
        finding.entity_type,
        verdict.status,
        finding.detector,
        verdict.action,
        verdict.rule,
        verdict.basis,
        verdict.operator,
        params,
        finding.role,
        finding.group,
        finding.detail,
        finding.allowed,
    )
