"""Which finding answers which mention, one to one: exactly, or by sharing characters.

The two ways of counting are those of SemEval-2013 task 9 (Segura-Bedmar et al. 2013): *strict*
wants the same boundaries and a right type, *type* wants a shared character and a right type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detectors.finding import Finding
from gateway.evaluation.gold import Mention


@dataclass(frozen=True, slots=True)
class Matched:
    """The pairs of one field. ``wrong`` are findings that answer nothing.

    A finding that touches only mentions which score nowhere is neither right nor wrong.
    """

    strict: frozenset[Mention]
    overlap: frozenset[Mention]
    wrong: tuple[Finding, ...]


def match(mentions: Sequence[Mention], findings: Sequence[Finding]) -> Matched:
    """Pairs the mentions and findings of one field; exact pairs first, then the widest."""
    scored = [m for m in mentions if scores(m)]
    ways = sorted(
        (not _exact(m, f), -_shared(m, f), i, j)
        for i, m in enumerate(scored)
        for j, f in enumerate(findings)
        if f.entity_type in m.accepts and _shared(m, f) > 0
    )
    answered: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in ways:
        if i not in answered and j not in used:
            answered[i] = j
            used.add(j)
    strict = frozenset(scored[i] for i, j in answered.items() if _exact(scored[i], findings[j]))
    overlap = frozenset(scored[i] for i in answered)
    idle = (f for j, f in enumerate(findings) if j not in used)
    return Matched(strict, overlap, tuple(f for f in idle if not _excused(f, mentions)))


def scores(mention: Mention) -> bool:
    """Whether finding a mention is right and missing it is wrong."""
    return not (mention.optional or mention.neutral) and bool(mention.accepts)


def covered(start: int, end: int, findings: Iterable[Finding]) -> int:
    """How many characters of a span lie inside any of the findings."""
    inside: set[int] = set()
    for finding in findings:
        inside.update(range(max(start, finding.start), min(end, finding.end)))
    return len(inside)


def _excused(finding: Finding, mentions: Iterable[Mention]) -> bool:
    touched = [m for m in mentions if _shared(m, finding) > 0]
    return bool(touched) and all(m.optional or m.neutral for m in touched)


def _exact(mention: Mention, finding: Finding) -> bool:
    return (mention.start, mention.end) == (finding.start, finding.end)


def _shared(mention: Mention, finding: Finding) -> int:
    return min(mention.end, finding.end) - max(mention.start, finding.start)
