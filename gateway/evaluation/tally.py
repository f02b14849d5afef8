"""Counts by document and group, from which every figure is a quotient of two sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.finding import SHIELDS
from gateway.evaluation.match import scores
from gateway.evaluation.measure import Judged, JudgedRow
from gateway.evaluation.survive import HIDDEN, LEAKED, SHOWN

#: What is counted; a tally has one column for each.
COUNTS = (
    "documents", "waiting",
    "mentions", "strict", "overlap", "found", "sure_strict", "sure_found",
    "sensitive", "covered", "chars", "chars_inside",
    "details", "details_covered", "detail_chars", "detail_chars_inside",
    "hidden", "leaked", "shown", "hide_chars", "bare_chars",
    "kept", "damaged", "dropped",
)  # fmt: skip
_AT = {name: at for at, name in enumerate(COUNTS)}

#: Kinds of groups, in the order of the tables.
KINDS = ("all", "outcome", "source", "type", "role", "of", "form", "keep")

Sums = NDArray[np.float64]
_Counts = Mapping[str, int]


class Group(NamedTuple):
    """What is counted together: a kind of `KINDS`, and which one of it."""

    kind: str
    name: str = ""


ALL, KEPT = Group("all"), Group("keep")


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


def _counted(row: JudgedRow, annotated: set[str | None]) -> dict[Group, dict[str, int]]:
    """The counts of one document by group; what is zero is left out."""
    whole: dict[Group, dict[str, int]] = {}
    for groups, counts in _additions(row, annotated):
        for group in groups:
            own = whole.setdefault(group, {})
            for name, count in counts.items():
                if count:
                    own[name] = own.get(name, 0) + count
    return whole


def _additions(
    row: JudgedRow, annotated: set[str | None]
) -> Iterator[tuple[Sequence[Group], _Counts]]:
    waiting = row.outcome == "in_review"
    yield list(_document_groups(row)), {"documents": 1, "waiting": waiting}
    for judged in row.judged:
        if not judged.mention.optional:
            yield list(_groups(judged, row)), _counts(judged)
            if judged.mention.keep and row.outcome != "rejected":
                yield [KEPT, Group("keep", judged.mention.label)], _kept(judged)
    for name, wrong in (("found", row.wrong), ("sure_found", row.sure_wrong)):
        for found in wrong:
            kind = found.finding.entity_type
            # A kind that is known and kept may not have been annotated at all.
            if kind not in SHIELDS or kind in annotated:
                yield list(_type_groups(kind, row)), {name: 1}


def _counts(judged: Judged) -> dict[str, int]:
    mention = judged.mention
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
    return counts if mention.keep else counts | _safety(judged)


def _safety(judged: Judged) -> dict[str, int]:
    mention, length = judged.mention, judged.mention.end - judged.mention.hide_from
    counts = {
        "sensitive": 1,
        "covered": judged.covered,
        "chars": mention.end - mention.start,
        "chars_inside": judged.inside,
    }
    if mention.entity_type == "ADDRESS":
        counts |= {
            "details": 1,
            "details_covered": judged.detail_inside == length,
            "detail_chars": length,
            "detail_chars_inside": judged.detail_inside,
        }
    fate = judged.fate.fate if judged.fate else None
    counts |= {"hidden": fate == HIDDEN, "leaked": fate == LEAKED, "shown": fate == SHOWN}
    if fate in {HIDDEN, LEAKED}:
        counts |= {"hide_chars": length, "bare_chars": judged.bare}
    return counts


def _kept(judged: Judged) -> dict[str, int]:
    return {"kept": not judged.dropped, "damaged": judged.damaged, "dropped": judged.dropped}


def _document_groups(row: JudgedRow) -> Iterator[Group]:
    yield ALL
    yield Group("outcome", row.outcome)
    if row.surrogate is not None:
        yield Group("source", _source(row.surrogate))


def _type_groups(kind: str, row: JudgedRow) -> Iterator[Group]:
    yield Group("type", kind)
    if kind not in SHIELDS:
        yield from _document_groups(row)
        if row.surrogate is not None:
            yield Group("source", f"{_source(row.surrogate)}·{kind}")


def _groups(judged: Judged, row: JudgedRow) -> Iterator[Group]:
    mention = judged.mention
    kind = mention.entity_type
    if kind is None:
        return
    yield from _type_groups(kind, row)
    if not mention.keep:
        words = {"role": mention.role, "of": mention.of, "form": mention.form}
        yield from (Group(name, f"{kind}·{word}") for name, word in words.items() if word)


def _source(surrogate: bool) -> str:
    return "surrogate" if surrogate else "real"


def _order(group: Group) -> tuple[int, bool, str]:
    return KINDS.index(group.kind), group.name in SHIELDS, group.name
