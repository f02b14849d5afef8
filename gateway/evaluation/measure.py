"""What one document says about the gateway: a verdict on every mention, and the wrong findings."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import SHIELDS, Finding, Status
from gateway.evaluation.gold import Mention, placed
from gateway.evaluation.match import Matched, covered, match
from gateway.evaluation.survive import Fate, Shown
from gateway.evaluation.walk import Walked


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention with everything that was measured about it.

    ``strict`` and ``overlap`` speak of a finding of a right type, ``sure_strict`` and
    ``sure_overlap`` of one that is no suspect; ``inside`` and ``detail_inside`` count characters
    inside any sensitive finding. ``fate`` is told of sensitive mentions in documents that were not rejected, ``bare`` of those that the
    policy hides, ``damaged`` and ``dropped`` of those that may stay.
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
class JudgedRow:
    """One document. ``wrong`` are findings by field that answer no mention, ``sure_wrong`` those
    that are left of them without suspects.
    """

    id: str
    surrogate: bool | None
    outcome: str
    judged: tuple[Judged, ...]
    wrong: tuple[tuple[str, Finding], ...]
    sure_wrong: tuple[tuple[str, Finding], ...]
    unread: tuple[str, ...] = ()
    misplaced: int = 0


def judge(walked: Walked) -> JudgedRow:
    """Everything that is measured about one document."""
    shown = Shown(walked, walked.redacted) if walked.redacted else None
    judged: list[Judged] = []
    wrong: list[tuple[str, Finding]] = []
    sure_wrong: list[tuple[str, Finding]] = []
    fields = dict.fromkeys((*walked.findings, *(m.field for m in walked.mentions)))
    for code in fields:
        mentions, findings = placed(walked.mentions, code), walked.findings.get(code, ())
        matched = match(mentions, findings)
        sure = match(mentions, [f for f in findings if f.status > Status.SUSPECT])
        sensitive = [f for f in findings if f.entity_type not in SHIELDS]
        judged += (_judged(m, matched, sure, sensitive, shown) for m in mentions)
        wrong += ((code, finding) for finding in matched.wrong)
        sure_wrong += ((code, finding) for finding in sure.wrong)
    return JudgedRow(
        walked.id, walked.surrogate, walked.outcome, tuple(judged), tuple(wrong),
        tuple(sure_wrong), walked.unread, walked.misplaced,
    )  # fmt: skip


def _judged(
    mention: Mention, matched: Matched, sure: Matched, sensitive: list[Finding], shown: Shown | None
) -> Judged:
    asked = shown is not None and not mention.optional
    fate = shown.fate(mention) if shown and asked and not mention.keep else None
    hides = fate is not None and fate.fate != "shown"
    return Judged(
        mention=mention,
        strict=mention in matched.strict,
        overlap=mention in matched.overlap,
        sure_strict=mention in sure.strict,
        sure_overlap=mention in sure.overlap,
        inside=covered(mention.start, mention.end, sensitive),
        detail_inside=covered(mention.hide_from, mention.end, sensitive),
        fate=fate,
        bare=shown.bare(mention) if shown and hides else 0,
        damaged=bool(shown and asked and mention.keep and shown.damaged(mention)),
        dropped=bool(shown and asked and mention.keep and shown.dropped(mention)),
    )
