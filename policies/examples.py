"""The cases beside a pack: facts and findings in, what must be decided out.

Findings are written into the text, ``{欧阳小雨|PERSON witness}``, and given to the rules as they
stand: no detector takes part, so a case proves the pack alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from detectors.finding import Finding, Scan, Status, Unread
from detectors.register import department
from policies import masks
from policies.action import Action
from policies.decision import Decision
from policies.facts import Facts
from policies.fault import Fault, PackFault
from policies.marked import Marked, read
from policies.pack import Pack
from policies.rule import Rule
from policies.rule_reader import Reader
from policies.standards.spec import FieldSpec
from policies.vocabulary import ENTITY_TYPES, FIELD_ATTRIBUTES, ROLES, STATUSES, UNSET

_MARKUP = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_DETAILS = ("category", "detail", "group")
_DATES = ("published_on", "decision_date", "declared_until")
_NO_WORDS = (*_DATES, "hints", "subject_minor", "inferences", "units")
_FACTS = tuple(f.name for f in fields(Facts))
_DISPLAYS = FIELD_ATTRIBUTES["display"] or frozenset()
_EXPECTED = (
    "outcome",
    "fields",
    "spans",
    "shown",
    "publish_by",
    "public_until",
    "notes",
    "reply_within",
)
_DETECTOR = "example@1"
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Example:
    """One case. ``decides`` are the rules that it proves, ``expect`` what must come out."""

    name: str
    line: int
    decides: tuple[str, ...]
    settings: Mapping[str, bool]
    facts: Facts
    specs: Mapping[str, FieldSpec]
    texts: Mapping[str, str] = field(repr=False)
    scan: Scan
    expect: Mapping[str, object] = field(repr=False)


def parse_examples(text: str, file: str = "examples.yaml") -> tuple[Example, ...]:
    """The cases of one file. Raises `PackFault` with the line of what cannot be read."""
    reader = Reader(file)
    sections = reader.mapping(read(text, file), ("defaults", "examples"))
    defaults = reader.mapping(sections["defaults"], (), _FACTS)
    found = [_example(reader, item, defaults) for item in reader.items(sections["examples"])]
    if reader.faults:
        raise PackFault(reader.faults)
    return tuple(found)


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
    deciding = _deciding(switched, example.facts, decision)
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
    }


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


def _example(reader: Reader, marked: Marked, defaults: Mapping[str, Marked]) -> Example:
    entries = reader.mapping(
        marked, ("name", "decides", "expect"), ("facts", "switches", "fields", "unread")
    )
    texts, specs, findings = _fields(reader, entries.get("fields"))
    silent = reader.items(entries["unread"]) if "unread" in entries else []
    stated = reader.mapping(entries["facts"], (), _FACTS) if "facts" in entries else {}
    expect = reader.mapping(entries["expect"], (), _EXPECTED)
    return Example(
        name=reader.chinese(entries["name"]),
        line=marked.line,
        decides=tuple(reader.text(item) for item in reader.items(entries["decides"])),
        settings=_settings(reader, entries.get("switches")),
        facts=_facts(reader, {**defaults, **stated}, marked.line),
        specs=specs,
        texts=texts,
        scan=Scan(findings, tuple(Unread(reader.text(item), "") for item in silent)),
        expect={key: item.plain for key, item in expect.items()},
    )


def _settings(reader: Reader, marked: Marked | None) -> dict[str, bool]:
    if marked is None:
        return {}
    return {name: reader.truth(item) for name, item in reader.mapping(marked, (), None).items()}


def _facts(reader: Reader, entries: Mapping[str, Marked], line: int) -> Facts:
    stated = {name: item for name, item in entries.items() if item.value != UNSET}
    words = {n: reader.text(i) for n, i in stated.items() if n not in _NO_WORDS}
    days = {n: reader.day(i) for n, i in stated.items() if n in _DATES}
    hints = reader.items(stated["hints"]) if "hints" in stated else []
    inferences = reader.items(stated["inferences"]) if "inferences" in stated else []
    units = reader.items(stated["units"]) if "units" in stated else []
    if not {"channel", "kind"} <= words.keys() or "published_on" not in days:
        reader.fault(line, "例子要有 channel、kind 和 published_on")
    return Facts(
        channel=words.get("channel", ""),
        kind=words.get("kind", ""),
        published_on=days.get("published_on", date.max),
        subject_kind=words.get("subject_kind"),
        procedure=words.get("procedure"),
        severity=words.get("severity"),
        usage_scope=words.get("usage_scope"),
        item_code=words.get("item_code"),
        decision_date=days.get("decision_date"),
        declared_until=days.get("declared_until"),
        hints=frozenset(reader.text(item) for item in hints),
        secrecy_review=words.get("secrecy_review"),
        state=words.get("state"),
        subject_minor="subject_minor" in stated and reader.truth(stated["subject_minor"]),
        disclosure=words.get("disclosure"),
        inferences=tuple(reader.chinese(item) for item in inferences),
        units=frozenset(department(reader.text(item)) for item in units),
        record=words.get("record", ""),
    )


def _fields(
    reader: Reader, marked: Marked | None
) -> tuple[dict[str, str], dict[str, FieldSpec], dict[str, tuple[Finding, ...]]]:
    texts: dict[str, str] = {}
    specs: dict[str, FieldSpec] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for code, item in reader.mapping(marked, (), None).items() if marked else ():
        entries = {"text": item}
        if isinstance(item.value, dict):
            entries = reader.mapping(item, ("text",), ("display", "free_text", "holds", "role"))
        texts[code], findings[code] = _marked_text(reader, entries["text"])
        specs[code] = _spec(reader, code, entries)
    return texts, specs, findings


def _spec(reader: Reader, code: str, entries: Mapping[str, Marked]) -> FieldSpec:
    display, free = entries.get("display"), entries.get("free_text")
    holds, role = entries.get("holds"), entries.get("role")
    return FieldSpec(
        code,
        code,
        "text",
        None,
        "optional",
        reader.chosen(display, _DISPLAYS) if display else "public",
        free_text=reader.truth(free) if free else True,
        holds=reader.chosen(holds, ENTITY_TYPES) if holds else None,
        role=reader.chosen(role, ROLES) if role else None,
    )


def _marked_text(reader: Reader, marked: Marked) -> tuple[str, tuple[Finding, ...]]:
    text, last, findings = "", 0, []
    source = reader.text(marked)
    for markup in _MARKUP.finditer(source):
        text += source[last : markup.start()]
        findings.append(_finding(reader, marked.line, len(text), markup[1], markup[2].split()))
        text += markup[1]
        last = markup.end()
    return text + source[last:], tuple(findings)


def _finding(reader: Reader, line: int, start: int, text: str, words: list[str]) -> Finding:
    entity_type, status = (words or [""])[0], Status.CERTAIN
    role: str | None = None
    details: dict[str, str] = {}
    for word in words[1:]:
        name, _, value = word.partition("=")
        if word in STATUSES:
            status = Status[word.upper()]
        elif name in _DETAILS and value:
            details[name] = value
        elif word in ROLES and role is None:
            role = word
        else:
            reader.fault(line, f"标注里不认识“{word}”")
    if not text or not entity_type:
        reader.fault(line, "标注应当写成 {内容|类型 角色 状态}")
    detail = details.get("detail")
    return Finding(
        start,
        start + len(text),
        entity_type,
        1.0,
        _DETECTOR,
        status,
        role=role,
        category=details.get("category"),
        detail=start + int(detail) if detail and detail.isdecimal() else None,
        group=int(details["group"]) if details.get("group", "").isdecimal() else None,
    )
