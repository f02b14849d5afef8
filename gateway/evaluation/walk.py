"""One annotated document through the walk without storage, steps 1 to 5: what would be shown."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detectors.finding import Finding, Scan, Status
from detectors.sheet import Sheet
from gateway.evaluation.folded import Place, aligned
from gateway.evaluation.gold import GoldRow, Mention
from gateway.evaluation.labels import OTHER, shipped
from gateway.formats import RawRow
from gateway.intake import Intake
from gateway.journey import Journey
from gateway.keys import Keys
from gateway.record import Record, Rejected
from gateway.redact import Redacted
from gateway.scan import passages
from gateway.sheets import sheet_of
from policies.action import Action
from policies.decision import SpanRuling
from policies.standards import standard

_KEY_LENGTH = 32
_ANNOTATION = "annotation@1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the policy says about a mention that is found as it is annotated."""

    shown: bool
    rule: str


#: No rule speaks of it, so it must not be shown.
HIDE = Wanted(shown=False, rule="")


@dataclass(frozen=True, slots=True)
class Walked:
    """A document after step 5. ``mentions`` stand at their places in ``texts``.

    ``outcome`` is the pile, ``redacted`` what may be shown (``None`` for a rejected row),
    ``rulings`` what was decided about each finding, ``wanted`` what would be decided about each
    sensitive mention if it were found. ``misplaced`` counts the mentions that have no place in
    the record as the standard reads it.
    """

    id: str
    surrogate: bool | None
    texts: Mapping[str, str] = field(repr=False)
    mentions: tuple[Mention, ...]
    findings: Mapping[str, tuple[Finding, ...]]
    unread: tuple[str, ...]
    outcome: str
    redacted: Redacted | None
    rulings: tuple[SpanRuling, ...] = ()
    wanted: Mapping[Mention, Wanted] = field(default_factory=dict)
    misplaced: int = 0


@dataclass(frozen=True, slots=True)
class Walker:
    """Walks documents towards one channel under one pack; keeps nothing."""

    journey: Journey
    channel: str

    def walk(self, row: GoldRow) -> Walked:
        """One document; a row that the standard refuses is scanned as it was submitted."""
        # Keys name rows that have no id; these have one, so any key will do.
        intake = Intake(Keys(secrets.token_bytes(_KEY_LENGTH)), self.journey.today)
        arrival = intake.read(RawRow(row.line, {**row.envelope, "id": f"row-{row.line}"}))
        if isinstance(arrival, Rejected):
            return self._rejected(row)
        mentions = _placed(row, arrival)
        scan = self.journey.scanner.scan(sheet_of(arrival.kind, arrival.fields))
        (draft,) = self.journey.drafts(arrival, [self.channel])
        return Walked(
            id=row.id,
            surrogate=row.surrogate,
            texts=arrival.fields,
            mentions=mentions,
            findings=scan.findings,
            unread=tuple(u.detector for u in scan.unread),
            outcome=draft.decision.outcome,
            redacted=draft.redacted,
            rulings=draft.decision.spans,
            wanted=self._wanted(arrival, mentions, scan),
            misplaced=len(row.mentions) - len(mentions),
        )

    def _rejected(self, row: GoldRow) -> Walked:
        texts = {c: v for c, v in row.envelope["fields"].items() if isinstance(v, str)}
        kind = row.envelope.get("kind")
        scan = self.journey.scanner.scan(Sheet(passages({"kind": kind, "fields": texts}) or ()))
        return Walked(
            id=row.id,
            surrogate=row.surrogate,
            texts=texts,
            mentions=row.mentions,
            findings=scan.findings,
            unread=tuple(u.detector for u in scan.unread),
            outcome="rejected",
            redacted=None,
        )

    def _wanted(
        self, record: Record, mentions: Sequence[Mention], scan: Scan
    ) -> dict[Mention, Wanted]:
        """What the policy would say if all were found: each sensitive mention as a finding."""
        sensitive = [m for m in mentions if not m.keep and not m.optional]
        perfect = {m: _as_annotated(m, nearest(m, scan.findings)) for m in sensitive}
        by_field: dict[str, list[Finding]] = {}
        for mention, finding in perfect.items():
            if finding:
                by_field.setdefault(mention.field, []).append(finding)
        ideal = Scan({code: tuple(found) for code, found in by_field.items()})
        ruled = {
            (s.field, s.start, s.end, s.entity_type): Wanted(s.action is Action.KEEP, s.rule)
            for s in self.journey.decide(record, self.channel, ideal).spans
            if s.detector == _ANNOTATION
        }
        return {
            m: ruled.get((m.field, f.start, f.end, f.entity_type), HIDE) if f else HIDE
            for m, f in perfect.items()
        }


def nearest(mention: Mention, findings: Mapping[str, Sequence[Finding]]) -> Finding | None:
    """The finding of a right type that shares most characters with a mention."""
    near = [
        (min(f.end, mention.end) - max(f.start, mention.start), f)
        for f in findings.get(mention.field, ())
        if f.entity_type in mention.accepts and f.start < mention.end and mention.start < f.end
    ]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def _as_annotated(mention: Mention, found: Finding | None) -> Finding | None:
    """The mention as a finding: its own span and role, all else as the detector saw it.

    ``None`` where it is of no kind of the contract and no finding tells one.
    """
    kind = mention.entity_type
    if kind == OTHER:
        kind = found.entity_type if found else None
    if kind is None:
        return None
    base = found or Finding(0, 0, kind, 1.0, _ANNOTATION, Status.CERTAIN)
    agreeing = shipped().roles_of(mention.role or mention.of)
    role = base.role if not agreeing or base.role in agreeing else agreeing[0]
    return dataclasses.replace(
        base, start=mention.start, end=mention.end, entity_type=kind, detector=_ANNOTATION,
        status=Status.CERTAIN, role=role, detail=mention.detail, group=None,
    )  # fmt: skip


def _placed(row: GoldRow, record: Record) -> tuple[Mention, ...]:
    """The mentions at their places in the canonical fields; those without one left out."""
    places: dict[str, tuple[str, Place]] = {}
    for column, text in row.texts.items():
        code = standard.canonical(record.kind, column) or ""
        if code in record.fields:
            places[column] = code, aligned(text, record.fields[code])
    return tuple(moved for m in row.mentions if (moved := _moved(m, places.get(m.field))))


def _moved(mention: Mention, place: tuple[str, Place] | None) -> Mention | None:
    if place is None:
        return None
    code, to = place
    start, end = to(mention.start, mention.end)
    if start == end:
        return None
    detail = None if mention.detail is None else to(mention.detail, mention.end)[0]
    return dataclasses.replace(mention, field=code, start=start, end=end, detail=detail)
