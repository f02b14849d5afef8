"""Counts by document and group, from which every figure is a quotient of two sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.finding import SHIELDS, Finding
from gateway.evaluation.match import scores
from gateway.evaluation.measure import Judged, JudgedRow
from gateway.evaluation.survive import HIDDEN, LEAKED, SHOWN

#: What is counted; a tally has one column for each.
COUNTS = (
    "mentions", "strict", "overlap", "found", "sure_strict", "sure_found",
    "sensitive", "covered", "chars", "chars_inside", "details", "details_covered",
    "hidden", "leaked", "shown", "hide_chars", "bare_chars",
    "kept", "damaged", "dropped",
)  # fmt: skip
_AT = {name: at for at, name in enumerate(COUNTS)}

Sums = NDArray[np.float64]


class Group(NamedTuple):
    """A row of the tables: ``all``, ``type``, ``role``, ``class``, ``of``, ``source``, ``keep``."""

    kind: str
    name: str


class Tally:
    """Counts of all documents: an array of documents by groups by `COUNTS`."""

    def __init__(self, rows: Sequence[JudgedRow]) -> None:
        annotated = {j.mention.entity_type for row in rows for j in row.judged}
        counted = [_counted(row, annotated) for row in rows]
        self.groups = sorted({group for row in counted for group in row}, key=_order)
        place = {group: at for at, group in enumerate(self.groups)}
        self.counts: Sums = np.zeros((len(rows), len(self.groups), len(COUNTS)))
        for number, row in enumerate(counted):
            for group, counts in row.items():
                for name, count in counts.items():
                    self.counts[number, place[group], _AT[name]] = count

    def total(self) -> Sums:
        """Sums over all documents, groups by `COUNTS`."""
        total: Sums = self.counts.sum(axis=0)
        return total


def column(sums: Sums, name: str) -> Sums:
    """One count out of an array whose last axis is `COUNTS`."""
    chosen: Sums = sums[..., _AT[name]]
    return chosen


Counted = dict[Group, dict[str, int]]


def _counted(row: JudgedRow, annotated: set[str | None]) -> Counted:
    whole: Counted = {}

    def add(groups: Sequence[Group], counts: Mapping[str, int]) -> None:
        for group in groups:
            own = whole.setdefault(group, {})
            for name, count in counts.items():
                if count:
                    own[name] = own.get(name, 0) + count

    for judged in row.judged:
        add(list(_groups(judged, row.surrogate)), _counts(judged))
        if judged.mention.keep and not judged.mention.optional:
            lost = row.outcome != "rejected"
            kept = {"kept": lost, "damaged": judged.damaged, "dropped": judged.dropped}
            add([Group("keep", ""), Group("keep", judged.mention.label)], kept)
    for name, wrong in (("found", row.wrong), ("sure_found", row.sure_wrong)):
        for _, finding in wrong:
            if finding.entity_type not in SHIELDS or finding.entity_type in annotated:
                add(list(_finding_groups(finding, row.surrogate)), {name: 1})
    return whole


def _counts(judged: Judged) -> dict[str, int]:
    mention = judged.mention
    if mention.optional:
        return {}
    counts: dict[str, int] = {}
    if scores(mention):
        counts |= {
            "mentions": 1,
            "strict": judged.strict,
            "overlap": judged.overlap,
            "found": judged.overlap,
            "sure_strict": judged.sure_strict,
            "sure_found": judged.sure_overlap,
        }
    if not mention.keep:
        counts |= {
            "sensitive": 1,
            "covered": judged.covered,
            "chars": mention.end - mention.start,
            "chars_inside": judged.inside,
        }
        if mention.entity_type == "ADDRESS":
            hidden = mention.end - mention.hide_from
            counts |= {"details": 1, "details_covered": judged.detail_inside == hidden}
    if judged.fate is not None:
        fate = judged.fate.fate
        counts |= {"hidden": fate == HIDDEN, "leaked": fate == LEAKED, "shown": fate == SHOWN}
        if fate != SHOWN:
            hidden = mention.end - mention.hide_from
            counts |= {"hide_chars": hidden, "bare_chars": judged.bare}
    return counts


def _groups(judged: Judged, surrogate: bool | None) -> Iterator[Group]:
    mention = judged.mention
    if mention.entity_type is None:
        return
    yield Group("type", mention.entity_type)
    if mention.entity_type in SHIELDS:
        return
    yield Group("all", "")
    yield from _source(surrogate)
    if mention.keep:
        return
    if mention.role:
        yield Group("role", f"{mention.entity_type}·{mention.role}")
    if mention.name_class:
        yield Group("class", f"{mention.entity_type}·{mention.name_class}")
    if mention.of:
        yield Group("of", f"{mention.entity_type}·{mention.of}")


def _finding_groups(finding: Finding, surrogate: bool | None) -> Iterator[Group]:
    yield Group("type", finding.entity_type)
    if finding.entity_type not in SHIELDS:
        yield Group("all", "")
        yield from _source(surrogate)


def _source(surrogate: bool | None) -> Iterator[Group]:
    if surrogate is not None:
        yield Group("source", "surrogate" if surrogate else "real")


_KINDS = ("all", "source", "type", "role", "class", "of", "keep")


def _order(group: Group) -> tuple[int, bool, str]:
    return _KINDS.index(group.kind), group.name in SHIELDS, group.name
