"""What one document says about the gateway: a verdict on every mention, and the wrong findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detectors.finding import SHIELDS, Finding, Status
from gateway.evaluation.gold import Mention
from gateway.evaluation.match import Matched, covered, match
from gateway.evaluation.survive import SHOWN, Fate, Shown
from gateway.evaluation.walk import Walked


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention with everything that was measured about it.

    ``strict`` and ``overlap`` speak of a finding of a right type, ``sure_strict`` and
    ``sure_overlap`` of one that is no suspect. ``inside`` and ``detail_inside`` count characters
    inside any sensitive finding. ``fate`` is told of sensitive mentions in documents that were
    not rejected, ``bare`` (characters outside any mask) of those that the policy hides,
    ``damaged`` and ``dropped`` of those that may stay.
    """

    mention: Mention
    strict: bool
    overlap: bool
    sure_strict: bool
    sure_overlap: bool
    inside: int
    detail_inside: int
    fate: Fate | None = None
    bare: int = 0
    damaged: bool = False
    dropped: bool = False

    @property
    def covered(self) -> bool:
        """Whether every character lies inside a sensitive finding."""
        return self.inside == self.mention.end - self.mention.start


@dataclass(frozen=True, slots=True)
class Wrong:
    """A finding that answers no mention."""

    field: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One document; ``sure_wrong`` are the wrong findings if suspects do not count."""

    id: str
    surrogate: bool | None
    outcome: str
    judged: tuple[Judged, ...]
    wrong: tuple[Wrong, ...]
    sure_wrong: tuple[Wrong, ...]
    unread: tuple[str, ...] = ()
    misplaced: int = 0


def judge(walked: Walked) -> JudgedRow:
    """Everything that is measured about one document."""
    shown = Shown(walked, walked.redacted) if walked.redacted else None
    judged: list[Judged] = []
    wrong: list[Wrong] = []
    sure_wrong: list[Wrong] = []
    for code in dict.fromkeys((*walked.findings, *(m.field for m in walked.mentions))):
        mentions = [m for m in walked.mentions if m.field == code]
        findings = walked.findings.get(code, ())
        matched = match(mentions, findings)
        sure = match(mentions, [f for f in findings if f.status > Status.SUSPECT])
        sensitive = [f for f in findings if f.entity_type not in SHIELDS]
        judged += (_judged(m, matched, sure, sensitive, shown) for m in mentions)
        wrong += (Wrong(code, f) for f in matched.wrong)
        sure_wrong += (Wrong(code, f) for f in sure.wrong)
    return JudgedRow(
        id=walked.id,
        surrogate=walked.surrogate,
        outcome=walked.outcome,
        judged=tuple(judged),
        wrong=tuple(wrong),
        sure_wrong=tuple(sure_wrong),
        unread=walked.unread,
        misplaced=walked.misplaced,
    )


def _judged(
    mention: Mention,
    matched: Matched,
    sure: Matched,
    sensitive: Sequence[Finding],
    shown: Shown | None,
) -> Judged:
    found = Judged(
        mention=mention,
        strict=mention in matched.strict,
        overlap=mention in matched.overlap,
        sure_strict=mention in sure.strict,
        sure_overlap=mention in sure.overlap,
        inside=covered(mention.start, mention.end, sensitive),
        detail_inside=covered(mention.hide_from, mention.end, sensitive),
    )
    return found if shown is None or mention.optional else _seen(found, shown)


def _seen(found: Judged, shown: Shown) -> Judged:
    """The same with what would be shown of it."""
    mention = found.mention
    if mention.keep:
        return replace(found, damaged=shown.damaged(mention), dropped=shown.dropped(mention))
    fate = shown.fate(mention)
    hides = fate is not None and fate.fate != SHOWN
    return replace(found, fate=fate, bare=shown.bare(mention) if hides else 0)
