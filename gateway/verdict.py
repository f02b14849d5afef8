"""What a reviewer may say about a case: accept, fix or reject, with a classification conclusion."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.errors import UsageError
from policies import masks
from policies.action import Action
from policies.decision import Decision, SpanRuling

VERDICTS = ("accept", "fix", "reject")
#: 保密审查结论.
CONCLUSIONS = ("可公开", "处理后公开", "不予公开", "移送定密")
_EDITS = ("add", "change", "lift")
_RULE = "REVIEWER"
_BASIS = "审核人员结论"
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
    if made.op not in _EDITS:
        raise UsageError("op 只能是 add、change 或 lift")
    if made.operator not in masks.names():
        raise UsageError("operator 不是已知的遮盖方式")
    if not str(made.reason).strip():
        raise UsageError("每处修改都须写明理由")
    if not isinstance(made.start, int) or not isinstance(made.end, int):
        raise UsageError("start 与 end 须为整数")
    return made


def amend(decision: Decision, fields: Mapping[str, str], edits: Sequence[Edit]) -> Decision:
    """The decision with a reviewer's edits. A lifted span stays listed, with action ``keep``."""
    spans = list(decision.spans)
    for change in edits:
        length = len(fields.get(change.field, ""))
        if not 0 <= change.start < change.end <= length:
            raise UsageError("修改的位置不在该字段之内")
        if change.op in {"lift", "change"}:
            spans = [_lifted(s) if _within(s, change) else s for s in spans]
        if change.op in {"add", "change"}:
            spans.append(_added(change))
    return replace(decision, spans=tuple(spans))


def _within(span: SpanRuling, change: Edit) -> bool:
    return span.field == change.field and span.start < change.end and change.start < span.end


def _lifted(span: SpanRuling) -> SpanRuling:
    if span.action is Action.BLOCK:
        raise UsageError("规则禁止公示的内容不能由审核人员放行")
    return replace(span, action=Action.KEEP, operator="", rule=_RULE, basis=_BASIS)


def _added(change: Edit) -> SpanRuling:
    return SpanRuling(
        field=change.field,
        start=change.start,
        end=change.end,
        entity_type=change.entity_type,
        status="certain",
        detector=_DETECTOR,
        action=Action.MASK,
        rule=_RULE,
        basis=_BASIS,
        operator=change.operator,
    )
