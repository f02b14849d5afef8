"""Reads the cases beside a pack: facts and findings in, what must be decided out.

Findings are written into the text, ``{欧阳小雨|PERSON witness}``, and given to the rules as they
stand: no detector takes part, so a case proves the pack alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from detectors.finding import Finding, Scan, Status, Unread
from detectors.register import department
from policies.facts import Facts
from policies.fault import PackFault
from policies.life import Plea
from policies.marked import Marked, read
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
    "takedown_within",
    "answer_within",
    "repair",
)
_DETECTOR = "example@1"


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
    plea: Plea | None = None


def parse_examples(text: str, file: str = "examples.yaml") -> tuple[Example, ...]:
    """The cases of one file. Raises `PackFault` with the line of what cannot be read."""
    reader = Reader(file)
    sections = reader.mapping(read(text, file), ("defaults", "examples"))
    defaults = reader.mapping(sections["defaults"], (), _FACTS)
    found = [_example(reader, item, defaults) for item in reader.items(sections["examples"])]
    if reader.faults:
        raise PackFault(reader.faults)
    return tuple(found)


def _example(reader: Reader, marked: Marked, defaults: Mapping[str, Marked]) -> Example:
    entries = reader.mapping(
        marked, ("name", "decides", "expect"), ("facts", "switches", "fields", "unread", "plea")
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
        plea=_plea(reader, entries["plea"]) if "plea" in entries else None,
    )


def _plea(reader: Reader, marked: Marked) -> Plea:
    """What a repair is asked with; the period and the decision are those of the case's facts."""
    entries = reader.mapping(marked, ("on", "materials"), ("published", "repaired_on"))
    asked = reader.day(entries["on"])
    earlier = reader.items(entries["repaired_on"]) if "repaired_on" in entries else []
    return Plea(
        asked,
        None,
        None,
        reader.day(entries["published"]) if "published" in entries else asked,
        frozenset(reader.text(item) for item in reader.items(entries["materials"])),
        tuple(reader.day(item) for item in earlier),
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
        item_listing=words.get("item_listing"),
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
