"""Why, and why not: what every detector made of one field, and which rule decided on each channel.

Holds offsets and reasons, never a text of the record. Keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detectors.considered import Considered
from detectors.finding import Finding, Scan
from detectors.sheet import Sheet
from detectors.trace import Looked, Trace, trace
from gateway import scan
from gateway.facts import facts_of
from gateway.journey import Journey
from gateway.record import Record
from gateway.sheets import departments_of, sheet_of
from policies.decision import Decision, Ruling, SpanRuling
from policies.rule import Matched, Rule
from policies.standards import standard

_NO_FINDING = "没有规则涉及这一处的内容：按字段的规则处理"


def explain(
    journey: Journey, record: Record, field: str, channels: Sequence[str], at: int | None = None
) -> dict[str, Any]:
    """The explanation of one field, or of the character at offset ``at`` of it.

    ``field`` is a canonical code that the record has.
    """
    sheet = sheet_of(record.kind, record.fields, departments_of(record))
    window = _Window(sheet, field, at)
    seen, scanned = trace(journey.scanner, sheet), journey.scan(record, record.fields)
    findings = [f for f in scanned.findings[field] if window.holds(f.start, f.end)]
    return {
        "kind": record.kind,
        "field": field,
        "length": len(record.fields[field]),
        "at": at,
        "findings": [scan.shown(f) | {"allowed": f.allowed} for f in findings],
        "unread": [{"detector": u.detector, "reason": u.reason} for u in scanned.unread],
        "detectors": [_looked(window, seen, each) for each in seen.looked],
        "channels": {
            channel: _decided(window, field, journey.decide(record, channel, scanned))
            | {"rules": _Weighed(journey, record, field, channel, scanned).of(findings)}
            for channel in channels
        },
    }


class _Weighed:
    """Which rules were weighed for a field on a channel: those that applied, won and fell away."""

    def __init__(
        self, journey: Journey, record: Record, field: str, channel: str, scanned: Scan
    ) -> None:
        self._pack, self._field = journey.pack, field
        self._facts = facts_of(record, channel, journey.today, scanned)
        self._spec = standard.columns(record.kind, record.fields).get(field)

    def of(self, findings: Sequence[Finding]) -> dict[str, Any]:
        """For the record, the field and each finding."""
        pack, facts, field, spec = self._pack, self._facts, self._field, self._spec
        return {
            "record": _matched(pack.on_record(facts)),
            "field": _matched(pack.on_field(facts, field, spec)),
            "findings": [
                {"span": [f.start, f.end], "entity_type": f.entity_type}
                | _matched(pack.on_finding(facts, field, spec, f))
                for f in findings
            ],
        }


def _matched(matched: Matched) -> dict[str, Any]:
    """The winner is the strictest; of equals the first, broad level before narrow."""
    return {
        "won": matched.decides.id,
        "applied": [_rule(rule) for rule in matched.apply],
        "lifted": [_rule(rule) for rule in matched.lifted],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "action": rule.action.word,
        "level": rule.level.word,
        "basis": rule.basis,
    }


class _Window:
    """The field in the record's sheet, or one character of it."""

    def __init__(self, sheet: Sheet, field: str, at: int | None) -> None:
        index = [passage.field for passage in sheet.passages].index(field)
        self.first, self.last = sheet.starts[index], sheet.ends[index]
        self._at = at

    def holds(self, start: int, end: int) -> bool:
        """Whether a span of the field is what is asked about."""
        return self._at is None or start <= self._at < end

    def inside(self, start: int, end: int) -> bool:
        """The same for a span of the sheet."""
        within = start < self.last and self.first < end
        return within and self.holds(start - self.first, end - self.first)

    def near(self, each: Considered) -> bool:
        """Whether what was considered, or what it was considered for, is asked about."""
        spans = [(each.start, each.end), *([each.cue] if each.cue else []), *each.values]
        return self.inside(min(a for a, _ in spans), max(b for _, b in spans))

    def offsets(self, span: tuple[int, int]) -> list[int]:
        """A span of the sheet as offsets in the field."""
        return [max(0, span[0] - self.first), min(self.last, span[1]) - self.first]


def _looked(window: _Window, seen: Trace, each: Looked) -> dict[str, Any]:
    claims = [c for c in each.claims if window.inside(c.start, c.end)]
    considered = [c for c in each.considered if window.near(c)]
    line: dict[str, Any] = {
        "detector": each.detector,
        "label": each.label,
        "looked": not each.silences,
        "found": [
            {
                "span": window.offsets((c.start, c.end)),
                "entity_type": c.entity_type,
                "category": c.category,
                "status": c.status.word,
                "because": c.explanation,
                "fate": seen.fate(c),
            }
            for c in claims
        ],
        "considered": [_considered(window, c) for c in considered],
    }
    if each.silences:
        line["silences"] = list(each.silences)
    elif not claims:
        line["passed"] = f"没有发现；需要：{each.wants}"
    return line


def _considered(window: _Window, each: Considered) -> dict[str, Any]:
    return {
        "span": window.offsets((each.start, each.end)),
        "found": each.found,
        "because": each.because,
        "cue": None if each.cue is None else window.offsets(each.cue),
        "values": [window.offsets(span) for span in each.values],
    }


def _decided(window: _Window, field: str, decision: Decision) -> dict[str, Any]:
    spans = [s for s in decision.spans if s.field == field and window.holds(s.start, s.end)]
    ruled = _ruling(decision.fields[field])
    return {
        "outcome": decision.outcome,
        "field": ruled,
        "spans": [_span(span) for span in spans],
        "otherwise": None if spans else f"{_NO_FINDING}（{ruled['rule']}，{ruled['action']}）",
        "record": [_ruling(r) for r in _unique((*decision.record, *decision.review))],
    }


def _unique(rulings: Iterable[Ruling]) -> Iterable[Ruling]:
    return dict.fromkeys(rulings)


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return {"action": ruling.action.word, "rule": ruling.rule, "basis": ruling.basis}


def _span(span: SpanRuling) -> Mapping[str, Any]:
    return {
        "span": [span.start, span.end],
        "entity_type": span.entity_type,
        "action": span.action.word,
        "operator": span.operator,
        "rule": span.rule,
        "basis": span.basis,
        "detector": span.detector,
    }
