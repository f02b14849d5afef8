"""A whole evaluation: figures by group, and every case by document, field and offset. No text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from detectors.finding import SHIELDS
from gateway.evaluation.bootstrap import RESAMPLES, SEED, Figure, figures
from gateway.evaluation.measure import Judged, JudgedRow, Wrong
from gateway.evaluation.survive import LEAKED, SHOWN
from gateway.evaluation.tally import COUNTS, Group, Tally

SCHEMA = 1
_PLACES = 6  # of a share


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what an evaluation ran; ``gold`` is the SHA-256 of the annotated file."""

    gold: str
    channel: str
    date: str
    pack: str
    version: str
    digest: str
    resamples: int = RESAMPLES
    seed: int = SEED


class Case(NamedTuple):
    """A mention in its document."""

    row: JudgedRow
    judged: Judged


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured."""

    setting: Setting
    rows: tuple[JudgedRow, ...]
    counts: Mapping[Group, Mapping[str, int]]
    figures: Mapping[Group, Mapping[str, Figure]]

    @classmethod
    def of(cls, rows: Sequence[JudgedRow], setting: Setting) -> Evaluation:
        """The figures of at least one judged document."""
        tally = Tally(rows)
        total = tally.total()
        counts = {
            group: {name: int(n) for name, n in zip(COUNTS, total[at], strict=True)}
            for at, group in enumerate(tally.groups)
        }
        found = figures(tally, setting.resamples, setting.seed)
        return cls(setting, tuple(rows), counts, found)

    @property
    def outcomes(self) -> Mapping[str, int]:
        """Documents by pile."""
        return Counter(row.outcome for row in self.rows)

    def groups(self, *kinds: str) -> list[Group]:
        """The groups of these kinds, in the order of the tables."""
        return [group for group in self.counts if group.kind in kinds]

    def cases(self) -> Iterator[Case]:
        """Every mention in the order of the file."""
        return (Case(row, judged) for row in self.rows for judged in row.judged)

    def of_fate(self, fate: str) -> list[Case]:
        """The mentions that were hidden, leaked or shown."""
        return [c for c in self.cases() if c.judged.fate and c.judged.fate.fate == fate]

    @property
    def leaks(self) -> list[Case]:
        """The mentions whose original survives where it has no right to."""
        return self.of_fate(LEAKED)


def as_object(evaluation: Evaluation) -> dict[str, Any]:
    """All figures and all cases as JSON has them; offsets, never a text.

    A figure is its value with the bounds of its interval. Counts that are zero are left out.
    """
    return {
        "schema": SCHEMA,
        "setting": asdict(evaluation.setting),
        "documents": [_document(row) for row in evaluation.rows],
        "outcomes": dict(evaluation.outcomes),
        "groups": [_group(evaluation, group) for group in evaluation.counts],
        "leaks": [_fate(case) for case in evaluation.leaks],
        "shown_by_policy": [_fate(case) for case in evaluation.of_fate(SHOWN)],
        "mentions": [_mention(case) for case in evaluation.cases()],
        "wrong": [
            _wrong(row, wrong)
            for row in evaluation.rows
            for wrong in row.wrong
            if wrong.finding.entity_type not in SHIELDS
        ],
    }


def place(case: Case) -> dict[str, Any]:
    """Where a mention stands and what it is; absent words are left out."""
    mention = case.judged.mention
    told = {
        "id": case.row.id,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "label": mention.label,
        "type": mention.entity_type,
        "role": mention.role,
        "of": mention.of,
        "form": mention.form,
    }
    return {key: value for key, value in told.items() if value is not None}


def _document(row: JudgedRow) -> dict[str, Any]:
    told = {"surrogate": row.surrogate, "unread": row.unread, "misplaced": row.misplaced}
    return {"id": row.id, "outcome": row.outcome} | {k: v for k, v in told.items() if v}


def _group(evaluation: Evaluation, group: Group) -> dict[str, Any]:
    found = {
        name: [round(share, _PLACES) for share in (f.value, f.low, f.high)]
        for name, f in evaluation.figures[group].items()
    }
    counts = {name: n for name, n in evaluation.counts[group].items() if n}
    return {"kind": group.kind, "name": group.name, "counts": counts, "figures": found}


def _fate(case: Case) -> dict[str, Any]:
    fate = case.judged.fate
    told = {"reason": fate.reason, "rule": fate.rule} if fate else {}
    known = {key: value for key, value in told.items() if value is not None}
    return place(case) | {"outcome": case.row.outcome} | known


def _mention(case: Case) -> dict[str, Any]:
    judged = case.judged
    told = place(case) | {"policy": "keep" if judged.mention.keep else "sensitive"}
    if judged.mention.optional:
        return told | {"optional": True}
    told |= {"strict": judged.strict, "overlap": judged.overlap}
    if judged.mention.keep:
        return told | {"damaged": judged.damaged, "dropped": judged.dropped}
    fate = judged.fate.fate if judged.fate else None
    return told | {"covered": judged.covered, "fate": fate, "bare": judged.bare}


def _wrong(row: JudgedRow, wrong: Wrong) -> dict[str, Any]:
    finding = wrong.finding
    return {
        "id": row.id,
        "field": wrong.field,
        "start": finding.start,
        "end": finding.end,
        "type": finding.entity_type,
        "status": finding.status.word,
        "detector": finding.detector,
    }
