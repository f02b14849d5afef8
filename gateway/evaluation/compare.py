"""Two evaluations side by side: which cases were won, which were lost, which figures moved.

Both come as the objects of ``evaluation.json``. A case is known by document, field, span and
label, so both runs should be of one annotated file; what only one of them holds is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeGuard

from gateway.errors import UsageError
from gateway.evaluation.results import SCHEMA

Evaluated = Mapping[str, Any]
_Key = tuple[str, str, int, int, str]

#: What is compared case by case, and what people call it. The last one is about findings.
MEASURES = {
    "covered": "全覆盖",
    "strict": "严格",
    "leak": "不泄漏",
    "intact": "保留完好",
    "wrong": "没有误报",
}
#: Which figures of a group are compared.
FIGURES = ("strict_f1", "sure_strict_f1", "overlap_f1", "covered", "leak_rate", "damage")
_MOVED = 0.0005


@dataclass(frozen=True, slots=True)
class Change:
    """A case that is right now and was not (``won``), or was right and is not."""

    won: bool
    measure: str
    id: str
    field: str
    start: int
    end: int
    type: str | None
    role: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A figure of one group in both runs."""

    kind: str
    name: str
    figure: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the older run to this one.

    ``differs`` are the settings that are not the same; ``only_before`` and ``only_after`` count
    the mentions that one run alone holds.
    """

    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    differs: tuple[str, ...]
    only_before: int
    only_after: int

    @property
    def lost(self) -> list[Change]:
        """The cases that were right before."""
        return [change for change in self.changes if not change.won]

    @property
    def won(self) -> list[Change]:
        """The cases that are right now."""
        return [change for change in self.changes if change.won]

    def as_object(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        whole = asdict(self)
        whole["changes"] = [
            {key: value for key, value in change.items() if value is not None}
            for change in whole["changes"]
        ]
        return whole


def compared(before: object, after: Evaluated) -> Comparison:
    """The comparison of an older run with this one; `UsageError` if the older one is none."""
    if not _is_evaluation(before):
        raise UsageError("--compare 应为 gongshi evaluate --out 写出的 evaluation.json，版本须相同")
    old, new = _mentions(before), _mentions(after)
    changes = [change for key in old.keys() & new.keys() for change in _changes(old[key], new[key])]
    changes += _wrongs(before, after)
    settings = before["setting"], after["setting"]
    return Comparison(
        changes=tuple(sorted(changes, key=_order)),
        moves=tuple(_moves(before, after)),
        differs=tuple(k for k in settings[1] if settings[0].get(k) != settings[1][k]),
        only_before=len(old.keys() - new.keys()),
        only_after=len(new.keys() - old.keys()),
    )


def _order(change: Change) -> tuple[bool, int, str, str, int, int, str]:
    at = list(MEASURES).index(change.measure)
    return change.won, at, change.id, change.field, change.start, change.end, change.type or ""


def _is_evaluation(given: object) -> TypeGuard[Evaluated]:
    wanted = {"setting": dict, **dict.fromkeys(("documents", "groups", "mentions", "wrong"), list)}
    return (
        isinstance(given, dict)
        and given.get("schema") == SCHEMA
        and all(isinstance(given.get(key), kind) for key, kind in wanted.items())
    )


def _mentions(run: Evaluated) -> dict[_Key, Mapping[str, Any]]:
    return {(m["id"], m["field"], m["start"], m["end"], m["label"]): m for m in run["mentions"]}


def _verdicts(mention: Mapping[str, Any]) -> dict[str, bool]:
    """Measure -> whether the mention is right by it; only measures that apply."""
    if mention.get("optional"):
        return {}
    if mention["policy"] == "keep":
        return {"intact": not (mention["damaged"] or mention["dropped"])}
    found = {"covered": mention["covered"], "strict": mention["strict"]}
    return found if mention["fate"] is None else found | {"leak": mention["fate"] != "leaked"}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _verdicts(old), _verdicts(new)
    for measure in before.keys() & after.keys():
        if before[measure] != after[measure]:
            yield _change(new, measure, won=after[measure])


def _wrongs(before: Evaluated, after: Evaluated) -> Iterator[Change]:
    """Wrong findings that are new, and those that are gone, in documents of both runs."""
    old, new = _wrong_findings(before), _wrong_findings(after)
    both = {d["id"] for d in before["documents"]} & {d["id"] for d in after["documents"]}
    for key in old.keys() ^ new.keys():
        won = key in old
        if key[0] in both:
            yield _change(old[key] if won else new[key], "wrong", won=won)


def _wrong_findings(run: Evaluated) -> dict[_Key, Mapping[str, Any]]:
    return {(w["id"], w["field"], w["start"], w["end"], w["type"]): w for w in run["wrong"]}


def _change(case: Mapping[str, Any], measure: str, *, won: bool) -> Change:
    return Change(
        won=won,
        measure=measure,
        id=case["id"],
        field=case["field"],
        start=case["start"],
        end=case["end"],
        type=case.get("type"),
        role=case.get("role") or case.get("of"),
        form=case.get("form"),
    )


def _moves(before: Evaluated, after: Evaluated) -> Iterator[Move]:
    old = {(g["kind"], g["name"]): g["figures"] for g in before["groups"]}
    for group in after["groups"]:
        key = group["kind"], group["name"]
        for figure in FIGURES:
            was, now = old.get(key, {}).get(figure), group["figures"].get(figure)
            if was and now and abs(was[0] - now[0]) >= _MOVED:
                yield Move(*key, figure, was[0], now[0])
