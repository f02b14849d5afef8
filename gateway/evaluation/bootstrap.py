"""Figures with intervals: the percentile bootstrap over documents (Efron 1979).

Documents are drawn with replacement as wholes, because the mentions of one document stand or fall
together. A resample is a vector of how often each document was drawn; one product of matrices
gives the sums of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gateway.evaluation.tally import Group, Sums, Tally, column

RESAMPLES = 1000
SEED = 20261120
_TAILS = (2.5, 97.5)  # per cent: a 95 % interval
_AT_ONCE = 4_000_000  # numbers of one block of draws

_Formula = Callable[[Sums], Sums]


def _over(above: str, below: str, also: str = "") -> _Formula:
    """``above`` over ``below``, to which ``also`` is added where it is given."""

    def formula(sums: Sums) -> Sums:
        whole = column(sums, below) + column(sums, also) if also else column(sums, below)
        return _quotient(column(sums, above), whole)

    return formula


def _f1(right: str, found: str) -> _Formula:
    """The harmonic mean of precision and recall: twice the right ones over both wholes."""
    return lambda sums: _quotient(
        2 * column(sums, right), column(sums, found) + column(sums, "mentions")
    )


def _quotient(above: Sums, below: Sums) -> Sums:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Sums = np.where(below > 0, above / below, np.nan)
    return shares


#: Name of a figure -> how it comes out of sums; the second ones need findings by group.
_RECALLS: Mapping[str, _Formula] = {
    "strict_recall": _over("strict", "mentions"),
    "overlap_recall": _over("overlap", "mentions"),
    "sure_strict_recall": _over("sure_strict", "mentions"),
    "covered": _over("covered", "sensitive"),
    "chars_covered": _over("chars_inside", "chars"),
    "detail_covered": _over("details_covered", "details"),
    "detail_chars_covered": _over("detail_chars_inside", "detail_chars"),
    "leak_rate": _over("leaked", "hidden", "leaked"),
    "bare_share": _over("bare_chars", "hide_chars"),
    "damage": _over("damaged", "kept"),
    "dropped": _over("dropped", "kept", "dropped"),
    "waiting": _over("waiting", "documents"),
}
_PRECISIONS: Mapping[str, _Formula] = {
    "strict_precision": _over("strict", "found"),
    "strict_f1": _f1("strict", "found"),
    "overlap_precision": _over("overlap", "found"),
    "overlap_f1": _f1("overlap", "found"),
    "sure_strict_precision": _over("sure_strict", "sure_found"),
    "sure_strict_f1": _f1("sure_strict", "sure_found"),
}
#: Findings have a type and stand in a document; a role or a form only mentions have.
_WHOLE = frozenset({"all", "outcome", "source", "type"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A share in 0..1 with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def figures(
    tally: Tally, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[Group, dict[str, Figure]]:
    """Every figure of every group that has one. The same seed gives the same intervals."""
    total, drawn = tally.total(), _drawn(tally, resamples, seed)
    shown: dict[Group, dict[str, Figure]] = {group: {} for group in tally.groups}
    for name, formula in (*_RECALLS.items(), *_PRECISIONS.items()):
        values, spread = formula(total), formula(drawn)
        for at, group in enumerate(tally.groups):
            if not np.isnan(values[at]) and (name in _RECALLS or group.kind in _WHOLE):
                low, high = np.nanpercentile(spread[:, at], _TAILS)
                shown[group][name] = Figure(float(values[at]), float(low), float(high))
    return shown


def _drawn(tally: Tally, resamples: int, seed: int) -> Sums:
    """Sums of each resample: resamples by groups by counts."""
    documents, groups, counts = tally.counts.shape
    flat = tally.counts.reshape(documents, groups * counts)
    rng = np.random.default_rng(seed)
    even = np.full(documents, 1 / documents)
    block = max(1, _AT_ONCE // documents)
    sums = [
        rng.multinomial(documents, even, size=min(block, resamples - at)) @ flat
        for at in range(0, resamples, block)
    ]
    return np.concatenate(sums).reshape(resamples, groups, counts)
