"""What a reviewer may say about a case: accept, fix or reject, with a classification conclusion."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.consent import ASKABLE, NOBODY_ASKED, Decided
from gateway.errors import UsageError
from gateway.redact import Redacted
from policies import masks
from policies.action import Action
from policies.decision import Decision, SpanRuling
from policies.place import ALLOWED
from policies.vocabulary import SENSITIVE

VERDICTS = ("accept", "fix", "reject")
#: 保密审查结论.
CONCLUSIONS = ("可公开", "处理后公开", "不予公开", "移送定密")
_EDITS = ("add", "change", "lift")
#: The rule that stands for a reviewer's word.
REVIEWER = "REVIEWER"
#: The rule that stands for a third party's consent, or the authority's decision without it.
CONSENT = "CONSENT"
_BASIS = "审核人员结论"
_CONSENT_BASIS = "政府信息公开条例第十五条、第三十二条 征求第三方意见后决定公开"
_SHOWING = frozenset({REVIEWER, CONSENT, ALLOWED})
_DETECTOR = "reviewer@1"


@dataclass(frozen=True, slots=True)
class Edit:
    """One span that a reviewer adds, changes or lifts; offsets in the original field text."""

    op: str
    field: str
    start: int
    end: int
    reason: str = dataclasses.field(repr=False)
    entity_type: str = "PERSON"
    operator: str = "remove"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one case. Raises `UsageError` when it contradicts itself."""

    verdict: str
    conclusion: str
    reason: str = dataclasses.field(repr=False)
    edits: tuple[Edit, ...] = ()

    @property
    def logged(self) -> dict[str, Any]:
        """What the log says of it: everything but the reasons."""
        edits = [dataclasses.asdict(each) for each in self.edits]
        for each in edits:
            del each["reason"]
        return {"verdict": self.verdict, "conclusion": self.conclusion, "edits": edits}

    @property
    def reasons(self) -> str:
        """Every reason that was given, as JSON: kept sealed with the case."""
        return json.dumps([self.reason, *(e.reason for e in self.edits)], ensure_ascii=False)

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise UsageError("审核意见只能是 accept、fix 或 reject")
        if self.conclusion not in CONCLUSIONS:
            raise UsageError(f"保密审查结论只能是：{'、'.join(CONCLUSIONS)}")
        if not self.reason.strip():
            raise UsageError("必须写明理由")
        if (self.verdict == "reject") != (self.conclusion in CONCLUSIONS[2:]):
            raise UsageError("审核意见与结论矛盾：不予公开、移送定密须 reject，其余不得 reject")
        if (self.verdict == "fix") != bool(self.edits):
            raise UsageError("fix 须至少修改一处；accept 与 reject 不得带修改")


def edit(given: Mapping[str, Any]) -> Edit:
    """An edit from JSON; raises `UsageError` naming the key that is wrong."""
    try:
        made = Edit(**given)
    except TypeError:
        raise UsageError(
            "修改须含 op、field、start、end、reason，可含 entity_type、operator"
        ) from None
    if not all(isinstance(v, str) for v in (made.op, made.field, made.reason)):
        raise UsageError("op、field、reason 须为文本")
    if made.op not in _EDITS:
        raise UsageError("op 只能是 add、change 或 lift")
    if made.operator not in masks.names():
        raise UsageError("operator 不是已知的遮盖方式")
    if made.entity_type not in SENSITIVE:
        raise UsageError("entity_type 不是已知的敏感信息类型")
    if not made.reason.strip():
        raise UsageError("每处修改都须写明理由")
    if type(made.start) is not int or type(made.end) is not int:
        raise UsageError("start 与 end 须为整数")
    return made


def amend(
    decision: Decision,
    fields: Mapping[str, str],
    edits: Sequence[Edit],
    asked: Decided = NOBODY_ASKED,
) -> Decision:
    """The decision with a reviewer's edits. A lifted span stays listed, with action ``keep``.

    A lift or a change speaks of whole findings: half a finding uncovered is half an original
    published. Raises `UsageError` for one that does not, or that no reviewer may lift. What was
    decided after third parties were ``asked`` is done: shown, or not to be lifted.
    """
    spans = [_consented(span, asked) for span in decision.spans]
    for change in edits:
        length = len(fields.get(change.field, ""))
        if not 0 <= change.start < change.end <= length:
            raise UsageError("修改的位置不在该字段之内")
        if change.op != "add":
            touched = [s for s in spans if _touches(s, change)]
            if change.op == "lift" and any(_place(s) in asked.withhold for s in touched):
                raise UsageError("征求第三方意见后已决定不公开的内容不能放行")
            if not touched or not all(_holds(change, s) for s in touched):
                raise UsageError("lift 与 change 须与一处或几处已处理的内容首尾一致")
            spans = [_replaced(s, change) if s in touched else s for s in spans]
        if change.op != "lift":
            spans.append(_added(change))
    return replace(decision, spans=tuple(spans))


def _place(span: SpanRuling) -> tuple[str, int, int]:
    return span.field, span.start, span.end


def _consented(span: SpanRuling, asked: Decided) -> SpanRuling:
    """A span that is to be published after its owner was asked; never one that blocks."""
    if _place(span) not in asked.publish or not Action.KEEP < span.action < Action.BLOCK:
        return span
    if span.entity_type not in ASKABLE:
        return span
    return replace(span, action=Action.KEEP, operator="", rule=CONSENT, basis=_CONSENT_BASIS)


def _touches(span: SpanRuling, change: Edit) -> bool:
    return (
        span.action > Action.KEEP
        and span.field == change.field
        and span.start < change.end
        and change.start < span.end
    )


def _holds(change: Edit, span: SpanRuling) -> bool:
    return change.start <= span.start and span.end <= change.end


def _replaced(span: SpanRuling, change: Edit) -> SpanRuling:
    """The span out of the way: shown for good, or covered by what the reviewer put instead."""
    if span.action is Action.BLOCK:
        raise UsageError("规则禁止公示的内容不能由审核人员放行")
    if change.op == "lift" and span.action is Action.DROP and span.status == "certain":
        raise UsageError("确定的证件号、账号、举报人等不得放行；规则有误请由安全管理员修改")
    return replace(span, action=Action.KEEP, operator="", rule=REVIEWER, basis=_BASIS)


def _added(change: Edit) -> SpanRuling:
    return SpanRuling(
        field=change.field,
        start=change.start,
        end=change.end,
        entity_type=change.entity_type,
        status="certain",
        detector=_DETECTOR,
        action=Action.MASK,
        rule=REVIEWER,
        basis=_BASIS,
        operator=change.operator,
    )


def lifted(decision: Decision, redacted: Redacted) -> list[SpanRuling]:
    """The findings that a reviewer, a consent or an allow-list shows, and that are shown."""
    covered = [t for t in redacted.transformations if t.operator]
    return [
        s
        for s in decision.spans
        if s.rule in _SHOWING
        and s.action is Action.KEEP
        and not any(t.field == s.field and t.start < s.end and s.start < t.end for t in covered)
    ]
