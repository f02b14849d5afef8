"""A whole evaluation: figures by group, and every case by document, field and offset. No text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from detectors.finding import SHIELDS, Finding
from gateway.evaluation.bootstrap import RESAMPLES, SEED, Figure, figures
from gateway.evaluation.measure import Judged, JudgedRow
from gateway.evaluation.survive import LEAKED, SHOWN
from gateway.evaluation.tally import COUNTS, Group, Tally

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what an evaluation ran; ``gold`` is the SHA-256 of the annotated file."""

    gold: str
    channel: str
    day: str
    pack: str
    version: str
    digest: str
    resamples: int = RESAMPLES
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured."""

    setting: Setting
    rows: tuple[JudgedRow, ...]
    groups: tuple[Group, ...]
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
        return cls(setting, tuple(rows), tuple(tally.groups), counts, found)

    @property
    def outcomes(self) -> Mapping[str, int]:
        """Documents by pile."""
        return Counter(row.outcome for row in self.rows)

    def cases(self, fate: str) -> Iterator[tuple[JudgedRow, Judged]]:
        """The mentions that came to this fate, in the order of the file."""
        return (
            (row, judged)
            for row in self.rows
            for judged in row.judged
            if judged.fate is not None and judged.fate.fate == fate
        )

    @property
    def leaks(self) -> list[tuple[JudgedRow, Judged]]:
        """Every mention whose original survives where it has no right to."""
        return list(self.cases(LEAKED))


def as_json(evaluation: Evaluation) -> bytes:
    """All figures and all cases. UTF-8, indented; holds offsets, never a text."""
    whole = {
        "schema": SCHEMA,
        "setting": asdict(evaluation.setting),
        "documents": len(evaluation.rows),
        "outcomes": dict(evaluation.outcomes),
        "unread": sum(bool(row.unread) for row in evaluation.rows),
        "misplaced": sum(row.misplaced for row in evaluation.rows),
        "groups": [_group(evaluation, group) for group in evaluation.groups],
        "leaks": [_case(*case) for case in evaluation.leaks],
        "shown_by_policy": [_case(*case) for case in evaluation.cases(SHOWN)],
        "mentions": [_mention(row, j) for row in evaluation.rows for j in row.judged],
        "wrong": list(_wrong(evaluation.rows)),
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2)


def _group(evaluation: Evaluation, group: Group) -> dict[str, Any]:
    shown = {
        name: [round(v, 6) for v in (f.value, f.low, f.high)]
        for name, f in evaluation.figures[group].items()
    }
    counts = {name: n for name, n in evaluation.counts[group].items() if n}
    return {"kind": group.kind, "name": group.name, "counts": counts, "figures": shown}


def place(row: JudgedRow, judged: Judged) -> dict[str, Any]:
    """Where a mention stands and what it is."""
    mention = judged.mention
    shown = {
        "id": row.id,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "label": mention.label,
        "type": mention.entity_type,
        "role": mention.role or mention.of,
        "class": mention.name_class,
    }
    return {key: value for key, value in shown.items() if value is not None}


def _case(row: JudgedRow, judged: Judged) -> dict[str, Any]:
    fate = judged.fate
    told = {} if fate is None else {"reason": fate.reason, "rule": fate.rule}
    return {
        **place(row, judged),
        "outcome": row.outcome,
        **{key: value for key, value in told.items() if value is not None},
    }


def _mention(row: JudgedRow, judged: Judged) -> dict[str, Any]:
    mention = judged.mention
    shown = place(row, judged) | {"policy": "keep" if mention.keep else "sensitive"}
    if mention.optional:
        return shown | {"optional": True}
    shown |= {"strict": judged.strict, "overlap": judged.overlap}
    if mention.keep:
        return shown | {"damaged": judged.damaged, "dropped": judged.dropped}
    fate = judged.fate.fate if judged.fate else None
    return shown | {"covered": judged.covered, "fate": fate}


def _wrong(rows: Iterable[JudgedRow]) -> Iterator[dict[str, Any]]:
    """Sensitive findings that answer no mention."""
    for row in rows:
        for code, finding in row.wrong:
            if finding.entity_type not in SHIELDS:
                yield _finding(row, code, finding)


def _finding(row: JudgedRow, code: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": row.id,
        "field": code,
        "start": finding.start,
        "end": finding.end,
        "type": finding.entity_type,
        "status": finding.status.word,
        "detector": finding.detector,
    }
