"""The cases beside a pack, decided: what does not come out as written, what no case decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policies import masks
from policies.action import Action
from policies.decision import Decision
from policies.example_reader import Example
from policies.facts import Facts
from policies.fault import Fault
from policies.pack import Pack
from policies.rule import Rule

_NONE = "none"


@dataclass(frozen=True, slots=True)
class Result:
    """One case with everything that does not come out as written."""

    example: Example
    wrong: tuple[str, ...]
    decided: frozenset[str]


def run_examples(pack: Pack, examples: Iterable[Example]) -> tuple[Result, ...]:
    """Each case decided by the pack."""
    return tuple(_run(pack, example) for example in examples)


def _run(pack: Pack, example: Example) -> Result:
    switched = pack.switched(example.settings) if example.settings else pack
    decision = switched.decide(example.facts, example.specs, example.texts, example.scan)
    deciding = {*_deciding(switched, example.facts, decision), *_repaired(example, switched)}
    wrong = [f"没有由规则 {r} 决定" for r in example.decides if r not in deciding]
    return Result(
        example,
        (*wrong, *_differences(example, decision, switched)),
        frozenset(deciding & set(example.decides)),
    )


def faults_of(
    rules: Iterable[Rule], results: Sequence[Result], file: str = "examples.yaml"
) -> tuple[Fault, ...]:
    """Everything that does not come out as written, and every rule that no case decides."""
    faults = [
        Fault(file, result.example.line, f"例“{result.example.name}”：{wrong}")
        for result in results
        for wrong in result.wrong
    ]
    decided = {rule for result in results for rule in result.decided}
    for rule in rules:
        if rule.id not in decided:
            faults.append(
                Fault("pack.yaml", rule.line, f"规则 {rule.id} 没有由它决定的例子，请补上")
            )
    return tuple(faults)


def _deciding(pack: Pack, facts: Facts, decision: Decision) -> set[str]:
    """The rules that decided something, those that keep included."""
    stops = {r.rule for r in decision.record}
    matched = pack.record_rulings(facts)
    beaten = {r.rule for r in matched[1:]}
    return {
        matched[0].rule,
        *(stops - beaten),
        *(r.rule for r in decision.fields.values()),
        *(s.rule for s in decision.spans),
        *(r.rule for r in decision.review),
        *(r.rule for r in decision.notes),
        pack.reply.rule.id,
        *_later(pack),
    }


def _later(pack: Pack) -> set[str]:
    """Rules of the time after publication that hold for every record."""
    return {pack.life.takedown.rule.id, pack.life.objection.rule.id} if pack.life else set()


def _repaired(example: Example, pack: Pack) -> tuple[str, ...]:
    """The rules by which a repair is refused, or the one by which it is granted."""
    if pack.life is None or example.plea is None:
        return ()
    facts, repair = example.facts, pack.life.repair
    plea = replace(example.plea, period=pack.period(facts), decided=facts.decision_date)
    return tuple(ruling.rule for ruling in repair.refused(plea)) or (repair.rule.id,)


def _differences(example: Example, decision: Decision, pack: Pack) -> list[str]:
    actual: dict[str, object] = {
        "outcome": decision.outcome,
        "fields": {code: ruling.action.word for code, ruling in decision.fields.items()},
        "spans": _span_actions(decision),
        "shown": _shown(example.texts, decision),
        "publish_by": _date_word(decision.publish_by),
        "public_until": _date_word(decision.public_until),
        "notes": [note.rule for note in decision.notes],
        "reply_within": str(pack.reply.working_days),
        "takedown_within": str(pack.life.takedown.working_days) if pack.life else _NONE,
        "answer_within": str(pack.life.objection.answer_within) if pack.life else _NONE,
        "repair": [*_repaired(example, pack)],
    }
    wrong = []
    for key, wanted in example.expect.items():
        found = actual[key]
        if isinstance(wanted, dict) and isinstance(found, dict):
            wrong += [
                f"{key}.{part} 应为 {value}，实为 {found.get(part, _NONE)}"
                for part, value in wanted.items()
                if found.get(part, _NONE) != value
            ]
        elif key == "notes" and isinstance(wanted, list) and isinstance(found, list):
            wrong += [f"缺少 notes {note}" for note in wanted if note not in found]
        elif found != wanted:
            wrong.append(f"{key} 应为 {wanted}，实为 {found}")
    return wrong


def _span_actions(decision: Decision) -> dict[str, list[str]]:
    actions: dict[str, list[str]] = {}
    for span in decision.spans:
        actions.setdefault(span.field, []).append(span.action.word)
    return actions


def _shown(texts: Mapping[str, str], decision: Decision) -> dict[str, str]:
    """The texts as they would be shown; the findings of a case do not overlap."""
    shown = {c: t for c, t in texts.items() if decision.fields[c].action is Action.KEEP}
    for span in sorted(decision.spans, key=lambda s: -s.start):
        if span.field in shown and span.action > Action.KEEP:
            text = shown[span.field]
            masked = masks.apply(span.operator, text[span.start : span.end], span.params)
            shown[span.field] = text[: span.start] + masked + text[span.end :]
    return shown


def _date_word(day: date | None) -> str:
    return day.isoformat() if day else _NONE
